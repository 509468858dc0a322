"""Score the live coach: `python -m validation.live --rendered DIR [--clips DIR] [--cache DIR]`.

Each recording is fed to the coach frame by frame, with the calibration of the whole file as placement would give it and
the exercise that was recognised in it as a user would choose it, and compared with the analysis of the file.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from hiphinge.core.errors import HipHingeError
from hiphinge.core.motion import Motion
from validation.live.sets import LiveSet, coached
from validation.reading import read_motion
from validation.real.labels import labels

COUNTS = ("faulty", "cued", "clean", "false")
TIMES = ("gaps_s", "late_s", "judged_s")


def main() -> None:
    """Score the folders given on the command line and print a Markdown table."""
    parser = argparse.ArgumentParser(prog="python -m validation.live", description=__doc__)
    parser.add_argument("--rendered", type=Path, action="append", default=[], help="folder made by lab.graded")
    parser.add_argument("--clips", type=Path, action="append", default=[], help="folder with labelled real clips")
    parser.add_argument("--cache", type=Path, help="folder that keeps the motion of each recording")
    options = parser.parse_args()
    for name, recordings in (("rendered", _rendered(options.rendered)), ("real", _real(options.clips))):
        sets = []
        for path in recordings:
            motion = _motion(path, options.cache)
            scored = None if motion is None else coached(motion)
            if scored is not None:
                sets.append(scored)
                sys.stderr.write(f"{path.name}: {scored.live} of {scored.batch}\n")
        if sets:
            _print(name, sets)


def _rendered(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.glob("set_*.mp4"))


def _real(folders: list[Path]) -> Iterator[Path]:
    for folder in folders:
        for label in labels(folder):
            yield label.path


def _motion(path: Path, cache: Path | None) -> Motion | None:
    try:
        return read_motion(path, cache)
    except HipHingeError:
        return None


def _print(name: str, sets: list[LiveSet]) -> None:
    faulty, cued, clean, false = (sum(getattr(each, part) for each in sets) for part in COUNTS)
    gaps, late, judged = (np.concatenate([getattr(each, part) for each in sets]) for part in TIMES)
    same = np.mean([each.live == each.batch for each in sets])
    rows = [("repetitions counted live as in the file", f"{100 * same:.0f} % of recordings")]
    if faulty:
        share = f"{100 * cued / faulty:.0f} % of {faulty}"
        rows.append(("faults of the file cued by the end of the next repetition", share))
    if clean:
        rows.append(("cues after repetitions that are clean in the file", f"{100 * false / clean:.1f} % of {clean}"))
    if gaps.size:
        rows.append(("shortest time between two cues", f"{gaps.min():.1f} s"))
    for title, seconds in (("cue after the end of the repetition", late), ("time to judge a repetition", judged)):
        if seconds.size:
            middle, most = np.percentile(seconds, [50, 95])
            rows.append((f"{title}, median and 95 %", f"{middle:.2f} s, {most:.2f} s"))
    print(f"\n{len(sets)} {name} recordings\n\n| | |\n|---|---|")
    print("\n".join(f"| {title} | {figure} |" for title, figure in rows))


if __name__ == "__main__":
    main()
