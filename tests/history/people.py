"""Analyses for histories: short sets of known figures, and readings of synthetic people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np

from hiphinge.core.measure import Z90, Measure
from hiphinge.history.change import SetReading
from hiphinge.result import Analysis
from tests.lift_results import FIRST, lifts


def sets(day: float = 0.0, *, exercise: str = "romanian_deadlift", version: str | None = None, **more: Any) -> Analysis:  # noqa: ANN401
    """A set of three repetitions that was filmed on a day; `more` as for `lifts`."""
    made = lifts(exercise, day=day, **{"count": 3, **more})
    if version is None:
        return made
    return made.model_copy(update={"provenance": made.provenance.model_copy(update={"hiphinge": version})})


def person(
    random: np.random.Generator,
    *,
    change: float,
    day_deviation: float,
    set_deviation: float,
    sessions: int = 12,
    days_apart: float = 3.5,
    stated: float = 0.3,
) -> list[SetReading]:
    """The readings of a person whose true value changes evenly by `change` from the first to the last session.

    `stated` is the half of the intervals over what the noise of a session asks for: well below 1, they say too little,
    and the detectable change has to come from the readings themselves.
    """
    found = []
    half = stated * Z90 * float(np.hypot(day_deviation, set_deviation / np.sqrt(3)))
    for index in range(sessions):
        true = 40.0 + change * index / (sessions - 1) + random.normal(0.0, day_deviation)
        for _ in range(3):
            value = float(true + random.normal(0.0, set_deviation))
            when = FIRST + timedelta(days=days_apart * index)
            found.append(SetReading(index + 1, when, Measure(value, value - half, value + half), 8))
    return found
