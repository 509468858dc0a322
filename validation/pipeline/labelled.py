"""Real clips with labels: repetitions, pattern, refusals. The clips are not part of the project."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hiphinge as hh
from validation.reading import read_motion


@dataclass(frozen=True, slots=True)
class ClipScore:
    """One labelled clip: labels, and what was found."""

    name: str
    repetitions: str
    counted: int
    pattern: str
    found_pattern: str
    found_index: float | None
    exercise: str
    found_exercise: str
    faults: dict[str, int]
    highest_knee_deg: float | None
    judged: bool

    @property
    def pattern_agrees(self) -> bool:
        """Whether the pattern is one of those the label allows."""
        return self.found_pattern in self.pattern.split(" or ")


def score_clips(folder: Path, cache: Path | None = None) -> Iterator[ClipScore]:
    """Score every video named in `labels.tsv` of a folder; `cache` keeps what was read of the videos."""
    with (folder / "labels.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["file"].startswith("video/"):
                yield _score(folder / row["file"], row, cache)


def _score(clip: Path, row: dict[str, str], cache: Path | None) -> ClipScore:
    analysis = hh.analyze(read_motion(clip, cache))
    faults: dict[str, int] = {}
    for repetition in analysis.repetitions:
        for fault in repetition.faults:
            faults[fault.code] = faults.get(fault.code, 0) + 1
    knees = analysis.to_frame()["knee_flexion_deg"].drop_nulls()
    return ClipScore(
        name=clip.stem,
        repetitions=row["repetitions"],
        counted=len(analysis.repetitions),
        pattern=row["pattern"],
        found_pattern=analysis.pattern.name,
        found_index=analysis.pattern.hinge_index,
        exercise=row["exercise"],
        found_exercise=analysis.exercise.name,
        faults=faults,
        highest_knee_deg=float(knees.max()) if len(knees) else None,  # type: ignore[arg-type]
        judged=analysis.judged,
    )
