"""The registry of faults, in the order in which they are corrected: the spine first, causes before consequences."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from hiphinge.judging.faults.balance import WEIGHT_ON_TOES
from hiphinge.judging.faults.legs import KNEES_FORWARD, KNEES_LOCKED, SQUATTING_THE_HINGE
from hiphinge.judging.faults.load import BAR_DRIFT
from hiphinge.judging.faults.rising import HIPS_RISE_FIRST, INCOMPLETE_LOCKOUT
from hiphinge.judging.faults.rule import FaultRule
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING, NECK_EXTENSION, OVEREXTENSION_AT_LOCKOUT

FAULTS: Final[Mapping[str, FaultRule]] = MappingProxyType(
    {
        rule.code: rule
        for rule in (
            LUMBAR_ROUNDING,
            OVEREXTENSION_AT_LOCKOUT,
            SQUATTING_THE_HINGE,
            HIPS_RISE_FIRST,
            KNEES_FORWARD,
            BAR_DRIFT,
            WEIGHT_ON_TOES,
            KNEES_LOCKED,
            INCOMPLETE_LOCKOUT,
            NECK_EXTENSION,
        )
    }
)
"""Every fault rule by its code."""

CAUSES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "hips_rise_first": ("squatting_the_hinge",),
        "knees_forward": ("squatting_the_hinge",),
        "bar_drift": ("squatting_the_hinge", "knees_forward"),
        "weight_on_toes": ("squatting_the_hinge", "knees_forward", "bar_drift"),
        "lumbar_rounding": ("knees_locked",),
        "neck_extension": ("squatting_the_hinge",),
    }
)
"""The causes of a fault by its code; where a cause is found too, correcting it corrects both. Proposal, after how
coaches teach the pull: hips that start low shoot up, knees in the way push the bar out, straight knees take the
hamstrings' slack."""
