"""The summary of an analysis in the terminal."""

from __future__ import annotations

from rich.console import Console

from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis
from tests.report.lifter import make_analysis


def shown(analysis: Analysis, width: int = 120) -> str:
    console = Console(width=width, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as capture:
        console.print(terminal.summary(analysis))
    return capture.get()


def test_summary_says_what_matters(analysis: Analysis) -> None:
    text = shown(analysis)
    for part in (
        "Romanian deadlift, 3 repetitions",
        "Keep your shins upright",
        "95° ± 4",
        "Knees forward in 1 case",
        "17° ± 4, limit 12°",
        "Lumbar flexion",
        "Wait for the spine model.",
        "Cut off by the end.",
    ):
        assert part in text


def test_the_low_back_has_a_table_of_its_own() -> None:
    text = shown(make_analysis(spine=True), 100)
    first = next(line for line in text.splitlines() if "late: range" in line)
    for part in ("good", "55° ± 4", "22° ± 4", "29 % ± 10", "48° ± 6", "2.0 s, late: range", "44 % ± 6"):
        assert part in first
    assert max(map(len, text.splitlines())) <= 100
    assert "its share" not in shown(make_analysis())


def test_summary_of_nothing(nothing_judged: Analysis) -> None:
    text = shown(nothing_judged, 60)
    assert "could not be judged" in text
    assert "°" not in text


def test_summary_shows_markup_literally(analysis: Analysis) -> None:
    cue = analysis.cue
    assert cue is not None
    hostile = analysis.model_copy(update={"cue": cue.model_copy(update={"text": "[red]look[/red] [/nothing]"})})
    assert "[red]look[/red] [/nothing]" in shown(hostile)


def test_absent_values_in_the_terminal(analysis: Analysis) -> None:
    first = analysis.repetitions[0]
    blank = first.model_copy(update={"peak": first.peak.__class__()})
    assert "not judged" in shown(analysis.model_copy(update={"repetitions": [blank]}))


def test_the_table_says_what_trunk_lean_and_hip_flexion_are(analysis: Analysis) -> None:
    assert "hip flexion that between trunk, taken as rigid, and thigh." in shown(analysis)
