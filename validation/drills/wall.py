"""Score the wall drill on rendered sets: distance, contact times, knee travel, heels, verdicts and intervals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import Edge
from hiphinge.drills.wall.drill import WallPosition, WallReading
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.drills import wall_drill, wall_hip_travel
from hiphinge.props.wall import wall_edges
from hiphinge.result import Athlete
from validation.reading import read_motion


@dataclass(frozen=True, slots=True)
class RepetitionScore:
    """One repetition: errors against truth (None where not measured), and verdicts."""

    smallest_error_cm: float | None
    smallest_inside: bool | None
    contact_error_s: tuple[float, float] | None
    knee_error_cm: float | None
    knee_inside: bool | None
    verdict: str
    found: str


@dataclass(frozen=True, slots=True)
class SetScore:
    """Scores of one set: the distance over all frames of its repetitions, and each repetition."""

    name: str
    repetitions: int
    counted: int
    sources: tuple[str, ...]
    missing: str | None
    distance_error_cm: float | None
    distance_bias_cm: float | None
    coverage: float | None
    heel_error_cm: float | None
    heel_inside: bool | None
    scores: tuple[RepetitionScore, ...]


@dataclass(frozen=True, slots=True)
class ReadSet:
    """A set as read: motion, movement, edges, and its truth (`description`, `table`)."""

    name: str
    description: dict[str, Any]
    table: pl.DataFrame
    motion: Motion
    movement: Movement
    edges: tuple[Edge, ...]


def read_sets(folder: Path, cache: Path | None) -> Iterator[ReadSet]:
    """Read every set of a folder made by `lab.wall_drill`."""
    for path in sorted(folder.glob("set_*.json")):
        description = json.loads(path.read_text(encoding="utf-8"))
        motion = read_motion(path.with_suffix(".mp4"), cache, drill="wall")
        movement = measure_movement(motion)
        hips = wall_hip_travel(motion, movement, Athlete())
        edges = () if isinstance(hips, str) else wall_edges(motion, hips.stance.reach_px, hips.body_px)
        yield ReadSet(
            path.stem, description, pl.read_parquet(path.with_suffix(".wall.parquet")), motion, movement, edges
        )


def score(read: ReadSet, athlete: Athlete, position: WallPosition) -> SetScore:
    """Measure a set and compare with its truth."""
    wall = read.description["wall"]
    hips = wall_hip_travel(read.motion, read.movement, athlete)
    reading = wall_drill(read.movement, hips, position, read.edges)
    drill = reading.result
    true = np.interp(read.motion.time_s, read.table["time_s"].to_numpy(), read.table["distance_cm"].to_numpy())
    error, bias, coverage = _distance(reading, true, read.motion.time_s)
    matched = _matched(reading, wall["repetitions"])
    heel = drill.heel_to_wall_cm
    return SetScore(
        name=read.name,
        repetitions=len(wall["repetitions"]),
        counted=len(drill.repetitions),
        sources=() if drill.wall is None else tuple(drill.wall.sources),
        missing=reading.missing,
        distance_error_cm=error,
        distance_bias_cm=bias,
        coverage=coverage,
        heel_error_cm=None if heel is None else heel.value - wall["heel_to_wall_cm"],
        heel_inside=None if heel is None else _inside(heel, wall["heel_to_wall_cm"]),
        scores=tuple(matched),
    )


def _distance(
    reading: WallReading, true: FloatArray, time_s: FloatArray
) -> tuple[float | None, float | None, float | None]:
    """Return mean absolute error, bias and coverage over the frames of the repetitions."""
    inside = np.zeros(true.size, dtype=bool)
    for repetition in reading.result.repetitions:
        inside |= (time_s >= repetition.start_s) & (time_s < repetition.end_s)
    known = inside & reading.distance.known()
    if not known.any():
        return None, None, None
    error = reading.distance.value[known] - true[known]
    covered = (reading.distance.low[known] <= true[known]) & (true[known] <= reading.distance.high[known])
    return float(np.abs(error).mean()), float(error.mean()), float(covered.mean())


def _matched(reading: WallReading, truth: list[dict[str, Any]]) -> Iterator[RepetitionScore]:
    """Yield the score of each repetition against the true one whose bottom lies in it."""
    for repetition in reading.result.repetitions:
        true = next((t for t in truth if repetition.start_s <= t["bottom_s"] <= repetition.end_s), None)
        if true is None:
            continue
        smallest, travel, contact = repetition.smallest_distance_cm, repetition.knee_travel_cm, true["contact_s"]
        off = None
        if contact is not None and repetition.contact_start_s is not None and repetition.contact_end_s is not None:
            off = (repetition.contact_start_s - contact[0], repetition.contact_end_s - contact[1])
        yield RepetitionScore(
            smallest_error_cm=None if smallest is None else smallest.value - true["smallest_distance_cm"],
            smallest_inside=None if smallest is None else _inside(smallest, true["smallest_distance_cm"]),
            contact_error_s=off,
            knee_error_cm=None if travel is None else travel.value - true["knee_travel_cm"],
            knee_inside=None if travel is None else _inside(travel, true["knee_travel_cm"]),
            verdict=true["verdict"],
            found=repetition.verdict,
        )


def _inside(measure: Measure, true: float) -> bool:
    """Return whether the interval contains the truth."""
    return measure.low <= true <= measure.high
