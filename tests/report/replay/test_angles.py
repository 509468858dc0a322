"""The angles in the replay: where their arcs are, what their labels say, and that nothing is drawn without a value."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest

from hiphinge.core.body import INDEX
from hiphinge.core.quantities import quantity
from hiphinge.report.replay.angles import AnglePainter
from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.skeleton import Body
from hiphinge.report.replay.sprites import Box, Colour, Picture, Sprite
from hiphinge.report.replay.strokes import AMBER, colour_of
from hiphinge.result import Analysis
from tests.report.lifter import make_analysis
from tests.report.pictures import FRAME, colour_at, drawn_on, grey, of_colour, painter_of

DRAWN = ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg")
Lines = tuple[tuple[str, Colour], ...]


def painted(painter: Painter, *, hidden: tuple[str, ...] = ()) -> tuple[Picture, Body, list[Box]]:
    """Return the angles at the bottom of a repetition, some landmarks hidden, with the body and the labels' boxes."""
    picture, taken = grey(), list[Box]()
    body = painter.skeleton.body(FRAME)
    body.seen[[INDEX[name] for name in hidden]] = False
    painter.angles.paint(picture, body, painter.low_back.at(body, FRAME), FRAME, taken)
    return picture, body, taken


def labels_of(angles: AnglePainter) -> list[Lines]:
    """Return a list to which the words of every label are added when it is laid."""
    written: list[Lines] = []
    make = angles.plate

    def plate(lines: Lines) -> Sprite:
        written.append(lines)
        return make(lines)

    angles.plate = plate  # type: ignore[assignment]
    return written


def without(analysis: Analysis, key: str) -> Analysis:
    """Return the analysis with one angle not judged in any frame."""
    ends = [pl.lit(None, dtype=pl.Float64).alias(f"{key}{end}") for end in ("", "_low", "_high")]
    return analysis.with_frames(analysis.to_frame().with_columns(ends))


def test_a_reading_has_its_interval_and_is_none_where_not_judged(analysis: Analysis) -> None:
    angles = painter_of(analysis).angles
    assert angles.reading("hip_flexion_deg", FRAME) == "95° ±4"
    assert angles.reading("lumbar_flexion_deg", FRAME) is None


def test_labels_name_the_angle_in_its_colour_of_the_table(analysis: Analysis) -> None:
    painter = painter_of(analysis)
    written = labels_of(painter.angles)
    painted(painter)
    values = dict(zip(DRAWN, ("77° ±4", "95° ±4", "22° ±4"), strict=True))
    assert written == [((f"{quantity(key).short} {values[key]}", colour_of(key)),) for key in DRAWN]


@pytest.mark.parametrize(
    ("key", "names"),
    [("hip_flexion_deg", ("knee", "hip", "shoulder")), ("knee_flexion_deg", ("hip", "knee", "ankle"))],
)
def test_an_arc_opens_from_one_segment_carried_on_to_the_next(
    analysis: Analysis, key: str, names: tuple[str, str, str]
) -> None:
    picture, body, _ = painted(painter_of(analysis))
    before, at, after = (body.points[INDEX[f"right_{name}"]] for name in names)
    middle = sum((way / np.hypot(*way) for way in (at - before, after - at)), np.zeros(2))
    radius = 0.34 * np.hypot(*(after - at))
    assert colour_at(picture, at + radius * middle / np.hypot(*middle)) == colour_of(key)


def test_labels_cover_neither_each_other_nor_what_must_stay_free(analysis: Analysis) -> None:
    _, _, free = painted(painter_of(analysis))
    assert len(free) == 2
    trunk, hip = free
    assert trunk[3] <= hip[1] or hip[3] <= trunk[1] or trunk[2] <= hip[0] or hip[2] <= trunk[0]
    painter, picture = painter_of(analysis), grey()
    body, taken = painter.skeleton.body(FRAME), [trunk]
    painter.angles.paint(picture, body, None, FRAME, taken)
    moved = taken[1]
    assert moved[3] <= trunk[1] or trunk[3] <= moved[1]


@pytest.mark.parametrize(
    ("hidden", "gone"),
    [
        ("right_ankle", {"knee_flexion_deg"}),
        ("right_shoulder", {"trunk_lean_deg", "hip_flexion_deg"}),
        ("right_knee", {"hip_flexion_deg", "knee_flexion_deg"}),
        ("right_hip", set(DRAWN)),
    ],
)
def test_no_angle_is_drawn_where_a_landmark_of_it_is_missing(analysis: Analysis, hidden: str, gone: set[str]) -> None:
    picture, _, _ = painted(painter_of(analysis), hidden=(hidden,))
    assert {key for key in DRAWN if of_colour(picture, colour_of(key)) == 0} == gone


@pytest.mark.parametrize("key", DRAWN)
def test_an_angle_that_was_not_judged_is_not_drawn(analysis: Analysis, key: str) -> None:
    picture, _, _ = painted(painter_of(without(analysis, key)))
    assert {other for other in DRAWN if of_colour(picture, colour_of(other)) == 0} == {key}


def test_without_any_angle_the_picture_stays_as_it_is(nothing_judged: Analysis) -> None:
    picture, _, taken = painted(painter_of(nothing_judged))
    assert not drawn_on(picture).any()
    assert taken == []


def test_the_label_of_the_spine_stands_for_that_of_the_trunk() -> None:
    painter = painter_of(make_analysis(spine=True))
    written = labels_of(painter.angles)
    picture, _, _ = painted(painter)
    assert written[0] == (("pelvis 55° ±4", colour_of("pelvic_tilt_deg")), ("low back 22° ±4", AMBER))
    assert of_colour(picture, colour_of("trunk_lean_deg")) == 0
    assert of_colour(picture, colour_of("hip_flexion_deg")) > 0
