"""Machine-readable results, atomic writing, the words, and the terminal summary."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from rich.console import Console

from hiphinge.core.errors import OutputError
from hiphinge.core.measure import Measure
from hiphinge.core.quantities import of_group
from hiphinge.report import export, numbers, words
from hiphinge.report.files import atomic_write
from hiphinge.report.terminal import analysis as terminal
from hiphinge.result import Analysis
from tests.report.lifter import about, make_analysis


def shown(analysis: Analysis, width: int = 120) -> str:
    console = Console(width=width, record=True, file=None, quiet=False, force_terminal=False)
    with console.capture() as capture:
        console.print(terminal.summary(analysis))
    return capture.get()


def test_frames_and_json_are_written_whole(tmp_path: Path, analysis: Analysis) -> None:
    table = pl.read_parquet(export.write_frames(analysis, tmp_path / "frames.parquet"))
    assert table.equals(analysis.to_frame())
    assert table["pelvic_tilt_deg"].null_count() == table.height
    text = export.write_json(analysis, tmp_path / "analysis.json").read_text(encoding="utf-8")
    assert Analysis.model_validate_json(text).model_dump() == analysis.model_dump()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["analysis.json", "frames.parquet"]


def test_atomic_writing_keeps_the_earlier_file_on_any_exit(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    path.write_text("earlier")

    def fail(reason: type[BaseException]) -> None:
        with atomic_write(path) as beside:
            beside.write_text("half")
            raise reason

    for reason in (KeyboardInterrupt, ValueError):
        with pytest.raises(reason):
            fail(reason)
        assert path.read_text() == "earlier"
        assert [entry.name for entry in tmp_path.iterdir()] == ["analysis.json"]
    with atomic_write(path) as beside:
        beside.write_text("whole")
    assert path.read_text() == "whole"


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    def write() -> None:
        with atomic_write(tmp_path / "analysis.json") as beside:
            beside.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        write()
    assert not list(tmp_path.iterdir())


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


def test_summary_tells_the_low_back_in_a_table_of_its_own() -> None:
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


@pytest.mark.parametrize(
    ("measure", "unit", "text"),
    [
        (about(45.2, 7.4), "deg", "45° ± 7"),
        (Measure(value=45, low=41, high=52), "deg", "45° ± 7"),
        (Measure(value=-0.2, low=-4, high=4), "deg", "0° ± 4"),
        (Measure(value=0.774, low=0.72, high=0.82), "ratio", "0.77 ± 0.05"),
        (Measure(value=12.34, low=10, high=14), "cm", "12.3 cm ± 2.3"),
        (Measure(value=28.6, low=18.6, high=38.6), "%", "29 % ± 10"),
        (None, "deg", "not judged"),
    ],
)
def test_numbers(measure: Measure | None, unit: str, text: str) -> None:
    assert numbers.plus_minus(measure, unit) == text


@pytest.mark.parametrize(("time_s", "text"), [(0, "0.0 s"), (59.94, "59.9 s"), (187.46, "3:07.5"), (119.97, "2:00.0")])
def test_clock(time_s: float, text: str) -> None:
    assert numbers.clock(time_s) == text


def test_headline_of_an_exercise_that_was_not_recognised(analysis: Analysis) -> None:
    unknown = analysis.model_copy(update={"exercise": analysis.exercise.model_copy(update={"name": "unknown"})})
    assert words.verdict(unknown)[0] == "3 repetitions, hinged"
    none = unknown.model_copy(update={"repetitions": []})
    assert words.verdict(none)[0] == "No full repetition, hinged"


def test_every_exercise_pattern_and_phase_has_words() -> None:
    from typing import get_args

    from hiphinge.result import ExerciseName, PatternName, Peak, PhaseName

    assert set(words.EXERCISES) == set(get_args(ExerciseName))
    assert set(words._PATTERNS) == set(words._DONE) == set(get_args(PatternName))
    assert set(words.PHASES) == set(get_args(PhaseName))
    assert {angle.key for angle in of_group("angle")} == set(Peak.model_fields)


def test_light_and_tone() -> None:
    analysis = make_analysis()
    first, second, _ = analysis.repetitions
    unlit = second.model_copy(update={"light": "unknown"})
    assert (words.tone(first), words.tone(unlit)) == ("green", "amber")
    low_back_is_fine = second.model_copy(update={"light": "green"})
    assert words.tone(low_back_is_fine) == "amber", "the light is about the low back alone"
    assert words.tone(second.model_copy(update={"light": "red"})) == "red"


def test_the_package_itself_loads_nothing_heavy() -> None:
    code = "import sys, hiphinge.report; sys.exit(bool({'bokeh', 'cv2', 'av', 'polars', 'jinja2'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
