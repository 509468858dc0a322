"""One lift judged by the revised NIOSH lifting equation: limits, indices, intervals, and what to change first."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from types import MappingProxyType
from typing import Any, Final

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.niosh import equation as niosh
from hiphinge.niosh.equation import FORMS, LB_KG, Hold, Multipliers, Work
from hiphinge.niosh.from_analysis import Recording
from hiphinge.result import CannotJudge, limitation
from hiphinge.result.lift import (
    Change,
    End,
    EndName,
    GripName,
    Hands,
    Lift,
    Multiplier,
    MultiplierName,
    Task,
    UnitsName,
)

SOURCE: Final = (
    "Waters, Putz-Anderson and Garg, Applications manual for the revised NIOSH lifting equation, NIOSH publication "
    "94-110 (1994, revised 9/2021)"
)

APPLIES_TO: Final = (
    "The equation is for lifting and lowering with two hands, standing, on firm ground, with room to move, at a steady "
    "pace, and little other work that tires. It does not cover one hand, sitting or kneeling, narrow places, loads "
    "that shift or move, carrying, pushing and pulling, shovels and barrows, jerks (faster than about 75 cm/s), "
    "slippery floors, places colder than 19 °C, warmer than 26 °C or outside 35 to 50 % humidity, more than 15 lifts a "
    "minute, or more than 8 hours."
)
"""The manual's limits, in our words; those of speed and climate as commonly cited from it."""

DISCLAIMER: Final = (
    "The index is about groups of working people and lifts done day after day; it is no verdict on a back, and nothing "
    "here is called safe or unsafe. No medical advice."
)

CONDITIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "one_hand": "lifting with one hand",
        "sitting": "lifting while sitting",
        "kneeling": "lifting while kneeling",
        "narrow": "lifting in a place too narrow to move in",
        "shifting": "a load that shifts or moves, such as a person, an animal or an open bucket",
        "carrying": "carrying, pushing or pulling, which are not lifting",
        "shovel": "lifting with a shovel or a barrow",
        "fast": "a lift faster than about 75 cm/s",
        "slippery": "a floor with less grip than a dry, clean one",
        "climate": "a place colder than 19 °C, warmer than 26 °C or outside 35 to 50 % humidity",
    }
)
"""What a lift may be that the equation was not made for, by the names in which it is told."""

NOT_BY_HAND: Final = MappingProxyType(
    {
        "good_morning": "a good morning has its load on the back",
        "glute_bridge": "a glute bridge has its load on the hips",
        "hip_thrust": "a hip thrust has its load on the hips",
        "kettlebell_swing": "a swing throws its load and sets it nowhere",
    }
)
"""Exercises that are no lift with the hands from one place to another."""

