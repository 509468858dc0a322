"""Check the description of a lift, and make the task that the equation judges from it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any, Final

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.niosh import equation as niosh
from hiphinge.niosh.equation import LB_KG
from hiphinge.niosh.from_analysis import RecordedLift
from hiphinge.result.lift import (
    GripName,
    HandPlacement,
    Task,
)


@dataclass(frozen=True, slots=True)
class LiftDescription:
    """A lift as given by the user; None is not given. `within_cm` is the 90 % error of each length."""

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
        "load_kg": "the load",
        "horizontal_cm": "how far the hands are in front of the ankles at the start",
        "origin_cm": "the height of the hands at the start",
        "destination_cm": "their height at the end",
        "per_minute": "lifts a minute (0.2 for now and then)",
        "hours": "hours of such lifting a day",
        "grip": "the grip (good, fair or poor)",
    }
)
"""The inputs that the equation requires, and how to give them."""

PLAUSIBLE: Final[Mapping[str, tuple[str, bool, float, str]]] = MappingProxyType(
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
"""Plausible values (proposal): name, whether zero is allowed, largest value, unit. Beyond them the value or its unit is
a mistake."""


def one_of(name: str, metric: float | None, us: float | None) -> float | None:
    """Return a quantity given in either unit, in the metric one; `load` is a weight, the others are lengths.

    Raises
    ------
    ArgumentError
        If it was given in both.
    """
    if us is None:
        return metric
    units = ("kg", "lb") if name == "load" else ("cm", "in")
    if metric is not None:
        both = [f"{name}_{unit}" for unit in units]
        raise ArgumentError(f"the {name.replace('_', ' ')} in one unit", "it in two", "leave one out", arguments=both)
    return us * (LB_KG if name == "load" else niosh.IN_CM)


def task_of(description: LiftDescription, recording: RecordedLift | None, recorded: Mapping[str, Measure]) -> Task:
    """Return the task of a description; `recorded` has the lengths that were measured in the recording.

    Raises
    ------
    ArgumentError
        If a value is implausible or missing.
    """
    for name, value in asdict(description).items():
        if value is not None and name in PLAUSIBLE:
            _check(name, value)
    missing = [name for name in NEEDED if getattr(description, name) is None]
    if missing:
        texts = _listed([NEEDED[name] for name in missing])
        where = "among the arguments" if recording is None else f"in {recording.name} or among the arguments"
        raise ArgumentError(f"a whole lift {where}", f"nothing for {texts}", "give what is missing", arguments=missing)
    if description.destination_asymmetry_deg is not None and description.destination_horizontal_cm is None:
        raise ArgumentError(
            "the place of the hands wherever a twist is given",
            "a twist at the end without the distance there",
            "give that distance too",
            arguments=("destination_horizontal_cm",),
        )
    return _task(asdict(description), recorded)


def _task(values: Mapping[str, Any], recorded: Mapping[str, Measure]) -> Task:
    """Return the task of a complete description."""
    within = values["within_cm"] or 0.0

    def length(name: str) -> Measure:
        return recorded.get(name) or _about(values[name], within)

    end_height = length("destination_cm")
    return Task(
        load_kg=values["load_kg"],
        origin=HandPlacement(
            horizontal_cm=length("horizontal_cm"),
            height_cm=length("origin_cm"),
            asymmetry_deg=values["asymmetry_deg"] or 0.0,
        ),
        destination_height_cm=end_height,
        destination=None
        if values["destination_horizontal_cm"] is None
        else HandPlacement(
            horizontal_cm=length("destination_horizontal_cm"),
            height_cm=end_height,
            asymmetry_deg=values["destination_asymmetry_deg"] or 0.0,
        ),
        per_minute=values["per_minute"],
        hours=values["hours"],
        grip=values["grip"],
    )


def _about(length_cm: float, within_cm: float) -> Measure:
    """Return a length with its interval, at least zero."""
    return Measure(value=length_cm, low=max(0.0, length_cm - within_cm), high=length_cm + within_cm)


def _check(name: str, value: float) -> None:
    """Raise ArgumentError unless a value is plausible."""
    what, zero, high, unit = PLAUSIBLE[name]
    # NaN fails this condition.
    if not (0.0 < value <= high or (zero and value == 0.0)):
        bound = f"from 0 to {high:g}" if zero else f"above 0 and up to {high:g}"
        raise ArgumentError(
            f"{what} {bound} {unit}".rstrip(),
            f"{value:g}",
            f"give --{name.replace('_', '-')} again",
        )


def _listed(parts: Sequence[str]) -> str:
    """Return the parts as an enumeration."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
