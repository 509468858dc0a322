"""From readings to stated faults: a value beyond its limit, stated only when its interval leaves little doubt."""

from __future__ import annotations

from hiphinge.exercises.doubt import STATED_FROM, SURE_FROM, chance_beyond
from hiphinge.exercises.faults.registry import FAULTS
from hiphinge.exercises.faults.rule import Context, FaultRule, Reading, said
from hiphinge.result import Fault


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
    if confidence < (STATED_FROM if reading.own else SURE_FROM):
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
        why=rule.why.format(value=said(reading.value, rule.unit), limit=f"{limit:.3g}") + reading.more,
        cue=rule.cue if reading.kind is None else rule.cues[reading.kind],
        source=rule.source,
    )
