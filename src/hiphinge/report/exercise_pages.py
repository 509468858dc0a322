"""A page for each exercise, written from the catalogue (`python -m hiphinge.report.exercise_pages docs/exercises`)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from hiphinge.exercises.catalogue import CATALOGUE, SIGNS, Exercise, Range
from hiphinge.judging.faults import FAULTS
from hiphinge.report.numbers import unit_sign
from hiphinge.report.words import upper_first
from hiphinge.result import ExerciseName


def exercise_page(name: ExerciseName) -> str:
    """The page of one exercise, Markdown: what counts, how far joints go, how it is recognised, what is judged."""
    exercise = CATALOGUE[name]
    parts = [
        f"# {upper_first(exercise.title)}",
        f"`--exercise {name}`. Made from the catalogue by `python -m hiphinge.report.exercise_pages`: edit the entry.",
        "\n".join(_facts(exercise)),
    ]
    if exercise.joints:
        degrees = unit_sign("deg")
        rows = [
            f"| {joint.joint} | {joint.low:g} to {joint.high:g}{degrees} | {joint.source} |"
            for joint in exercise.joints
        ]
        parts += ["## How far joints go", _table(("joint", "usual", "source"), rows)]
    parts += ["## How it is recognised", *_ways(exercise)]
    if exercise.faults:
        parts += ["## What is judged", _table(("fault", "limit", "major", "measured", "source"), _faults(exercise))]
    if exercise.limits:
        parts.append(f"Limits of its own: {exercise.source}.")
    return "\n\n".join(parts) + "\n"


def _facts(exercise: Exercise) -> Iterable[str]:
    yield f"- **Begins**: {exercise.begins}."
    yield f"- **Ends**: {exercise.ends}."
    yield f"- **A repetition**: {exercise.counts}."
    yield f"- **Load**: {exercise.load}. **Level**: {exercise.level}."
    yield f"- **Pattern**: {exercise.pattern or 'any'}."
    if exercise.cues:
        yield f"- **Before the first repetition**: {' '.join(exercise.cues)}"


def _ways(exercise: Exercise) -> Iterable[str]:
    if not exercise.ways:
        yield "Not recognised by its movement alone: name it with `--exercise`."
    for way in exercise.ways:
        rows = [f"| {SIGNS[sign]} | {_range(usual)} |" for sign, usual in way.items()]
        yield _table(("sign", "usual"), rows)


def _range(usual: Range) -> str:
    return f"{usual.low:g}" if usual.low == usual.high else f"{usual.low:g} to {usual.high:g}"


def _faults(exercise: Exercise) -> Iterable[str]:
    for code, rule in FAULTS.items():
        if code in exercise.faults:
            limit, major = rule.limits(exercise)
            sign = unit_sign(rule.unit)
            yield f"| `{code}` | {rule.beyond} {limit:g}{sign} | {major:g}{sign} | {rule.definition} | {rule.source} |"


def _table(titles: tuple[str, ...], rows: Iterable[str]) -> str:
    head = f"| {' | '.join(titles)} |\n|{'---|' * len(titles)}"
    return "\n".join((head, *rows))


def main(folder: Path) -> None:
    """Write all pages into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in CATALOGUE:
        if name != "unknown":
            (folder / f"{name}.md").write_text(exercise_page(name), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
