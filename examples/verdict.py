"""Print what a coach would say about one set: ``python examples/verdict.py deadlift.mp4``."""

# ruff: noqa: T201  (a script prints its result)

from __future__ import annotations

import sys

import hiphinge as hh


def main(recording: str) -> None:
    """Print the pattern, what went wrong in each repetition, and the one thing to try next."""
    analysis = hh.analyze_recording(recording)
    print(f"{len(analysis.repetitions)} repetitions: {analysis.pattern.name}")
    for repetition in analysis.repetitions:
        faults = "; ".join(fault.why for fault in repetition.faults) or "no fault found"
        if repetition.unread_faults:
            faults += f" (not checked: {', '.join(repetition.unread_faults)})"
        print(f"  {repetition.index} at {repetition.start_s:.1f} s, {repetition.pattern.name}: {faults}")
    if analysis.cue is not None:
        print(f"Try next: {analysis.cue.text}")
    for limitation in analysis.cannot_judge:
        print(f"Not judged: {limitation.what}, because {limitation.reason}. What to do: {limitation.mend}.")


if __name__ == "__main__":
    main(sys.argv[1])
