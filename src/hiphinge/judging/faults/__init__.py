"""Faults: each is a rule with definition, unit, limit, source and cue, and a small function that measures it.

`FAULTS` is the registry. A new fault is one module-level `FaultRule` in a module of this package, listed in
`registry`, and one positive and one negative case in `tests/contract/test_faults.py`; the contract test holds every
registered rule to the same demands.
"""

from hiphinge.judging.faults.judge import Verdict, judge_repetition, nothing_read
from hiphinge.judging.faults.registry import FAULTS
from hiphinge.judging.faults.rule import Context, FaultRule, Reading, deepest_frames

__all__ = ["FAULTS", "Context", "FaultRule", "Reading", "Verdict", "deepest_frames", "judge_repetition", "nothing_read"]
