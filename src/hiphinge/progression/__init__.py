"""The progression: steps as data with their criteria, and a person's place among them, from analyses.

`LADDER` holds the steps. A new one is one `Rung` in `steps`, its name in `result.plan.StepName`, and, if an exercise
shows it, its place in `SHOWN_BY`; `tests/contract/test_steps.py` holds every step to the same demands.
"""

from hiphinge.progression.planning import make_plan, plan_of
from hiphinge.progression.steps import LADDER, Rung

__all__ = ["LADDER", "Rung", "make_plan", "plan_of"]
