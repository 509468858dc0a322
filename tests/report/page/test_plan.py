"""The plan in the terminal and as a page."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from hiphinge.core.errors import ArgumentError, OutputError
from hiphinge.progression import LADDER, plan_of
from hiphinge.report.page import plan as plan_page
from hiphinge.report.terminal import plan as plan_terminal
from hiphinge.report.words import DECISIONS
from hiphinge.result.plan import Plan
from hiphinge.result.read import read_all
from tests.lift_results import TO_THE_KNEE, lifts, recorded, repetition, text_of

ROUNDS: dict[str, Any] = {"lumbar": 33.0, "kind": "late", "neutral": 36.4}


def many() -> Plan:
    return plan_of([lifts(day=0.0, **ROUNDS), lifts(day=7.0, **{**TO_THE_KNEE, "neutral": 41.0})])


def terminal_text(plan: Plan) -> str:
    console = Console(width=400, record=True, file=StringIO())
    console.print(plan_terminal.summary(plan))
    return console.export_text()


class Tags(HTMLParser):
    """Checks that elements close in the order in which they open, and gathers attributes that would load something."""

    VOID = frozenset({"meta", "br", "line", "circle"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.loads: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.loads += [f"{tag} {name}" for name, _ in attrs if name in {"src", "href", "action"}]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        pass

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_terminal_states_one_step_and_marks_the_place() -> None:
    text = terminal_text(many())
    assert "Stay here: Romanian deadlift to the knee" in text
    assert text.count("▶") == 1
    (marked,) = [line for line in text.splitlines() if "▶" in line]
    assert "Romanian deadlift to the knee" in marked
    assert "≈" not in marked
    assert "Not medical advice" in text
    assert "36°" in text


def test_nothing_recorded_explains_every_step() -> None:
    text = terminal_text(plan_of([]))
    for rung in LADDER.values():
        assert rung.purpose in text
        assert rung.film in text
    assert DECISIONS["start"] in text


def test_names_of_recordings_are_no_markup() -> None:
    plan = plan_of([recorded("squat", path="[bold]<b>&.mp4", repetitions=[])])
    assert "[bold]<b>&.mp4" in terminal_text(plan)
    page = plan_page.render(plan)
    assert "<b>&.mp4" not in page
    assert "&lt;b&gt;&amp;.mp4" in page


@pytest.mark.parametrize("plan", [plan_of([]), many(), plan_of([lifts("kettlebell_swing", limit=25.0)])])
def test_the_page_is_whole_and_loads_nothing(plan: Plan) -> None:
    page = plan_page.render(plan)
    tags = Tags()
    tags.feed(page)
    assert tags.open == []
    assert tags.loads == []
    own = re.sub(r'<script id="bokeh">.*?</script>', "", page, flags=re.DOTALL)
    assert "http" not in own.replace("http-equiv", "")
    for step in plan.ladder:
        assert step.title in page
    assert page.count('aria-current="step"') == 1
    assert len(own.encode()) < 200_000
    assert len(page.encode()) < 2_500_000


def test_neutral_depth_is_drawn_with_its_intervals_and_its_limit() -> None:
    plan = many()
    assert plan.depth is not None
    plot = plan_page.depth_plot(plan.depth)
    data = {renderer.name: renderer.data_source.data for renderer in plot.renderers}
    assert list(data["interval"]["x"]) == [1.0, 2.0]
    for low, high, point in zip(data["interval"]["low"], data["interval"]["high"], plan.depth.points, strict=True):
        assert (low, high) == (point.neutral_depth_deg.low, point.neutral_depth_deg.high)
        assert plot.y_range.start < low < high < plot.y_range.end
    assert (len(data["kept"]["x"]), len(data["rounded"]["x"])) == (1, 1)
    assert len(set(data["limit"]["y"])) == 1
    page = plan_page.render(plan)
    assert 'id="plot-depth"' in page
    assert "work to 36°" in page


def test_sessions_are_dated_by_when_they_were_filmed() -> None:
    plan = many()
    for session in plan.sessions:
        assert session.when_utc is not None
        assert session.dated_utc == session.when_utc < session.created_utc
        assert session.model_copy(update={"when_utc": None}).dated_utc == session.created_utc
        assert f"<td>{session.when_utc:%Y-%m-%d %H:%M}</td>" in plan_page.render(plan)


def write(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "analysis.json").write_text(text_of(), encoding="utf-8")
    return folder


def test_a_page_replaces_no_analysis_and_needs_its_name(tmp_path: Path) -> None:
    folder = write(tmp_path / "a-hinge")
    plan = plan_of(read_all([folder]))
    with pytest.raises(ArgumentError, match="ends in"):
        plan_page.write(plan, folder / "analysis.json", spare=[folder / "analysis.json"])
    with pytest.raises(OutputError):
        plan_page.write(plan, tmp_path / "gone" / "plan.html")
    assert plan_page.write(plan, tmp_path / "plan.html").read_text(encoding="utf-8").startswith("<!DOCTYPE html>")
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["a-hinge", "plan.html"]


def test_recordings_that_belong_to_no_step_are_listed_apart() -> None:
    page = plan_page.render(plan_of([recorded("unknown", [repetition()] * 8, given=False)]))
    assert "Recordings that belong to no step" in page
    assert "unknown-0.mp4: the exercise was not recognised; analyse it again with its name." in page
    assert "belong to no step" not in plan_page.render(plan_of([lifts()]))
