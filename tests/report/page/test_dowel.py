"""The dowel drill as it is told and drawn."""

from __future__ import annotations

import io

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.report.page import dowel, html
from hiphinge.report.replay.dowel import COLOURS, RodPainter
from hiphinge.report.table import read
from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import CONTACTS, Analysis, ContactState, DowelContact, DowelDepth, DowelDrill, DowelRepetition
from tests.report.plotted import drawn_in, plot_of

LEFT_S = 2.0


def drill() -> DowelDrill:
    lean, hip = Measure(41, 33, 49), Measure(58, 48, 68)
    contacts = [DowelContact(contact=name, state="kept", largest_gap_cm=Measure(0.5, -1, 2)) for name in CONTACTS]
    contacts[2] = DowelContact(
        contact="tailbone",
        state="left",
        largest_gap_cm=Measure(4.2, 2.7, 5.7),
        left_s=LEFT_S,
        trunk_lean_deg=lean,
        hip_flexion_deg=hip,
    )
    one = DowelRepetition(
        index=1,
        contacts=contacts,
        first_left="tailbone",
        means="the low back rounded",
        cue="Stop sooner.",
        rounded_by_spine=True,
        agrees=True,
    )
    return DowelDrill(
        verdict="tailbone",
        summary="In 1 of 1 hinges <the tailbone> came off.",
        cue="Stop sooner.",
        repetitions=[one],
        work_to=DowelDepth(trunk_lean_deg=lean, hip_flexion_deg=hip),
        turn_against_spine_deg=Measure(0.3, -2, 3),
    )


@pytest.fixture
def drilled(analysis: Analysis) -> Analysis:
    frames = analysis.to_frame().height
    gap = np.linspace(0.0, 4.0, frames)
    columns: dict[str, FloatArray] = {}
    for name in CONTACTS:
        value = gap if name == "tailbone" else np.full(frames, np.nan) if name == "head" else 0 * gap
        columns |= {f"{name}_gap_cm": value, f"{name}_gap_cm_low": value - 1, f"{name}_gap_cm_high": value + 1}
    places = {"rod_low": (30, 90), "rod_high": (30, 10), "rod_head": (30, 20), "rod_upper_back": (30, 50)}
    for point, (x, y) in (places | {"rod_tailbone": (30, 80)}).items():
        columns |= {f"{point}_x_px": np.full(frames, float(x)), f"{point}_y_px": np.full(frames, float(y))}
    table = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    return analysis.with_drill(drill(), table)


def test_the_result_comes_back_from_json(drilled: Analysis) -> None:
    again = Analysis.model_validate_json(drilled.to_json())
    assert again.drill == drill()
    assert '"name": "dowel"' in drilled.to_json()


def test_the_terminal_says_which_contact_left_and_how_deep(drilled: Analysis) -> None:
    out = Console(file=io.StringIO(), width=90)
    out.print(terminal.summary(drilled))
    text = out.file.getvalue()  # type: ignore[attr-defined]
    assert "<the tailbone> came off" in text
    assert "off 4.2 ± 1.5" in text
    assert "2.0 s" in text
    assert "41° ± 8" in text
    assert "--height-m" in text


def test_the_plot_is_whole_and_marks_the_moment(drilled: Analysis) -> None:
    plot = plot_of(drilled, dowel.NAME)
    assert drawn_in(plot, "line") == ["upper_back_gap_cm", "tailbone_gap_cm"], "the head was not seen"
    (moment,) = (one.data_source.data for one in plot.renderers if one.name == "moment")
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


def test_dots_have_the_state_of_the_drill_and_are_pale_where_not_seen(drilled: Analysis) -> None:
    painter = RodPainter(drilled, read(drilled), 1.0, 2)
    last = drilled.to_frame().height - 1
    states: tuple[tuple[int, ContactState], ...] = ((0, "kept"), (last // 2, "unclear"), (last, "left"))
    for index, tailbone in states:
        picture = np.zeros((100, 60, 3), dtype=np.uint8)
        painter.paint(picture, index)
        assert tuple(picture[80, 30]) == COLOURS[tailbone]
        assert tuple(picture[50, 30]) == COLOURS["kept"]
        assert tuple(picture[20, 30]) == COLOURS["hidden"]


def test_without_a_rod_nothing_is_drawn(analysis: Analysis) -> None:
    picture = np.zeros((100, 60, 3), dtype=np.uint8)
    RodPainter(analysis, read(analysis), 1.0, 2).paint(picture, 0)
    assert not picture.any()
