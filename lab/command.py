"""Parse the command line of modules that render sets and continue where they were stopped."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path


def render_missing(
    options: argparse.Namespace,
    render: Callable[[argparse.Namespace, int, str], tuple[str, int]],
    wanted: Callable[[int], bool] = lambda _number: True,
) -> int:
    """Render the sets that are wanted and not there yet; progress on standard error.

    `render` makes the set of a number under a name in `options.out`, and gives what it is and its number of frames.
    """
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.sets, options.every):
        name = f"set_{number:03d}"
        if not wanted(number) or (options.out / f"{name}.json").exists():
            continue
        start = time.perf_counter()
        what, count = render(options, number, name)
        sys.stderr.write(f"{name} {what}: {count} frames, {time.perf_counter() - start:.1f} s\n")
        sys.stderr.flush()
    return 0


def parser_of(module: str, doc: str | None, *, seed: int, sets: int, yaw_max_deg: float) -> argparse.ArgumentParser:
    """The options that these commands share, with a module's own defaults."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}", description=doc)
    parser.add_argument("--out", type=Path, required=True, help="folder for the sets")
    parser.add_argument("--sets", type=int, default=sets, help="number of sets")
    parser.add_argument("--first", type=int, default=0, help="number of the first set")
    parser.add_argument("--every", type=int, default=1, help="take every so many (to share the work)")
    parser.add_argument("--seed", type=int, default=seed)
    parser.add_argument("--yaw-max", type=float, default=yaw_max_deg, help="largest yaw off the side view, degrees")
    parser.add_argument("--width", type=int, default=404, help="short side of the picture, pixels (4:3)")
    return parser
