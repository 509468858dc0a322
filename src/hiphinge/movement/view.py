"""The camera's view of the lifter: its yaw off the side view, its roll, and what can be judged from there."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import DIRECT_ANGLES, pair
from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.core.motion import Motion
from hiphinge.movement.roll import estimate_roll
from hiphinge.result import View

USABLE_YAW_DEG: Final = 25.0
"""Up to this yaw sagittal angles are used as measured, with the error of foreshortening in their intervals."""

WARNED_YAW_DEG: Final = 40.0
"""Up to this yaw angles are reported with a warning; beyond it no sagittal angle is."""

COUNTED_YAW_DEG: Final = 68.0
"""Up to this yaw repetitions are counted and hinges distinguished from squats; beyond it (front and back views) nothing
is judged."""

WIDTH_TRUNKS: Final = MappingProxyType({"hip": 0.40, "shoulder": 0.72})
"""Distance between the left and the right landmark in a front view, trunk lengths, as pose models place them."""

MAX_YAW_DIFFERENCE_DEG: Final = 35.0
"""Largest difference between the yaw by world landmarks and that by seen widths at which the former is used."""

DIRECT_ALONE_DEG: Final = 30.0
"""Up to this yaw the one that a source gives directly stands alone."""

DIRECT_LAST_DEG: Final = 70.0
"""No picture from further off was shown to the net that gives it directly: of front views it says 40° to 55°, and world
landmarks 70° to 90°. Of 91 real clips, those three of front and back views are beyond it, and no other."""

DIRECT_SCALE: Final = 1.15
"""True over directly given yaw, on stills of people held out (1.1 to 1.2 from 10° to 60°): in most training pictures it
is small, which draws the net's answer to zero."""

YAW_SIGMA_DEG: Final = 6.9
"""Standard error of the absolute yaw, with which the interval holds it in nine tenths of 136 rendered sets
(`validation/pipeline`)."""

Grade = Literal["usable", "warned", "oblique", "refused"]

PLACE_CAMERA: Final = "place the camera level with the hips, 3 to 4 m away, looking at the lifter exactly from the side"


@dataclass(frozen=True, slots=True)
class CameraView:
    """Estimated yaw and roll, degrees, with their standard deviations.

    `yaw_deg` is positive where the right side of the body is turned forward in the sagittal frame: a camera in front of
    the side view gives positive yaw for a lifter who faces left, negative yaw for one who faces right. On rendered
    people the estimate is biased by about 5° to the front.
    """

    yaw_deg: float
    yaw_sigma_deg: float
    roll_deg: float
    roll_sigma_deg: float

    @property
    def grade(self) -> Grade:
        """The grade of the view, by which it is decided what may be reported."""
        off = abs(self.yaw_deg)
        if not np.isfinite(off) or off > COUNTED_YAW_DEG:
            return "refused"
        if off > WARNED_YAW_DEG:
            return "oblique"
        return "warned" if off > USABLE_YAW_DEG else "usable"

    def reason(self) -> str | None:
        """Return in words why the view is not fully usable, or None if it is."""
        if not np.isfinite(self.yaw_deg):
            return "the lifter was not seen long enough to determine where the camera stood"
        off = f"the camera stood about {abs(self.yaw_deg):.0f}° off the side view"
        return {
            "usable": None,
            "warned": f"{off}: angles are foreshortened and their intervals wider",
            "oblique": f"{off}: sagittal angles from there are biased and are not given",
            "refused": f"{off}: from the front or the back a camera cannot see a hinge",
        }[self.grade]

    def result(self) -> View:
        """Return the view as a record of the result file."""
        known = bool(np.isfinite(self.yaw_deg))
        return View(
            yaw_deg=_measure(abs(self.yaw_deg), self.yaw_sigma_deg) if known else None,
            roll_deg=_measure(self.roll_deg, self.roll_sigma_deg) if known else None,
            usable=self.grade in {"usable", "warned"},
            reason=self.reason(),
        )


def _measure(value: float, sigma: float) -> Measure:
    return Measure(value=value, low=value - Z90 * sigma, high=value + Z90 * sigma)


def estimate_view(motion: Motion) -> CameraView:
    """Return the camera's yaw and roll over the whole recording.

    Yaw comes from the direction of the hip and shoulder axes in the source's world landmarks and from the distance of
    left and right in the picture: in an exact side view these axes lie along the line of sight. Roll comes from
    quiet standing and the sole of the near foot (`movement.roll`).
    A motion that does not come from pictures (`unit` m) has no camera: yaw and roll are zero.
    """
    if motion.unit == "m":
        return CameraView(0.0, 0.0, 0.0, 0.0)
    yaw = _yaw_deg(motion)
    roll, sigma = estimate_roll(motion, yaw, side_view=abs(yaw) <= WARNED_YAW_DEG)
    return CameraView(yaw, YAW_SIGMA_DEG, roll, sigma)


