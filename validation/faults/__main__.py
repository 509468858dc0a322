"""`python -m validation.faults --rendered DIR [--rendered DIR]`: recognition, repetitions and graded faults."""

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
"""What an exercise shows by its nature: its clean repetitions are no clean ones of that fault."""


def main() -> None:
    """Score the sets and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", required=True, help="folder made by lab.graded")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read of each recording")
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
        of = [graded for graded in sets if name in {graded.exercise, ""}]
        wrong = [graded for graded in of if graded.found_exercise not in {graded.exercise, "unknown"}]
        sure = [graded for graded in wrong if graded.confidence > 0.8]
        right = sum(graded.found_exercise == graded.exercise for graded in of)
        taken = ", ".join(
            f"{found} {n}" for found, n in Counter(graded.found_exercise for graded in wrong).most_common()
        )
        exact = sum(graded.count == graded.true_count for graded in of)
        print(
            f"| {name or 'all'} | {len(of)} | {_percent(right, len(of))} | "
            f"{_percent(len(of) - right - len(wrong), len(of))} | {_percent(len(wrong), len(of))} | "
            f"{_percent(len(sure), len(of))} | {taken if name else ''} | {_percent(exact, len(of))} |"
        )


def _faults(sets: list[SetResult]) -> None:
    print("\n| fault | absent | slight | clear | precision | recall | F1 | slight stated | false alarms | no answer |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for code in FAULTS:
        pool = [
            (graded.exercise, told) for graded in sets for told in graded.repetitions if can_show(graded.exercise, code)
        ]
        # A repetition with another fault is neither a clean one nor one that shows this fault.
        absent = [told for exercise, told in pool if not told.fault and (exercise, code) not in BY_NATURE]
        slight, clear = (
            [told for _, told in pool if (told.fault, told.grade) == (code, grade)] for grade in ("slight", "clear")
        )
        _row(code, absent, slight, clear)


def _row(code: str, absent: list[RepetitionTruth], slight: list[RepetitionTruth], clear: list[RepetitionTruth]) -> None:
    judged = [[told for told in part if not told.silent(code)] for part in (absent, slight, clear)]
    false, some, hits = (sum(told.says(code) for told in part) for part in judged)
    missed = len(judged[2]) - hits
    f1 = 2 * hits / max(2 * hits + false + missed, 1)
    silent = sum(map(len, (absent, slight, clear))) - sum(map(len, judged))
    print(
        f"| {code} | {len(absent)} | {len(slight)} | {len(clear)} | {_percent(hits, hits + false)} | "
        f"{_percent(hits, len(judged[2]))} | {f1:.2f} | {_percent(some, len(judged[1]))} | "
        f"{_percent(false, len(judged[0]))} | {_percent(silent, len(absent) + len(slight) + len(clear))} |"
    )


def _percent(part: int, whole: int) -> str:
    return "-" if not whole else f"{100 * float(np.divide(part, whole)):.0f} %"


if __name__ == "__main__":
    main()
