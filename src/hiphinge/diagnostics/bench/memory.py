"""Benchmark of how much more memory a long clip takes than a short one."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from hiphinge.core.errors import ArgumentError
from hiphinge.diagnostics.bench.clips import FULL_HD, encoded, repeated, source_clip
from hiphinge.diagnostics.bench.clock import report_progress
from hiphinge.diagnostics.bench.targets import against


def memory(clip: Path | None = None, minutes: tuple[float, float] = (1.0, 10.0)) -> Iterator[str]:
    """Yield the peak memory of `hiphinge analyze`, with video, on a short and a long 1080p clip.

    The larger of its two processes counts: the one that analyses or the one that runs the pose model.

    Parameters
    ----------
    clip
        A video to use instead of the bundled one; scaled into 1920 x 1080 and repeated.
    minutes
        Lengths of the two clips.

    Raises
    ------
    ArgumentError
        If the system does not report a process's peak memory (Windows).
    """
    if not hasattr(os, "wait4"):
        raise ArgumentError("a system that reports peak memory", platform.system(), "measure on Linux or macOS")
    peaks = []
    with source_clip(clip) as source, tempfile.TemporaryDirectory() as folder:
        once = encoded(source, Path(folder) / "once.mp4", size=FULL_HD)
        for length in minutes:
            recording = Path(folder) / f"{length:g}-minutes.mp4"
            lasts, frames = repeated(once, recording, 60 * length)
            report_progress(f"analysing {lasts:.0f} s of 1920 x 1080, {frames} frames")
            began = time.perf_counter()
            peaks.append(_peak_mb(recording, Path(folder) / "results"))
            yield (
                f"memory: {lasts:.0f} s of 1920 x 1080 ({frames} frames): peak {peaks[-1]:.0f} MB, "
                f"{time.perf_counter() - began:.0f} s"
            )
            recording.unlink()
    more = peaks[-1] - peaks[0]
    yield f"memory: the longer clip took {more:.0f} MB more{against(more, 60, 'at most {:g} MB')}"


def _peak_mb(recording: Path, results: Path) -> float:
    """Return the peak resident memory, MB, that the system reports for `hiphinge analyze` in a separate process."""
    code = "from hiphinge.cli import main; main()"
    command = [sys.executable, "-c", code, "analyze", str(recording), "-o", str(results)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  (this Python, arguments of our own)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 3}:
        raise ArgumentError(
            "an analysis to measure", f"one that ended with status {process.returncode}", "see its message"
        )
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
