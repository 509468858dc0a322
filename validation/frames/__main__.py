"""Score pose estimators on real frames marked by eye: `python -m validation.frames --clips ../shared/data`."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hiphinge.core.motion import Motion, inclination_deg, wrapped_deg
from validation.frames.marks import POINTS, Mark, MarkedFrame, marked_frames
from validation.reading import read_motion

SAME_FRAME_S = 0.05
KNEE = ("hip", "knee", "ankle")
HIP = ("shoulder", "hip", "knee")
Places = dict[str, np.ndarray[tuple[int], np.dtype[np.float64]]]


def places(motion: Motion, frame: MarkedFrame) -> Places | None:
    """Return the near side's points in a marked frame, pixels of the picture as shown, or None where nobody is."""
    at = int(np.argmin(np.abs(motion.time_s - frame.time_s)))
    source = motion.source
    if abs(float(motion.time_s[at]) - frame.time_s) > SAME_FRAME_S:
        return None
    turn = np.array([1.0 if source.facing == "right" else -1.0, -1.0]) / source.scale
    found = {name: motion.point(f"{source.near_side}_{name}")[at] * turn for name in POINTS}
    return found if all(np.isfinite(place).all() for place in found.values()) else None


def bend_deg(points: Places | dict[str, Mark], names: tuple[str, str, str]) -> float:
    """Return the angle at the middle one of three points, degrees; 0 where they lie on a line."""
    a, b, c = (point.place if isinstance(point, Mark) else point for point in (points[name] for name in names))
    return float(wrapped_deg(inclination_deg(b, a) - inclination_deg(c, b)))


class Errors:
    """Errors gathered over frames: of points by name and whether they are seen (% of the trunk), and of angles."""

    def __init__(self) -> None:
        self.points: dict[tuple[str, str], list[float]] = defaultdict(list)
        self.angles: dict[str, list[float]] = defaultdict(list)
        self.missing = 0

    def add(self, frame: MarkedFrame, found: Places | dict[str, Mark] | None) -> None:
        """Add one frame's."""
        if found is None:
            self.missing += 1
            return
        for name, mark in frame.first.items():
            other = found[name]
            place = other.place if isinstance(other, Mark) else other
            off = 100.0 * float(np.hypot(*(place - mark.place))) / frame.trunk_px
            if np.isfinite(off):
                self.points[name, mark.seen].append(off)
        for name, joints in (("knee", KNEE), ("hip", HIP)):
            off = abs(float(wrapped_deg(np.asarray(bend_deg(found, joints) - bend_deg(frame.first, joints)))))
            if np.isfinite(off):
                self.angles[name].append(off)

    def row(self, title: str) -> str:
        """Return a line of the table: medians by point, all visible and all hidden ones, angles."""
        cells = [title, str(self.missing)]
        cells += [" / ".join(_median(self.points[name, seen]) for seen in ("visible", "hidden")) for name in POINTS]
        for seen in ("visible", "hidden"):
            every = [off for (_, how), offs in self.points.items() if how == seen for off in offs]
            cells.append(f"{_median(every)} ({np.percentile(every, 90):.0f})" if every else "-")
        cells += [f"{np.mean(offs):.1f} ({np.median(offs):.1f})" for offs in (self.angles["knee"], self.angles["hip"])]
        return "| " + " | ".join(cells) + " |"


def _median(values: list[float]) -> str:
    return f"{np.median(values):.1f}" if values else "-"


def main(argv: Sequence[str] | None = None) -> int:
    """Print one line an estimator, and one of the second marker's."""
    parser = argparse.ArgumentParser(prog="python -m validation.frames", description=__doc__)
    parser.add_argument("--clips", type=Path, required=True, help="folder with the recordings' folders video and real")
    parser.add_argument("--pose", action="append", help="estimator, can be repeated; default: blazepose and movenet")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motions")
    options = parser.parse_args(argv)
    frames = [frame for frame in marked_frames() if (options.clips / frame.clip).is_file()]
    sys.stderr.write(f"{len(frames)} marked frames of {len({frame.clip for frame in frames})} clips\n")
    heads = [
        "",
        "not found",
        *POINTS,
        "visible: median (90 %)",
        "hidden: median (90 %)",
        "knee, deg: mean (median)",
        "hip",
    ]
    print("| " + " | ".join(heads) + " |\n|" + "---|" * len(heads))
    second = Errors()
    for frame in frames:
        if frame.second is not None:
            second.add(frame, frame.second)
    print(second.row("second marker"))
    for estimator in options.pose or ("blazepose", "movenet"):
        errors = Errors()
        motions: dict[str, Motion] = {}
        for frame in frames:
            if frame.clip not in motions:
                sys.stderr.write(f"{estimator}: {frame.clip}\n")
                motions = {frame.clip: read_motion(options.clips / frame.clip, options.cache, estimator=estimator)}
            errors.add(frame, places(motions[frame.clip], frame))
        print(errors.row(estimator))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
