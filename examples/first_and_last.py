"""Compare the first and the last repetition of a set: ``python examples/first_and_last.py set.mp4``.

A difference is reported only if the two 90 % intervals do not overlap.
"""

# ruff: noqa: T201  (a script prints its result)

from __future__ import annotations

import sys

import hiphinge as hh

ANGLES = ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg")


def main(recording: str) -> None:
    """Compare the largest angles of the first and the last repetition."""
    repetitions = hh.analyze_recording(recording).repetitions
    if len(repetitions) < 2:
        print("There is nothing to compare: fewer than two repetitions.")
        return
    for name in ANGLES:
        first, last = (getattr(repetition.peak, name) for repetition in (repetitions[0], repetitions[-1]))
        if first is None or last is None:
            print(f"{name}: not seen in both")
        elif first.overlaps(last):
            print(f"{name}: {first} and {last}, no difference beyond the measurement error")
        else:
            print(f"{name}: from {first} to {last}")


if __name__ == "__main__":
    main(sys.argv[1])
