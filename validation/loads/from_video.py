"""Score loads of rendered videos: `python -m validation.loads.from_video --rendered DIR --cache DIR`."""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.model import Model
from hiphinge.pipeline.loads import COLUMNS
from hiphinge.result import Sex
from validation.loads.filmed import Filmed, Pair, compare_set, spent_s

MIN: Final = {"moment_nm": 20.0, "compression_n": 300.0, "shear_n": 100.0}
"""Least true values for which a relative error is computed, by the end of the quantity's name."""

MIN_SHARE: Final = 0.05
"""The same for demands and passive tissue's share."""


def main() -> None:
    """Compare the sets and print Markdown tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, required=True, help="folder made by lab.graded")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    parser.add_argument("--sets", type=int, default=40, help="number of sets, spread evenly over the exercises")
    parser.add_argument("--skip", type=int, default=0, help="number of sets of each exercise to skip")
    arguments = parser.parse_args()
    models: dict[Sex, Model] = {}
    sets: list[Filmed] = []
    for scenario in spread(arguments.rendered, arguments.sets, arguments.skip):
        result = compare_set(scenario, arguments.cache, models)
        sys.stderr.write(f"{result.name}: {result.exercise}, {len(result.peaks)} peaks {result.reason or ''}\n")
        sets.append(result)
    report(sets)
    _speed(sets, arguments.rendered, arguments.cache)


def spread(folder: Path, count: int, skip: int = 0) -> list[Path]:
    """Return `count` scenarios of a folder, equally many of each exercise, evenly over its sets from `skip` on."""
    by_exercise: dict[str, list[Path]] = defaultdict(list)
    for scenario in sorted(folder.glob("set_*.json")):
        if scenario.with_suffix(".mp4").is_file():
            by_exercise[json.loads(scenario.read_text(encoding="utf-8"))["exercise"]].append(scenario)
    chosen: list[Path] = []
    for i, name in enumerate(sorted(by_exercise)):
        quota = count // len(by_exercise) + (i < count % len(by_exercise))
        of = by_exercise[name][skip:]
        if quota and of:
            chosen += [of[k] for k in np.unique(np.linspace(0, len(of) - 1, quota).astype(int))]
    return chosen


def report(sets: Sequence[Filmed]) -> None:
    """Print the tables."""
    reported = [graded for graded in sets if graded.reason is None]
    repetitions = sum(graded.repetitions for graded in sets)
    with_loads = sum(len(graded.peaks) for graded in reported) // len(COLUMNS)
    print(f"{len(sets)} sets; loads reported in {len(reported)}, in {with_loads} of {repetitions} repetitions.\n")
    for graded in sets:
        if graded.reason is not None:
            print(f"- {graded.name} ({graded.exercise}): {graded.reason}")
    print("\nLargest values of each repetition:\n")
    _table([pair for graded in reported for pair in graded.peaks])
    print("\nTen times a second:\n")
    _table([pair for graded in reported for pair in graded.frames])
    print("\nBy exercise, largest compression of each repetition:\n")
    _by_exercise(reported)
    _correlations(reported)
    _accelerations(reported)


def _table(pairs: Sequence[Pair]) -> None:
    print(
        "| | values | relative error, median | mean | bias | half width of the interval | true values inside | "
        "half width, recording alone | inside |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for quantity in COLUMNS:
        print(_row(quantity, [pair for pair in pairs if pair.quantity == quantity]))


def _row(name: str, pairs: Sequence[Pair]) -> str:
    if not pairs:
        return f"| {name} | 0 | - | - | - | - | - | - | - |"
    quantity = pairs[0].quantity
    least = next((value for end, value in MIN.items() if quantity.endswith(end)), MIN_SHARE)
    value, low, high, seen_low, seen_high, true = _columns(pairs)
    large = np.abs(true) >= least
    scale = np.abs(true[large])
    error = (value - true)[large] / scale
    width, seen_width = ((up - down)[large] / 2 / scale for up, down in ((high, low), (seen_high, seen_low)))
    known = np.isfinite(seen_low)
    inside = (low <= true) & (true <= high)
    seen_inside = ((seen_low <= true) & (true <= seen_high))[known]
    cells = [
        str(len(pairs)),
        *(
            _percent(part)
            for part in (
                _middle(np.abs(error)),
                _mean(np.abs(error)),
                _middle(error),
                _middle(width),
                _mean(inside),
                _middle(seen_width),
                _mean(seen_inside),
            )
        ),
    ]
    return f"| {name} | {' | '.join(cells)} |"


def _columns(pairs: Sequence[Pair]) -> FloatArray:
    """Return values, ends, ends from the recording alone, and truth: shape (6, pairs)."""
    rows = [(size.value, size.low, size.high, size.seen_low, size.seen_high, size.true) for size in pairs]
    return np.array(rows, dtype=np.float64).T


def _middle(values: FloatArray) -> float:
    return float(np.nanmedian(values)) if np.isfinite(values).any() else float("nan")


def _mean(values: FloatArray) -> float:
    return float(np.nanmean(values)) if values.size else float("nan")


def _percent(share: float) -> str:
    return "-" if not np.isfinite(share) else f"{100 * share:.0f} %"


def _by_exercise(sets: Sequence[Filmed]) -> None:
    print(
        "| | values | relative error, median | mean | bias | half width of the interval | true values inside | "
        "half width, recording alone | inside |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for name in sorted({graded.exercise for graded in sets}):
        of = [pair for graded in sets if graded.exercise == name for pair in graded.peaks]
        print(_row(name, [pair for pair in of if pair.quantity == "l5s1_compression_n"]))


def _correlations(sets: Sequence[Filmed]) -> None:
    off = np.concatenate([graded.deviations for graded in sets])
    off = off[np.isfinite(off).all(axis=1)]
    spread_of = np.sqrt((off**2).mean(axis=0))
    moments = (off.T @ off) / len(off) / np.outer(spread_of, spread_of)
    size = ", ".join(f"{ratio:.2f}" for ratio in spread_of)
    print(f"\nErrors of pelvic tilt, lumbar flexion, knee and shank in standard deviations: {size}.")
    print(f"Correlation of pelvic tilt and lumbar flexion {moments[0, 1]:.2f}, of knee and shank {moments[2, 3]:.2f}.")


def _accelerations(sets: Sequence[Filmed]) -> None:
    print("\n| effect of accelerations | measured, N | true, N | error, N | error over measured | the same, moment |")
    print("|---|---|---|---|---|---|")
    for name in [*sorted({graded.exercise for graded in sets}), ""]:
        of = [graded.added for graded in sets if name in {graded.exercise, ""}]
        added = np.concatenate(of)
        added = added[np.isfinite(added).all(axis=(1, 2))]
        measured, true = (np.sqrt((added[:, :, i] ** 2).mean(axis=0)) for i in (0, 1))
        error = np.sqrt(((added[:, :, 0] - added[:, :, 1]) ** 2).mean(axis=0))
        ratio = error / np.maximum(measured, 1e-9)
        print(
            f"| {name or 'all'} | {measured[1]:.0f} | {true[1]:.0f} | {error[1]:.0f} | "
            f"{ratio[1]:.2f} | {ratio[0]:.2f} |"
        )


def _speed(sets: Sequence[Filmed], folder: Path, cache: Path | None) -> None:
    """Print the processor time from landmarks to analysis, with and without loads, of the longest recording."""
    reported = [graded for graded in sets if graded.reason is None]
    if not reported:
        return
    longest = max(reported, key=lambda graded: graded.duration_s)
    without, with_loads = spent_s(folder / f"{longest.name}.json", cache)
    print(
        f"\n`analyze` of a recording of {longest.duration_s:.0f} s: {without:.1f} s of processor time without a "
        f"weight, {with_loads:.1f} s with."
    )


if __name__ == "__main__":
    main()
