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
from hiphinge.movement.calibration import Calibration, calibration_of
from hiphinge.movement.kinematics import ANGLES, Kinematics, measure_angles
from hiphinge.movement.plausibility import UPSIDE_DOWN_DEG, Legs, plausible_motion, trunk_hallucinated
from hiphinge.movement.repetitions import Repetitions, find_repetitions, trunk_thigh_deg
from hiphinge.movement.spine import (
    HIDDEN,
    Personal,
    Spine,
    Standing,
    absent_spine,
    estimate_spine,
    measured_spine,
    without_hallucinated_legs,
)
from hiphinge.movement.view import CameraView, estimate_view

Sight = Literal["side", "oblique", "hidden"]

SPINE_ANGLES: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "neck_extension_deg")
FRAME_ANGLES: Final = (*ANGLES, *SPINE_ANGLES)
"""Angles with a column in the table of frames; the last three are absent where the spine cannot be told apart."""

UPSIDE_DOWN_SHARE: Final = 0.02

NO_SPINE_ANGLES: Final = "the recording has no angles of pelvis and low back"
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
    trunk_thigh: FloatArray
    repetitions: Repetitions
    spine: Spine
    motion: Motion
    hidden: bool
    calibration: Calibration
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
        """The best curve there is for a column of the table of frames (`curve_of`), absent where nothing is judged."""
        return curve_of(self.kinematics, self.spine, name) if self.judged else Curve.absent(len(self.kinematics))


def curve_of(kinematics: Kinematics, spine: Spine, name: str) -> Curve:
    """The best curve there is for a column of the table of frames: that of the spine, else the landmarks'.

    Knees are read by both, and pooled: the estimator knows what plates hide, the landmarks do not shy at depth.
    """
    if name == "knee_flexion_deg" and spine.tells(name) and not spine.measured:
        return pooled(kinematics.curves["knee_flexion_deg"], spine.curves[name])
    if spine.tells(name) or name not in kinematics.curves:
        return spine.curves[name]
    return {str(known): curve for known, curve in kinematics.curves.items()}[name]


def measure_movement(
    motion: Motion,
    *,
    personal: Personal | None = None,
    spine: Spine | None = None,
    calibration: Calibration | None = None,
) -> Movement:
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
    calibration
        What everything is told against, where that is known before: it then goes before `personal`. None finds it in
        the motion; the movement's `calibration` says what was found.

    Raises
    ------
    RecordingError
        If `spine` has other frames than the motion, or `calibration` is of another unit or side.
    """
    if calibration is not None:
        calibration.check(motion)
    hidden = trunk_hallucinated(motion)
    parts = measure_parts(motion, calibration, personal=personal, spine=spine, hidden=hidden)
    kinematics, smoothed = parts.kinematics, parts.smoothed
    trunk_thigh = trunk_thigh_deg(kinematics)
    lost = parts.view.grade == "refused" or (hidden and _upside_down(kinematics))
    found = Repetitions((), (), "top") if lost else find_repetitions(kinematics, trunk_thigh)
    if hidden:
        smoothed = smoothed.with_position(np.full_like(motion.position, np.nan), np.zeros_like(motion.confidence))
    calibration = parts.found(motion) if calibration is None else calibration
    return Movement(parts.view, kinematics, trunk_thigh, found, parts.spine, smoothed, hidden, calibration)


def estimate_calibration(motion: Motion, *, personal: Personal | None = None) -> Calibration:
    """What measuring this motion finds everything to be told against; parameters as of `measure_movement`."""
    return measure_movement(motion, personal=personal).calibration


@dataclass(frozen=True, slots=True)
class Parts:
    """What a motion gives before its repetitions are looked for."""

    view: CameraView
    legs: Legs
    smoothed: Motion
    kinematics: Kinematics
    spine: Spine

    def found(self, motion: Motion) -> Calibration:
        """The calibration that these parts of a whole motion rest on."""
        return calibration_of(motion, self.view, self.legs, self.kinematics, self.spine)


def measure_parts(
    motion: Motion,
    calibration: Calibration | None,
    *,
    personal: Personal | None = None,
    spine: Spine | None = None,
    hidden: bool = False,
    features: FloatArray | None = None,
) -> Parts:
    """Angles and spine of a motion against a calibration, or against what the motion itself shows.

    Parameters
    ----------
    motion, calibration, personal, spine
        As of `measure_movement`.
    hidden
        Whether head and shoulders were hidden, so that there is no spine to tell.
    features
        What the spine's estimator sees of every frame as read, shape (frames, features), where that is known already
        for the calibration's trunk length.
    """
    view = estimate_view(motion) if calibration is None else calibration.view
    if motion.source.has("points"):
        legs, smoothed, kinematics = _measure_points(motion, view, calibration)
    else:
        legs, smoothed = {}, motion
        kinematics = Kinematics.from_angles(
            motion.time_s, motion.angles, motion.source.error_model, motion.source.frame_rate_hz
        )
        if calibration is not None:
            kinematics = replace(kinematics, standing_hip_deg=calibration.open_hip_deg)
    if spine is None and hidden:
        spine = absent_spine(motion, HIDDEN)
    if spine is None:
        standing = None if personal is None else personal.standing
        spine = _spine_of(motion, view, calibration, standing, features)
    _check_frames(spine, motion)
    return Parts(view, legs, smoothed, without_hallucinated_legs(kinematics, spine), spine)


def _measure_points(
    motion: Motion, view: CameraView, calibration: Calibration | None
) -> tuple[Legs, Motion, Kinematics]:
    """What is known of the legs, the smoothed motion, and its angles."""
    side_view = view.grade in {"usable", "warned"}
    plausible, legs = plausible_motion(
        motion, side_view=side_view, legs=None if calibration is None else calibration.legs
    )
    smoothed = smooth(plausible, world=not side_view)
    kinematics = measure_angles(
        smoothed,
        yaw_deg=view.yaw_deg if np.isfinite(view.yaw_deg) else 0.0,
        basis="image" if side_view else "world",
        calibration=None if calibration is None else calibration.body,
    )
    return legs, smoothed, kinematics.with_angles(motion.angles) if motion.angles else kinematics


def _spine_of(
    motion: Motion,
    view: CameraView,
    calibration: Calibration | None,
    standing: Standing | None,
    features: FloatArray | None,
) -> Spine:
    """Pelvis and spine: measured by the source, else estimated from the outline."""
    own = {name: motion.angles[name] for name in SPINE_ANGLES if name in motion.angles}
    if own:
        return measured_spine(own)
    if not motion.source.has("points"):
        return absent_spine(motion, NO_SPINE_ANGLES)
    known = None if calibration is None else calibration.spine
    return estimate_spine(motion, view, standing=standing, calibration=known, features=features)


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
    found = find_repetitions(movement.kinematics, movement.trunk_thigh, bar.path)
    return replace(movement, bar=bar, repetitions=found)
