"""The plot over sessions."""

from __future__ import annotations

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import quantity
from hiphinge.report.page.session_plot import SessionMark, session_plot

MARKS = [SessionMark("1", Measure(0.3, 0.2, 0.4)), SessionMark("2", Measure(0.2, 0.1, 0.3), warned=True, limit=0.25)]


def test_everything_is_drawn_in_the_unit_shown_and_lies_within_the_axes() -> None:
    plot = session_plot("share", quantity("lumbar_share"), MARKS, band=(0.18, 0.42))
    data = {renderer.name: renderer.data_source.data for renderer in plot.renderers}
    assert list(data["kept"]["y"]) == [30.0]
    assert list(data["rounded"]["y"]) == [20.0]
    assert list(data["limit"]["y"]) == [25.0]
    assert plot.y_range.start < 10.0
    assert plot.y_range.end > 42.0
    assert plot.left[0].formatter.format == "%.0f %%"
    index = session_plot("index", quantity("hinge_index"), [SessionMark("1", Measure(0.8, 0.8, 0.8))])
    assert index.left[0].formatter.format == "%.2f"
    assert plot.below[0].major_label_overrides == {1: "1", 2: "2"}
    tags = {tag for renderer in plot.renderers for tag in renderer.tags}
    assert "line=accent" in tags, "a quantity without a colour of its own has that of the page"


def test_negative_values_and_single_sessions_have_room() -> None:
    plot = session_plot("shin", quantity("shank_deg"), [SessionMark("1", Measure(-5.0, -5.0, -5.0))])
    assert plot.y_range.start < -5.0 < plot.y_range.end
    assert {renderer.name for renderer in plot.renderers} == {"interval", "kept", "rounded"}
