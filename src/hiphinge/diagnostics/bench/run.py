"""Benchmarks chosen by name, after a line about the machine."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Iterator
from importlib.metadata import version
from pathlib import Path

from hiphinge.core.errors import ArgumentError
from hiphinge.diagnostics.bench.kinematics import kinematics
from hiphinge.diagnostics.bench.loads import loads
from hiphinge.diagnostics.bench.memory import memory
from hiphinge.diagnostics.bench.pipeline import pipeline
from hiphinge.diagnostics.bench.start import start


def measure(what: str = "all", clip: Path | None = None) -> Iterator[str]:
    """Measure, and yield the results line by line.

    Parameters
    ----------
    what
        ``pipeline``, ``memory``, ``loads``, ``kinematics``, ``start`` or ``all``; ``all`` leaves out
        ``memory``, which takes about as long as the eleven minutes of video that it analyses.
    clip
        A video to use instead of the bundled clip.

    Raises
    ------
    ArgumentError
        If there is no such benchmark.
    """
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "start": start,
        "kinematics": kinematics,
        "loads": loads,
        "pipeline": lambda: pipeline(clip),
        "memory": lambda: memory(clip),
    }
    if what != "all" and what not in parts:
        raise ArgumentError(f"{', '.join(parts)} or all to measure", f"'{what}'", "choose one of them")
    yield _machine()
    for name, part in parts.items():
        if what == name or (what == "all" and name != "memory"):
            yield from part()


def _machine() -> str:
    busy = f", load {os.getloadavg()[0]:.1f} before this began" if hasattr(os, "getloadavg") else ""
    return (
        f"hiphinge {version('hiphinge')}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors{busy}"
    )
