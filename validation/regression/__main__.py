"""Compare the numbers of two versions: `python -m validation.regression record|compare`.

    python -m validation.regression record OLD CLIPS… --python OTHER/bin/python -- analyze --no-video
    python -m validation.regression record NEW CLIPS… -- analyze --no-video
    python -m validation.regression compare OLD NEW

`record` continues where it was stopped. `compare` exits with 1 where a number, a name or a key changed that
`moved.toml` does not explain.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from validation.regression.compared import compare, explanations, summary
from validation.regression.recorder import record, recordings_in

MOVED = Path(__file__).with_name("moved.toml")


def main(argv: Sequence[str] | None = None) -> int:
    """Record one version, or compare two."""
    words = list(sys.argv[1:] if argv is None else argv)
    cut = words.index("--") if "--" in words else len(words)
    parser = argparse.ArgumentParser(prog="python -m validation.regression", description=__doc__)
    tasks = parser.add_subparsers(dest="task", required=True)
    recording = tasks.add_parser("record", help="analyse recordings and keep the numbers")
    recording.add_argument("out", type=Path)
    recording.add_argument("recordings", type=Path, nargs="+", help="files, or folders of files")
    recording.add_argument("--python", default=sys.executable, help="Python of the version's environment")
    recording.add_argument("--jobs", type=int, default=2)
    comparing = tasks.add_parser("compare", help="compare two folders of kept numbers")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    options = parser.parse_args(words[:cut])
    if options.task == "record":
        after = words[cut + 1 :] or ["analyze", "--no-video"]
        record(recordings_in(options.recordings), options.out, after, python=options.python, jobs=options.jobs)
        return 0
    text, unexplained = summary(*compare(options.old, options.new), explanations(MOVED))
    print(text)
    return 1 if unexplained else 0


if __name__ == "__main__":
    raise SystemExit(main())
