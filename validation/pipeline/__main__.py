"""Score the whole analysis: `python -m validation.pipeline --rendered DIR [--rendered DIR] --clips DIR`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import numpy as np

from validation.pipeline.labelled import Labelled, score_labelled
from validation.pipeline.rendered import ANGLES, SetScore, score_folder


def main() -> None:
    """Score the folders given on the command line and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.render")
    parser.add_argument("--clips", type=Path, help="folder with labels.tsv, video/ and photo/")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
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


def _print_labelled(recordings: list[Labelled]) -> None:
    clips = [recording for recording in recordings if not recording.photo]
    print("\n| clip | repetitions (label, found) | pattern (label, found) | index | exercise (label, found) | faults |")
    print("|---|---|---|---|---|---|")
    for clip in clips:
        counted = len(clip.found.repetitions) if clip.found else 0
        index = clip.found.pattern.hinge_index if clip.found else None
        knee = "" if clip.highest_knee_deg is None else f", highest knee {clip.highest_knee_deg:.0f}°"
        print(
            f"| {clip.name} | {clip.repetitions}, {counted} | {clip.pattern}, {_pattern(clip)} | {index} | "
            f"{clip.exercise}, {clip.exercise_found} | {clip.faults or '-'}{knee} |"
        )
    for name, some in (("clips", clips), ("photos", [recording for recording in recordings if recording.photo])):
        named = [graded.exercise_agrees for graded in some]
        agrees = sum(graded.pattern_agrees for graded in some)
        print(
            f"\n{len(some)} {name}: exercise right {named.count(True)}, unknown {named.count(None)}, "
            f"wrong {named.count(False)}; pattern as labelled {agrees} of {len(some)}"
        )
    distinguished = [recording.distinguished for recording in recordings if recording.distinguished is not None]
    print(
        f"\nbottoms of hinges and squats in photos distinguished: {sum(distinguished)} of {len(distinguished)} "
        "in usable views"
    )
    print("\nWhere we disagree with a label:\n")
    for recording in recordings:
        if not recording.pattern_agrees or recording.exercise_agrees is False or recording.distinguished is False:
            reasons = "; ".join(recording.found.pattern.reasons) if recording.found else recording.refusal
            print(
                f"- {recording.name}: labelled {recording.exercise}, "
                f"{recording.pattern} ({recording.note or 'no note'}); "
                f"found {recording.exercise_found}, {_pattern(recording)}: {reasons}"
            )


def _pattern(recording: Labelled) -> str:
    """Return the pattern found."""
    return recording.found.pattern.name if recording.found else "refused"


if __name__ == "__main__":
    main()
