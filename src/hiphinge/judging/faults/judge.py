"""Faults from readings: a value beyond its limit, stated only when its 90 % interval does not span the limit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.core.uncertainty import POSSIBLE_FROM, SURE_FROM, chance_beyond
from hiphinge.exercises.catalogue import CatalogueEntry
from hiphinge.judging.faults.registry import FAULTS
from hiphinge.judging.faults.rule import Context, FaultRule, Reading, format_measure
from hiphinge.result import Fault

MIN_SEEN: Final = 0.8
"""A fault that was not found is ruled out where at least this share of the frames was seen (the same as
`measures.lumbopelvic.KNOWN_SHARE`)."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The faults of one repetition, stated and possible, and the codes of those that could not be measured in it."""

    stated: list[Fault]
    possible: list[Fault]
    unread: list[str]


def nothing_read(exercise: CatalogueEntry) -> Verdict:
    """Return the verdict on a repetition in which no fault of the exercise could be measured."""
    return Verdict([], [], [code for code in FAULTS if code in exercise.faults])


def judge_repetition(context: Context) -> Verdict:
    """Return the faults of one repetition, in the order of the registry (cause before consequence)."""
    verdict = Verdict([], [], [])
    for rule in FAULTS.values():
        if rule.code not in context.exercise.faults:
            continue
        reading = rule.measure(context)
        if reading is None:
            verdict.unread.append(rule.code)
            continue
        limit, _ = rule.limits(context.exercise)
        chance = chance_beyond(reading.value, limit, above=rule.beyond == "above")
        if _too_wide(rule, reading) and 1 - SURE_FROM < chance < SURE_FROM:
            verdict.unread.append(rule.code)
        elif chance >= SURE_FROM:
            verdict.stated.append(_fault(rule, reading, context, chance))
        elif chance >= POSSIBLE_FROM:
            verdict.possible.append(_fault(rule, reading, context, chance))
        elif reading.seen < MIN_SEEN:
            verdict.unread.append(rule.code)
    return verdict


def _too_wide(rule: FaultRule, reading: Reading) -> bool:
    return reading.value.high - reading.value.low > 2 * rule.max_half_width


def _fault(rule: FaultRule, reading: Reading, context: Context, chance: float) -> Fault:
    limit, major = rule.limits(context.exercise)
    words = rule.text.of(reading.kind)
    time = context.kinematics.time_s
    last = min(reading.stop, time.size - 1)
    beyond_major = reading.value.value > major if rule.beyond == "above" else reading.value.value < major
    return Fault(
        code=rule.code,
        start_s=float(time[reading.start]),
        end_s=float(time[last]),
        phase=reading.phase,
        value=reading.value,
        limit=limit,
        unit=rule.unit,
        severity="major" if beyond_major else "minor",
        confidence=chance,
        why=words.why.format(value=format_measure(reading.value, rule.unit), limit=f"{limit:.3g}") + reading.more,
        cue=words.cue,
        kind=reading.kind,
        source=rule.source,
    )
