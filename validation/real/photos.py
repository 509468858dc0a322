"""Photos of single postures: whether the bottom of a bend and that of a squat are distinguished."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import hiphinge as hh
from hiphinge.core.errors import HipHingeError
from hiphinge.result import Analysis
from validation.reading import read_motion

AT_THE_BOTTOM: Final = " at the bottom"
BENDS: Final = frozenset({"hinge", "mixed", "stoop"})
"""Patterns that are right for a photo of a bend; a squat is not among them."""


@dataclass(frozen=True, slots=True)
class Photo:
    """One photo: the patterns that its label allows, whether it shows the bottom, and its analysis (None: refused)."""

    name: str
    patterns: frozenset[str]
    bottom: bool
    found: Analysis | None

    @property
    def told_apart(self) -> bool | None:
        """Whether the bottom of a bend is not called a squat, nor that of a squat a bend; None where it is neither."""
        squat = "squat" in self.patterns
        if not self.bottom or self.found is None or not self.found.judged or not (squat or BENDS & self.patterns):
            return None
        name = self.found.pattern.name
        return name not in BENDS if squat else name != "squat"


def photos(folder: Path, cache: Path | None, estimator: str) -> Iterator[Photo]:
    """Analyse every photo named in `labels.tsv` of a folder that is there; `cache` keeps what was seen."""
    table = folder / "labels.tsv"
    if not table.is_file():
        return
    with table.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t") if row["file"].startswith("photo/")]
    for row in rows:
        path = folder / row["file"]
        if path.is_file():
            patterns = frozenset(row["pattern"].removesuffix(AT_THE_BOTTOM).split(" or "))
            yield Photo(path.stem, patterns, row["note"] != "top", _analysed(path, cache, estimator))


def _analysed(path: Path, cache: Path | None, estimator: str) -> Analysis | None:
    try:
        return hh.analyze(read_motion(path, cache, estimator=estimator))
    except HipHingeError:
        return None


def summary(some: Sequence[Photo]) -> Iterator[str]:
    """Yield how many bottoms were told apart, and each that was not."""
    judged = [photo for photo in some if photo.told_apart is not None]
    apart = sum(photo.told_apart is True for photo in judged)
    yield f"{len(some)} photos; of {len(judged)} bottoms of bends and squats {apart} are distinguished\n"
    for photo in judged:
        if not photo.told_apart and photo.found is not None:
            yield f"- {photo.name}: labelled {' or '.join(sorted(photo.patterns))}, found {photo.found.pattern.name}"
