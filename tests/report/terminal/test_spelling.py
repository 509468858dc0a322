"""The terminal's summary spells arguments as its front end does, and not at all on its own."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console

from hiphinge.pipeline.analyze import analyze
from hiphinge.report.terminal import analysis as terminal
from hiphinge.report.terminal.spelling import unspelled
from tests.body_model import film, from_the_top

ANALYSIS = analyze(film(from_the_top(2)))


def printed(**how: object) -> str:
    """The summary as text."""
    console = Console(width=200)
    with console.capture() as captured:
        console.print(terminal.summary(ANALYSIS, **how))  # type: ignore[arg-type]
    return captured.get()


def test_arguments_are_spelled_by_the_front_end() -> None:
    def spell(arguments: Sequence[str]) -> str:
        return f" [{' '.join(arguments)}]" if arguments else ""

    assert [limitation.code for limitation in ANALYSIS.cannot_judge if limitation.arguments] == ["load_not_given"]
    assert "narrower [load_kg height_m mass_kg sex]." in printed(spell=spell)


def test_without_a_spelling_the_text_stands_alone() -> None:
    assert unspelled(["load_kg"]) == ""
    assert "narrower." in printed()
    assert "load_kg" not in printed()
