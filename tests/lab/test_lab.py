"""The lab's own tests: identities of posing and truth, and that a dataset is the same twice. Skipped without Anny."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
pytest.importorskip("anny", reason="the lab's environment (lab/requirements.txt) is not installed")
pytest.importorskip("pyvista")
pytestmark = pytest.mark.filterwarnings("ignore")

from lab.balance import Load  # noqa: E402
from lab.body import Body, BodySpec, make_body  # noqa: E402
from lab.camera import CameraSpec, place, project  # noqa: E402
from lab.curves import Curves, still  # noqa: E402
from lab.dataset import CYCLE, sample  # noqa: E402
from lab.equipment import Gear  # noqa: E402
from lab.posing import Setting, pose  # noqa: E402
from lab.render import prepare, truth_table  # noqa: E402
from lab.shells import cut  # noqa: E402
from lab.skeleton import skin  # noqa: E402
from lab.truth import columns, measure  # noqa: E402
from lab.visibility import hidden_by_plates  # noqa: E402


@pytest.fixture(scope="module")
def body() -> Body:
    return make_body(BodySpec(sex="female", height_m=1.68))


def posed_curves(**values: list[float]) -> Curves:
    count = len(next(iter(values.values())))
    return replace(still(np.arange(count) / 30.0), **{name: np.array(value) for name, value in values.items()})


def test_stature_and_mass_are_human(body: Body) -> None:
    assert body.height_m == pytest.approx(1.68, abs=1e-6)
    assert 45.0 < body.mass_kg < 90.0


def test_knee_flexion_is_what_was_asked_and_the_identity_holds(body: Body) -> None:
    curves = posed_curves(knee_deg=[4.0, 20.0, 60.0, 110.0], pelvis_deg=[0.0, 60.0, 40.0, 30.0])
    angles = measure(pose(body, Setting(load=Load("hanging", 40.0)), curves).posed)
    assert angles.knee == pytest.approx(curves.knee_deg, abs=0.5)
    assert angles.trunk == pytest.approx(angles.hip - angles.knee + angles.shank, abs=1e-9)


def test_rotating_the_pelvis_alone_turns_the_trunk_by_as_much(body: Body) -> None:
    curves = posed_curves(pelvis_deg=[0.0, 30.0, 60.0])
    trunk = measure(pose(body, Setting(), curves).posed).trunk
    assert np.diff(trunk) == pytest.approx([30.0, 30.0], abs=1e-6)


def test_lumbar_flexion_leaves_the_pelvis_where_it_is(body: Body) -> None:
    curves = posed_curves(pelvis_deg=[50.0, 50.0], lumbar_deg=[0.0, 40.0])
    posed = pose(body, Setting(), curves).posed
    pelvis, thorax = body.bone("spine05"), body.bone("spine02")
    turn = posed.rotations[1] @ np.swapaxes(posed.rotations[0], 1, 2)
    assert np.allclose(turn[pelvis], np.eye(3), atol=1e-9)
    assert np.degrees(np.arctan2(turn[thorax, 0, 1], turn[thorax, 0, 0])) == pytest.approx(40.0)


def test_feet_stay_on_the_floor_and_the_hips_go_back(body: Body) -> None:
    curves = posed_curves(pelvis_deg=[0.0, 30.0, 65.0], knee_deg=[4.0, 12.0, 18.0])
    scene = pose(body, Setting(load=Load("hanging", 40.0)), curves)
    ankle, hip = scene.posed.joint("foot.R"), scene.posed.joint("upperleg01.R")
    assert np.ptp(ankle, axis=0) == pytest.approx(np.zeros(3), abs=1e-9)
    assert (np.diff(hip[:, 0]) < 0).all()
    lowest = [
        skin(body.weights, body.vertices, body.vertices, scene.posed.transforms(i))[0][:, 1].min() for i in range(3)
    ]
    assert np.abs(lowest).max() < 0.02


def test_standing_offsets_are_small(body: Body) -> None:
    angles = measure(pose(body, Setting(), posed_curves(knee_deg=[3.0, 3.0])).posed)
    assert abs(angles.trunk[0]) < 7.0
    assert abs(angles.hip[0]) < 10.0


def test_pelvis_based_hip_flexion_differs_from_the_rigid_one_by_the_lumbar_part(body: Body) -> None:
    curves = posed_curves(pelvis_deg=[0.0, 50.0], lumbar_deg=[0.0, 30.0], knee_deg=[3.0, 15.0])
    posed = pose(body, Setting(), curves).posed
    table = columns(posed, curves, float(measure(posed).thigh[0]))
    gained = {name: values[1] - values[0] for name, values in table.items()}
    assert gained["hip_flexion_pelvis_deg"] < gained["hip_flexion_deg"]
    assert gained["hip_flexion_deg"] - gained["hip_flexion_pelvis_deg"] == pytest.approx(
        gained["trunk_lean_deg"] - 50.0, abs=1e-6
    )


def test_hands_hold_the_bar(body: Body) -> None:
    curves = posed_curves(pelvis_deg=[0.0, 60.0], knee_deg=[4.0, 15.0])
    scene = pose(body, Setting(load=Load("hanging", 40.0)), curves)
    knuckles = scene.posed.joint("finger3-1.R")
    assert np.linalg.norm((knuckles - scene.bar)[:, :2], axis=1).max() < 0.06


def test_a_cut_keeps_the_positive_side_only() -> None:
    faces = np.array([[0, 1, 2], [1, 3, 2]])
    points = np.array([[0.0, 0, 0], [1, 0, 0], [0, 1, 0], [1, 1, 0]])
    part = cut(faces, points[:, 0] - 0.25)
    kept = part.values(points)
    assert kept[:, 0].min() == pytest.approx(0.25)
    a, b, c = (kept[part.faces[:, i]] for i in range(3))
    assert np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2 == pytest.approx(0.75)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_the_lifter_faces_the_side_that_was_asked_for(facing: str) -> None:
    camera = CameraSpec(facing)
    placement = place(camera, np.array([-0.5, 0.0, -0.3]), np.array([0.5, 1.8, 0.3]))
    behind, ahead = project(placement, camera, np.array([[-0.3, 1.0, 0.0], [0.3, 1.0, 0.0]]))[:, 0]
    assert (ahead > behind) == (facing == "right")


def test_a_scenario_is_the_same_twice_and_another_seed_is_another() -> None:
    assert sample(1, 3, 15.0, 540) == sample(1, 3, 15.0, 540)
    assert sample(1, 3, 15.0, 540) != sample(2, 3, 15.0, 540)
    first, again = (truth_table(prepare(sample(1, 2, 15.0, 540))) for _ in range(2))
    assert first.equals(again)


@pytest.mark.parametrize("number", range(len(set(CYCLE))))
def test_every_exercise_has_the_repetitions_it_announces(number: int) -> None:
    name = sorted(set(CYCLE))[number]
    ready = prepare(sample(5, CYCLE.index(name), 15.0, 540))
    table = truth_table(ready)
    plan = ready.scenario.plan
    assert sorted(set(table["repetition"].to_list()) - {0}) == list(range(1, plan.count + 1))
    assert len(ready.motion.repetitions) == plan.count
    starts = [r.start_s for r in ready.motion.repetitions]
    assert starts == sorted(starts)
    for repetition in ready.motion.repetitions:
        assert repetition.start_s <= repetition.bottom_s <= repetition.end_s
    assert table.select("knee_flexion_deg").min().item() > -2.0
    assert not any(table[column].has_nulls() for column in table.columns)


def test_a_plate_before_the_knee_hides_it() -> None:
    placement = place(CameraSpec("right"), np.array([-0.5, 0.0, -0.3]), np.array([0.5, 1.8, 0.3]))
    gear = Gear("barbell", ((0.2, 0.04, (0.1, 0.1, 0.1)),))
    bar, knee = np.array([[0.0, 0.9, 0.0], [0.0, 0.3, 0.0]]), np.array([[0.0, 0.9, 0.1], [0.0, 0.9, 0.1]])
    assert hidden_by_plates(placement, 1.0, gear, bar, knee).tolist() == [True, False]
