"""One lift judged by the revised NIOSH lifting equation: limits, indices, intervals, and what to change first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from types import MappingProxyType
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.niosh import equation as niosh
from hiphinge.niosh.description import LiftDescription, task_of
from hiphinge.niosh.end import end_of, intervals_at
from hiphinge.niosh.equation import Multipliers
from hiphinge.niosh.from_analysis import RecordedLift
from hiphinge.niosh.scope import APPLIES_TO, DISCLAIMER, SOURCE, why_outside
from hiphinge.niosh.texts import meaning
from hiphinge.result.lift import (
    Change,
    End,
    EndName,
    Lift,
    MultiplierName,
    Task,
    UnitsName,
)

CHANGES: Final[Mapping[MultiplierName, str]] = MappingProxyType(
    {
        "HM": "Bring the load closer: step over it or up to it, clear what stands between, pack it smaller.",
        "VM": "Start and end nearer to knuckle height: put the load on a step or a table, use the middle shelf.",
        "DM": "Shorten the way: raise where it starts, or lower where it ends.",
        "AM": "Lift without a twist: turn the feet, and have start and end in front of you.",
        "FM": "Lift less often or for a shorter time, with rests, or share the work.",
        "CM": "Give the hands a better hold: handles, cut-outs, a box in place of a sack.",
    }
)
"""What to do about each multiplier; the measures that the manual lists for each, in our words."""


def assess(
    told: LiftDescription,
    *,
    units: UnitsName = "metric",
    worksheet: bool = False,
    conditions: Sequence[str] = (),
    recording: RecordedLift | None = None,
) -> Lift:
    """Judge one lift.

    Parameters
    ----------
    told
        The lift. Without `destination_horizontal_cm` only the origin gets a limit: the destination has one where the
        load has to be held back, placed or guided there ("significant control").
    units
        Which of the two printed forms counts, and the units of the words.
    worksheet
        Multipliers to two decimals, as in the manual's worksheets.
    conditions
        Names of `CONDITIONS` that are true of the lift; with any of them the equation does not hold.
    recording
        What an analysed recording gives; what `told` says goes before it.

    Returns
    -------
    Lift
        Without ends, and with `cannot_judge`, where the equation does not hold.

    Raises
    ------
    ArgumentError
        If something is missing or cannot be meant.
    """
    notes: list[str] = []
    seen: dict[str, Measure] = {}
    given = told
    if recording is not None:
        notes.append(recording.note(asdict(told)))
        seen = recording.fills(asdict(told))
        load = recording.load_kg if told.load_kg is None else told.load_kg
        told = LiftDescription(
            **{**asdict(told), "load_kg": load, **{name: length.value for name, length in seen.items()}}
        )
    task = task_of(told, recording, seen)
    gaps = why_outside(task, conditions, recording)
    made = Lift(
        task=task,
        units=units,
        worksheet=worksheet,
        recording=None if recording is None else recording.name,
        ends=[],
        governs=None,
        first=None,
        means=None,
        notes=notes,
        cannot_judge=gaps,
        applies_to=APPLIES_TO,
        source=SOURCE,
        disclaimer=DISCLAIMER,
    )
    if gaps:
        return made
    ends = [end_of(name, task, units, worksheet=worksheet) for name in _names(task)]
    deciding = min(ends, key=lambda end: end.recommended_weight_limit_kg.value)
    changes = {"ends": ends, "governs": deciding.name, "first": _first(deciding, task, units, worksheet=worksheet)}
    return made.model_copy(update={**changes, "means": meaning(deciding), "notes": notes + _granted(given, task)})


def _names(task: Task) -> tuple[EndName, ...]:
    return ("origin",) if task.destination is None else ("origin", "destination")


def _first(end: End, task: Task, units: UnitsName, *, worksheet: bool) -> Change | None:
    """The multiplier that takes most at an end, and the limit without it; None where nothing is lost."""
    worst = min(end.multipliers, key=lambda multiplier: multiplier.value.value)
    if worst.value.value >= 1.0:
        return None
    spread = intervals_at(end.name, task, units, worksheet=worksheet)

    def without(made: Multipliers) -> float:
        eased = replace(made, **{worst.name.lower(): 1.0})
        return niosh.recommended_weight_limit_kg(eased, units)

    return Change(
        end=end.name,
        multiplier=worst.name,
        what=CHANGES[worst.name],
        recommended_weight_limit_kg=spread(without),
    )


def _granted(told: LiftDescription, task: Task) -> list[str]:
    """What was taken for granted."""
    notes = []
    if told.asymmetry_deg is None or (task.destination is not None and told.destination_asymmetry_deg is None):
        notes.append("no twist was told: it is taken as 0°")
    if task.destination is None:
        notes.append(
            "only the start has a limit; if the load must be held back, placed or guided at the end, tell how far in "
            "front the hands are there"
        )
    if task.hours <= 1.0:
        notes.append(
            "up to 1 hour counts as short only if light work of 1.2 times as long follows; if not, give 2 hours"
        )
    elif task.hours <= 2.0:
        notes.append("up to 2 hours count as moderate only if light work of 0.3 times as long follows; if not, give 8")
    lengths = (told.horizontal_cm, told.origin_cm, told.destination_cm, told.destination_horizontal_cm)
    if told.within_cm is None and any(length is not None for length in lengths):
        notes.append("lengths that were told are taken as exact; say how far they may be off to see what that does")
    return notes
