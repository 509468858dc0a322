"""The pages of the exercises and of the faults, from the catalogue and the rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from docs.generate.markdown import page, sentence, table

from hiphinge.core.uncertainty import POSSIBLE_FROM, SURE_FROM
from hiphinge.exercises.catalogue import CATALOGUE, SIGNS, CatalogueEntry, Range
from hiphinge.judging.faults import FAULTS, FaultRule
from hiphinge.result import ExerciseName

_UNITS: Final = {"deg": "°", "percent": " %"}

_EXERCISES = """
# Exercises

`hiphinge` recognises the exercise from the movement, or takes it from `--exercise NAME`. Each exercise has a page that
says what counts as a repetition, how it is recognised, and which faults are judged by which limits. These pages are
made from the catalogue in the code.
"""

_FAULTS = f"""
# Fault codes

The faults that `hiphinge` looks for, in the order in which they are answered: the spine first, then causes before their
consequences. This page is made from the rules in the code.

A fault is **stated** when its 90 % interval lies beyond the limit: the chance that the true value does is then at least
{SURE_FROM:g}. From {POSSIBLE_FROM:g} on it is called **possible** and listed in `possible_faults`. What could not be
measured is listed in `unread_faults`.

An exercise can have a limit of its own; its page says so. "Proposal" means that the limit comes from coaching practice
and not from a study.
"""


def faults_page() -> str:
    """The page of the fault codes, Markdown."""
    return page(_FAULTS, *(part for rule in FAULTS.values() for part in _fault(rule)))


def exercise_pages() -> dict[str, str]:
    """The pages of the exercises and the list of them, Markdown by their paths."""
    named = [name for name in CATALOGUE if name != "unknown"]
    rows = [
        (
            f"[{_title(CATALOGUE[name])}]({name}.md)",
            f"`{name}`",
            CATALOGUE[name].pattern or "any",
            _where(CATALOGUE[name]),
        )
        for name in named
    ]
    listed = page(_EXERCISES, table(("Exercise", "Name", "Pattern", "Load"), rows))
    pages = {f"reference/exercises/{name}.md": exercise_page(name) for name in named}
    return {"reference/exercises/index.md": listed, **pages}


def exercise_page(name: ExerciseName) -> str:
    """The page of one exercise, Markdown: what counts, how far joints go, how it is recognised, what is judged."""
    exercise = CATALOGUE[name]
    parts = [
        f"# {_title(exercise)}",
        f"`--exercise {name}`",
        "\n".join(f"- **{what}**: {said}" for what, said in _facts(exercise)),
        *_joints(exercise),
        "## How it is recognised",
        *_signs(exercise),
        *_limits(exercise),
    ]
    return page(*parts)


def _title(exercise: CatalogueEntry) -> str:
    return exercise.title[0].upper() + exercise.title[1:]


def _where(exercise: CatalogueEntry) -> str:
    if exercise.load == "none":
        return "none"
    return "in the hands" if exercise.load == "hands" else f"on the {exercise.load}"


def _facts(exercise: CatalogueEntry) -> Iterator[tuple[str, str]]:
    yield "A repetition", sentence(exercise.counts)
    yield "Starts", sentence(exercise.begins)
    yield "Ends", sentence(exercise.ends)
    yield "Load", f"{_where(exercise)}."
    yield "Pattern", f"{exercise.pattern or 'any'}."
    yield "Level", f"{exercise.level}."
    if exercise.cues:
        yield "Before you start", " ".join(exercise.cues)


def _joints(exercise: CatalogueEntry) -> Iterator[str]:
    if exercise.joints:
        rows = [(range_.joint, f"{range_.low:g} to {range_.high:g}°", range_.source) for range_ in exercise.joints]
        yield "## How far the joints go"
        yield table(("Joint", "Usual range", "Source"), rows)


def _signs(exercise: CatalogueEntry) -> Iterator[str]:
    if not exercise.ways:
        yield "It is not recognised from the movement; name it with `--exercise`."
        return
    ways = exercise.ways
    several = " Each column is one way in which the exercise shows itself." if len(ways) > 1 else ""
    yield f"By these measurements, taken in every repetition.{several}"
    named = [sign for sign in SIGNS if any(sign in way.signs for way in ways)]
    usual = [way.signs for way in ways]
    rows = [(sentence(SIGNS[sign]), *(_range(way[sign]) if sign in way else "" for way in usual)) for sign in named]
    titles = [f"Way {number}" for number in range(1, len(ways) + 1)] if several else ["Usual"]
    yield table(("Measurement", *titles), rows)


def _range(usual: Range) -> str:
    # No line is broken inside a range.
    return (
        f"{usual.low:g}"
        if usual.low == usual.high
        else f"{usual.low:g}\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}{usual.high:g}"
    )


def _limits(exercise: CatalogueEntry) -> Iterator[str]:
    rules = [rule for code, rule in FAULTS.items() if code in exercise.faults]
    if not rules:
        return
    yield "## What is judged"
    rows = []
    for rule in rules:
        limit, major = rule.limits(exercise)
        own = "yes" if rule.code in exercise.limits else ""
        rows.append((_linked(rule), f"{rule.beyond} {_number(limit, rule)}", _number(major, rule), own))
    yield table(("Fault", "Stated", "Major from", "Limit of its own"), rows)
    if exercise.limits:
        yield f"Its own limits come from: {exercise.source}."


def _linked(rule: FaultRule) -> str:
    return f"[`{rule.code}`](../faults.md#{rule.code})"


def _fault(rule: FaultRule) -> Iterator[str]:
    named = [name for name, exercise in CATALOGUE.items() if rule.code in exercise.faults and name != "unknown"]
    yield f"## {rule.code}"
    yield sentence(rule.definition)
    cue, judged = rule.text.of(None).cue, ", ".join(f"[{CATALOGUE[name].title}](exercises/{name}.md)" for name in named)
    facts = {
        "Name": sentence(rule.text.title),
        "Limit": f"{rule.beyond} {_number(rule.limit, rule)}; major from {_number(rule.major, rule)}.",
        "Source": f"{rule.source}.",
        "Cue": cue,
        "Judged in": f"{judged}.",
    }
    yield "\n".join(f"- **{what}**: {said}" for what, said in facts.items())


def _number(value: float, rule: FaultRule) -> str:
    return f"{value:g}{_UNITS.get(rule.unit, f' {rule.unit}')}"
