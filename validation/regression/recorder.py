"""Run the command line of one version over recordings and keep the files that it writes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

KEPT: Final = ("analysis.json", "frames.parquet")
ENDINGS: Final = frozenset({".mp4", ".mov", ".gif", ".avi", ".mkv", ".webm", ".jpg", ".jpeg", ".png"})


def recordings_in(paths: Iterable[Path]) -> list[Path]:
    """Return the recordings at the paths: files themselves, and videos and pictures directly in folders."""
    recordings: list[Path] = []
    for path in paths:
        inside = sorted(file for file in path.iterdir() if file.suffix.lower() in ENDINGS) if path.is_dir() else [path]
        recordings.extend(inside)
    return recordings


def record(recordings: Sequence[Path], out: Path, options: Sequence[str], *, python: str, jobs: int = 2) -> None:
    """Analyse the recordings that have no entry in `out` yet, one folder each.

    Parameters
    ----------
    recordings
        Videos and pictures.
    out
        Folder of the entries, named by the folder and the stem of the recording.
    options
        Arguments of the command line: ``analyze`` or ``drill wall`` first, then its options.
    python
        The Python in whose environment the version to be recorded is installed.
    jobs
        Number of analyses that run at once.
    """
    missing = [recording for recording in recordings if not (out / _name(recording) / "run.json").exists()]
    with ThreadPoolExecutor(jobs) as pool:
        done = pool.map(lambda recording: _run(recording, out, options, python), missing)
        for count, line in enumerate(done, start=1):
            sys.stderr.write(f"{count}/{len(missing)} {line}\n")
            sys.stderr.flush()


def _name(recording: Path) -> str:
    return f"{recording.resolve().parent.name}.{recording.name}"


def _run(recording: Path, out: Path, options: Sequence[str], python: str) -> str:
    entry = out / _name(recording)
    with tempfile.TemporaryDirectory() as folder:
        words, rest = _command(options)
        command = [str(Path(python).with_name("hiphinge")), *words, str(recording), *rest, "-o", folder, "--quiet"]
        process = subprocess.run(command, capture_output=True, text=True, check=False)
        entry.mkdir(parents=True, exist_ok=True)
        for name in KEPT:
            if (Path(folder) / name).exists():
                shutil.copy(Path(folder) / name, entry / name)
        errors = [line for line in process.stderr.splitlines() if line.startswith("hiphinge")]
        run = {"status": process.returncode, "options": list(options), "error": errors[-1] if errors else None}
        (entry / "run.json").write_text(json.dumps(run, indent=2) + "\n", encoding="utf-8")
    return f"{recording.name}: exit status {process.returncode}"


def _command(options: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    """Return the words of the command, and the options that follow the recording."""
    first = next((i for i, word in enumerate(options) if word.startswith("-")), len(options))
    return options[:first] or ("analyze",), options[first:]
