"""Print the step of the plan that follows from one set or several: ``python examples/next_step.py set.mp4``."""

# ruff: noqa: T201  (a script prints its result)

from __future__ import annotations

import sys

import hiphinge as hh


def main(*recordings: str) -> None:
    """Print the next step, the reason, and the criteria of the current step that are not yet passed."""
    plan = hh.make_plan(hh.analyze_recording(recording) for recording in recordings)
    print(f"{plan.next.title} ({plan.next.decision}): {plan.next.why}")
    for criterion in plan.here.criteria:
        if criterion.needed and criterion.verdict not in {None, "passed"}:
            print(f"  {criterion.verdict}: {criterion.told}")
    print(f"Do: {plan.next.practise}")


if __name__ == "__main__":
    main(*sys.argv[1:])
