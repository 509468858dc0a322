"""The camera's roll, estimated from quiet standing and level soles, and motions that are turned level by it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import Side
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, inclination_deg, wrapped_deg
from hiphinge.movement.standing import StandingRule

ROLLS_DEG: Final = np.arange(-300, 301) / 10.0
"""Rolls among which the estimate is searched, degrees."""

CAMERAS: Final = ((0.5, 1.5), (0.5, 5.5))
"""Share and standard deviation of the roll, degrees, of cameras that were set up level and of those held by hand or
propped up (proposal; together 4.0°). The leans of standing people in 36 real clips, most of them from tripods,
vary by 3.0°, of which 2.1° are their own."""

STANDING: Final = StandingRule(
    band_deg=6.0, percentile=10.0, max_lean_deg=30.0, max_hip_deg=22.0, max_knee_deg=22.0, min_s=0.25
)
"""Rule for the quiet standing that shows the vertical: the recording's straightest posture, whatever the tilt."""

LEAN_DEG: Final = 0.6
LEAN_SIGMA_DEG: Final = 2.1
"""Forward lean of the body in quiet standing, the mean of trunk's and leg's, and its standard deviation, degrees: 101
rendered sets less their roll (0.5 and 2.2; 1.7 by the median deviation). In 36 real clips they are 0.8 and 3.0."""

USUAL_FOLD_DEG: Final = -4.8
FOLD_SHARE: Final = 0.3
"""Usual difference between the inclinations of trunk and leg by the landmarks, degrees, and the share of a further
difference by which the lean is less certain: somebody who is bent at the hips does not stand quietly."""

SOLE_SIGMA_DEG: Final = 5.0
"""Standard deviation of the roll by the sole of the near foot, which stands level (5.0 in the same rendered sets)."""

LEAN_ASTRAY: Final = 0.02
SOLE_ASTRAY: Final = 0.2
"""Shares of the recordings in which lean and sole show nothing: another posture, a raised heel, a hidden foot."""

MIN_FRAMES: Final = 5
"""Least number of frames of standing, and of a seen sole."""


def estimate_roll(motion: Motion, yaw_deg: float, *, side_view: bool) -> tuple[float, float]:
    """Return the camera's roll, degrees, + = clockwise picture, and its standard deviation.

    It is the mean of the posterior: cameras are level or held by hand, people stand nearly plumb, and soles are level.
    In other than side views nothing shows it.

    Parameters
    ----------
    motion
        Unfiltered motion in pixels.
    yaw_deg
        The camera's yaw off the side view, which shortens the forward lean.
    side_view
        Whether the camera sees the lifter from the side.
    """
    chance = _mixture(0.0, CAMERAS)
    standing = _standing_lean(motion) if side_view else None
    if standing is not None:
        lean, fold = standing
        usual = LEAN_DEG * math.cos(math.radians(yaw_deg))
        sigma = math.hypot(LEAN_SIGMA_DEG, FOLD_SHARE * max(0.0, abs(fold - USUAL_FOLD_DEG) - LEAN_SIGMA_DEG))
        chance = chance * _evidence(lean - usual, sigma, LEAN_ASTRAY)
    sole = _sole_drop(motion) if side_view else None
    if sole is not None:
        chance = chance * _evidence(sole, SOLE_SIGMA_DEG, SOLE_ASTRAY)
    chance = chance / chance.sum()
    forward = float(chance @ ROLLS_DEG)
    sigma = math.sqrt(float(chance @ (ROLLS_DEG - forward) ** 2))
    return _sign(motion.source.facing) * forward, sigma


def _sign(facing: Side) -> float:
    """Return the sign by which a clockwise picture tips the lifter forward: mirrored for one who faces left."""
    return 1.0 if facing == "right" else -1.0


def _mixture(middle_deg: float, parts: tuple[tuple[float, float], ...]) -> FloatArray:
    """Return the density at `ROLLS_DEG` of normal distributions about a middle, given by share and sigma."""
    densities = [share / sigma * np.exp(-0.5 * ((ROLLS_DEG - middle_deg) / sigma) ** 2) for share, sigma in parts]
    return np.asarray(np.sum(densities, axis=0) / math.sqrt(2 * math.pi), dtype=np.float64)


def _evidence(seen_deg: float, sigma_deg: float, astray: float) -> FloatArray:
    """Return the likelihood of each of `ROLLS_DEG` where this one was seen; a share of readings is anywhere."""
    anywhere = astray / float(np.ptp(ROLLS_DEG))
    return _mixture(seen_deg, ((1.0 - astray, sigma_deg),)) + anywhere


def _standing_lean(motion: Motion) -> tuple[float, float] | None:
    """Return the forward lean of the body in quiet standing, the mean of trunk's and leg's, and that of trunk less leg.

    Medians over the frames of standing, degrees; None where the recording does not show it.
    """
    shoulder, hip, knee, ankle = (motion.middle(name) for name in ("shoulder", "hip", "knee", "ankle"))
    trunk, leg, thigh, shank = (
        inclination_deg(*ends) for ends in ((hip, shoulder), (ankle, hip), (knee, hip), (ankle, knee))
    )
    bend, knee_bend, fold = (wrapped_deg(angle) for angle in (trunk - thigh, shank - thigh, trunk - leg))
    lean = trunk - 0.5 * fold
    straight = STANDING.fits(lean, bend, knee_bend)
    frames = STANDING.frames(np.abs(bend) + np.abs(knee_bend), straight, time_s=motion.time_s)
    if np.count_nonzero(frames) < MIN_FRAMES:
        return None
    return float(np.median(lean[frames])), float(np.median(fold[frames]))


def _sole_drop(motion: Motion) -> float | None:
    """Return by how much the near sole drops forward, degrees: its median where it is seen; None where it is not."""
    side = motion.source.near_side
    sole = motion.point(f"{side}_toe") - motion.point(f"{side}_heel")
    trusted: NDArray[np.bool_] = (motion.trust(f"{side}_toe") > 0.5) & np.isfinite(sole).all(axis=1)
    if np.count_nonzero(trusted) < MIN_FRAMES:
        return None
    return -float(np.median(np.degrees(np.arctan2(sole[trusted, 1], sole[trusted, 0]))))


def levelling(roll_deg: float, facing: Side) -> Callable[[NDArray[np.floating]], FloatArray]:
    """Return the function that turns sagittal points, (..., 2), x forward and y up, as if the camera had been level.

    Parameters
    ----------
    roll_deg
        The camera's roll, degrees, + = clockwise picture.
    facing
        Side of the picture that the lifter faces.
    """
    turn = math.radians(_sign(facing) * roll_deg)
    matrix = np.array([[math.cos(turn), math.sin(turn)], [-math.sin(turn), math.cos(turn)]])
    return lambda points: np.asarray(points.astype(np.float64) @ matrix, dtype=np.float64)


def levelled(motion: Motion, roll_deg: float) -> Motion:
    """Return the motion as a level camera would have seen it: points, midline and world landmarks, not the outline.

    Everything turns about the picture's corner, so places are no longer those in the picture.
    """
    if roll_deg == 0.0:
        return motion
    turn = levelling(roll_deg, motion.source.facing)
    level = motion.with_position(turn(motion.position), motion.confidence)
    if motion.world is not None:
        level = level.with_world(np.concatenate([turn(motion.world[..., :2]), motion.world[..., 2:]], axis=2))
    if motion.spine is not None:
        spine = turn(motion.spine).astype(np.float32)
        spine.flags.writeable = False
        level = replace(level, spine=spine)
    return level
