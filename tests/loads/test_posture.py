"""Sagittal curves in the model's coordinates: what is outside, where the body is, and that the feet stay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import HIP_RANGE_DEG, KNEE_RANGE_DEG, Posture, following, outside, places, states
from hiphinge.loads.posture import held as nearest
from tests.loads.lifts import HELD, held, hinge


def ankles(model: Model, qpos: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """Return the midpoint of the ankles in the world, metres."""
    import mujoco

    data = mujoco.MjData(model.compiled)
    data.qpos[:] = qpos
    mujoco.mj_kinematics(model.compiled, data)
    middle = (data.body("talus_r").xpos + data.body("talus_l").xpos) / 2
    return [float(part) for part in middle]


def test_columns_and_back() -> None:
    posture = held()
    assert posture.columns().tolist() == HELD.tolist()
    assert Posture.from_columns(posture.columns()).columns().tolist() == HELD.tolist()
    assert posture.at(np.array([2])).columns().tolist() == HELD[2:3].tolist()
    assert len(posture) == len(HELD)


def test_the_hip_is_the_pelvis_less_the_thigh() -> None:
    posture = Posture.of(pelvic_tilt=40.0, knee_flexion=90.0, shank=25.0)
    assert posture.hip_flexion_deg[0] == 40.0 - (25.0 - 90.0)


def test_unknown_angles_are_refused() -> None:
    with pytest.raises(ValueError, match="expected angles among"):
        Posture.of(hip=3.0)


def test_unknown_frames_are_filled_from_the_nearest_known() -> None:
    posture = Posture.of(6, knee_flexion=np.arange(6.0))
    known = np.array([False, True, False, False, True, False])
    assert nearest(posture, known).knee_flexion_deg.tolist() == [1, 1, 1, 4, 4, 4]


@pytest.mark.parametrize(
    ("angles", "beyond"),
    [
        ({}, False),
        ({"knee_flexion": KNEE_RANGE_DEG[1], "shank": 30.0}, False),
        ({"knee_flexion": KNEE_RANGE_DEG[1] + 1, "shank": 30.0}, True),
        ({"pelvic_tilt": HIP_RANGE_DEG[1] + 1}, True),
        ({"pelvic_tilt": float("nan")}, True),
        ({"lumbar_flexion": 90.0}, True),
        ({"elbow": 140.0}, True),
    ],
)
def test_beyond_the_model_is_outside(angles: dict[str, float], beyond: bool) -> None:  # noqa: FBT001
    assert outside(Posture.of(1, **angles)).tolist() == [beyond]


def test_feet_stay_where_they_are(man: Model) -> None:
    time, posture = hinge()
    for moving in (states(man, posture, time).qpos[::6], states(man, held()).qpos):
        first, *rest = (ankles(man, qpos) for qpos in moving)
        for place in rest:
            assert place == pytest.approx(first, abs=1e-9)


def test_standing_has_its_parts_above_each_other(man: Model) -> None:
    points = places(man, size_of(man, 1.78, 80.0), Posture.of())
    heights = [points[name][0, 1] for name in ("knee", "hip", "l5s1", "shoulder")]
    assert heights == sorted(heights)
    assert points["hand"][0, 1] < points["elbow"][0, 1] < points["shoulder"][0, 1]
    # Hip to shoulder is 0.296 of stature (de Leva 1996), 0.30 in the model.
    assert heights[3] - heights[1] == pytest.approx(0.296 * 1.78, abs=0.02)


def test_places_scale_with_stature(man: Model) -> None:
    small, tall = (places(man, size_of(man, stature, 80.0), held()) for stature in (1.5, 2.0))
    for name, place in small.items():
        assert tall[name] == pytest.approx(place * 2.0 / 1.5)


def test_a_pelvic_tilt_moves_everything_above_it(man: Model) -> None:
    size = size_of(man, 1.78, 80.0)
    upright, tipped = (places(man, size, Posture.of(pelvic_tilt=tilt)) for tilt in (0.0, 30.0))

    def leans(points: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float64]]]) -> float:
        return float(np.degrees(np.arctan2(*(points["shoulder"] - points["hip"])[0])))

    assert leans(tipped) - leans(upright) == pytest.approx(30.0, abs=1e-6)
    assert tipped["hip"] == pytest.approx(upright["hip"], abs=1e-6)


def test_hips_that_are_seen_give_the_accelerations(man: Model) -> None:
    time, posture = hinge()
    still = np.zeros((time.size, 2))
    falling = still.copy()
    falling[:, 1] = -0.5 * 2.0 * time**2 / man.stature_m  # 2 m/s2 downwards
    at_rest, fallen = (following(man, posture, posture, hips, time) for hips in (still, falling))
    inside = slice(5, -5)
    assert (fallen.qacc - at_rest.qacc)[inside, 2] == pytest.approx(np.full(time.size - 10, -2.0), abs=1e-6)
    assert fallen.qpos == pytest.approx(states(man, posture).qpos)
