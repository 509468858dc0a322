"""Progress as a page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, OutputError
from hiphinge.report.page import progress as page
from tests.history.people import sets
from tests.report.page.test_plan import Tags
from tests.report.progressed import deeper, progressed


def test_the_page_is_whole_loads_nothing_and_says_what_the_terminal_says(tmp_path: Path) -> None:
    progress, plan = deeper(tmp_path)
    text = page.render(progress, plan=plan)
    tags = Tags()
    tags.feed(text)
    assert (tags.open, tags.loads) == ([], [])
    own = re.sub(r'<script id="bokeh">.*?</script>', "", text, flags=re.DOTALL)
    assert "http" not in own.replace("http-equiv", "")
    assert len(text.encode()) < 2_500_000
    assert "<b>Ann" not in text
    assert "&lt;b&gt;Ann &amp; Bo" in text
    for part in ("better: +18°", "no detectable change", plan.next.title, "another version", "Wall drill"):
        assert part in own.replace("Better", "better").replace("No change", "no change")
    drawn = set(re.findall(r'id="plot-([\w-]+)"', own))
    assert {"depth", "romanian_deadlift-neutral_depth_deg"} <= drawn
    assert "wall_drill-knee_travel_cm" not in drawn


def test_the_band_is_what_can_be_detected_about_the_first_session(tmp_path: Path) -> None:
    progress, _ = deeper(tmp_path)
    of = {trend.quantity: trend for trend in progress.trends if trend.exercise == "romanian_deadlift"}
    data = {renderer.name: renderer.data_source.data for renderer in page.trend_plot(of["neutral_depth_deg"]).renderers}
    assert (data["band"]["bottom"], data["band"]["top"]) == ([30.0], [50.0])
    assert list(data["kept"]["y"]) == [40.0, 58.0]
    names = {renderer.name for renderer in page.trend_plot(of["trunk_lean_deg"]).renderers}
    assert "band" not in names


def test_a_single_session_needs_no_plots(tmp_path: Path) -> None:
    progress, _ = progressed(tmp_path, sets())
    text = page.render(progress)
    assert "plot-" not in re.sub(r"<style>.*?</style>", "", text, flags=re.DOTALL)
    assert "one session" in text


def test_it_is_written_under_the_name_of_a_page(tmp_path: Path) -> None:
    progress, _ = progressed(tmp_path, sets())
    with pytest.raises(ArgumentError):
        page.write(progress, tmp_path / "progress.txt")
    with pytest.raises(OutputError):
        page.write(progress, tmp_path / "gone" / "progress.html")
    assert page.write(progress, tmp_path / "progress.html").stat().st_size > 1000
