"""Faults and repetitions that show them, made of the registry's rules."""

from __future__ import annotations

from hiphinge.core.measure import Measure
from hiphinge.judging.faults import FAULTS
from hiphinge.result import Fault, Repetition, Severity


def fault(code: str, severity: Severity = "minor", *, beyond: float = 1.0, kind: str | None = None) -> Fault:
    rule = FAULTS[code]
    value = rule.limit + (beyond if rule.beyond == "above" else -beyond)
    return Fault(
        code=code,
        start_s=0.0,
        end_s=1.0,
        phase="bottom",
        value=Measure(value=value, low=value, high=value),
        limit=rule.limit,
        unit=rule.unit,
        severity=severity,
        confidence=0.9,
        why=f"{code} by {beyond:g}",
        cue=rule.text.cue,
        kind=kind,
        source=rule.source,
    )


def with_faults(clean: list[Repetition], *faults: list[Fault]) -> list[Repetition]:
    """Return the repetitions with faults, one list for each repetition."""
    return [repetition.model_copy(update={"faults": own}) for repetition, own in zip(clean, faults, strict=False)]
