"""`python -m validation.drills --wall DIR`: the tables of the drills' pages."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hiphinge.drills.wall.drill import WallPosition
from hiphinge.result import Athlete
from validation.drills.wall import ReadSet, SetScore, read_sets, score

WITHIN_CM = 2.0
WITHIN_S = 0.1


def main() -> None:
    """Score what is given and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wall", type=Path, action="append", default=[], help="folder made by lab.wall_drill")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    parser.add_argument("--each", action="store_true", help="a line for every set too")
    arguments = parser.parse_args()
    sets_read = [graded for folder in arguments.wall for graded in read_sets(folder, arguments.cache)]
    if not sets_read:
        sys.exit("Expected at least one rendered set, but found none; render some with python -m lab.wall_drill.")
    rows = {
        "height given": [_scored(drill, height=True) for drill in sets_read],
        "height not given": [_scored(drill) for drill in sets_read],
        "height and heels to wall given": [_scored(drill, height=True, heel=True) for drill in sets_read],
        "height and the wall's column given": [_scored(drill, height=True, column=True) for drill in sets_read],
    }
    if arguments.each:
        _print_each(rows["height given"])
    print("| | placed | distance, mean error | median | sets within 2 cm | smallest | within 2 cm |")
    print("|---|---|---|---|---|---|---|")
    for name, sets in rows.items():
        _print_distance(name, sets)
    print("\n| | intervals: distance | smallest | contacts | median | within 0.1 s | verdict right | stated | heels |")
    print("|---|---|---|---|---|---|---|---|---|")
    for name, sets in rows.items():
        _print_moments(name, sets)
    _print_knees(rows["height given"])


def _scored(read: ReadSet, *, height: bool = False, heel: bool = False, column: bool = False) -> SetScore:
    """Score with the inputs of a user: heels to the nearest centimetre, the column to the nearest pixel."""
    description = read.description
    wall = description["wall"]
    position = WallPosition(heel_cm=round(wall["heel_to_wall_cm"]) if heel else None)
    if column:
        (x0, y0), (x1, y1) = wall["plane_px"]
        level = -float(np.nanmedian(read.motion.middle("hip")[:, 1])) / read.motion.source.scale
        position = WallPosition(x_px=round(x0 + (x1 - x0) * (level - y0) / (y1 - y0)))
    return score(read, Athlete(height_m=description["body"]["height_m"]) if height else Athlete(), position)


def _print_each(sets: Sequence[SetScore]) -> None:
    print("| set | reps | wall by | distance error (bias) | coverage | heels | verdicts (true / found) |")
    print("|---|---|---|---|---|---|---|")
    for graded in sets:
        verdicts = ", ".join(f"{rep.verdict} / {rep.found}" for rep in graded.scores)
        print(
            f"| {graded.name} | {graded.counted} of {graded.repetitions} | "
            f"{'+'.join(graded.sources) or graded.missing} | "
            f"{_text(graded.distance_error_cm)} ({_text(graded.distance_bias_cm)}) | {_text(graded.coverage)} | "
            f"{_text(graded.heel_error_cm)} | {verdicts} |"
        )
    print()


def _print_distance(name: str, sets: Sequence[SetScore]) -> None:
    errors = np.array([graded.distance_error_cm for graded in sets if graded.distance_error_cm is not None])
    small = np.abs(
        [rep.smallest_error_cm for graded in sets for rep in graded.scores if rep.smallest_error_cm is not None]
    )
    print(
        f"| {name} | {len(errors)} of {len(sets)} | {errors.mean():.2f} cm | {np.median(errors):.2f} cm | "
        f"{_share(errors <= WITHIN_CM)} | {small.mean():.2f} cm (median {np.median(small):.2f}) | "
        f"{_share(small <= WITHIN_CM)} |"
    )


def _print_moments(name: str, sets: Sequence[SetScore]) -> None:
    reps = [rep for graded in sets for rep in graded.scores]
    coverage = np.array([graded.coverage for graded in sets if graded.coverage is not None])
    inside = np.array([rep.smallest_inside for rep in reps if rep.smallest_inside is not None])
    moments = np.abs([end for rep in reps if rep.contact_error_s is not None for end in rep.contact_error_s])
    stated = [rep for rep in reps if rep.found != "unclear"]
    right = np.array([rep.verdict == rep.found for rep in stated])
    heels = np.abs([graded.heel_error_cm for graded in sets if graded.heel_error_cm is not None])
    held = np.array([graded.heel_inside for graded in sets if graded.heel_inside is not None])
    print(
        f"| {name} | {100 * coverage.mean():.0f} % | {_share(inside)} | {moments.mean():.3f} s | "
        f"{np.median(moments):.3f} s | {_share(moments <= WITHIN_S)} | {_share(right)} | "
        f"{len(stated)} of {len(reps)} | "
        f"{heels.mean():.1f} cm ({_share(held)} inside) |"
    )


def _print_knees(sets: Sequence[SetScore]) -> None:
    reps = [rep for graded in sets for rep in graded.scores]
    knees = np.array([rep.knee_error_cm for rep in reps if rep.knee_error_cm is not None])
    inside = np.array([rep.knee_inside for rep in reps if rep.knee_inside is not None])
    counted = sum(graded.counted == graded.repetitions for graded in sets)
    print(
        f"\n{len(sets)} sets, repetitions exact in {counted}. Knee travel: mean absolute error "
        f"{np.abs(knees).mean():.2f} cm, bias {knees.mean():+.2f} cm, 90 % intervals cover {_share(inside)}."
    )


def _share(true: np.ndarray) -> str:
    return f"{100 * np.mean(true):.0f} %" if len(true) else "-"


def _text(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


if __name__ == "__main__":
    main()
