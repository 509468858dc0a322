"""Score the whole analysis of rendered sets: `python -m validation.pipeline --rendered DIR [--rendered DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from validation.pipeline.rendered import ANGLES, SetScore, score_folder


def main() -> None:
    """Score the folders given on the command line and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", required=True, help="folder made by lab.render")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    arguments = parser.parse_args()
    sets: list[SetScore] = []
    for folder in arguments.rendered:
        for score in score_folder(folder, arguments.cache):
            sys.stderr.write(f"{folder.name}/{score.name}: {score.exercise} {score.repetitions} -> {score.counted}\n")
            sets.append(score)
    _print_sets(sets)


def _print_sets(sets: list[SetScore]) -> None:
    print("| set | exercise | repetitions | pattern | yaw | trunk MAE | knee MAE | hip MAE | shank MAE | faults |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for graded in sets:
        errors = " | ".join(
            f"{graded.angles[name].error_deg:.1f} ({graded.angles[name].coverage:.2f})" for name in ANGLES
        )
        counted = f"{graded.counted} of {graded.repetitions}"
        faults = f"{', '.join(graded.faults) or '-'} / {', '.join(graded.found_faults) or '-'}"
        pattern = f"{graded.pattern} / {graded.found_pattern}"
        yaw = f"{graded.yaw_deg:.0f} / {graded.found_yaw_deg:.0f}"
        print(f"| {graded.name} | {graded.exercise} | {counted} | {pattern} | {yaw} | {errors} | {faults} |")
    exact = float(np.mean([graded.counted == graded.repetitions for graded in sets]))
    print(f"\n{len(sets)} rendered sets; repetitions exact in {100 * exact:.0f} %\n")
    print("| angle | mean absolute error | median over sets | worst set | 90 % intervals cover | absent |")
    print("|---|---|---|---|---|---|")
    for name in ANGLES:
        scores = [graded.angles[name] for graded in sets]
        errors_deg = np.array([score.error_deg for score in scores])
        coverage = np.nanmean([score.coverage for score in scores])
        absent = np.mean([score.absent for score in scores])
        print(
            f"| {name} | {np.nanmean(errors_deg):.1f}° | {np.nanmedian(errors_deg):.1f}° | "
            f"{np.nanmax(errors_deg):.1f}° | {100 * coverage:.0f} % | {100 * absent:.0f} % |"
        )
    off = np.array([graded.found_yaw_deg - graded.yaw_deg for graded in sets])
    print(f"\nyaw: mean absolute error {np.abs(off).mean():.1f}°, root mean square {np.sqrt((off**2).mean()):.1f}°")


if __name__ == "__main__":
    main()
