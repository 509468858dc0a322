"""The registry of faults, in the order in which they are answered: the cause before what follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiphinge.exercises.faults.legs import KNEES_FORWARD, KNEES_LOCKED, SQUATTING_THE_HINGE, WEIGHT_ON_TOES
from hiphinge.exercises.faults.rising import HIPS_RISE_FIRST, INCOMPLETE_LOCKOUT
from hiphinge.exercises.faults.rule import FaultRule

FAULTS: Final[Mapping[str, FaultRule]] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            SQUATTING_THE_HINGE,
            HIPS_RISE_FIRST,
            KNEES_FORWARD,
            WEIGHT_ON_TOES,
            KNEES_LOCKED,
            INCOMPLETE_LOCKOUT,
        )
    }
)
"""Every fault rule by its code."""
