"""A motion measured: the view, the angles, pelvis and spine, and the repetitions. Nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray, pooled
from hiphinge.core.motion import Motion
from hiphinge.core.props import Bar
from hiphinge.core.signal import smooth
from hiphinge.movement.kinematics import ANGLES, Kinematics, measure_angles
from hiphinge.movement.plausibility import UPSIDE_DOWN_DEG, refuse_impossible, trunk_invented
from hiphinge.movement.repetitions import Repetitions, find_repetitions, fold_deg
from hiphinge.movement.spine import HIDDEN, Personal, Spine, absent_spine, estimate_spine, without_invented_legs
from hiphinge.movement.view import CameraView, estimate_view

Sight = Literal["side", "oblique", "hidden"]

SPINE_ANGLES: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "neck_extension_deg")
FRAME_ANGLES: Final = (*ANGLES, *SPINE_ANGLES)
"""Angles with a column in the table of frames; the last three are absent where the spine cannot be told apart."""

UPSIDE_DOWN_SHARE: Final = 0.02

NOT_FROM_THE_SIDE: Final = "the person was not seen well enough from the side"


@dataclass(frozen=True, slots=True)
class Movement:
    """What was measured before anything is judged: the view, the angles and the repetitions.

    `motion` is what the angles were measured from: without what no body can do, and smoothed. `hidden` says that the
    upper body was invented: its movement still shows when a repetition was done, not how, and `motion` is blank. `bar`
    is the barbell's movement, where the recording was looked through for one (`hiphinge.props.plate`).
    """

    view: CameraView
    kinematics: Kinematics
    fold: FloatArray
    repetitions: Repetitions
    spine: Spine
    motion: Motion
    hidden: bool
    bar: Bar | None = None

    @property
    def judged(self) -> bool:
        """Whether angles and faults may be given."""
        return self.view.grade in {"usable", "warned"} and not self.hidden

    @property
    def sight(self) -> Sight:
        """How the lifter was seen."""
        return "hidden" if self.hidden else "side" if self.judged else "oblique"

    def curve(self, name: str) -> Curve:
        """The best curve there is for a column of the table of frames: that of the spine, else the landmarks'.

        Knees are read by both, and pooled: the estimator knows what plates hide, the landmarks do not shy at depth.
        """
        if not self.judged:
            return Curve.absent(len(self.kinematics))
        if name == "knee_flexion_deg" and self.spine.tells(name) and not self.spine.measured:
            return pooled(self.kinematics.curves["knee_flexion_deg"], self.spine.curves[name])
        if self.spine.tells(name) or name not in self.kinematics.curves:
            return self.spine.curves[name]
        return self.kinematics.curves[name]


def measure_movement(motion: Motion, *, personal: Personal | None = None, spine: Spine | None = None) -> Movement:
    """View, angles, spine and repetitions of a motion; no repetitions where the view shows none.

    Parameters
    ----------
    motion
        Landmarks of one person in the sagittal frame.
    personal
        What other recordings of the same person told; its standing zeroes the spine.
    spine
        Pelvis and spine of a source that measured them itself (`movement.spine.measured_spine`); None estimates
        them from the outline.

    Raises
    ------
    RecordingError
        If `spine` has other frames than the motion.
    """
    view = estimate_view(motion)
    side_view = view.grade in {"usable", "warned"}
    plausible = refuse_impossible(motion, side_view=side_view)
    smoothed = smooth(plausible, world=not side_view)
    yaw = view.yaw_deg if np.isfinite(view.yaw_deg) else 0.0
    kinematics = measure_angles(smoothed, yaw_deg=yaw, basis="image" if side_view else "world")
    hidden = trunk_invented(motion)
    if spine is None:
        standing = None if personal is None else personal.standing
        spine = absent_spine(motion, HIDDEN) if hidden else estimate_spine(motion, view, standing=standing)
    _check_frames(spine, motion)
    kinematics = without_invented_legs(kinematics, spine)
    fold = fold_deg(kinematics)
    lost = view.grade == "refused" or (hidden and _upside_down(kinematics))
    found = Repetitions((), (), "top") if lost else find_repetitions(kinematics, fold)
    if hidden:
        smoothed = smoothed.with_position(np.full_like(motion.position, np.nan), np.zeros_like(motion.confidence))
    return Movement(view, kinematics, fold, found, spine, smoothed, hidden)


def _check_frames(spine: Spine, motion: Motion) -> None:
    frames = {len(curve) for curve in spine.curves.values()}
    if frames != {len(motion)}:
        found = f"curves of {', '.join(map(str, sorted(frames)))} frames"
        raise RecordingError(
            f"a spine of the {len(motion)} frames of the motion", found, "measure both at the same times"
        )


def _upside_down(kinematics: Kinematics) -> bool:
    """Whether the body found stands on its head at times: of a body that is mostly hidden, all of it is invented."""
    below = np.abs(kinematics.angle("trunk_lean_deg")) > UPSIDE_DOWN_DEG
    return bool(below.mean() > UPSIDE_DOWN_SHARE)


def with_bar(movement: Movement, bar: Bar) -> Movement:
    """The movement with that of the barbell; a bar that lay on floor or pins tells from where it was lifted."""
    if not bar.found:
        return replace(movement, bar=bar)
    found = find_repetitions(movement.kinematics, movement.fold, bar.path)
    return replace(movement, bar=bar, repetitions=found)
