"""The registry of faults, in the order in which they are answered: the spine first, the cause before what follows."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiphinge.exercises.faults.legs import KNEES_FORWARD, KNEES_LOCKED, SQUATTING_THE_HINGE, WEIGHT_ON_TOES
from hiphinge.exercises.faults.rising import HIPS_RISE_FIRST, INCOMPLETE_LOCKOUT
from hiphinge.exercises.faults.rule import FaultRule
from hiphinge.exercises.faults.spine import LUMBAR_ROUNDING, NECK_EXTENSION, OVEREXTENSION_AT_LOCKOUT

FAULTS: Final[Mapping[str, FaultRule]] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            LUMBAR_ROUNDING,
            OVEREXTENSION_AT_LOCKOUT,
            SQUATTING_THE_HINGE,
            HIPS_RISE_FIRST,
            KNEES_FORWARD,
            WEIGHT_ON_TOES,
            KNEES_LOCKED,
            INCOMPLETE_LOCKOUT,
            NECK_EXTENSION,
        )
    }
)
"""Every fault rule by its code."""
