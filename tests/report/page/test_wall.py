"""The wall drill in page, terminal and replay."""

from __future__ import annotations

from hiphinge.core.motion import Motion
from hiphinge.drills.wall.drill import WallPosition
from hiphinge.report.page import html
from hiphinge.report.replay.wall import wall_sign
from hiphinge.result import Analysis
from tests.drills.wall.walls import Drilled, drilled
from tests.report.at_walls import analysed, terminal_text
from tests.report.plotted import drawn_in, plot_of


def test_the_page_has_the_plot_and_its_contacts(touched: tuple[Analysis, Motion, Drilled]) -> None:
    page = html.render(touched[0])
    assert '<h2 id="wall-title">Wall drill</h2>' in page
    assert 'id="plot-wall_distance_cm"' in page
    plot = plot_of(touched[0], "wall_distance_cm")
    assert drawn_in(plot, "line") == ["wall_distance_cm"]
    contact = next(part for part in plot.renderers if part.name == "contact").data_source.data
    assert len(contact["x0"]) == 2


def test_an_analysis_without_a_drill_has_no_section(analysis: Analysis) -> None:
    assert "wall-title" not in html.render(analysis)
    assert "Wall drill" not in terminal_text(analysis)


def test_a_wall_that_was_not_found_is_stated_without_a_plot() -> None:
    made = drilled(pressed_cm=-6.0, repetitions=1)
    analysis, motion = analysed(made, WallPosition())
    page = html.render(analysis)
    assert "wall-title" in page
    assert 'id="plot-wall_distance_cm"' not in page
    assert wall_sign(motion, analysis, 1.0, (400, 400)) is None
    assert "the distance from heels to wall" in terminal_text(analysis)
