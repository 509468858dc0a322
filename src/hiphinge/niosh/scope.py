"""Decide whether the equation applies to a lift."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from hiphinge.core.errors import ArgumentError
from hiphinge.niosh import equation as niosh
from hiphinge.niosh.from_analysis import RecordedLift
from hiphinge.niosh.texts import highest_text, length_text
from hiphinge.result import CannotJudge, limitation
from hiphinge.result.lift import (
    Task,
    UnitsName,
)

SOURCE: Final = (
    "Waters, Putz-Anderson and Garg, Applications manual for the revised NIOSH lifting equation, NIOSH publication "
    "94-110 (1994, revised 9/2021)"
)
"""Source of the equation."""

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
"""Sentence that goes with every index."""

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
"""Conditions under which the equation does not apply, by the names by which users give them."""

NOT_BY_HAND: Final = MappingProxyType(
    {
        "good_morning": "a good morning has its load on the back",
        "glute_bridge": "a glute bridge has its load on the hips",
        "hip_thrust": "a hip thrust has its load on the hips",
        "kettlebell_swing": "a swing does not set its load down at another place",
    }
)
"""Exercises that do not move a load by hand from one place to another."""


def why_outside(
    task: Task, conditions: Sequence[str], recording: RecordedLift | None, units: UnitsName = "metric"
) -> list[CannotJudge]:
    """Return the reasons why the equation does not apply to a lift; empty where it does.

    Both heights count, although only the start has a limit where the hands' place at the end is not given.

    Raises
    ------
    ArgumentError
        If a condition is not one of `CONDITIONS`.
    """
    unknown = [name for name in conditions if name not in CONDITIONS]
    if unknown:
        raise ArgumentError(f"a condition among {', '.join(CONDITIONS)}", f"'{unknown[0]}'", "choose among them")
    reasons = [limitation("lift_condition", condition=CONDITIONS[name]) for name in dict.fromkeys(conditions)]
    if task.per_minute > niosh.MAX_PER_MINUTE:
        reasons.append(limitation("lift_rate", most=niosh.MAX_PER_MINUTE, found=task.per_minute))
    if task.hours > niosh.MAX_HOURS:
        reasons.append(limitation("lift_hours", most=niosh.MAX_HOURS, found=task.hours))
    for where, height in (("at the start", task.origin.height_cm), ("at the end", task.destination_height_cm)):
        if niosh.too_high(height.value, units):
            most, found = highest_text(units), length_text(height.value, units)
            reasons.append(limitation("lift_height", most=most, where=where, found=found))
    if recording is not None and recording.exercise in NOT_BY_HAND:
        reasons.append(limitation("lift_not_by_hand", carried=NOT_BY_HAND[recording.exercise]))
    return reasons
