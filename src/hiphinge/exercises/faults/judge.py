"""From readings to stated faults: a value beyond its limit, stated only when its interval leaves little doubt."""

from __future__ import annotations

import math
from typing import Final

from hiphinge.exercises.faults.registry import FAULTS
from hiphinge.exercises.faults.rule import Context, FaultRule, Reading
from hiphinge.measure import Z90, Measure
from hiphinge.result import Fault

STATED_FROM: Final = 0.80
"""A fault is stated when the chance that the true value lies beyond the limit is at least this."""


def judge_repetition(context: Context) -> list[Fault]:
    """The faults of one repetition, in the order of the registry (cause before consequence)."""
    faults = []
    for rule in FAULTS.values():
        if rule.code not in context.exercise.faults:
            continue
        reading = rule.measure(context)
        fault = None if reading is None else _stated(rule, reading, context)
        if fault is not None:
            faults.append(fault)
    return faults


def _stated(rule: FaultRule, reading: Reading, context: Context) -> Fault | None:
    limit, major = rule.limits(context.exercise)
    confidence = chance_beyond(reading.value, limit, above=rule.beyond == "above")
    if confidence < STATED_FROM:
        return None
    time = context.kinematics.time_s
    last = min(reading.stop, time.size - 1)
    beyond_major = reading.value.value > major if rule.beyond == "above" else reading.value.value < major
    return Fault(
        code=rule.code,
        start_s=round(float(time[reading.start]), 3),
        end_s=round(float(time[last]), 3),
        phase=reading.phase,
        value=reading.value,
        limit=limit,
        unit=rule.unit,
        severity="major" if beyond_major else "minor",
        confidence=round(confidence, 2),
        why=rule.why.format(value=_said(reading.value, rule.unit), limit=f"{limit:.3g}"),
        cue=rule.cue,
        source=rule.source,
    )


def _said(value: Measure, unit: str) -> str:
    """A measure in a sentence: as many digits as its interval is worth, and the interval."""
    digits = 1 if unit == "ratio" else 0
    sign = {"deg": "°", "percent": " %"}.get(unit, "")
    return f"{value.value:.{digits}f}{sign} ({value.low:.{digits}f} to {value.high:.{digits}f})"


def chance_beyond(value: Measure, limit: float, *, above: bool) -> float:
    """Chance that the true value lies beyond `limit`, taking the interval for the middle 90 % of a normal one."""
    gap = (value.value - limit) if above else (limit - value.value)
    half = (value.value - value.low) if gap > 0 and above else (value.high - value.value)
    if gap < 0:
        half = (value.high - value.value) if above else (value.value - value.low)
    sigma = half / Z90
    if sigma <= 0:
        return 1.0 if gap > 0 else 0.0
    return 0.5 * (1.0 + math.erf(gap / sigma / math.sqrt(2.0)))
