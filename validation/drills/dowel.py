"""Score the dowel drill: `python -m validation.drills.dowel --rendered DIR [--without DIR] [--cache DIR]`.

DIR holds sets made by `lab.dowel_drill`; `--without` names folders of recordings without a rod.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion
from hiphinge.core.props import Rod
from hiphinge.drills.dowel import RodReading
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.drills import dowel_drill
from hiphinge.props.rod import find_rod
from hiphinge.result import CONTACTS, DowelDrill, DowelRepetition
from validation.reading import read_motion


@dataclass(frozen=True)
class RepetitionScore:
    """One rendered repetition: the contact that left first, true and measured, and the errors of time and depth."""

    true_first: str | None
    found_first: str | None
    grade: str
    counted: bool
    time_off_s: float | None = None
    lean_off_deg: float | None = None
    states: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SetScore:
    """Scores of one rendered set: gap errors, cm, and whether the interval covers, over the repetitions' frames."""

    name: str
    found: bool
    found_fraction: float
    line_off_cm: float
    errors_cm: dict[str, FloatArray]
    covered: dict[str, FloatArray]
    repetitions: list[RepetitionScore]
    agrees: list[bool]
    turn_deg: float | None


def rod_of(recording: Path, motion: Motion, cache: Path | None) -> Rod:
    """Return the rod of a recording, from `cache` if it is there; delete the folder after a change of the search."""
    kept = None if cache is None else cache / f"{recording.parent.name}_{recording.stem}.rod.npz"
    if kept is not None and kept.is_file():
        with np.load(kept) as stored:
            reason = str(stored["reason"]) or None
            gaps = {name: stored[name] for name in CONTACTS}
            return Rod(stored["low"], stored["high"], float(stored["width"]), stored["confidence"], gaps, reason)
    rod = find_rod(motion)
    if kept is not None:
        arrays: dict[str, Any] = {"low": rod.low, "high": rod.high, "width": rod.width, "confidence": rod.confidence}
        np.savez_compressed(kept, reason=rod.reason or "", **arrays, **dict(rod.gaps))
    return rod


def judged(
    recording: Path, cache: Path | None, height_m: float | None
) -> tuple[Movement, Rod, DowelDrill, RodReading | None]:
    """Return movement, rod, drill and gaps of a recording as the product measures them."""
    motion = read_motion(recording, cache, drill="dowel")
    movement = measure_movement(motion)
    rod = rod_of(recording, motion, cache)
    return movement, rod, *dowel_drill(movement, rod, height_m)


def score_set(recording: Path, cache: Path | None) -> SetScore:
    """Score one rendered set."""
    truth = pl.read_parquet(recording.with_suffix(".truth.parquet"))
    description = json.loads(recording.with_suffix(".json").read_text())
    movement, rod, drill, read = judged(recording, cache, description["body"]["height_m"])
    numbers = truth["repetition"].to_numpy()[: len(movement.motion)]
    before = np.arange(len(numbers)) < int(np.argmax(numbers > 0))
    errors, covered = {}, {}
    for name in CONTACTS if read is not None else ():
        gap = truth[f"{name}_gap_cm"].to_numpy()[: len(numbers)]
        true = (gap - np.median(gap[before]))[numbers > 0]
        curve = read.growth[name] if read is not None else None
        if curve is not None:
            low, value, high = (part[numbers > 0] for part in (curve.low, curve.value, curve.high))
            known = np.isfinite(value)
            errors[name] = (value - true)[known]
            covered[name] = ((low <= true) & (true <= high))[known].astype(float)
    agreed = [repetition.agrees for repetition in drill.repetitions if repetition.agrees is not None]
    return SetScore(
        name=recording.stem,
        found=rod.found,
        found_fraction=float(rod.known().mean()),
        line_off_cm=_line_off_cm(movement, rod, truth, drill),
        errors_cm=errors,
        covered=covered,
        repetitions=_repetitions(description, movement, drill),
        agrees=agreed,
        turn_deg=None if drill.turn_against_spine_deg is None else drill.turn_against_spine_deg.value,
    )


def _line_off_cm(movement: Movement, rod: Rod, truth: pl.DataFrame, drill: DowelDrill) -> float:
    """Return the median distance of the rod's two named points from its true axis, centimetres."""
    if drill.centimetres_per_pixel is None:
        return float("nan")
    flip = np.array([1.0 if movement.motion.source.facing == "right" else -1.0, -1.0])
    low, high = (
        truth.select(f"rod_{end}_x_px", f"rod_{end}_y_px").to_numpy()[: len(rod.low)] * flip for end in ("low", "high")
    )
    along = (high - low) / np.linalg.norm(high - low, axis=1)[:, None]
    across = np.column_stack([-along[:, 1], along[:, 0]])
    off = [np.abs(((point - low) * across).sum(axis=1)) for point in (rod.low, rod.high)]
    return float(np.nanmedian(off)) * drill.centimetres_per_pixel.value


def _repetitions(description: dict[str, Any], movement: Movement, drill: DowelDrill) -> list[RepetitionScore]:
    """Score the true repetitions against the counted ones, paired by the time of the bottom."""
    time = movement.kinematics.time_s
    bottoms = [float(time[repetition.bottom]) for repetition in movement.repetitions.counted]
    scores = []
    for timing, truth in zip(description["repetitions"], description["drill"]["repetitions"], strict=True):
        inside = [i for i, at in enumerate(bottoms) if timing["start_s"] <= at < timing["end_s"]]
        hinge = drill.repetitions[inside[0]] if inside and drill.repetitions else None
        scores.append(_repetition(truth, hinge, counted=bool(inside)))
    return scores


