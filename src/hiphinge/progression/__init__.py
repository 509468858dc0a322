"""The progression: steps as data with their criteria, and a person's place among them, from analyses.

`LADDER` holds the steps. To add one, write a `Rung` in `steps`, add its name to `result.plan.StepName` and, if an
exercise shows it, to `SHOWN_BY`; `tests/contract/test_steps.py` checks every step in the same way.
"""

from hiphinge.progression.planning import make_plan, plan_of
from hiphinge.progression.steps import LADDER, Rung

__all__ = ["LADDER", "Rung", "make_plan", "plan_of"]
