"""Loads over a recording: frames with the weight, known frames, and peaks."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.loads.anthropometry import person
from hiphinge.loads.coordinates import LiftMovement, Weight, track_of
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.recording import MAX_BANDED, SHOWN, RecordingLoads, bodies, measure_loads, tasks_of, values_of
from hiphinge.loads.solution import QUANTITIES, from_states
from tests.loads.lifts import hinge

WHO = person(1.78, 80.0, "m")


@pytest.fixture(scope="module")
def movement() -> LiftMovement:
    time, posture = hinge()
    return LiftMovement(
        time_s=time,
        frame_rate_hz=30.0,
        posture=posture,
        deviation_deg=np.full((time.size, 6), 3.0),
        spans=(slice(5, time.size - 5),),
        deepest=(time.size // 2,),
        hips=np.zeros((time.size, 2)),
        way_s=(1.5,),
    )


def carrying(movement: LiftMovement, borne: slice = slice(None), kg: float | None = 40.0) -> Weight:
    """Return a weight that is carried in some frames, with loads in all of them."""
    everywhere = np.ones(movement.time_s.size, dtype=bool)
    held = np.zeros_like(everywhere)
    held[borne] = True
    return Weight(None if kg is None else ExternalLoad(kg), held, everywhere)


@pytest.fixture(scope="module")
def recording_loads(man: Model, movement: LiftMovement) -> RecordingLoads:
    return measure_loads([man], WHO, movement, carrying(movement))


def test_values_are_those_of_each_frame_alone(man: Model, movement: LiftMovement) -> None:
    weight = carrying(movement)
    track = track_of(man, movement, weight)
    values = values_of(man, WHO, track, weight)
    ((task, frames),) = tasks_of(track, weight)
    at = track.at(frames, task)
    alone = from_states(man, size_of(man, 1.78, 80.0), at.posture, at.moving, task)
    for name in QUANTITIES:
        assert values.curves[name][frames] == pytest.approx(alone.curves[name], rel=1e-6, abs=1e-6)
    assert not np.isfinite(values.curves["l5s1_moment_nm"][:5]).any()


def test_frames_with_and_without_the_weight_are_separated(man: Model, movement: LiftMovement) -> None:
    weight = carrying(movement, slice(30, None))
    groups = tasks_of(track_of(man, movement, weight), weight)
    (loaded, bearing), (empty, free) = groups
    assert loaded.load == ExternalLoad(40.0)
    assert empty.load is None
    assert bearing.min() == 30
    assert free.max() == 29
    nothing = carrying(movement, kg=None)
    ((task, _),) = tasks_of(track_of(man, movement, nothing), nothing)
    assert task.load is None


def test_intervals_contain_their_values(recording_loads: RecordingLoads) -> None:
    assert set(recording_loads.curves) == set(QUANTITIES)
    assert set(recording_loads.demand) == set(SHOWN)
    for name, curve in (recording_loads.curves | recording_loads.demand).items():
        known = np.isfinite(curve.value)
        assert known.any(), name
        assert (curve.low[known] <= curve.value[known] + 1e-9).all(), name
        assert (curve.value[known] <= curve.high[known] + 1e-9).all(), name
    assert (recording_loads.curves["passive_share"].high[known] <= 1.0).all()


def test_the_peak_has_the_largest_compression_and_standing_the_least(recording_loads: RecordingLoads) -> None:
    (peak,) = recording_loads.peaks
    assert peak is not None
    compression = recording_loads.curves["l5s1_compression_n"].value
    assert compression[peak.frame] == np.nanmax(compression)
    assert peak.over_standing.value == pytest.approx(
        compression[peak.frame] / recording_loads.standing_n.value, rel=1e-3
    )
    assert peak.changes["lighter"].ratio.value[0] < 1.0
    assert peak.changes["closer"].ratio.value[0] < 1.0
    assert 0.0 < recording_loads.believable_share <= 1.0


def test_peaks_are_looked_for_only_while_the_weight_is_carried(man: Model, movement: LiftMovement) -> None:
    loads = measure_loads([man], WHO, movement, carrying(movement, slice(60, None)))
    assert loads.peaking[60:80].all()
    assert not loads.peaking[:60].any()
    (peak,) = loads.peaks
    assert peak is not None
    assert peak.frame >= 60


def test_a_hidden_deepest_posture_has_no_peak(man: Model, movement: LiftMovement) -> None:
    tilt = movement.posture.pelvic_tilt_deg.copy()
    tilt[38:52] = np.nan
    hidden = replace(movement, posture=replace(movement.posture, pelvic_tilt_deg=tilt))
    loads = measure_loads([man], WHO, hidden, carrying(hidden))
    assert loads.peaks == (None,)
    assert loads.outside_share == (0.0,)


def test_a_posture_beyond_the_model_has_no_peak_and_says_how_much(man: Model, movement: LiftMovement) -> None:
    deep = movement.posture.columns()
    deep[:, 0] *= 150.0 / deep[:, 0].max()
    beyond = replace(movement, posture=type(movement.posture).from_columns(deep))
    loads = measure_loads([man], WHO, beyond, carrying(beyond))
    assert loads.peaks == (None,)
    assert 0.1 < loads.outside_share[0] < 1.0


def test_an_unknown_sex_has_three_models() -> None:
    assert [model.sex for model in bodies("f")] == ["f"]
    assert [model.sex for model in bodies(None)] == [None, "f", "m"]
    assert MAX_BANDED >= 4
