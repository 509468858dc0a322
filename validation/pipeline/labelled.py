"""Score real clips and photos with labels, which are not part of the project."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import hiphinge as hh
from hiphinge.core.errors import HipHingeError
from hiphinge.result import Analysis
from validation.reading import read_motion

AT_THE_BOTTOM = " at the bottom"
UNNAMED = {"unknown", "other"}
BENDS = {"hinge", "mixed", "stoop"}
"""Patterns that are right for a photo of a bend; a squat is not among them."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """One labelled recording: its label, and the analysis (None: refused)."""

    name: str
    photo: bool
    bottom: bool
    repetitions: str
    pattern: str
    exercise: str
    note: str
    found: Analysis | None
    refusal: str

    @property
    def faults(self) -> dict[str, int]:
        """Number of repetitions that show each fault."""
        counts: dict[str, int] = {}
        for repetition in self.found.repetitions if self.found else ():
            for fault in repetition.faults:
                counts[fault.code] = counts.get(fault.code, 0) + 1
        return counts

    @property
    def highest_knee_deg(self) -> float | None:
        """Largest knee flexion in the analysis, degrees."""
        knees = self.found.to_frame()["knee_flexion_deg"].drop_nulls() if self.found else ()
        return float(knees.max()) if len(knees) else None  # type: ignore[union-attr, arg-type]

    @property
    def usable(self) -> bool:
        """Whether the view allowed a judgement."""
        return self.found is not None and self.found.judged

    @property
    def pattern_agrees(self) -> bool:
        """Whether the pattern is one of those the label allows; a photo of a top shows none."""
        found = self.found.pattern.name if self.found else "unknown"
        return found in self.pattern.split(" or ") or (self.photo and (not self.bottom or found == "unknown"))

    @property
    def exercise_found(self) -> str:
        """The exercise recognised."""
        return self.found.exercise.name if self.found else "unknown"

    @property
    def exercise_agrees(self) -> bool | None:
        """Whether the exercise is one that the label allows; None where none was named."""
        allowed = self.exercise.split("|")
        return None if self.exercise_found in UNNAMED - set(allowed) else self.exercise_found in allowed

    @property
    def distinguished(self) -> bool | None:
        """Whether the bottom of a bend is not called a squat, nor that of a squat a bend; None for other recordings."""
        squat = "squat" in self.pattern
        if not (self.photo and self.bottom and self.usable) or not (squat or BENDS & set(self.pattern.split(" or "))):
            return None
        found = self.found.pattern.name if self.found else "unknown"
        return found not in BENDS if squat else found != "squat"


def score_labelled(folder: Path, cache: Path | None = None) -> Iterator[Labelled]:
    """Analyse every video and photo named in `labels.tsv` of a folder; `cache` keeps their motions."""
    with (folder / "labels.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["file"].startswith(("video/", "photo/")):
                yield _score(folder / row["file"], row, cache)


def _score(recording: Path, row: dict[str, str], cache: Path | None) -> Labelled:
    found, refusal = None, ""
    try:
        found = hh.analyze(read_motion(recording, cache))
    except HipHingeError as error:
        refusal = str(error)
    return Labelled(
        name=recording.stem,
        photo=row["file"].startswith("photo/"),
        bottom=row["note"] != "top",
        repetitions=row["repetitions"],
        pattern=row["pattern"].removesuffix(AT_THE_BOTTOM),
        exercise=row["exercise"],
        note=row["note"],
        found=found,
        refusal=refusal,
    )