def _yaw_deg(motion: Motion) -> float:
    """Return the yaw that the source gives directly, degrees; beyond `DIRECT_ALONE_DEG` its mean with the world's.

    A direct yaw separates front from back, which the others cannot always, and it knows no view beyond
    `DIRECT_LAST_DEG`: there the world landmarks stand alone.
    """
    direct = _direct_yaw_deg(motion)
    if not np.isfinite(direct):
        return _outer_yaw_deg(motion)
    off = _world_off_deg(motion)
    if off > DIRECT_LAST_DEG:
        return float(np.copysign(off, direct))
    if abs(direct) <= DIRECT_ALONE_DEG or not np.isfinite(off):
        return direct
    return float(np.copysign(0.5 * (abs(direct) + off), direct))


def _world_off_deg(motion: Motion) -> float:
    """Return how far off the side view the camera stood by the world landmarks, 0 to 90°; NaN without any.

    It does not ask which side is which: in a front view a side that is taken for the other changes nothing.
    """
    if motion.world is None:
        return float("nan")
    axis = _axis(motion.world, *WIDTH_TRUNKS)
    seen = np.abs(axis[np.isfinite(axis).all(axis=1)])
    return float(np.degrees(np.arctan2(*np.median(seen[:, [0, 2]], axis=0)))) if len(seen) else float("nan")


def _axis(world: NDArray[np.floating], *names: str) -> FloatArray:
    """Return the sum of the ways from the left to the right landmark of each name, (frames, 3)."""
    ways = [world[:, right] - world[:, left] for left, right in map(pair, names)]
    return np.asarray(np.sum(ways, axis=0), dtype=np.float64)


def _direct_yaw_deg(motion: Motion) -> float:
    """Return the median of the yaw that the source gives directly, degrees; NaN where it gives none."""
    if motion.direct is None:
        return float("nan")
    given = motion.direct[:, 0, DIRECT_ANGLES.index("yaw_deg")]
    toward_front = 1.0 if motion.source.facing == "left" else -1.0
    return toward_front * DIRECT_SCALE * float(medians(given[:, None].astype(np.float64))[0])


def _outer_yaw_deg(motion: Motion) -> float:
    """Return the yaw by the world landmarks, degrees, unless the widths of shoulders and hips contradict it.

    Then return the median of the three: a pose model that does not see the head may confuse front and back.
    """
    trunk = motion.middle("shoulder") - motion.middle("hip")
    seen = np.isfinite(trunk).all(axis=1)
    if not seen.any():
        return float("nan")
    # In the most upright frames the trunk keeps its length in every view; a horizontal one is foreshortened too.
    tallest = np.abs(trunk[seen]) >= np.percentile(np.abs(trunk[seen, 1]), 75)
    along, up = np.median(np.abs(trunk[seen][tallest[:, 1]]), axis=0)
    by_width = []
    known = []
    for name, width in WIDTH_TRUNKS.items():
        left, right = pair(name)
        both = np.isfinite(motion.position[:, [left, right], 0]).all(axis=1)
        if not both.any():
            continue
        across = float(np.median(motion.position[both, right, 0] - motion.position[both, left, 0])) / width
        sine = float(np.clip(across / max(float(np.hypot(along, up)), 1e-9), -1.0, 1.0))
        by_width.append(float(np.degrees(np.arcsin(sine) if up > along else np.arctan2(across, along))))
        known.append(name)
    if not by_width:
        # The near side hides a far side that is never seen: a side view.
        return 0.0
    if motion.world is None:
        return float(np.mean(by_width))
    axis = _axis(motion.world, *known)
    turned = axis[np.isfinite(axis).all(axis=1)]
    forward, sideways = (float(np.median(turned[:, i])) for i in (0, 2))
    world = float(np.degrees(np.arctan2(forward, sideways)))
    if abs(world - float(np.mean(by_width))) <= MAX_YAW_DIFFERENCE_DEG:
        return world
    return float(np.median([*by_width, world]))


def straightened(points: FloatArray, view: CameraView) -> FloatArray:
    """Return sagittal points, shape (frames, 2), with forward extents corrected for foreshortening (up to 40°)."""
    shrink = np.cos(np.radians(min(abs(view.yaw_deg), WARNED_YAW_DEG)))
    return np.asarray(points / np.array([shrink, 1.0]), dtype=np.float64)
