"""Score real clips labelled by eye: `python -m validation.real ../shared/data --cache DIR`.

What was seen of each clip is kept in the cache, so that only the first run takes long.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path

import hiphinge as hh
from hiphinge.core.errors import HipHingeError
from hiphinge.pose.factory import DEFAULT_ESTIMATOR, ESTIMATORS
from validation.reading import read_motion
from validation.real.clips import Graded, graded
from validation.real.labels import Label, labels
from validation.real.photos import photos, summary
from validation.real.tables import figures, misses, reliability


def analysed(label: Label, cache: Path | None, estimator: str) -> Graded:
    """Return one clip graded."""
    try:
        return graded(label, hh.analyze(read_motion(label.path, cache, estimator=estimator)))
    except HipHingeError as error:
        return graded(label, None, str(error))


def scored(folder: Path, cache: Path | None, estimator: str, processes: int) -> list[Graded]:
    """Return all labelled clips of a folder graded, with progress on standard error."""
    wanted, done = labels(folder), []
    with ProcessPoolExecutor(processes) as pool:
        for clip in pool.map(partial(analysed, cache=cache, estimator=estimator), wanted):
            done.append(clip)
            sys.stderr.write(f"{len(done)} of {len(wanted)}: {clip.label.name}\n")
    return done


def main(argv: Sequence[str] | None = None) -> int:
    """Score and print Markdown tables."""
    parser = argparse.ArgumentParser(prog="python -m validation.real", description=__doc__)
    parser.add_argument("folder", type=Path, help="folder with real/, video/ and photo/, and their labels")
    parser.add_argument("--cache", type=Path, help="folder that keeps what was seen of each clip")
    parser.add_argument("--pose", choices=ESTIMATORS, default=DEFAULT_ESTIMATOR)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args(argv)
    clips = scored(options.folder, options.cache, options.pose, options.processes)
    if not clips:
        parser.error(f"expected labelled clips in '{options.folder}', found none; see validation/README.md")
    seen = list(photos(options.folder, options.cache, options.pose))
    for table in (figures(clips), reliability(clips), misses(clips), summary(seen) if seen else ()):
        print("\n".join(table), end="\n\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
