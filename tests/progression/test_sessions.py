"""Sessions are visits to the gym, grouped by when recordings were filmed."""

from __future__ import annotations

from datetime import datetime, timedelta

from hiphinge.progression import plan_of
from hiphinge.progression.sessions import sittings_of
from hiphinge.result import Analysis
from tests.lift_results import FIRST, lifts, recorded


def filmed(analysis: Analysis, recorded_utc: datetime | None, created_utc: datetime, **source: str) -> Analysis:
    changed = analysis.source.model_copy(update={"recorded_utc": recorded_utc, **source})
    made = analysis.provenance.model_copy(update={"created_utc": created_utc})
    return analysis.model_copy(update={"source": changed, "provenance": made})


def test_the_date_of_filming_counts_and_not_that_of_the_analysis() -> None:
    later = FIRST + timedelta(days=100)
    monday = filmed(lifts(), FIRST, later + timedelta(minutes=1))
    thursday = filmed(lifts("deadlift"), FIRST + timedelta(days=3), later)
    sittings, notes = sittings_of([thursday, monday])
    assert [sitting.recordings for sitting in sittings] == [(monday,), (thursday,)]
    assert [sitting.when_utc for sitting in sittings] == [FIRST, FIRST + timedelta(days=3)]
    assert notes == []
    plan = plan_of([thursday, monday])
    assert [session.when_utc for session in plan.sessions] == [FIRST, FIRST + timedelta(days=3)]
    assert [session.created_utc for session in plan.sessions] == [later + timedelta(minutes=1), later]


def test_an_unknown_date_of_filming_is_noted_and_replaced_by_that_of_the_analysis() -> None:
    unknown = filmed(lifts(), None, FIRST + timedelta(days=1))
    sittings, notes = sittings_of([unknown, lifts("deadlift", day=0.0)])
    assert [len(sitting.recordings) for sitting in sittings] == [1, 1]
    assert notes == ["romanian_deadlift-0.mp4: the date of filming is unknown, so the date of the analysis counts"]


def test_a_copy_of_a_recording_is_the_same_recording() -> None:
    first = filmed(lifts(), FIRST, FIRST, content_hash="aa", path="a.mp4")
    copy = filmed(lifts(), FIRST, FIRST + timedelta(days=9), content_hash="aa", path="copy of a.mp4")
    other = filmed(lifts(), FIRST, FIRST, content_hash="bb", path="a.mp4")
    sittings, notes = sittings_of([copy, first, other])
    assert [sitting.recordings for sitting in sittings] == [(other, copy)]
    assert notes == ["a.mp4 was analysed more than once; the newest analysis counts"]


def test_a_drill_and_a_lift_of_one_visit_are_one_session() -> None:
    sittings, _ = sittings_of([recorded(day=0.0), lifts("deadlift", day=0.2), lifts("rack_pull", day=0.6)])
    assert [len(sitting.recordings) for sitting in sittings] == [2, 1]
