"""A measured movement in the model's coordinates: tempo, gaps, arms and accelerations."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.loads.coordinates import FASTEST_HZ, SLOWEST_HZ, LiftMovement, Track, Weight, cutoff_hz, track_of
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model
from hiphinge.loads.posture import Posture
from tests.loads.lifts import hinge

HINGE_S = 3.0


def lift_movement(**changes: object) -> LiftMovement:
    time, posture = hinge(seconds=HINGE_S)
    frames = time.size
    still = np.zeros((frames, 2))
    whole = LiftMovement(
        time_s=time,
        frame_rate_hz=30.0,
        posture=posture,
        deviation_deg=np.full((frames, 6), 3.0),
        spans=(slice(5, frames - 5),),
        deepest=(frames // 2,),
        hips=still,
        way_s=(1.5,),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]


def weight(frames: int, kg: float = 40.0) -> Weight:
    everywhere = np.ones(frames, dtype=bool)
    return Weight(ExternalLoad(kg), everywhere, everywhere)


def track(man: Model, movement: LiftMovement) -> Track:
    return track_of(man, movement, weight(movement.time_s.size))


def test_slow_lifts_are_differentiated_at_a_lower_frequency() -> None:
    assert cutoff_hz((1.0, 1.2, 1.0)) == pytest.approx(1.0)
    assert cutoff_hz((10.0,)) == SLOWEST_HZ
    assert cutoff_hz((0.01,)) == FASTEST_HZ


def test_the_posture_is_the_measured_one(man: Model) -> None:
    movement = lift_movement()
    result = track(man, movement)
    inside = np.arange(5, movement.time_s.size - 5)
    seen = result.posture.columns()[result.place[inside]]
    np.testing.assert_allclose(seen[:, :4], movement.posture.columns()[inside, :4], atol=1.0)
    assert result.known[inside].all()
    assert not result.known[:5].any()


def test_short_gaps_are_filled_and_long_ones_are_not(man: Model) -> None:
    movement = lift_movement()
    tilt = movement.posture.pelvic_tilt_deg.copy()
    tilt[20:23] = np.nan
    tilt[40:60] = np.nan
    result = track(man, replace(movement, posture=replace(movement.posture, pelvic_tilt_deg=tilt)))
    assert result.known[20:23].all()
    assert not result.known[40:60].any()


def test_knees_that_plates_hide_are_interpolated_with_a_wide_uncertainty(man: Model) -> None:
    movement = lift_movement()
    knee = movement.posture.knee_flexion_deg.copy()
    knee[40:60] = np.nan
    result = track(man, replace(movement, posture=replace(movement.posture, knee_flexion_deg=knee)))
    assert result.known[40:60].all()
    assert (result.deviation_deg[45:55, 2] >= 12.0).all()
    hidden = np.full_like(knee, np.nan)
    assert not track(man, replace(movement, posture=replace(movement.posture, knee_flexion_deg=hidden))).known.any()


def test_hanging_arms_stay_vertical_for_any_trunk(man: Model) -> None:
    from hiphinge.loads.model import Size
    from hiphinge.loads.posture import places

    movement = lift_movement(arms_in_picture=True)
    hanging = replace(
        movement.posture, shoulder_deg=np.zeros(movement.time_s.size), elbow_deg=np.zeros(movement.time_s.size)
    )
    result = track(man, replace(movement, posture=hanging))
    row = result.place[movement.deepest[0]]
    at = places(man, Size(1.0, 1.0, 1.0), result.posture.at(slice(row, row + 1)))
    across, up = (at["hand"] - at["shoulder"])[0]
    assert np.degrees(np.arctan2(across, -up)) == pytest.approx(0.0, abs=1.5)


def test_hips_that_fall_take_weight_off(man: Model) -> None:
    """The path of the hips accelerates the trunk: in free fall nothing has weight."""
    from hiphinge.loads.model import size_of
    from hiphinge.loads.solution import LoadCase, from_states

    movement = lift_movement()
    still = Posture.of(movement.time_s.size, pelvic_tilt=40.0, knee_flexion=20.0, shoulder=40.0)
    size = size_of(man, man.stature_m, man.mass_kg)
    fall = np.column_stack(
        [np.zeros(movement.time_s.size), -9.80665 / 2 * (movement.time_s - HINGE_S / 2) ** 2 / man.stature_m]
    )
    moments = []
    for hips in (np.zeros_like(fall), fall):
        result = track(man, replace(movement, posture=still, hips=hips))
        at = result.at(np.array([movement.time_s.size // 2]), LoadCase(ExternalLoad(20.0)))
        moments.append(float(from_states(man, size, at.posture, at.moving, at.task).curves["l5s1_moment_nm"][0]))
    assert moments[0] > 100
    assert abs(moments[1]) < 0.05 * moments[0]


def test_a_posture_beyond_the_model_is_not_known(man: Model) -> None:
    movement = lift_movement()
    knee = np.full(movement.time_s.size, 135.0)
    result = track(man, replace(movement, posture=replace(movement.posture, knee_flexion_deg=knee)))
    assert result.seen[10:-10].all()
    assert not result.known.any()
