"""The rows of an analysis: every measured value once, and a reason for what is absent."""

from __future__ import annotations

from statistics import median

import pytest

from hiphinge.history.measured import MeasuredRow, exercise_of, load_of, rows_of, unit_of
from hiphinge.result import Analysis
from hiphinge.result.limitation import limitation
from tests.history.people import sets
from tests.lift_results import dowel, recorded, repetition, wall
from tests.report.loaded import make_loaded as loaded


def row(analysis: Analysis, repetition: int | None, key: str) -> MeasuredRow:
    (found,) = [row for row in rows_of(analysis) if (row.repetition, row.quantity) == (repetition, key)]
    return found


def test_each_peak_of_each_repetition_is_a_row_with_its_interval() -> None:
    analysis = sets()
    for done in analysis.repetitions:
        for key, measure in done.peak:
            found = row(analysis, done.index, key)
            assert found.unit == "deg"
            if measure is None:
                assert (found.value, found.low, found.high) == (None, None, None)
                assert found.absent_reason
            else:
                assert (found.value, found.low, found.high) == (measure.value, measure.low, measure.high)
                assert found.absent_reason is None


def test_the_recording_has_the_median_of_its_repetitions() -> None:
    values = [30.0, 50.0, 42.0]
    analysis = recorded(repetitions=[repetition(neutral=value) for value in values])
    found = row(analysis, None, "neutral_depth_deg")
    assert (found.value, found.low, found.high) == (median(values), median(values) - 5, median(values) + 5)
    assert row(analysis, None, "hinge_index").low is None


def test_what_is_absent_has_the_code_and_the_reason_of_its_own_kind() -> None:
    spine = limitation("spine_unknown", reason="the back was hidden")
    legs = limitation("legs_hidden", percent=40.0)
    analysis = recorded(repetitions=[repetition(lumbar=None, pelvis=None, share=None, neutral=None)] * 2)
    analysis = analysis.model_copy(update={"cannot_judge": [legs, spine]})
    for number in (1, None):
        assert row(analysis, number, "lumbar_flexion_deg").absent_code == "spine_unknown"
        assert row(analysis, number, "neutral_depth_deg").absent_reason == spine.reason
        assert row(analysis, number, "knee_flexion_deg").absent_code == "legs_hidden"
    nothing = recorded(repetitions=[]).model_copy(update={"cannot_judge": [limitation("no_repetition")]})
    assert row(nothing, None, "trunk_lean_deg").absent_code == "no_repetition"


def test_drills_and_loads_are_measured_too() -> None:
    at_wall = wall(heel=28.0)
    assert row(at_wall, 1, "smallest_distance_cm").value == 1.0
    assert row(at_wall, None, "next_heel_to_wall_cm").value == 28.0
    assert exercise_of(at_wall) == "wall_drill"
    with_rod = dowel()
    assert row(with_rod, 1, "head_gap_cm").absent_reason
    assert exercise_of(with_rod) == "dowel_drill"
    heavy = loaded()
    loads = heavy.repetitions[0].loads
    assert loads is not None
    assert row(heavy, 1, "l5s1_compression_n").value == loads.l5s1_compression_n.value
    assert row(heavy, 1, "hamstrings").low == loads.demand_low["hamstrings"]
    assert load_of(heavy) is not None
    assert load_of(sets()) is None
    assert exercise_of(sets()) == "romanian_deadlift"


def test_no_row_occurs_twice() -> None:
    for analysis in (sets(), wall(), dowel(), loaded()):
        keys = [(found.repetition, found.quantity) for found in rows_of(analysis)]
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize(
    ("key", "unit"),
    [
        ("trunk_lean_deg", "deg"),
        ("snap_deg_s", "deg/s"),
        ("l5s1_compression_n", "N"),
        ("l5s1_moment_nm", "Nm"),
        ("head_gap_cm", "cm"),
        ("percent_of_range", "percent"),
        ("lumbar_share", "1"),
        ("load_kg", "kg"),
    ],
)
def test_units_are_those_of_the_keys(key: str, unit: str) -> None:
    assert unit_of(key) == unit
