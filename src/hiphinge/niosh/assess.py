"""Judge a lift by the revised NIOSH lifting equation: limits, indices, intervals, and what to change first."""

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
from hiphinge.niosh.texts import highest_text, meaning
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
        "DM": "Shorten the vertical travel: raise where it starts, or lower where it ends.",
        "AM": "Lift without a twist: turn the feet, and have start and end in front of you.",
        "FM": "Lift less often or for a shorter time, with rests, or share the work.",
        "CM": "Give the hands a better hold: handles, cut-outs, a box in place of a sack.",
    }
)
"""A remedy for each multiplier: the measures that the manual lists, in our words."""


def assess(
    description: LiftDescription,
    *,
    units: UnitsName = "metric",
    worksheet: bool = False,
    conditions: Sequence[str] = (),
    recording: RecordedLift | None = None,
) -> Lift:
    """Judge one lift.

    Parameters
    ----------
    description
        The lift. Without `destination_horizontal_cm` only the origin gets a limit: the destination has one where the
        load has to be held back, placed or guided there ("significant control").
    units
        The printed form that is used, and the units of the sentences.
    worksheet
        Multipliers to two decimals, as in the manual's worksheets.
    conditions
        Names of `CONDITIONS` that are true of the lift; with any of them the equation does not hold.
    recording
        The lift in an analysed recording; it fills in what `description` leaves out.

    Returns
    -------
    Lift
        Without ends, and with `cannot_judge`, where the equation does not hold.

    Raises
    ------
    ArgumentError
        If a value is missing or implausible.
    """
    notes: list[str] = []
    recorded: dict[str, Measure] = {}
    complete = description
    if recording is not None:
        notes.append(recording.note(asdict(description)))
        recorded = recording.fills(asdict(description))
        load = recording.load_kg if description.load_kg is None else description.load_kg
        complete = LiftDescription(
            **{**asdict(description), "load_kg": load, **{name: length.value for name, length in recorded.items()}}
        )
    task = task_of(complete, recording, recorded)
    limitations = why_outside(task, conditions, recording, units)
    lift = Lift(
        task=task,
        units=units,
        worksheet=worksheet,
        recording=None if recording is None else recording.name,
        ends=[],
        governs=None,
        first=None,
        means=None,
        notes=notes,
        cannot_judge=limitations,
        applies_to=APPLIES_TO,
        source=SOURCE,
        disclaimer=DISCLAIMER,
    )
    if limitations:
        return lift
    ends = [end_of(name, task, units, worksheet=worksheet) for name in _names(task)]
    governing = min(ends, key=lambda end: end.recommended_weight_limit_kg.value)
    changes = {"ends": ends, "governs": governing.name, "first": _first(governing, task, units, worksheet=worksheet)}
    notes += _assumptions(description, task, units)
    return lift.model_copy(update={**changes, "means": meaning(governing), "notes": notes})


def _names(task: Task) -> tuple[EndName, ...]:
    """Return the ends of the lift that get a limit."""
    return ("origin",) if task.destination is None else ("origin", "destination")


def _first(end: End, task: Task, units: UnitsName, *, worksheet: bool) -> Change | None:
    """Return the smallest multiplier at an end, and the limit without it; None where all multipliers are 1."""
    worst = min(end.multipliers, key=lambda multiplier: multiplier.value.value)
    if worst.value.value >= 1.0:
        return None
    with_interval = intervals_at(end.name, task, units, worksheet=worksheet)

    def limit_without(multipliers: Multipliers) -> float:
        eased = replace(multipliers, **{worst.name.lower(): 1.0})
        return niosh.recommended_weight_limit_kg(eased, units)

    return Change(
        end=end.name,
        multiplier=worst.name,
        what=CHANGES[worst.name],
        recommended_weight_limit_kg=with_interval(limit_without),
    )


def _assumptions(description: LiftDescription, task: Task, units: UnitsName) -> list[str]:
    """Return the assumptions that were made, as sentences."""
    notes = []
    no_end_twist = task.destination is not None and description.destination_asymmetry_deg is None
    if description.asymmetry_deg is None or no_end_twist:
        notes.append("no twist was given: it is taken as 0°")
    if task.destination is None:
        notes.append(
            "only the start has a limit; if the load must be held back, placed or guided at the end, tell how far in "
            "front the hands are there"
        )
        if niosh.too_high(task.destination_height_cm.high, units):
            notes.append(
                f"within the error of its height the lift may end above {highest_text(units)}, where the equation ends"
            )
    if task.hours <= 1.0:
        notes.append(
            "up to 1 hour counts as short only if light work of 1.2 times as long follows; if not, give 2 hours"
        )
    elif task.hours <= 2.0:
        notes.append("up to 2 hours count as moderate only if light work of 0.3 times as long follows; if not, give 8")
    lengths = (
        description.horizontal_cm,
        description.origin_cm,
        description.destination_cm,
        description.destination_horizontal_cm,
    )
    if description.within_cm is None and any(length is not None for length in lengths):
        notes.append("lengths that were given are taken as exact; say how far they may be off to see what that does")
    return notes
