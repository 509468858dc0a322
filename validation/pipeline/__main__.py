"""`python -m validation.pipeline --rendered DIR [--rendered DIR] --clips DIR`: the tables of the README."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from validation.pipeline.labelled import Labelled, score_labelled
from validation.pipeline.rendered import ANGLES, SetScore, score_folder


def main() -> None:
    """Score what is given and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.render")
    parser.add_argument("--clips", type=Path, help="folder with labels.tsv, video/ and photo/")
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
        _print_labelled(list(score_labelled(arguments.clips, arguments.cache)))


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


def _print_labelled(recordings: list[Labelled]) -> None:
    clips = [one for one in recordings if not one.photo]
    print("\n| clip | repetitions (label, found) | pattern (label, found) | index | exercise (label, found) | faults |")
    print("|---|---|---|---|---|---|")
    for one in clips:
        counted = len(one.found.repetitions) if one.found else 0
        index = one.found.pattern.hinge_index if one.found else None
        knee = "" if one.highest_knee_deg is None else f", highest knee {one.highest_knee_deg:.0f}°"
        print(
            f"| {one.name} | {one.repetitions}, {counted} | {one.pattern}, {_pattern(one)} | {index} | "
            f"{one.exercise}, {one.exercise_found} | {one.faults or '-'}{knee} |"
        )
    for name, some in (("clips", clips), ("photos", [one for one in recordings if one.photo])):
        named = [one.exercise_agrees for one in some]
        agrees = sum(one.pattern_agrees for one in some)
        print(
            f"\n{len(some)} {name}: exercise right {named.count(True)}, unknown {named.count(None)}, "
            f"wrong {named.count(False)}; pattern as labelled {agrees} of {len(some)}"
        )
    apart = [one.told_apart for one in recordings if one.told_apart is not None]
    print(f"\nbottoms of hinges and squats in photos told apart: {sum(apart)} of {len(apart)} in usable views")
    print("\nWhere we disagree with a label:\n")
    for one in recordings:
        if not one.pattern_agrees or one.exercise_agrees is False or one.told_apart is False:
            reasons = "; ".join(one.found.pattern.reasons) if one.found else one.refusal
            print(
                f"- {one.name}: labelled {one.exercise}, {one.pattern} ({one.note or 'no note'}); "
                f"found {one.exercise_found}, {_pattern(one)}: {reasons}"
            )


def _pattern(one: Labelled) -> str:
    return one.found.pattern.name if one.found else "refused"


if __name__ == "__main__":
    main()