def _repetition(truth: dict[str, Any], hinge: DowelRepetition | None, *, counted: bool) -> RepetitionScore:
    """Return the score of one repetition, counted or not."""
    first = truth["first"]
    true = None if first is None else str(first["contact"])
    grade = str(truth["meant"][0]["grade"]) if truth["meant"] else ""
    if hinge is None:
        return RepetitionScore(true, None, grade, counted)
    states = {contact.contact: contact.state for contact in hinge.contacts}
    same = next((contact for contact in hinge.contacts if contact.contact == true and contact.left_s is not None), None)
    if first is None or same is None or same.left_s is None:
        return RepetitionScore(true, hinge.first_left, grade, counted, states=dict(states))
    lean = None if same.trunk_lean_deg is None else same.trunk_lean_deg.value - first["trunk_lean_deg"]
    return RepetitionScore(true, hinge.first_left, grade, counted, same.left_s - first["time_s"], lean, dict(states))


def print_scores(sets: list[SetScore]) -> None:
    """Print the tables of docs/how-to/dowel-drill.md."""
    print(f"{len(sets)} sets; rod found in {100 * np.mean([graded.found for graded in sets]):.0f} %")
    found = [graded for graded in sets if graded.found]
    off = [graded.line_off_cm for graded in found]
    print(
        f"frames with the rod {100 * np.mean([graded.found_fraction for graded in found]):.1f} %; "
        f"line off {np.nanmedian(off):.1f} cm"
    )
    everything = [repetition for score in sets for repetition in score.repetitions]
    leaving = [hinge for hinge in everything if hinge.true_first is not None]
    for grade in ("", "slight", "clear"):
        graded_hinges = [hinge for hinge in leaving if grade in {"", hinge.grade}]
        right = [hinge.found_first == hinge.true_first for hinge in graded_hinges]
        missed = [hinge.found_first is None for hinge in graded_hinges]
        print(
            f"first contact right {grade or 'all'}: {sum(right)} of {len(graded_hinges)} "
            f"({100 * np.mean(right):.0f} %), "
            f"wrong {sum(not r and not m for r, m in zip(right, missed, strict=True))}, none stated {sum(missed)}"
        )
    kept = [hinge for hinge in everything if hinge.true_first is None]
    print(f"all kept: {sum(hinge.found_first is None for hinge in kept)} of {len(kept)} without a contact that left")
    times = np.array([hinge.time_off_s for hinge in leaving if hinge.time_off_s is not None])
    leans = np.array([hinge.lean_off_deg for hinge in leaving if hinge.lean_off_deg is not None])
    print(f"moment off: median {np.median(times):+.2f} s, mean absolute {np.abs(times).mean():.2f} s")
    print(f"trunk lean there off: median {np.median(leans):+.1f}°, mean absolute {np.abs(leans).mean():.1f}°")
    for name in CONTACTS:
        errors = np.concatenate([graded.errors_cm[name] for graded in found if name in graded.errors_cm])
        covered = np.concatenate([graded.covered[name] for graded in found if name in graded.covered])
        print(
            f"gap {name}: mean absolute error {np.abs(errors).mean():.2f} cm, bias {errors.mean():+.2f} cm, "
            f"SD {errors.std():.2f} cm, 90 % intervals cover {100 * covered.mean():.0f} %"
        )
    agreed = [value for graded in found for value in graded.agrees]
    turns = [graded.turn_deg for graded in found if graded.turn_deg is not None]
    print(f"rod and spine agree on rounding: {sum(agreed)} of {len(agreed)} repetitions that both judge")
    if turns:
        print(f"rod's turn less the estimator's thorax: median {np.median(turns):+.1f}°, spread {np.std(turns):.1f}°")


def main() -> None:
    """Score the folders given on the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.dowel_drill")
    parser.add_argument("--without", type=Path, action="append", default=[], help="folder of recordings without a rod")
    parser.add_argument("--cache", type=Path, help="folder that keeps motion and rod of each recording")
    arguments = parser.parse_args()
    scores = []
    for folder in arguments.rendered:
        for recording in sorted(folder.glob("set_*.mp4")):
            if not recording.with_suffix(".json").is_file():
                continue
            score = score_set(recording, arguments.cache)
            pairs = [
                (repetition.true_first, repetition.found_first, repetition.grade) for repetition in score.repetitions
            ]
            errors = {
                name: round(float(np.abs(error).mean()), 1) for name, error in score.errors_cm.items() if error.size
            }
            sys.stderr.write(f"{score.name} rod {score.found} off {score.line_off_cm:.1f} cm {errors} {pairs}\n")
            scores.append(score)
    if scores:
        print_scores(scores)
    false = total = 0
    for folder in arguments.without:
        for recording in sorted(folder.glob("*.mp4")):
            rod = rod_of(recording, read_motion(recording, arguments.cache, drill="dowel"), arguments.cache)
            total, false = total + 1, false + rod.found
            sys.stderr.write(f"{folder.name}/{recording.stem} {'ROD' if rod.found else rod.reason}\n")
    if total:
        print(f"recordings without a rod: one was found in {false} of {total}")


if __name__ == "__main__":
    main()
