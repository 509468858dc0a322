"""Training stills: the same twice, true to their truth, and shirts that hang. Skipped without Anny."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from PIL import Image

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
pytest.importorskip("anny", reason="the lab's environment (lab/requirements.txt) is not installed")
pytest.importorskip("pyvista")
pytestmark = pytest.mark.filterwarnings("ignore")

from lab.arm_styles import STYLES, dowel_line  # noqa: E402
from lab.bends import lying_movement, standing_movement  # noqa: E402
from lab.body import Body, BodySpec, make_body  # noqa: E402
from lab.clothing import Outfit  # noqa: E402
from lab.curves import still as standing_still  # noqa: E402
from lab.drape import Drape, Fabric, Ground, hanging_shirt, raised  # noqa: E402
from lab.finish import Finish, Finisher, smeared, through_video  # noqa: E402
from lab.free_legs import FreeLeg, sample_free_legs  # noqa: E402
from lab.landmarks import marks_of  # noqa: E402
from lab.people import PITCH_MAX_DEG, ROLL_MAX_DEG, YAW_MAX_DEG, sample_person  # noqa: E402
from lab.posing import Setting, pose  # noqa: E402
from lab.postures import HIP_DEG, Still, draw_bend, draw_stills, one  # noqa: E402
from lab.skeleton import Posed, skin  # noqa: E402
from lab.stills import main  # noqa: E402
from lab.truth import leg  # noqa: E402


@pytest.fixture(scope="module")
def body() -> Body:
    return make_body(BodySpec(sex="male", height_m=1.76), rounds=1)


@pytest.fixture(scope="module")
def postures() -> list[Still]:
    found = []
    for number in range(14):
        person = sample_person(4, number)
        found += draw_stills(person, make_body(person.body, rounds=1), 6)
    return found


def hinge(body: Body, pelvis_deg: float, setting: Setting | None = None) -> Posed:
    return pose(body, setting or Setting(), one({"pelvis_deg": pelvis_deg, "knee_deg": 15.0})).posed


def test_a_person_is_the_same_twice_and_another_seed_is_another() -> None:
    assert sample_person(3, 5) == sample_person(3, 5)
    assert sample_person(3, 5) != sample_person(4, 5)


def test_people_keep_within_the_cameras_limits() -> None:
    views = [sample_person(8, number).camera for number in range(300)]
    assert max(abs(view.yaw_deg) for view in views) <= YAW_MAX_DEG
    assert max(abs(view.pitch_deg) for view in views) <= PITCH_MAX_DEG
    assert max(abs(view.roll_deg) for view in views) <= ROLL_MAX_DEG
    assert max(max(view.width, view.height) for view in views) <= 720
    assert {view.facing for view in views} == {"left", "right"}


def test_every_person_stands_once_and_the_rest_is_within_what_bodies_do(postures: list[Still]) -> None:
    assert [still.kind for still in postures[::6]] == ["standing"] * 14
    for still in postures[::6]:
        assert abs(still.angles["lumbar_flexion_deg"]) < 4.5
        assert abs(still.angles["pelvic_tilt_deg"]) < 4.5
    hips = [still.angles["hip_flexion_pelvis_deg"] for still in postures]
    assert HIP_DEG[0] <= min(hips)
    assert max(hips) <= HIP_DEG[1]


def test_lean_does_not_tell_rounding() -> None:
    rng = np.random.default_rng(2)
    bent = [draw_bend(str(rng.choice(["free", "rigid"])), "deadlift", rng) for _ in range(400)]
    pelvis, lumbar = (np.array([bend[name] for bend in bent]) for name in ("pelvis_deg", "lumbar_deg"))
    assert abs(np.corrcoef(pelvis + lumbar, lumbar)[0, 1]) < 0.45
    assert lumbar.min() < -12.0
    assert lumbar.max() > 45.0


@pytest.mark.parametrize("style", STYLES)
def test_free_arms_stay_off_the_floor_and_keep_their_length(body: Body, style: str) -> None:
    posed = hinge(body, 45.0, Setting(arms=style))
    for side in "LR":
        shoulder, elbow, wrist = (posed.joint(f"{name}.{side}")[0] for name in ("upperarm01", "lowerarm01", "wrist"))
        rest = np.linalg.norm(body.head(f"lowerarm01.{side}") - body.head(f"upperarm01.{side}"))
        assert np.linalg.norm(elbow - shoulder) == pytest.approx(rest)
        assert wrist[1] > 0.2


@pytest.mark.parametrize("side", ["L", "R"])
def test_a_free_leg_is_where_it_was_asked_to_be_and_the_other_one_stands(body: Body, side: str) -> None:
    both = hinge(body, 40.0)
    posed = hinge(body, 40.0, Setting(free_legs=(FreeLeg(side, -35.0, 25.0, 20.0),)))
    thigh, shank = (float(track[0]) for track in leg(posed, side))
    assert thigh == pytest.approx(35.0, abs=0.1)
    assert shank - thigh == pytest.approx(25.0, abs=0.1)
    other = "R" if side == "L" else "L"
    assert np.allclose(posed.joint(f"foot.{other}"), both.joint(f"foot.{other}"))


def test_a_split_stance_rests_on_toes_that_lie_flat(body: Body) -> None:
    posed = pose(
        body, Setting(free_legs=(FreeLeg("L", -25.0, 10.0, 40.0, "toes"),)), one({"knee_deg": 60.0, "pelvis_deg": 10.0})
    ).posed
    ball, heel = (marks_of(body)[f"left_{name}"].track(posed)[0] for name in ("ball", "heel"))
    flat = marks_of(body)["left_ball"].track(hinge(body, 0.0))[0]
    assert ball[1] == pytest.approx(flat[1], abs=0.003)
    assert heel[1] > ball[1] + 0.05
    toe = posed.rotations[0, body.bone("toe2-1.L")]
    assert toe[1] == pytest.approx([0.0, 1.0, 0.0], abs=1e-6)


def test_a_jump_takes_both_feet_off_the_floor(body: Body) -> None:
    legs = tuple(FreeLeg(side, 10.0, 20.0, 40.0) for side in "LR")
    posed = pose(body, Setting(free_legs=legs), one({"knee_deg": 15.0})).posed
    for side in "LR":
        assert posed.joint(f"toe2-1.{side}")[0, 1] > 0.0
        assert posed.joint(f"foot.{side}")[0, 1] > body.head(f"foot.{side}")[1] + 0.02


def test_free_legs_leave_everything_else_of_a_person_as_it_was() -> None:
    plain, free = (sample_person(3, 11, share) for share in (0.0, 1.0))
    assert replace(free, free_legs=0.0) == plain
    rng = np.random.default_rng(0)
    drawn = [sample_free_legs(rng, 30.0) for _ in range(200)]
    assert {len(legs) for legs in drawn} == {1, 2}
    assert {free.floor for legs in drawn for free in legs} == {"", "toes", "sole"}


def test_a_dowel_lies_along_a_straight_back_and_off_a_round_one(body: Body) -> None:
    curves = standing_still(np.zeros(2))
    curves = replace(curves, pelvis_deg=np.array([50.0, 20.0]), lumbar_deg=np.array([0.0, 50.0]))
    posed = pose(body, Setting(arms="dowel"), curves).posed
    middle, along = dowel_line(posed)
    back = posed.joint("spine03")
    outward = np.stack([-along[:, 1], along[:, 0], np.zeros(2)], axis=1)
    clear = ((middle - back) * outward).sum(axis=1)
    assert clear.min() > 0.0
    assert np.degrees(np.arctan2(along[0, 0], along[0, 1])) > 40.0


def test_a_loose_shirt_hangs_below_the_belly_of_a_hinge_and_stays_out_of_the_body(body: Body) -> None:
    outfit = Outfit(shirt="tee", shirt_looseness=0.8)
    posed = hinge(body, 75.0)
    transforms, down = posed.transforms(0), np.array([0.0, -1.0, 0.0])
    lowest = []
    for ease in (0.02, 0.25):
        fabric = Fabric(ease=ease)
        shirt = hanging_shirt(body, outfit, fabric, np.random.default_rng(1))
        points, normals = Drape(body, outfit, fabric, shirt).settle(transforms, down)
        assert np.isfinite(points).all()
        assert np.linalg.norm(normals, axis=1) == pytest.approx(1.0, abs=1e-3)
        height = shirt.vertices[:, 1] / body.height_m
        belly = (shirt.vertices[:, 0] > 0.05) & (np.abs(shirt.vertices[:, 2]) < 0.08) & (height > 0.6) & (height < 0.66)
        lowest.append(float(points[belly, 1].mean()))
    skinned, _ = skin(body.weights, body.vertices, body.vertices, transforms)
    height = body.vertices[:, 1] / body.height_m
    belly = (body.vertices[:, 0] > 0.05) & (np.abs(body.vertices[:, 2]) < 0.08) & (height > 0.6) & (height < 0.66)
    assert lowest[0] < skinned[belly, 1].mean() - 0.01
    assert lowest[1] < lowest[0] - 0.01


def test_a_shirt_neither_falls_off_nor_through_the_floor(body: Body) -> None:
    outfit, fabric = Outfit(shirt="tee"), Fabric(ease=0.2)
    shirt = hanging_shirt(body, outfit, fabric, np.random.default_rng(1))
    transforms = hinge(body, 0.0).transforms(0)
    points, _ = Drape(body, outfit, fabric, shirt).settle(transforms, np.array([0.0, -1.0, 0.0]))
    start, _ = skin(shirt.weights, shirt.vertices, shirt.normals, transforms)
    assert np.linalg.norm(points - start, axis=1).max() < 0.2
    assert raised(np.array([[0.0, -0.05, 0.0]]), [Ground()])[0, 1] > 0.0


def test_only_what_moves_is_smeared() -> None:
    room = np.full((60, 80, 3), 90, dtype=np.uint8)
    picture = room.copy()
    picture[20:40, 30:40] = 200
    out = smeared(picture, room, 8.0, 0.0)
    assert (out[:10] == 90).all()
    assert 90 < out[30, 28, 0] < 200
    assert (smeared(picture, room, 0.0, 0.0) == picture).all()


def test_finish_and_video_keep_the_pictures_shape() -> None:
    pictures = [np.full((64, 48, 3), level, dtype=np.uint8) for level in (60, 120)]
    finisher = Finisher(Finish(noise=1.0), 48, 64, np.random.default_rng(0))
    out = through_video([finisher(picture) for picture in pictures], 28)
    assert [picture.shape for picture in out] == [(64, 48, 3)] * 2
    assert abs(float(out[1].mean()) - 120.0) < 4.0


def test_a_person_renders_the_same_whatever_is_rendered_around(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path / "a"), "--people", "2", "--frames-each", "2", "--seed", "12"]) == 0
    assert (
        main(["--out", str(tmp_path / "b"), "--first", "1", "--people", "2", "--frames-each", "2", "--seed", "12"]) == 0
    )
    first, second = (pl.read_parquet(tmp_path / name / "stills.parquet") for name in "ab")
    assert first.height == 4
    assert first.filter(pl.col("person") == 1).equals(second)
    for file in second["file"]:
        one_, two = (np.asarray(Image.open(tmp_path / name / file)) for name in "ab")
        assert (one_ == two).all()
    assert first["standing"].to_list() == [True, False, True, False]
    assert first["still"].to_list() == [0, 1, 2, 3]
    assert not any(first[column].has_nulls() for column in first.columns)


def test_stills_of_a_movement_lie_on_one_way() -> None:
    movement = standing_movement("deadlift", np.random.default_rng(3))
    still_body = replace(movement, power={})
    shares = np.linspace(0.0, 1.0, 60)
    rng = np.random.default_rng(0)
    lumbar = np.array([still_body.at(float(share), rng)["lumbar_deg"] for share in shares])
    slope, start = np.polyfit(shares, lumbar, 1)
    assert slope == pytest.approx(movement.far["lumbar_deg"], abs=2.0)
    assert start == pytest.approx(0.0, abs=1.0)
    assert np.std(lumbar - np.polyval([slope, start], shares)) == pytest.approx(1.2, abs=0.5)


@pytest.mark.parametrize("base", ["floor", "bench"])
def test_a_lying_movement_lifts_the_hips(base: str) -> None:
    movement = lying_movement(base, np.random.default_rng(1))
    thorax = [end["pelvis_deg"] + end["lumbar_deg"] for end in (movement.rest, movement.far)]
    assert thorax[1] < thorax[0] - 10.0
