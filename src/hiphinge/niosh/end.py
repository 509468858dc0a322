"""Compute multipliers, limit and index at one end of a lift, each with its interval."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.niosh import equation as niosh
from hiphinge.niosh.equation import FORMS, LB_KG, Hold, Multipliers, Work
from hiphinge.niosh.texts import length_text
from hiphinge.result.lift import (
    End,
    EndName,
    HandPlacement,
    Multiplier,
    MultiplierName,
    Task,
    UnitsName,
)

TITLES: Final[Mapping[MultiplierName, str]] = MappingProxyType(
    {
        "HM": "distance in front",
        "VM": "height of the hands",
        "DM": "vertical travel",
        "AM": "twist",
        "FM": "how often, how long",
        "CM": "grip",
    }
)
"""Names of the multipliers' inputs."""

Figure = Callable[[Multipliers], float]
"""A figure that is computed from the multipliers."""

Lengths = tuple[float, float, float]
"""Horizontal distance at one end, height of the origin, height of the destination; centimetres."""


def _at(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> Callable[[Lengths], Multipliers]:
    """Return the multipliers at one end as a function of the lengths."""
    hands = hands_at(name, task)
    work = Work(task.per_minute, task.hours, task.grip)

    def at(lengths: Lengths) -> Multipliers:
        horizontal, origin, destination = lengths
        hold = Hold(horizontal, origin if name == "origin" else destination, hands.asymmetry_deg)
        return niosh.multipliers(hold, origin, destination, work, units, worksheet=worksheet)

    return at


def intervals_at(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> Callable[[Figure], Measure]:
    """Return a function that gives any figure of the multipliers at one end with its 90 % interval.

    Each length is varied within its own interval. The errors of the lengths are independent, so the resulting changes
    of the figure are added in quadrature, decreases and increases separately.
    """
    hands = hands_at(name, task)
    lengths = (hands.horizontal_cm, task.origin.height_cm, task.destination_height_cm)
    best = FORMS[units].knuckle * FORMS[units].length_cm
    middle = tuple(length.value for length in lengths)
    at = _at(name, task, units, worksheet=worksheet)
    variants = [
        [
            at((*middle[:index], value, *middle[index + 1 :]))  # type: ignore[arg-type]
            for value in (length.low, length.high, *([best] if length.low < best < length.high else []))
        ]
        for index, length in enumerate(lengths)
    ]
    centre = at((middle[0], middle[1], middle[2]))

    def with_interval(figure: Figure) -> Measure:
        value = figure(centre)
        changes = [[figure(variant) - value for variant in of_length] for of_length in variants]
        down = sum(min(0.0, *parts) ** 2 for parts in changes) ** 0.5
        up = sum(max(0.0, *parts) ** 2 for parts in changes) ** 0.5
        return Measure(round(value, 6), round(max(0.0, value - down), 6), round(value + up, 6))

    return with_interval


def end_of(name: EndName, task: Task, units: UnitsName, *, worksheet: bool) -> End:
    """Return multipliers, recommended weight limit and lifting index at one end of a lift, with intervals."""
    with_interval = intervals_at(name, task, units, worksheet=worksheet)
    limit = with_interval(lambda multipliers: niosh.recommended_weight_limit_kg(multipliers, units))
    index, reason = None, None
    if limit.low > 0:
        index = Measure(task.load_kg / limit.value, task.load_kg / limit.high, task.load_kg / limit.low)
    elif limit.value > 0:
        reason = "within the error of the lengths the limit may be zero"
    else:
        reason = _why_zero(hands_at(name, task), units)
    inputs = _inputs(name, task, units)
    values = {title: with_interval(_multiplier(title)) for title in TITLES}
    return End(
        name=name,
        multipliers=[
            Multiplier(name=title, title=TITLES[title], told=inputs[title], value=value, costs_percent=_cost(value))
            for title, value in values.items()
        ],
        recommended_weight_limit_kg=limit,
        recommended_weight_limit_lb=_scaled(limit, 1.0 / LB_KG),
        lifting_index=index,
        reason=reason,
    )


def _why_zero(hands: HandPlacement, units: UnitsName) -> str:
    """Return why the limit at an end is zero."""
    form = FORMS[units]
    beyond = []
    if niosh.too_far(hands.horizontal_cm.value, units):
        farthest, found = (length_text(cm, units) for cm in (form.farthest * form.length_cm, hands.horizontal_cm.value))
        beyond.append(f"hands up to {farthest} from the ankles, and they are at {found}")
    if hands.asymmetry_deg > niosh.MAX_ASYMMETRY_DEG:
        beyond.append(f"a twist of up to {niosh.MAX_ASYMMETRY_DEG:g}°, and it is {hands.asymmetry_deg:g}°")
    if beyond:
        return f"the equation covers {'; and '.join(beyond)}"
    return "the equation allows no weight here, and a load divided by zero is not a number"


def hands_at(name: EndName, task: Task) -> HandPlacement:
    """Return where the hands are at an end: at the origin where the destination's are not given."""
    return task.origin if name == "origin" or task.destination is None else task.destination


def _multiplier(name: MultiplierName) -> Figure:
    """Return the figure that is one multiplier itself."""
    field = name.lower()
    return lambda multipliers: float(getattr(multipliers, field))


def _cost(value: Measure) -> Measure:
    """Return the reduction of the limit by a multiplier, per cent."""
    return Measure(100 * (1 - value.value), max(0.0, 100 * (1 - value.high)), 100 * (1 - value.low))


def _scaled(measure: Measure, factor: float) -> Measure:
    """Return a measure times a factor."""
    return Measure(measure.value * factor, measure.low * factor, measure.high * factor)


def _inputs(name: EndName, task: Task, units: UnitsName) -> dict[MultiplierName, str]:
    """Return the input of each multiplier, in words."""
    hands = hands_at(name, task)
    travel = abs(task.destination_height_cm.value - task.origin.height_cm.value)
    return {
        "HM": length_text(hands.horizontal_cm.value, units),
        "VM": length_text(hands.height_cm.value, units),
        "DM": length_text(travel, units),
        "AM": f"{hands.asymmetry_deg:g}°",
        "FM": f"{task.per_minute:g} a minute, {task.hours:g} h",
        "CM": task.grip,
    }
