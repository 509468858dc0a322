"""Yaw and roll of the camera, and what may be judged from there."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import DIRECT_ANGLES, PAIRED, SIDES, Side, pair
from hiphinge.core.motion import Motion
from hiphinge.movement.view import DIRECT_SCALE, CameraView, estimate_view, straightened
from hiphinge.pipeline.analyze import analyze
from tests.body_model import SQUATTED, Camera, bridges, film, from_the_top
from tests.motions import rolled

SET = from_the_top(2)


@pytest.mark.parametrize("yaw_deg", [-80.0, -50.0, -30.0, -10.0, 0.0, 12.0, 33.0, 60.0, 85.0])
@pytest.mark.parametrize("facing", SIDES)
def test_the_yaw_is_found(yaw_deg: float, facing: Side) -> None:
    view = estimate_view(film(SET, Camera(yaw_deg=yaw_deg, facing=facing)))
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=0.5)
    assert estimate_view(film(bridges(1), Camera(yaw_deg=yaw_deg))).yaw_deg == pytest.approx(yaw_deg, abs=0.5)


def given(motion: Motion, yaw_deg: float) -> Motion:
    """Return a motion whose source gives a yaw directly, positive with the camera towards the lifter's front."""
    direct = np.zeros((len(motion), 2, len(DIRECT_ANGLES)), dtype=np.float32)
    direct[:, 0, DIRECT_ANGLES.index("yaw_deg")] = yaw_deg / DIRECT_SCALE
    return replace(motion, direct=direct)


@pytest.mark.parametrize(("facing", "toward_front"), [("left", 1.0), ("right", -1.0)])
def test_a_small_yaw_that_the_source_gives_directly_stands_alone(facing: Side, toward_front: float) -> None:
    motion = film(SET, Camera(yaw_deg=40.0, facing=facing))
    assert estimate_view(given(motion, 12.0)).yaw_deg == pytest.approx(toward_front * 12.0)


def test_a_large_yaw_is_the_mean_of_both_and_the_direct_one_tells_front_from_back() -> None:
    motion = film(SET, Camera(yaw_deg=50.0, facing="left"))
    assert estimate_view(given(motion, 42.0)).yaw_deg == pytest.approx(46.0, abs=0.5)
    assert estimate_view(given(motion, -42.0)).yaw_deg == pytest.approx(-46.0, abs=0.5)
    nothing = given(motion, float("nan"))
    assert estimate_view(nothing).yaw_deg == estimate_view(motion).yaw_deg


@pytest.mark.parametrize("facing", ["left", "right"])
def test_in_a_front_view_the_world_landmarks_stand_alone_whichever_side_is_taken_for_the_other(facing: Side) -> None:
    motion = given(film(SET, Camera(yaw_deg=80.0, facing=facing)), 41.0)
    assert motion.world is not None
    world = motion.world.copy()
    left, right = (np.array([pair(name)[i] for name in PAIRED]) for i in (0, 1))
    world[::2, left], world[::2, right] = motion.world[::2, right], motion.world[::2, left]
    mixed = replace(motion, world=world)
    toward_front = 1.0 if facing == "left" else -1.0
    for each in (motion, mixed):
        view = estimate_view(each)
        assert view.yaw_deg == pytest.approx(toward_front * 80.0, abs=0.5)
        assert view.grade == "refused"


@pytest.mark.parametrize(
    ("yaw_deg", "grade", "usable"),
    [
        (0, "usable", True),
        (-22, "usable", True),
        (33, "warned", True),
        (-38, "warned", True),
        (50, "oblique", False),
        (80, "refused", False),
        (-88, "refused", False),
    ],
)
def test_grade_and_reason_of_a_view(yaw_deg: float, grade: str, usable: bool) -> None:  # noqa: FBT001
    view = CameraView(yaw_deg, 5.0, 0.0, 2.0)
    assert view.grade == grade
    shown = view.result()
    assert shown.usable == usable
    assert shown.yaw_deg is not None
    assert shown.yaw_deg.value == abs(yaw_deg)
    assert (shown.reason is None) == (grade == "usable")
    assert shown.reason is None or f"{abs(yaw_deg)}°" in shown.reason


def test_grades_never_improve_with_the_angle() -> None:
    order = ["usable", "warned", "oblique", "refused"]
    grades = [order.index(CameraView(float(yaw), 5.0, 0.0, 2.0).grade) for yaw in range(91)]
    assert grades == sorted(grades)
    assert {0, 1, 2, 3} == set(grades)


def test_without_a_lifter_the_view_is_unknown_and_refused() -> None:
    view = estimate_view(film(SET, Camera(unseen_s=(0.0, 99.0))))
    assert view.grade == "refused"
    shown = view.result()
    assert (shown.yaw_deg, shown.roll_deg, shown.usable) == (None, None, False)
    assert shown.reason


