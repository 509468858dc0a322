"""The wall drill in page, terminal and replay."""

from __future__ import annotations

import numpy as np
import pytest
from rich.console import Console

from hiphinge.core.motion import Motion
from hiphinge.drills.wall.drill import Given
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.drills import wall_drill, wall_seat, with_wall_drill
from hiphinge.report.page import html
from hiphinge.report.replay.wall import wall_sign
from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis, Athlete, WallDrill
from tests.drills.wall.walls import HEIGHT_M, Drilled, drilled
from tests.report.plotted import drawn_in, plot_of


def told(made: Drilled, given: Given) -> tuple[Analysis, Motion]:
    movement = measure_movement(made.motion)
    reading = wall_drill(movement, wall_seat(made.motion, movement, Athlete(height_m=HEIGHT_M)), given)
    return with_wall_drill(analyze(made.motion, movement=movement), reading), movement.motion


@pytest.fixture(scope="module")
def touched() -> tuple[Analysis, Motion, Drilled]:
    made = drilled(pressed_cm=3.0)
    return (*told(made, Given(x_px=made.wall_px)), made)


def said(analysis: Analysis) -> str:
    console = Console(width=160, record=True, file=None, quiet=True)
    with console.capture():
        console.print(terminal.summary(analysis))
    wide = Console(width=160)
    with wide.capture() as text:
        wide.print(terminal.summary(analysis))
    return text.get()


def test_the_terminal_tells_verdict_and_next_step(touched: tuple[Analysis, Motion, Drilled]) -> None:
    text = said(touched[0])
    assert "Wall drill: Touched with quiet knees" in text
    assert "Step out 3 cm" in text
    assert "the height as given" in text


def test_the_page_has_the_plot_and_its_contacts(touched: tuple[Analysis, Motion, Drilled]) -> None:
    page = html.render(touched[0])
    assert '<h2 id="wall-title">Wall drill</h2>' in page
    assert 'id="plot-wall_distance_cm"' in page
    plot = plot_of(touched[0], "wall_distance_cm")
    assert drawn_in(plot, "line") == ["wall_distance_cm"]
    contact = next(one for one in plot.renderers if one.name == "contact").data_source.data
    assert len(contact["x0"]) == 2


def test_an_analysis_without_a_drill_has_no_section(analysis: Analysis) -> None:
    assert "wall-title" not in html.render(analysis)
    assert "Wall drill" not in said(analysis)


def test_a_wall_that_was_not_found_is_told_without_a_plot() -> None:
    made = drilled(pressed_cm=-6.0, repetitions=1)
    analysis, motion = told(made, Given())
    page = html.render(analysis)
    assert "wall-title" in page
    assert 'id="plot-wall_distance_cm"' not in page
    assert wall_sign(motion, analysis, 1.0, (400, 400)) is None
    assert "--heel-cm" in said(analysis)


def test_the_replay_shows_the_wall_where_it_is(touched: tuple[Analysis, Motion, Drilled]) -> None:
    analysis, motion, made = touched
    size = (made.motion.source.width_px, made.motion.source.height_px)
    sign = wall_sign(motion, analysis, 1.0, size)
    assert sign is not None
    assert sign.column == pytest.approx(made.wall_px, abs=1.5)
    picture = np.zeros((size[1], size[0], 3), dtype=np.uint8)
    sign.paint(picture, 0, 0.0)
    lit = np.flatnonzero(picture.sum(axis=(0, 2)))
    assert lit.min() <= round(sign.column) <= lit.max()
    assert isinstance(analysis.drill, WallDrill)
    one = analysis.drill.repetitions[0]
    assert one.contact_start_s is not None
    assert sign.touching[0][0] == one.contact_start_s
