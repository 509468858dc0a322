"""The drawn spine: it joins the landmarks, bends by the measured flexion, and shows when its light is uncertain."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray
from rich.console import Console

from hiphinge.core.body import INDEX
from hiphinge.measures.light import light_of, percent_of
from hiphinge.report.page import html
from hiphinge.report.replay.drawing import Painter
from hiphinge.report.replay.low_back import LUMBAR_SHARE, PELVIS_SHARE, backbone
from hiphinge.report.replay.strokes import AMBER, GREEN, RED, colour_of
from hiphinge.report.table import read
from hiphinge.report.terminal import analysis as terminal
from hiphinge.report.words import LIGHTS
from hiphinge.result import Analysis
from tests.report.lifter import HALF_DEG, HEIGHT, WIDTH, about, make_analysis, make_motion
from tests.report.pictures import FRAME, grey, of_colour, painter_of

PELVIS = colour_of("pelvic_tilt_deg")
HIP, SHOULDER = np.array([300.0, 420.0]), np.array([430.0, 330.0])


def lean_deg(line: NDArray[np.float64], sign: int = 1) -> float:
    """Return the inclination of a line in a picture, forward positive, degrees."""
    across, down = line[-1] - line[0]
    return float(np.degrees(np.arctan2(sign * across, -down)))


def apart_deg(one: float, other: float) -> float:
    return (one - other + 180.0) % 360.0 - 180.0


@pytest.mark.parametrize("flexion", [-20.0, 0.0, 22.0, 60.0])
@pytest.mark.parametrize("sign", [1, -1])
def test_joins_hip_and_shoulder_and_bends_by_the_flexion(flexion: float, sign: int) -> None:
    mirrored = np.array([600.0, 0.0]) if sign == -1 else np.zeros(2)
    hip, shoulder = mirrored + [sign, 1] * HIP, mirrored + [sign, 1] * SHOULDER
    spine = backbone(hip, shoulder, flexion, sign)
    assert spine.pelvis[0] == pytest.approx(hip)
    assert spine.thorax[-1] == pytest.approx(shoulder)
    assert spine.pelvis[-1] == pytest.approx(spine.lumbar[0])
    assert spine.lumbar[-1] == pytest.approx(spine.thorax[0])
    assert apart_deg(lean_deg(spine.thorax, sign), lean_deg(spine.pelvis, sign)) == pytest.approx(flexion, abs=1e-6)


def test_the_arc_leaves_the_pelvis_and_reaches_the_thorax_in_their_directions() -> None:
    spine = backbone(HIP, SHOULDER, 48.0)
    steps = [lean_deg(spine.lumbar[i : i + 2]) for i in range(len(spine.lumbar) - 1)]
    turns = np.diff(steps)
    assert turns == pytest.approx(np.full(turns.size, turns[0]), abs=1e-6), "one curvature all along"
    assert apart_deg(steps[0], lean_deg(spine.pelvis)) == pytest.approx(turns[0] / 2, abs=1e-6)
    assert apart_deg(lean_deg(spine.thorax), steps[-1]) == pytest.approx(turns[0] / 2, abs=1e-6)


def test_pelvis_and_thorax_lie_where_a_consistent_body_has_them() -> None:
    pelvis, flexion = np.radians(48.0), np.radians(22.0)
    turned = pelvis + np.linspace(0, flexion, 2001)
    arc = LUMBAR_SHARE * np.column_stack([np.sin(turned), -np.cos(turned)]).mean(axis=0)
    straight = [np.array([np.sin(a), -np.cos(a)]) for a in (pelvis, pelvis + flexion)]
    thorax = 1.0 - PELVIS_SHARE - LUMBAR_SHARE
    shoulder = HIP + 160 * (PELVIS_SHARE * straight[0] + arc + thorax * straight[1])
    spine = backbone(HIP, shoulder, 22.0)
    assert lean_deg(spine.pelvis) == pytest.approx(48.0, abs=0.05)
    assert lean_deg(spine.thorax) == pytest.approx(70.0, abs=0.05)


def test_facing_left_is_the_mirror_of_facing_right() -> None:
    right = backbone(HIP, SHOULDER, 30.0, 1)
    left = backbone(np.array([-1, 1]) * HIP, np.array([-1, 1]) * SHOULDER, 30.0, -1)
    assert left.lumbar * [-1, 1] == pytest.approx(right.lumbar)
    bulge = right.lumbar[len(right.lumbar) // 2] - (HIP + SHOULDER) / 2
    assert bulge @ [SHOULDER[1] - HIP[1], HIP[0] - SHOULDER[0]] > 0, "a rounded back stands out to the back"


def test_landmarks_in_one_place_bend_nothing() -> None:
    spine = backbone(HIP, HIP, 30.0)
    assert spine.lumbar == pytest.approx(np.tile(HIP, (len(spine.lumbar), 1)))
    assert np.isfinite(spine.back()).all()


@pytest.mark.parametrize(("value", "half"), [(12.0, 6.0), (22.0, 10.0), (27.0, 6.0), (37.0, 6.0), (45.0, 6.0)])
def test_replay_table_and_page_show_the_same_number_in_the_same_light(value: float, half: float) -> None:
    analysis = flexed(value)
    assert analysis.low_back is not None
    assert analysis.low_back.max_flexion_deg is not None
    flexion = about(value, half)
    light = light_of(flexion, None, percent_of(flexion, analysis.low_back.max_flexion_deg))
    first = analysis.repetitions[0].model_copy(update={"light": light})
    lit = with_interval(analysis.model_copy(update={"repetitions": [first]}), half)
    painter = painter_of(lit)
    low_back = painter.low_back.at(painter.skeleton.body(FRAME), FRAME)
    assert low_back is not None
    assert low_back.light == light
    row = html.render(lit)
    assert f'<span class="light {light}"><i aria-hidden="true"></i>{LIGHTS[light]}</span>' in row
    console = Console(width=140)
    with console.capture() as text:
        console.print(terminal.summary(lit))
    assert f" {LIGHTS[light]} " in text.get()


def with_interval(analysis: Analysis, half: float) -> Analysis:
    """Return the analysis with another interval of lumbar flexion."""
    frame = analysis.to_frame()
    value = frame["lumbar_flexion_deg"]
    ends = (value - half).alias("lumbar_flexion_deg_low"), (value + half).alias("lumbar_flexion_deg_high")
    return analysis.with_frames(frame.with_columns(*ends))


def drawn(analysis: Analysis, facing: str = "right", half: float = HALF_DEG) -> NDArray[np.uint8]:
    """Return the skeleton at the bottom of a repetition, on grey."""
    painter = painter_of(with_interval(analysis, half), facing)
    picture = grey()
    body = painter.skeleton.body(FRAME)
    painter.paint_body(picture, body, painter.low_back.at(body, FRAME))
    return picture


def flexed(degrees: float) -> Analysis:
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    times = degrees / 22.0
    return analysis.with_frames(frame.with_columns(frame["lumbar_flexion_deg"] * times))


@pytest.mark.parametrize("facing", ["right", "left"])
def test_colour_and_width_follow_the_level(facing: str) -> None:
    amounts = {}
    for degrees, colour in ((8.0, GREEN), (27.0, AMBER), (48.0, RED)):
        picture = drawn(flexed(degrees), facing)
        amounts[degrees] = of_colour(picture, colour)
        others = {GREEN, AMBER, RED} - {colour, GREEN}  # the knee's joint is green too
        assert all(of_colour(picture, other) == 0 for other in others)
        assert of_colour(picture, PELVIS) > 20
    assert 100 < amounts[8.0] < amounts[27.0] < amounts[48.0]


def test_an_uncertain_light_is_drawn_in_dashes() -> None:
    sure, uncertain = (of_colour(drawn(flexed(45.0), half=half), RED) for half in (3.0, 12.0))
    assert 0 < uncertain < 0.6 * sure


def test_without_a_spine_the_trunk_is_the_line_it_was(analysis: Analysis) -> None:
    times = analysis.to_frame()["time_s"].to_numpy()
    painter = painter_of(analysis)
    body = painter.skeleton.body(FRAME)
    assert painter.low_back.at(body, FRAME) is None
    picture = grey()
    painter.paint(picture, FRAME, float(times[FRAME]))
    assert of_colour(picture, PELVIS) == 0


def test_no_spine_where_hip_or_shoulder_is_missing() -> None:
    analysis = make_analysis(spine=True)
    motion = make_motion(analysis, analysis.to_frame()["time_s"].to_numpy())
    for name, missing in (("right_hip", True), ("right_shoulder", True), ("right_ear", False)):
        position = motion.position.copy()
        position[:, INDEX[name]] = np.nan
        painter = Painter(
            motion.with_position(position, motion.confidence), analysis, read(analysis), 1.0, (WIDTH, HEIGHT)
        )
        assert (painter.low_back.at(painter.skeleton.body(FRAME), FRAME) is None) == missing


def test_a_spine_that_is_known_for_a_moment_only_is_not_drawn() -> None:
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    times = frame["time_s"].to_numpy()
    flicker = pl.Series((np.abs(times - 2.5) < 0.1) | (times > 8.0))
    names = [f"lumbar_flexion_deg{end}" for end in ("", "_low", "_high")]
    brief = analysis.with_frames(frame.with_columns([pl.when(flicker).then(frame[name]).alias(name) for name in names]))
    painter = Painter(make_motion(brief, times), brief, read(brief), 1.0, (WIDTH, HEIGHT))
    assert painter.low_back.at(painter.skeleton.body(FRAME), FRAME) is None
    assert painter.low_back.at(painter.skeleton.body(270), 270) is not None
