"""Score recognition, counting and faults: `python -m validation.faults --rendered DIR [--rendered DIR]`."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from typing import Final

import numpy as np

from hiphinge.judging.faults import FAULTS
from validation.faults.graded import RepetitionTruth, SetResult, can_show, score_sets

BY_NATURE: Final = {("stoop", "lumbar_rounding")}
"""Faults that belong to an exercise: its repetitions without another fault do not count as clean of them."""


def main() -> None:
    """Score the sets and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", required=True, help="folder made by lab.graded")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    arguments = parser.parse_args()
    sets: list[SetResult] = []
    for folder in arguments.rendered:
        for score_set in score_sets(folder, arguments.cache):
            sys.stderr.write(
                f"{score_set.name}: {score_set.exercise} -> {score_set.found_exercise} {score_set.confidence}\n"
            )
            sets.append(score_set)
    _recognition(sets)
    _faults(sets)


def _recognition(sets: list[SetResult]) -> None:
    print("| exercise | sets | right | unknown | wrong | wrong above 0.8 | taken for | repetitions exact |")
    print("|---|---|---|---|---|---|---|---|")
    for name in [*sorted({graded.exercise for graded in sets}), ""]:
        some = [graded for graded in sets if name in {graded.exercise, ""}]
        wrong = [graded for graded in some if graded.found_exercise not in {graded.exercise, "unknown"}]
        sure = [graded for graded in wrong if graded.confidence > 0.8]
        right = sum(graded.found_exercise == graded.exercise for graded in some)
        taken = ", ".join(
            f"{found} {n}" for found, n in Counter(graded.found_exercise for graded in wrong).most_common()
        )
        exact = sum(graded.count == graded.true_count for graded in some)
        print(
            f"| {name or 'all'} | {len(some)} | {_percent(right, len(some))} | "
            f"{_percent(len(some) - right - len(wrong), len(some))} | {_percent(len(wrong), len(some))} | "
            f"{_percent(len(sure), len(some))} | {taken if name else ''} | {_percent(exact, len(some))} |"
        )


def _faults(sets: list[SetResult]) -> None:
    print("\n| fault | absent | slight | clear | precision | recall | F1 | slight stated | false alarms | no answer |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for code in FAULTS:
        pool = [
            (graded.exercise, truth)
            for graded in sets
            for truth in graded.repetitions
            if can_show(graded.exercise, code)
        ]
        # A repetition with another fault counts neither as clean nor as showing this fault.
        absent = [truth for exercise, truth in pool if not truth.fault and (exercise, code) not in BY_NATURE]
        slight, clear = (
            [truth for _, truth in pool if (truth.fault, truth.grade) == (code, grade)] for grade in ("slight", "clear")
        )
        _row(code, absent, slight, clear)


def _row(code: str, absent: list[RepetitionTruth], slight: list[RepetitionTruth], clear: list[RepetitionTruth]) -> None:
    judged = [[truth for truth in part if not truth.silent(code)] for part in (absent, slight, clear)]
    false, slight_hits, hits = (sum(truth.says(code) for truth in part) for part in judged)
    missed = len(judged[2]) - hits
    f1 = 2 * hits / max(2 * hits + false + missed, 1)
    silent = sum(map(len, (absent, slight, clear))) - sum(map(len, judged))
    print(
        f"| {code} | {len(absent)} | {len(slight)} | {len(clear)} | {_percent(hits, hits + false)} | "
        f"{_percent(hits, len(judged[2]))} | {f1:.2f} | {_percent(slight_hits, len(judged[1]))} | "
        f"{_percent(false, len(judged[0]))} | {_percent(silent, len(absent) + len(slight) + len(clear))} |"
    )


def _percent(part: int, whole: int) -> str:
    return "-" if not whole else f"{100 * float(np.divide(part, whole)):.0f} %"


if __name__ == "__main__":
    main()