@pytest.mark.parametrize("yaw_deg", [75.0, 90.0, -80.0])
def test_front_and_back_views_are_refused_with_a_remedy(yaw_deg: float) -> None:
    analysis = analyze(film(from_the_top(3, SQUATTED), Camera(yaw_deg=yaw_deg)))
    assert not analysis.judged
    assert not analysis.source.view.usable
    assert len(analysis.repetitions) == 3, "repetitions can be counted from everywhere"
    assert {repetition.light for repetition in analysis.repetitions} == {"unknown"}
    assert (analysis.exercise.name, analysis.pattern.name) == ("unknown", "unknown")
    assert analysis.cannot_judge[0].what == "everything but the number of repetitions"
    assert "side" in analysis.cannot_judge[0].mend
    table = analysis.to_frame()
    assert table["knee_flexion_deg"].is_null().all()
    assert table["trunk_lean_deg"].is_null().all()


@pytest.mark.parametrize("breadth", [0.85, 1.15])
@pytest.mark.parametrize("yaw_deg", [-85.0, 85.0])
def test_a_narrow_or_broad_body_does_not_make_a_front_view_usable(yaw_deg: float, breadth: float) -> None:
    for script in (SET, bridges(2)):
        assert not analyze(film(script, Camera(yaw_deg=yaw_deg, breadth=breadth))).judged


@pytest.mark.parametrize("breadth", [0.85, 1.15])
@pytest.mark.parametrize("yaw_deg", [0.0, 15.0, -20.0])
def test_a_narrow_or_broad_body_does_not_make_a_side_view_unusable(yaw_deg: float, breadth: float) -> None:
    view = estimate_view(film(SET, Camera(yaw_deg=yaw_deg, breadth=breadth)))
    assert view.grade == "usable"
    assert view.yaw_deg == pytest.approx(yaw_deg, abs=3 * view.yaw_sigma_deg)


@pytest.mark.parametrize("yaw_deg", [48.0, -55.0])
def test_an_oblique_view_has_repetitions_and_a_pattern_but_no_angle(yaw_deg: float) -> None:
    analysis = analyze(film(from_the_top(3, SQUATTED), Camera(yaw_deg=yaw_deg)))
    assert len(analysis.repetitions) == 3
    assert analysis.pattern.name == "squat"
    assert analysis.to_frame()["knee_flexion_deg"].is_null().all()
    assert all(
        repetition.peak.knee_flexion_deg is None and repetition.faults == [] for repetition in analysis.repetitions
    )
    assert any("angles" in limitation.what for limitation in analysis.cannot_judge)


def test_a_warned_view_has_a_warning_and_wider_intervals() -> None:
    side, warned = (analyze(film(SET, Camera(yaw_deg=yaw))) for yaw in (0.0, 34.0))
    assert side.quality.warnings == []
    assert any("34°" in note for note in warned.quality.warnings)
    a, b = side.repetitions[0].peak.trunk_lean_deg, warned.repetitions[0].peak.trunk_lean_deg
    assert a is not None
    assert b is not None
    assert b.high - b.low > a.high - a.low
    assert b.value == pytest.approx(a.value, abs=0.5)


@pytest.mark.parametrize("facing", SIDES)
def test_the_roll_has_the_same_sign_for_both_facings(facing: Side) -> None:
    motion = film(SET, Camera(facing=facing))
    level = estimate_view(motion)
    clockwise, other_way = estimate_view(rolled(motion, 8.0)), estimate_view(rolled(motion, -8.0))
    assert level.roll_deg == pytest.approx(0.0, abs=0.2)
    assert 0 < clockwise.roll_deg <= 8.5
    assert -8.5 <= other_way.roll_deg < 0
    shown = clockwise.result().roll_deg
    assert shown is not None
    assert shown.low <= 8.0


def test_straightening_corrects_the_foreshortening() -> None:
    body = film(SET).point("right_hip")
    turned = film(SET, Camera(yaw_deg=30.0)).point("right_hip")
    across = straightened(turned, CameraView(30.0, 5.0, 0.0, 2.0))[:, 0]
    np.testing.assert_allclose(np.ptp(across), np.ptp(body[:, 0]), rtol=1e-3)


def test_a_motion_without_pictures_has_no_camera() -> None:
    picture = film(SET, Camera(yaw_deg=60.0))
    motion = Motion.build(
        time_s=picture.time_s,
        position=picture.position,
        confidence=picture.confidence,
        source=picture.source,
        unit="m",
    )
    assert estimate_view(motion).grade == "usable"
