"""The marks: joints of the near side, by eye, in zoomed frames of real clips.

248 frames of 30 clips; the marker saw one frame at a time and no estimator's points. 59 of them were marked by a second
person too, who had not seen the first marks. Places of hidden joints are the marker's judgement. Only coordinates are
kept here; the clips are not part of the project.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

MARKS: Final = Path(__file__).with_name("marks.csv")
POINTS: Final = ("ear", "shoulder", "wrist", "hip", "knee", "ankle", "heel", "toe")
Seen = Literal["visible", "hidden", "outside"]


@dataclass(frozen=True)
class Mark:
    """One joint: where it is, pixels of the picture as shown, (2,); NaN where it is outside."""

    place: NDArray[np.float64]
    seen: Seen


@dataclass(frozen=True)
class MarkedFrame:
    """One frame: its clip below the folder of recordings, its time, and the marks of both markers."""

    clip: str
    time_s: float
    first: dict[str, Mark]
    second: dict[str, Mark] | None

    @property
    def trunk_px(self) -> float:
        """Distance of shoulder and hip, pixels."""
        return float(np.hypot(*(self.first["shoulder"].place - self.first["hip"].place)))


def marked_frames(path: Path = MARKS) -> list[MarkedFrame]:
    """Return all marked frames, ordered by clip and time."""
    frames = []
    table = pl.read_csv(path)
    for _, rows in sorted(table.group_by("frame_id"), key=lambda pair: pair[0]):
        first, second = (_marks(rows.filter(pl.col("marker") == number)) for number in (1, 2))
        clip, time_s = rows.row(0, named=True)["clip"], rows.row(0, named=True)["time_s"]
        frames.append(MarkedFrame(str(clip), float(time_s), first, second or None))
    return frames


def _marks(rows: pl.DataFrame) -> dict[str, Mark]:
    marks = {}
    for row in rows.iter_rows(named=True):
        place = np.array([np.nan if row[axis] is None else row[axis] for axis in ("x", "y")], dtype=np.float64)
        marks[str(row["point"])] = Mark(place, row["seen"])
    return marks
