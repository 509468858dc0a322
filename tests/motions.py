"""Motions of real pictures, found by the real estimator once in a test run."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import numpy as np

import hiphinge as hh
from hiphinge.core.motion import OUTLINE_SCALE, Motion
from hiphinge.movement.roll import levelled

DEMO = Path(str(files("hiphinge") / "data" / "demo.mp4"))


@cache
def motion_of(recording: Path = DEMO) -> Motion:
    """The motion of the lifter in a recording; the bundled clip if none is named."""
    return hh.open_motion(recording)


def rolled(motion: Motion, roll_deg: float) -> Motion:
    """The motion as a rolled camera sees it, whose picture turns clockwise; without what observers kept of pictures."""
    turned = levelled(motion, -roll_deg).with_observations({})
    if motion.outline is None:
        return turned
    cos, sin = np.cos(np.radians(roll_deg)), np.sin(np.radians(roll_deg))
    outline = motion.outline.astype(np.float64) @ np.array([[cos, sin], [-sin, cos]])
    # The corner of the picture is the origin of a left-facing lifter's mirrored points too.
    low = np.iinfo(np.int16).min
    outline = np.clip(np.round(outline), low + 1, -low - 1).astype(np.int16)
    outline[(motion.outline == low).any(axis=(1, 2))] = low
    assert float(np.abs(outline).max()) < OUTLINE_SCALE * 2000
    return replace(turned, outline=outline)
