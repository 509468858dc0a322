"""The dowel drill on the page."""

from __future__ import annotations

import pytest

from hiphinge.report.page import dowel, html
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.report import rods
from tests.report.plotted import drawn_in, plot_of
from tests.report.rods import LEFT_S, drill


@pytest.fixture
def drilled() -> Analysis:
    return rods.drilled()


def test_the_result_comes_back_from_json(drilled: Analysis) -> None:
    again = Analysis.model_validate_json(drilled.to_json())
    assert again.drill == drill()
    assert '"name": "dowel"' in drilled.to_json()


def test_the_plot_is_whole_and_marks_the_moment(drilled: Analysis) -> None:
    plot = plot_of(drilled, dowel.NAME)
    assert drawn_in(plot, "line") == ["upper_back_gap_cm", "tailbone_gap_cm"], "the head was not seen"
    (moment,) = (part.data_source.data for part in plot.renderers if part.name == "moment")
    assert (moment["x"], moment["text"]) == ([LEFT_S], ["tailbone off"])
    assert [part.location for part in plot.center if part.tags == ["line=red"]] == [2.0]


def test_no_drill_no_plot(analysis: Analysis) -> None:
    assert dowel.plots(analysis, read(analysis)) == []
    assert "Dowel drill" not in html.render(analysis)


def test_the_page_has_the_drill_first(drilled: Analysis) -> None:
    page = html.render(drilled)
    assert "&lt;the tailbone&gt; came off" in page
    assert page.index("Dowel drill") < page.index('id="continuum-title"')
    assert 'id="plot-gaps"' in page
