"""The panel and the banner of the replay: what they say, when, and where."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.report import words
from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.heads_up import HeadsUp
from hiphinge.report.replay.sprites import SOFT, Colour, Sprite
from hiphinge.report.replay.strokes import AMBER, RED
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.report.lifter import HEIGHT, WIDTH, make_fault, make_motion
from tests.report.pictures import drawn_on, grey, of_colour, outside, painter_of


def heads_up_of(analysis: Analysis) -> HeadsUp:
    return painter_of(analysis).heads_up


def with_first(analysis: Analysis, **changes: object) -> Analysis:
    """Return the analysis with a changed first repetition."""
    first = analysis.repetitions[0].model_copy(update=changes)
    return analysis.model_copy(update={"repetitions": [first, *analysis.repetitions[1:]]})


def edge_of(banner: Sprite | None) -> Colour:
    """Return the colour of a banner's left edge."""
    assert banner is not None
    red, green, blue = banner.over[banner.height // 2, 1].tolist()
    return red, green, blue


def test_repetition_and_phase_at_their_time(analysis: Analysis) -> None:
    heads_up = heads_up_of(analysis)
    assert heads_up.phase_at(0, 0.0) == (None, None)
    assert heads_up.phase_at(0, 5.2) == (1, "going down")
    assert heads_up.phase_at(0, 7.0) == (1, "coming up")


def test_a_repetition_without_phases_has_those_of_the_table(analysis: Analysis) -> None:
    heads_up = heads_up_of(with_first(analysis, phases=[]))
    frames = analysis.to_frame()["phase"].to_list()
    assert frames[40] == "descent"
    assert heads_up.phase_at(40, 40 / 30) == (0, words.PHASES["descent"])
    assert heads_up.phase_at(10_000, 40 / 30) == (0, None)


def test_a_fault_is_shown_while_it_happens(analysis: Analysis) -> None:
    heads_up = heads_up_of(analysis)
    fault = analysis.repetitions[1].faults[0]
    assert heads_up.banner_at(fault.start_s - 0.01) is None
    assert edge_of(heads_up.banner_at(fault.start_s)) == pytest.approx(AMBER, abs=2)
    assert heads_up.banner_at(fault.end_s + 3) is None


def test_a_short_fault_is_shown_for_long_enough_to_read(analysis: Analysis) -> None:
    fault = make_fault(1)
    blink = fault.model_copy(update={"end_s": fault.start_s + 0.1})
    heads_up = heads_up_of(with_first(analysis, faults=[blink]))
    assert heads_up.banner_at(blink.start_s + 1.1) is not None
    assert heads_up.banner_at(blink.start_s + 1.3) is None


def test_the_major_fault_is_shown_of_two_at_once(analysis: Analysis) -> None:
    minor = make_fault(2)
    major = minor.model_copy(update={"severity": "major", "start_s": minor.start_s - 0.2})
    second = analysis.repetitions[1].model_copy(update={"faults": [major, minor]})
    both = analysis.model_copy(update={"repetitions": [analysis.repetitions[0], second]})
    assert edge_of(heads_up_of(both).banner_at(minor.start_s + 0.1)) == pytest.approx(RED, abs=2)


def test_without_angles_the_banner_says_why(nothing_judged: Analysis) -> None:
    heads_up = heads_up_of(nothing_judged)
    assert words.why_not_judged(nothing_judged) == "The camera stands in front of the lifter."
    assert edge_of(heads_up.banner_at(0.0)) == pytest.approx(SOFT, abs=2)


def test_only_what_is_said_to_be_covered_is_drawn_on(analysis: Analysis) -> None:
    heads_up = heads_up_of(analysis)
    fault = analysis.repetitions[1].faults[0]
    for time_s, index in ((0.0, 0), (fault.start_s, round(30 * fault.start_s))):
        picture = grey()
        heads_up.paint(picture, index, time_s)
        assert drawn_on(picture).any()
        assert not drawn_on(outside(picture, heads_up.covered(time_s))).any()


def test_with_a_banner_more_is_covered(analysis: Analysis) -> None:
    heads_up = heads_up_of(analysis)
    (panel,), (both,) = heads_up.covered(0.0), heads_up.covered(analysis.repetitions[1].faults[0].start_s)
    assert both[0] <= panel[0] < panel[2] <= both[2]
    assert both[1] <= panel[1] < panel[3] <= both[3]
    assert both != panel


def test_without_repetition_or_fault_nothing_is_drawn(analysis: Analysis) -> None:
    heads_up = heads_up_of(analysis.model_copy(update={"repetitions": []}))
    picture = grey()
    heads_up.paint(picture, 0, 0.0)
    assert heads_up.covered(0.0) == []
    assert not drawn_on(picture).any()


def test_the_dot_stands_at_the_left_for_a_squat_and_at_the_right_for_a_hinge(analysis: Analysis) -> None:
    pictures = []
    for index in (0.0, 1.0):
        pattern = analysis.repetitions[0].pattern.model_copy(update={"hinge_index": index})
        picture = grey()
        heads_up_of(with_first(analysis, pattern=pattern)).paint(picture, 45, 1.5)
        pictures.append(picture.astype(int).sum(axis=2))
    squat, hinge = (np.nonzero(pictures[at] > pictures[1 - at] + 60)[1].mean() for at in (0, 1))
    ((left, _, right, _),) = heads_up_of(analysis).covered(0.0)
    assert left < squat < (left + right) / 2 < hinge < right


def test_a_place_that_was_not_judged_has_no_dot(analysis: Analysis) -> None:
    pattern = analysis.repetitions[0].pattern
    unknown, known = grey(), grey()
    heads_up_of(with_first(analysis, pattern=pattern.model_copy(update={"hinge_index": None}))).paint(unknown, 45, 1.5)
    heads_up_of(analysis).paint(known, 45, 1.5)
    white = (255, 255, 255)
    assert of_colour(known, white) > of_colour(unknown, white) + 20


def test_the_panel_stands_where_the_body_is_not_at_any_time(analysis: Analysis) -> None:
    times = np.arange(3000) / 30
    motion = make_motion(analysis, times)
    table = read(analysis)

    def corner_for(position: NDArray[np.float32]) -> tuple[bool, bool]:
        moved = motion.with_position(position, motion.confidence)
        return Painter(moved, analysis, table, 1.0, (WIDTH, HEIGHT)).heads_up.panel_at

    corner = np.full_like(motion.position, np.nan)
    corner[-1] = [2.0, -2.0]
    assert corner_for(corner) == (True, False)
    corner[0] = [WIDTH - 2.0, -2.0]
    assert corner_for(corner) == (False, True)
    assert corner_for(np.full_like(motion.position, np.nan)) == (False, False)