TITLES: Final[Mapping[MultiplierName, str]] = MappingProxyType(
    {
        "HM": "distance in front",
        "VM": "height of the hands",
        "DM": "way up or down",
        "AM": "twist",
        "FM": "how often, how long",
        "CM": "grip",
    }
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


@dataclass(frozen=True, slots=True)
class Told:
    """A lift as told; None is not told. `within_cm` is how far each length may be off, nine times in ten."""

    load_kg: float | None = None
    horizontal_cm: float | None = None
    origin_cm: float | None = None
    destination_cm: float | None = None
    per_minute: float | None = None
    hours: float | None = None
    grip: GripName | None = None
    asymmetry_deg: float | None = None
    destination_horizontal_cm: float | None = None
    destination_asymmetry_deg: float | None = None
    within_cm: float | None = None


NEEDED: Final = MappingProxyType(
    {
        "load_kg": "the load (--load-kg)",
        "horizontal_cm": "how far the hands are in front of the ankles at the start (--horizontal-cm)",
        "origin_cm": "the height of the hands at the start (--origin-cm)",
        "destination_cm": "their height at the end (--destination-cm)",
        "per_minute": "lifts a minute (--per-minute, 0.2 for now and then)",
        "hours": "hours of such lifting a day (--hours)",
        "grip": "the grip (--grip good, fair or poor)",
    }
)
"""What the equation cannot do without, and how it is told."""

BELIEVABLE: Final[Mapping[str, tuple[str, bool, float, str]]] = MappingProxyType(
    {
        "load_kg": ("a load", False, 500.0, "kg"),
        "horizontal_cm": ("a distance in front", False, 150.0, "cm"),
        "destination_horizontal_cm": ("a distance in front at the end", False, 150.0, "cm"),
        "origin_cm": ("a height of the hands at the start", True, 300.0, "cm"),
        "destination_cm": ("a height of the hands at the end", True, 300.0, "cm"),
        "asymmetry_deg": ("a twist", True, 180.0, "degrees"),
        "destination_asymmetry_deg": ("a twist at the end", True, 180.0, "degrees"),
        "per_minute": ("a number of lifts a minute", False, 60.0, ""),
        "hours": ("hours a day", False, 24.0, ""),
        "within_cm": ("an error of the lengths", True, 50.0, "cm"),
    }
)
"""What can be meant (proposal), whether zero can, the largest, its unit: beyond that it is a slip of pen or unit."""


def assess(
    told: Told,
    *,
    units: UnitsName = "metric",
    worksheet: bool = False,
    conditions: Sequence[str] = (),
    recording: Recording | None = None,
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
        told = Told(**{**asdict(told), "load_kg": load, **{name: one.value for name, one in seen.items()}})
    task = _task(told, recording, seen)
    gaps = _outside(task, conditions, recording)
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
    ends = [_end(name, task, units, worksheet=worksheet) for name in _names(task)]
    deciding = min(ends, key=lambda end: end.recommended_weight_limit_kg.value)
    changes = {"ends": ends, "governs": deciding.name, "first": _first(deciding, task, units, worksheet=worksheet)}
    return made.model_copy(update={**changes, "means": meaning(deciding), "notes": notes + _granted(given, task)})


def one_of(name: str, metric: float | None, us: float | None) -> float | None:
    """A quantity told in either unit, in the metric one; `load` is a weight, the others are lengths.

    Raises
    ------
    ArgumentError
        If it was told in both.
    """
    if us is None:
        return metric
    units = ("kg", "lb") if name == "load" else ("cm", "in")
    if metric is not None:
        options = f"--{name}-{units[0]} or --{name}-{units[1]}"
        raise ArgumentError(f"one of {options}", "both", "leave one out")
    return us * (LB_KG if name == "load" else niosh.IN_CM)


def meaning(end: End) -> str:
    """What the lifting index of an end means, as context and never as a verdict."""
    index = end.lifting_index
    if index is None:
        return f"There is no index: {end.reason}."
    scale = (
        "Up to 1 is what NIOSH holds nearly all healthy workers able to lift in this way through a working day without "
        "more low back pain for it; above 1 the risk grows for some of them, above 3 for many"
    )
    stands = "up to 1" if index.high <= 1 else "above 3" if index.low > 3 else "between 1 and 3"
    if index.low <= 1 < index.high or index.low <= 3 < index.high:
        border = 1 if index.low <= 1 < index.high else 3
        stands = f"near {border}, to either side of it within what the lengths may be off"
    return f"{scale}. This one is {stands}."


def _task(told: Told, recording: Recording | None, seen: Mapping[str, Measure]) -> Task:
    """The lift, checked; the first thing that is missing or cannot be meant is an error."""
    for name, value in asdict(told).items():
        if value is not None and name in BELIEVABLE:
            _believe(name, value)
    missing = [text for name, text in NEEDED.items() if getattr(told, name) is None]
    if missing:
        where = "among the arguments" if recording is None else f"in {recording.name} or among the arguments"
        raise ArgumentError(f"a whole lift {where}", f"nothing for {_listed(missing)}", "give what is missing")
    if told.destination_asymmetry_deg is not None and told.destination_horizontal_cm is None:
        raise ArgumentError(
            "the hands' place wherever a twist is told",
            "a twist at the end without the distance there",
            "give --destination-horizontal-cm too",
        )
    return _made(asdict(told), seen)


def _made(given: Mapping[str, Any], seen: Mapping[str, Measure]) -> Task:
    """The task of what was told, once all that is needed is there."""
    within = given["within_cm"] or 0.0

    def length(name: str) -> Measure:
        return seen.get(name) or _about(given[name], within)

    end_height = length("destination_cm")
    return Task(
        load_kg=given["load_kg"],
        origin=Hands(
            horizontal_cm=length("horizontal_cm"),
            height_cm=length("origin_cm"),
            asymmetry_deg=given["asymmetry_deg"] or 0.0,
        ),
        destination_height_cm=end_height,
        destination=None
        if given["destination_horizontal_cm"] is None
        else Hands(
            horizontal_cm=length("destination_horizontal_cm"),
            height_cm=end_height,
            asymmetry_deg=given["destination_asymmetry_deg"] or 0.0,
        ),
        per_minute=given["per_minute"],
        hours=given["hours"],
        grip=given["grip"],
    )


def _about(length_cm: float, within_cm: float) -> Measure:
    return Measure(value=length_cm, low=max(0.0, length_cm - within_cm), high=length_cm + within_cm)


def _believe(name: str, value: float) -> None:
    what, zero, high, unit = BELIEVABLE[name]
    # Written so that NaN fails it.
    if not (0.0 < value <= high or (zero and value == 0.0)):
        bound = f"from 0 to {high:g}" if zero else f"above 0 and up to {high:g}"
        raise ArgumentError(
            f"{what} {bound} {unit}".rstrip(),
            f"{value:g}",
            f"give --{name.replace('_', '-')} again",
        )


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _outside(task: Task, conditions: Sequence[str], recording: Recording | None) -> list[CannotJudge]:
    """Why the equation does not hold for this lift; empty where it does."""
    unknown = [name for name in conditions if name not in CONDITIONS]
    if unknown:
        raise ArgumentError(f"a condition among {', '.join(CONDITIONS)}", f"'{unknown[0]}'", "choose among them")
    found = [limitation("lift_condition", condition=CONDITIONS[name]) for name in dict.fromkeys(conditions)]
    if task.per_minute > niosh.MOST_PER_MINUTE:
        found.append(limitation("lift_rate", most=niosh.MOST_PER_MINUTE, found=task.per_minute))
    if task.hours > niosh.LONGEST_H:
        found.append(limitation("lift_hours", most=niosh.LONGEST_H, found=task.hours))
    if recording is not None and recording.exercise in NOT_BY_HAND:
        found.append(limitation("lift_not_by_hand", carried=NOT_BY_HAND[recording.exercise]))
    return found


def _names(task: Task) -> tuple[EndName, ...]:
    return ("origin",) if task.destination is None else ("origin", "destination")


Read = Callable[[Multipliers], float]

Lengths = tuple[float, float, float]
"""Horizontal distance at one end, height of the origin, height of the destination; centimetres."""


def _at(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> Callable[[Lengths], Multipliers]:
    """The multipliers at one end as a function of the lengths."""
    hands = task.origin if name == "origin" or task.destination is None else task.destination
    work = Work(task.per_minute, task.hours, task.grip)

    def at(lengths: Lengths) -> Multipliers:
        horizontal, origin, destination = lengths
        hold = Hold(horizontal, origin if name == "origin" else destination, hands.asymmetry_deg)
        return niosh.multipliers(hold, origin, destination, work, units, worksheet=worksheet)

    return at


def _spread(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> Callable[[Read], Measure]:
    """A function that gives any figure of the multipliers at one end with its 90 % interval.

    What each length may be off moves the figure by so much; the lengths err apart from each other, so that their parts
    are added in quadrature, those that lower the figure and those that raise it each for themselves.
    """
    hands = task.origin if name == "origin" or task.destination is None else task.destination
    lengths = (hands.horizontal_cm, task.origin.height_cm, task.destination_height_cm)
    best = FORMS[units].knuckle * FORMS[units].length_cm
    middle = tuple(one.value for one in lengths)
    at = _at(name, task, units, worksheet=worksheet)
    moved = [
        [
            at((*middle[:index], value, *middle[index + 1 :]))  # type: ignore[arg-type]
            for value in (one.low, one.high, *([best] if one.low < best < one.high else []))
        ]
        for index, one in enumerate(lengths)
    ]
    centre = at((middle[0], middle[1], middle[2]))

    def spread(read: Read) -> Measure:
        value = read(centre)
        changes = [[read(one) - value for one in variants] for variants in moved]
        down = sum(min(0.0, *parts) ** 2 for parts in changes) ** 0.5
        up = sum(max(0.0, *parts) ** 2 for parts in changes) ** 0.5
        return Measure(round(value, 6), round(max(0.0, value - down), 6), round(value + up, 6))

    return spread


def _end(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> End:
    spread = _spread(name, task, units, worksheet=worksheet)
    limit = spread(lambda made: niosh.recommended_weight_limit_kg(made, units))
    index, reason = None, None
    if limit.low > 0:
        index = Measure(task.load_kg / limit.value, task.load_kg / limit.high, task.load_kg / limit.low)
    elif limit.value > 0:
        reason = "within what the lengths may be off the limit may be zero"
    else:
        reason = "the equation allows no weight here, and a load over nothing is no number"
    told = _told_of(name, task, units)
    values = {title: spread(_reader(title)) for title in TITLES}
    return End(
        name=name,
        multipliers=[
            Multiplier(name=title, title=TITLES[title], told=told[title], value=value, costs_percent=_cost(value))
            for title, value in values.items()
        ],
        recommended_weight_limit_kg=limit,
        recommended_weight_limit_lb=_scaled(limit, 1.0 / LB_KG),
        lifting_index=index,
        reason=reason,
    )


def _reader(name: MultiplierName) -> Read:
    field = name.lower()
    return lambda made: float(getattr(made, field))


def _cost(value: Measure) -> Measure:
    """What a multiplier takes from the limit, per cent."""
    return Measure(100 * (1 - value.value), max(0.0, 100 * (1 - value.high)), 100 * (1 - value.low))


def _scaled(measure: Measure, factor: float) -> Measure:
    return Measure(measure.value * factor, measure.low * factor, measure.high * factor)


def _told_of(name: EndName, task: Task, units: UnitsName) -> dict[MultiplierName, str]:
    """What each multiplier was computed from, in words."""
    hands = task.origin if name == "origin" or task.destination is None else task.destination
    way = abs(task.destination_height_cm.value - task.origin.height_cm.value)
    return {
        "HM": length_text(hands.horizontal_cm.value, units),
        "VM": length_text(hands.height_cm.value, units),
        "DM": length_text(way, units),
        "AM": f"{hands.asymmetry_deg:g}°",
        "FM": f"{task.per_minute:g} a minute, {task.hours:g} h",
        "CM": task.grip,
    }


def length_text(length_cm: float, units: UnitsName) -> str:
    """A length in words, in centimetres or inches."""
    return f"{length_cm:.4g} cm" if units == "metric" else f"{length_cm / niosh.IN_CM:.4g} in"


def weight_text(mass_kg: float, units: UnitsName) -> str:
    """A weight in words, in kilograms or pounds."""
    return f"{mass_kg:.1f} kg" if units == "metric" else f"{mass_kg / LB_KG:.1f} lb"


def constant_text(units: UnitsName) -> str:
    """The load constant as printed, which the multipliers take from."""
    return f"{FORMS[units].constant:g} {'kg' if units == 'metric' else 'lb'}"


def _first(end: End, task: Task, units: UnitsName, *, worksheet: bool) -> Change | None:
    """The multiplier that takes most at an end, and the limit without it; None where nothing is lost."""
    worst = min(end.multipliers, key=lambda one: one.value.value)
    if worst.value.value >= 1.0:
        return None
    spread = _spread(end.name, task, units, worksheet=worksheet)

    def without(made: Multipliers) -> float:
        eased = replace(made, **{worst.name.lower(): 1.0})
        return niosh.recommended_weight_limit_kg(eased, units)

    return Change(
        end=end.name,
        multiplier=worst.name,
        what=CHANGES[worst.name],
        recommended_weight_limit_kg=spread(without),
    )


def _granted(told: Told, task: Task) -> list[str]:
    """What was taken for granted."""
    notes = []
    if told.asymmetry_deg is None or (task.destination is not None and told.destination_asymmetry_deg is None):
        notes.append("no twist was told: it is taken as 0°")
    if task.destination is None:
        notes.append(
            "only the start has a limit; if the load must be held back, placed or guided at the end, tell how far in "
            "front the hands are there (--destination-horizontal-cm)"
        )
    if task.hours <= 1.0:
        notes.append(
            "up to 1 hour counts as short only if light work of 1.2 times as long follows; if not, give 2 hours"
        )
    elif task.hours <= 2.0:
        notes.append("up to 2 hours count as moderate only if light work of 0.3 times as long follows; if not, give 8")
    lengths = (told.horizontal_cm, told.origin_cm, told.destination_cm, told.destination_horizontal_cm)
    if told.within_cm is None and any(length is not None for length in lengths):
        notes.append(
            "lengths that were told are taken as exact; say how far they may be off (--within-cm) to see what that does"
        )
    return notes
