"""Labels of real clips: a person's judgement, made from pictures before any program had read the clip."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

FOLDERS: Final = {"real": "real/labels.tsv", "video": "video_times.tsv"}
"""Folders of clips, and the table that labels each."""

LIFTED_HIPS: Final = frozenset({"glute_bridge", "hip_thrust"})
"""Exercises whose repetitions are labelled at the highest point and not at the deepest."""

SURELY: Final = re.compile(r"[?]")


@dataclass(frozen=True)
class Label:
    """What a person saw in one clip.

    `times_s` has the deepest point of each whole repetition (bridges: the highest; lifts from the floor: lift-off).
    `repetitions` is None where it cannot be said. `faults` is None where nothing can be said, and empty for a plainly
    clean set. `doubtful` says that the person put a question mark behind the number of repetitions.
    """

    name: str
    path: Path
    source: str
    exercises: frozenset[str]
    patterns: frozenset[str]
    repetitions: int | None
    times_s: tuple[float, ...]
    faults: frozenset[str] | None
    low_back: str
    view: str

    @property
    def at_the_top(self) -> bool:
        """Whether the times are of highest points."""
        return bool(self.exercises & LIFTED_HIPS)


def labels(folder: Path) -> list[Label]:
    """Return the labels of all clips of a folder that are there, in the tables' order."""
    found = []
    for part, table in FOLDERS.items():
        if not (folder / table).is_file():
            continue
        with (folder / table).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t"))
        found += [_label(folder / part / Path(row["file"]).name, part, row) for row in rows]
    return [label for label in found if label.path.is_file()]


def _label(path: Path, part: str, row: dict[str, str]) -> Label:
    source = row.get("repo_path", "").split(":")[0] or path.stem.split("_")[0]
    number = SURELY.sub("", row["repetitions"]).strip()
    return Label(
        name=f"{part}/{path.name}",
        path=path,
        source=source,
        exercises=_names(row["expect_exercise"]),
        patterns=_names(row["expect_pattern"]),
        repetitions=int(number) if number.isdigit() else None,
        times_s=tuple(float(time) for time in re.findall(r"\d+(?:\.\d+)?", row["rep_bottoms_s"] or "")),
        faults=_faults(row["expect_faults"]),
        low_back=row["low_back"],
        view=row["view"],
    )


def _names(cell: str) -> frozenset[str]:
    return frozenset(name.strip() for name in SURELY.sub("", cell).split(",") if name.strip())


def _faults(cell: str) -> frozenset[str] | None:
    """Return the faults that are plainly seen; None where the cell leaves it open."""
    if "?" in cell or cell.strip() in {"", "-"}:
        return None
    return _names(cell) - {"none"}
