"""Progress composed of readings."""

from __future__ import annotations

from hiphinge.history import History
from tests.history.people import sets
from tests.lift_results import wall


def test_progress_says_better_only_beyond_what_can_be_detected(in_file: History) -> None:
    in_file.save_all([sets(0.0, neutral=40.0, share=0.2), sets(30.0, neutral=55.0, share=0.18)], athlete="Ann")
    progress = in_file.progress("Ann")
    of = {trend.quantity: trend for trend in progress.trends}
    depth = of["neutral_depth_deg"]
    assert (depth.verdict, depth.better) == ("better", "more")
    assert depth.change is not None
    assert depth.change.value == 15.0
    assert depth.detectable is not None
    assert depth.detectable.basis == "published"
    assert of["lumbar_share"].verdict == "no_change"
    assert of["trunk_lean_deg"].verdict == "error_unknown"
    assert [skill.place for skill in progress.skill] == ["less_than_both"]


def test_what_could_not_be_measured_is_counted_with_its_reason(in_file: History) -> None:
    in_file.save_all([sets(0.0), sets(2.0, lumbar=None), wall(day=4.0)], athlete="Ann")
    progress = in_file.progress("Ann")
    (trend,) = [
        trend
        for trend in progress.trends
        if (trend.exercise, trend.quantity) == ("romanian_deadlift", "lumbar_flexion_deg")
    ]
    assert len(trend.points) == 1
    assert [absent.recordings for absent in trend.unmeasured] == [1]
    assert {trend.exercise for trend in progress.trends} == {"romanian_deadlift", "wall_drill"}
    assert progress.sessions[-1].exercises == ["wall_drill"]


def test_one_session_is_no_change(in_file: History) -> None:
    in_file.save(sets(), athlete="Ann")
    assert in_file.progress("Ann").trends[0].verdict == "one_session"
