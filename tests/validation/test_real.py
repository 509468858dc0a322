"""Scores on labelled real clips: labels are read as they are meant, and repetitions are matched one to one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from validation.real.clips import graded
from validation.real.labels import Label, labels
from validation.real.photos import Photo, summary
from validation.real.tables import figures, interval, misses, precision, recall, reliability

from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis
from tests.body_model import film, from_the_top

HEAD = (
    "file\trepo_path\texpect_exercise\texpect_pattern\trepetitions\trep_bottoms_s\tpartial_bottoms_s\tstarts\tends\t"
    "expect_faults\tlow_back\tview\tfaces\thides\tnote"
)
ROWS = (
    "a.mp4\tone/repo:a.mp4\tromanian_deadlift,unknown\thinge\t3?\t1.2;3.4;5.0?\t-\ttop\ttop\tnone\tflat\tside\tleft\t-\t",
    "b.mp4\tone/repo:b.mp4\tsquat\tsquat\t-\t-\t-\ttop\ttop\t?\tunsure\toblique ~45\tleft\t-\t",
    "gone.mp4\ttwo/repo:c.mp4\tsquat\tsquat\t1\t1.0\t-\ttop\ttop\tknees_forward\trounded\tside\tleft\t-\t",
)


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analyze(film(from_the_top(3)))


def label_of(times_s: tuple[float, ...], repetitions: int | None, source: str = "one") -> Label:
    names = frozenset({"romanian_deadlift"})
    hinge = frozenset({"hinge"})
    return Label("a", Path("a"), source, names, hinge, repetitions, times_s, frozenset(), "flat", "side")


def test_labels_are_read_as_they_are_meant(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "labels.tsv").write_text("\n".join((HEAD, *ROWS)), encoding="utf-8")
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / "real" / name).touch()
    first, second = labels(tmp_path)
    assert (first.source, first.repetitions, first.times_s) == ("one/repo", 3, (1.2, 3.4, 5.0))
    assert first.exercises == {"romanian_deadlift", "unknown"}
    assert (first.faults, second.faults) == (frozenset(), None)
    assert (second.repetitions, second.times_s) == (None, ())


def test_each_labelled_repetition_is_found_once(analysis: Analysis) -> None:
    bottoms = tuple(repetition.bottom_s for repetition in analysis.repetitions)
    assert len(bottoms) == 3
    right = graded(label_of(bottoms, 3), analysis)
    assert (right.hits, right.missed_s, right.extra_s, right.exact) == (3, (), (), True)
    doubled = graded(label_of((bottoms[0], bottoms[0] + 0.2, bottoms[1]), 3), analysis)
    assert (doubled.hits, len(doubled.missed_s), doubled.extra_s) == (2, 1, (bottoms[2],))
    late = graded(label_of(tuple(time + 0.5 for time in bottoms), 3), analysis)
    assert (late.hits, len(late.missed_s), len(late.extra_s)) == (0, 3, 3)


def test_swings_may_be_labelled_by_the_bottoms_before_and_after_each(analysis: Analysis) -> None:
    bottoms = tuple(repetition.bottom_s for repetition in analysis.repetitions)
    bounding = graded(label_of((*bottoms, bottoms[-1] + 3.0), 3), analysis)
    assert (bounding.hits, bounding.missed_s, bounding.exact) == (3, (), True)


def test_a_refused_clip_finds_nothing() -> None:
    refused = graded(label_of((1.0, 2.0), 2), None, "no such file")
    assert (refused.hits, refused.missed_s, refused.exact, refused.exercise_grade) == (0, (1.0, 2.0), False, "unknown")
    assert "no such file" in "\n".join(misses([refused]))


def test_intervals_resample_sources_and_not_clips(analysis: Analysis) -> None:
    bottoms = tuple(repetition.bottom_s for repetition in analysis.repetitions)
    good = [graded(label_of(bottoms, 3, "one"), analysis)] * 20
    bad = [graded(label_of((90.0,), 1, "two"), analysis)] * 20
    assert recall([*good, *bad]) == pytest.approx(60 / 80)
    assert precision([*good, *bad]) == pytest.approx(0.5)
    low, high = interval(recall, [*good, *bad])
    assert (low, high) == (0.0, 1.0)
    table = "\n".join((*figures([*good, *bad]), *reliability([*good, *bad])))
    assert "40 clips of 2 sources" in table
    assert np.isnan(recall([]))


def test_the_bottom_of_a_bend_is_not_a_squat_and_that_of_a_squat_no_bend(analysis: Analysis) -> None:
    assert analysis.pattern.name == "hinge"
    bend, squat, top = (
        Photo("bend", frozenset({"hinge", "mixed"}), True, analysis),  # noqa: FBT003
        Photo("squat", frozenset({"squat"}), True, analysis),  # noqa: FBT003
        Photo("top", frozenset({"hinge"}), False, analysis),  # noqa: FBT003
    )
    assert [photo.told_apart for photo in (bend, squat, top)] == [True, False, None]
    told = list(summary([bend, squat, top]))
    assert "of 2 bottoms of bends and squats 1 are" in told[0]
    assert told[1] == "- squat: labelled squat, found hinge"
