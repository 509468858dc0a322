"""`python -m validation.pipeline --rendered DIR [--rendered DIR] --clips DIR`: the tables of the README."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from validation.pipeline.labelled import ClipScore, score_clips
from validation.pipeline.rendered import ANGLES, SetScore, score_folder


def main() -> None:
    """Score what is given and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.render")
    parser.add_argument("--clips", type=Path, help="folder with labels.tsv and video/")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was read of each recording")
    arguments = parser.parse_args()
    sets: list[SetScore] = []
    for folder in arguments.rendered:
        for score in score_folder(folder, arguments.cache):
            sys.stderr.write(f"{folder.name}/{score.name}: {score.exercise} {score.repetitions} -> {score.counted}\n")
            sets.append(score)
    if sets:
        _print_sets(sets)
    if arguments.clips is not None:
        _print_clips(list(score_clips(arguments.clips, arguments.cache)))


def _print_sets(sets: list[SetScore]) -> None:
    print("| set | exercise | repetitions | pattern | yaw | trunk MAE | knee MAE | hip MAE | shank MAE | faults |")
    print("|---|---|---|---|---|---|---|---|---|---|")
    for one in sets:
        errors = " | ".join(f"{one.angles[name].error_deg:.1f} ({one.angles[name].coverage:.2f})" for name in ANGLES)
        counted = f"{one.counted} of {one.repetitions}"
        faults = f"{', '.join(one.faults) or '-'} / {', '.join(one.found_faults) or '-'}"
        pattern = f"{one.pattern} / {one.found_pattern}"
        yaw = f"{one.yaw_deg:.0f} / {one.found_yaw_deg:.0f}"
        print(f"| {one.name} | {one.exercise} | {counted} | {pattern} | {yaw} | {errors} | {faults} |")
    exact = float(np.mean([one.counted == one.repetitions for one in sets]))
    print(f"\n{len(sets)} rendered sets; repetitions exact in {100 * exact:.0f} %\n")
    print("| angle | mean absolute error | median over sets | worst set | 90 % intervals cover | absent |")
    print("|---|---|---|---|---|---|")
    for name in ANGLES:
        scores = [one.angles[name] for one in sets]
        errors_deg = np.array([score.error_deg for score in scores])
        coverage = np.nanmean([score.coverage for score in scores])
        absent = np.mean([score.absent for score in scores])
        print(
            f"| {name} | {np.nanmean(errors_deg):.1f}° | {np.nanmedian(errors_deg):.1f}° | "
            f"{np.nanmax(errors_deg):.1f}° | {100 * coverage:.0f} % | {100 * absent:.0f} % |"
        )
    off = np.array([one.found_yaw_deg - one.yaw_deg for one in sets])
    print(f"\nyaw: mean absolute error {np.abs(off).mean():.1f}°, root mean square {np.sqrt((off**2).mean()):.1f}°")


def _print_clips(clips: list[ClipScore]) -> None:
    print("\n| clip | repetitions (label, found) | pattern (label, found) | index | exercise (label, found) | faults |")
    print("|---|---|---|---|---|---|")
    for one in clips:
        mark = "" if one.pattern_agrees else " (!)"
        knee = "" if one.highest_knee_deg is None else f", highest knee {one.highest_knee_deg:.0f}°"
        print(
            f"| {one.name} | {one.repetitions}, {one.counted} | {one.pattern}, {one.found_pattern}{mark} | "
            f"{one.found_index} | {one.exercise}, {one.found_exercise} | {one.faults or '-'}{knee} |"
        )


if __name__ == "__main__":
    main()
