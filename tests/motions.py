"""Motions of real pictures, found by the real estimator once in a test run."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import hiphinge as hh
from hiphinge.core.motion import Motion

DEMO = Path(str(files("hiphinge") / "data" / "demo.mp4"))


@cache
def motion_of(recording: Path = DEMO) -> Motion:
    """The motion of the lifter in a recording; the bundled clip if none is named."""
    return hh.open_motion(recording)
