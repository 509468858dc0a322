"""Score the spine: `python -m validation.spine --rendered DIR [--stills DIR] [--clips DIR] [--cache DIR]`."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine.model import QUANTITIES
from validation.reading import read_motion
from validation.spine.sets import SetResult, compare

if TYPE_CHECKING:
    from validation.spine.baselines import Baseline

YAW_RANGES = ((0, 10), (10, 20), (20, 40))
COVERED, WIDENINGS = 0.90, np.linspace(0.2, 3.0, 281)
ROUNDED_DEG, CLEAN_DEG, CLOSE_PEAK_DEG = 30.0, 15.0, 5.0


def main() -> None:
    """Score the folders given on the command line and print Markdown tables."""
    parser = argparse.ArgumentParser(prog="python -m validation.spine", description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.render")
    parser.add_argument("--stills", type=Path, action="append", default=[], help="stills to train baselines on")
    parser.add_argument("--clips", type=Path, help="folder with real videos")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    options = parser.parse_args()
    results: list[SetResult] = []
    baselines = _baselines(options.stills)
    for folder in options.rendered:
        for scenario in sorted(folder.glob("set_*.json")):
            results.append(compare(scenario, options.cache, baselines))
            sys.stderr.write(f"{results[-1].name}\n")
            sys.stderr.flush()
    if results:
        _print_each(results)
        _print_quantities([result for result in results if result.reason is None])
        _print_rounding(results)
        _print_beside([result for result in results if result.reason is None and result.beside])
    if options.clips is not None:
        _print_clips(options.clips, options.cache)


def _baselines(folders: list[Path]) -> list[Baseline]:
    """Return the baselines trained on stills; they need scikit-learn, unlike the product."""
    if not folders:
        return []
    from lab.spine.examples import load, together

    from validation.spine.baselines import train_baselines

    return train_baselines(together([load(folder, 100_000 * i) for i, folder in enumerate(folders)]))


def _print_beside(results: list[SetResult]) -> None:
    if not results:
        return
    print(f"\nSimpler estimators on the same frames, {len(results)} sets: mean (worst set)\n")
    print("| estimator | " + " | ".join(QUANTITIES) + " | lumbar peak within 5° |")
    print("|---" * (2 + len(QUANTITIES)) + "|")
    for place, first in enumerate(results[0].beside):
        scores = [result.beside[place] for result in results]
        errors = (np.array([score.errors[name] for score in scores]) for name in QUANTITIES)
        cells = " | ".join(f"{np.nanmean(error):.1f}° ({np.nanmax(error):.1f}°)" for error in errors)
        close = np.mean([score.peak_error_deg <= CLOSE_PEAK_DEG for score in scores])
        print(f"| {first.name} | {cells} | {100 * close:.0f} % |")


def _print_each(results: list[SetResult]) -> None:
    print("| set | exercise | yaw | zeroed | " + " | ".join(QUANTITIES) + " | lumbar peaks, true/found | shirt |")
    print("|---" * (6 + len(QUANTITIES)) + "|")
    for result in results:
        if result.reason is not None:
            print(
                f"| {result.name} | {result.description['exercise']} | "
                f"{result.description['camera']['yaw_deg']:.0f} | {result.reason} |"
            )
            continue
        errors = [f"{result.compared[q].error_deg:.1f} ({result.compared[q].coverage:.2f})" for q in QUANTITIES]
        peaks = " ".join(f"{true:.0f}/{found:.0f}" for true, found in result.peaks)
        zeroed = "yes" if result.standing_deg is not None else "no"
        shirt = f"{result.description['clothing']['shirt']} {result.description['clothing']['shirt_looseness']:.2f}"
        print(
            f"| {result.name} | {result.description['exercise']} | "
            f"{result.description['camera']['yaw_deg']:.0f} | {zeroed} | "
            f"{' | '.join(errors)} | {peaks} | {shirt} |"
        )


def _print_quantities(results: list[SetResult]) -> None:
    headings = [f"coverage, yaw {low}-{high}°" for low, high in YAW_RANGES]
    print(f"\n{len(results)} sets\n")
    print(
        "| quantity | mean absolute error | median | worst set | coverage | "
        + " | ".join(headings)
        + " | absent | widen by |"
    )
    print("|---" * (7 + len(headings)) + "|")
    for name in QUANTITIES:
        errors = np.array([result.compared[name].error_deg for result in results])
        covers = np.array([result.compared[name].coverage for result in results])
        yaw = np.array([abs(result.description["camera"]["yaw_deg"]) for result in results])
        by_yaw = [_mean(covers[(yaw >= low) & (yaw < high)]) for low, high in YAW_RANGES]
        absent = np.mean([result.compared[name].absent for result in results])
        print(
            f"| {name} | {np.nanmean(errors):.1f}° | {np.nanmedian(errors):.1f}° | {np.nanmax(errors):.1f}° | "
            f"{_mean(covers)} | {' | '.join(by_yaw)} | {100 * absent:.0f} % | "
            f"{_widening([result.scaled[name] for result in results]):.2f} |"
        )
    close = [
        np.nanmedian([abs(t - f) for t, f in result.peaks]) <= CLOSE_PEAK_DEG for result in results if result.peaks
    ]
    print(f"\nlumbar peak within 5° (median of the set's repetitions): {100 * np.mean(close):.0f} % of sets")
    standing = np.array([result.standing_deg for result in results if result.standing_deg is not None])
    if standing.size:
        worst = np.percentile(np.abs(standing), 95, axis=0)
        percentiles = ", ".join(f"{name} {value:.1f}°" for name, value in zip(QUANTITIES, worst, strict=True))
        print(f"upright standing before zeroing, 95th percentile of the absolute estimate: {percentiles}")


def _widening(scaled: list[np.ndarray]) -> float:  # type: ignore[type-arg]
    """Return the factor of the intervals with which they contain, set by set, nine tenths of the frames on average."""
    known = [errors for errors in scaled if errors.size]
    if not known:
        return float("nan")
    reached = [np.mean([(errors <= factor).mean() for errors in known]) for factor in WIDENINGS]
    return float(WIDENINGS[min(int(np.searchsorted(reached, COVERED)), len(WIDENINGS) - 1)])


def _mean(values: np.ndarray) -> str:  # type: ignore[type-arg]
    known = values[np.isfinite(values)]
    return f"{100 * known.mean():.0f} %" if known.size else "-"


def _print_rounding(results: list[SetResult]) -> None:
    repetitions = [pair for result in results for pair in result.flagged]
    hit = sum(flag for true, flag in repetitions if true > ROUNDED_DEG)
    missed = sum(not flag for true, flag in repetitions if true > ROUNDED_DEG)
    false = sum(flag for true, flag in repetitions if true < CLEAN_DEG)
    clean = sum(true < CLEAN_DEG for true, _ in repetitions)
    score = 2 * hit / max(2 * hit + missed + false, 1)
    print(
        f"\nlumbar_rounding: {hit} of {hit + missed} rounded repetitions (> {ROUNDED_DEG:.0f}°) flagged, {false} of "
        f"{clean} clean ones (< {CLEAN_DEG:.0f}°): F1 {score:.2f}"
    )


def _print_clips(folder: Path, cache: Path | None) -> None:
    print("\n| clip | view | zeroed | standing reads (pelvis, lumbar) | lumbar peak of each repetition | pelvis peak |")
    print("|---|---|---|---|---|---|")
    for clip in sorted((folder / "video").glob("*.mp4")):
        movement = measure_movement(read_motion(clip, cache))
        spine = movement.spine
        standing = (
            "-" if spine.standing is None else f"{spine.standing.reading[0]:+.0f}°, {spine.standing.reading[1]:+.0f}°"
        )
        peaks = {"lumbar_flexion_deg": [], "pelvic_tilt_deg": []}  # type: dict[str, list[str]]
        for name, found in peaks.items():
            curve = movement.curve(name)
            for repetition in movement.repetitions.counted:
                inside = curve.value[repetition.frames]
                if np.isfinite(inside).any():
                    at = repetition.start + int(np.nanargmax(inside))
                    found.append(f"{curve.value[at]:.0f} ± {curve.high[at] - curve.value[at]:.0f}")
        print(
            f"| {clip.stem} | {movement.view.grade} | {'no' if spine.standing is None else 'yes'} | {standing} | "
            f"{', '.join(peaks['lumbar_flexion_deg']) or spine.reason or '-'} | {', '.join(peaks['pelvic_tilt_deg'])} |"
        )


if __name__ == "__main__":
    main()
