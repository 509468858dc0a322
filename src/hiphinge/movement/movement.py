"""Measurement of a motion: the view, the angles, pelvis and spine, and the repetitions. Nothing is judged here."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray, pooled
from hiphinge.core.motion import Motion
from hiphinge.core.props import Bar
from hiphinge.core.signal import smooth
from hiphinge.movement.bones import with_constant_bones
from hiphinge.movement.calibration import Calibration, calibration_of
from hiphinge.movement.hallucinated import UPSIDE_DOWN_DEG, trunk_hallucinated
from hiphinge.movement.kinematics import ANGLES, Kinematics, measure_angles
from hiphinge.movement.out_of_picture import without_outside_legs
from hiphinge.movement.plausibility import Legs, plausible_motion
from hiphinge.movement.repetitions import Repetitions, find_repetitions, trunk_thigh_deg
from hiphinge.movement.roll import levelled
from hiphinge.movement.spine import (
    HIDDEN,
    Personal,
    Spine,
    Standing,
    absent_spine,
    estimate_spine,
    spine_from_source,
    with_hidden_knees,
    without_hallucinated_legs,
)
from hiphinge.movement.support import near_leg_free, on_carrying_leg, with_carrying_leg
from hiphinge.movement.view import CameraView, estimate_view

Sight = Literal["side", "oblique", "front", "hidden"]

SPINE_ANGLES: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "neck_extension_deg")
FRAME_ANGLES: Final = (*ANGLES, *SPINE_ANGLES)
"""Angles with a column in the table of frames; the last three are absent where pelvis and spine are not determined."""

UPSIDE_DOWN_SHARE: Final = 0.02
"""A hidden body that is upside down in more than this share of the frames is hallucinated as a whole."""

NO_SPINE_ANGLES: Final = "the recording has no angles of pelvis and low back"
NOT_FROM_THE_SIDE: Final = "the lifter was not seen well enough from the side"


@dataclass(frozen=True, slots=True)
class Movement:
    """The measurements of a motion before anything is judged: the view, the angles and the repetitions.

    `motion` is the motion that the angles were measured from: smoothed and without implausible landmarks. `hidden` says
    that the upper body was hallucinated: its movement still shows when a repetition was done, but not how, and `motion`
    is blank. `bar` is the barbell's movement, where one was searched (`hiphinge.measures.plate`).
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
        """Whether angles and faults may be reported."""
        return self.view.grade in {"usable", "warned"} and not self.hidden

    @property
    def sight(self) -> Sight:
        """The lifter's visibility: from the side, obliquely, from front or back, or with the upper body hidden."""
        if self.hidden:
            return "hidden"
        return "front" if self.view.grade == "refused" else "side" if self.judged else "oblique"

    def curve(self, name: str) -> Curve:
        """Return the best curve for a column of the table of frames (`curve_of`); absent where nothing is judged."""
        return curve_of(self.kinematics, self.spine, name) if self.judged else Curve.absent(len(self.kinematics))


def curve_of(kinematics: Kinematics, spine: Spine, name: str) -> Curve:
    """Return the best curve for a column of the table of frames: that of the spine, else that of the landmarks.

    Knee flexion is pooled from both: the estimator has learnt what plates hide, and the landmarks do not underestimate
    deep flexion.
    """
    if name == "knee_flexion_deg" and spine.has(name) and not spine.measured:
        return pooled(kinematics.curves["knee_flexion_deg"], spine.curves[name])
    if spine.has(name) or name not in kinematics.curves:
        return spine.curves[name]
    return {str(known): curve for known, curve in kinematics.curves.items()}[name]


def measure_movement(
    motion: Motion,
    *,
    personal: Personal | None = None,
    spine: Spine | None = None,
    calibration: Calibration | None = None,
) -> Movement:
    """Return view, angles, spine and repetitions of a motion; where the view is refused, only these can be used.

    Parameters
    ----------
    motion
        Landmarks of one lifter in the sagittal frame.
    personal
        Results from other recordings of the same athlete; their standing is the zero of the spine.
    spine
        Pelvis and spine of a source that measured them itself (`movement.spine.spine_from_source`); None estimates
        them from the outline.
    calibration
        Reference of all numbers where it is known already; it overrides `personal`. None estimates it from the motion;
        the movement's `calibration` has the result.

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
    lost = hidden and _upside_down(kinematics)
    repetitions = Repetitions((), (), "top") if lost else find_repetitions(kinematics, trunk_thigh)
    kinematics, spine = without_outside_legs(motion, kinematics, parts.spine)
    if hidden:
        smoothed = smoothed.with_position(np.full_like(motion.position, np.nan), np.zeros_like(motion.confidence))
    calibration = parts.calibration(motion) if calibration is None else calibration
    return Movement(parts.view, kinematics, trunk_thigh, repetitions, spine, smoothed, hidden, calibration)


def estimate_calibration(motion: Motion, *, personal: Personal | None = None) -> Calibration:
    """Return the calibration estimated from this motion; parameters as in `measure_movement`."""
    return measure_movement(motion, personal=personal).calibration


@dataclass(frozen=True, slots=True)
class Parts:
    """The measurements of a motion before its repetitions are searched."""

    view: CameraView
    legs: Legs
    smoothed: Motion
    kinematics: Kinematics
    spine: Spine

    def calibration(self, motion: Motion) -> Calibration:
        """Return the calibration that these parts of a whole motion are based on."""
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
    """Return angles and spine of a motion relative to a calibration, or to what the motion itself shows.

    Parameters
    ----------
    motion, calibration, personal, spine
        As in `measure_movement`.
    hidden
        Whether head and shoulders were hidden, so that the spine cannot be estimated.
    features
        Input of the spine's estimator in every unfiltered frame, shape (frames, features), where it is known already
        for the calibration's trunk length.
    """
    view = estimate_view(motion) if calibration is None else calibration.view
    free = near_leg_free(motion)
    if motion.source.has("points"):
        legs, smoothed, kinematics = _measure_points(on_carrying_leg(motion, free), view, calibration)
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
    spine = with_carrying_leg(spine, kinematics, free)
    kinematics, spine = with_hidden_knees(motion, without_hallucinated_legs(kinematics, spine), spine)
    return Parts(view, legs, smoothed, kinematics, spine)


def _measure_points(
    motion: Motion, view: CameraView, calibration: Calibration | None
) -> tuple[Legs, Motion, Kinematics]:
    """Return the geometry of the legs, the smoothed motion, and its angles."""
    side_view = view.grade in {"usable", "warned"}
    plausible, legs = plausible_motion(
        motion, side_view=side_view, legs=None if calibration is None else calibration.legs
    )
    if side_view and motion.hidden is not None:
        plausible, legs = with_constant_bones(plausible, legs, view.yaw_deg)
    smoothed = smooth(plausible, world=not side_view)
    kinematics = measure_angles(
        levelled(smoothed, view.roll_deg),
        yaw_deg=view.yaw_deg if np.isfinite(view.yaw_deg) else 0.0,
        roll_sigma_deg=view.roll_sigma_deg,
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
    """Return pelvis and spine as the source measured them, else as estimated from the outline."""
    own = {name: motion.angles[name] for name in SPINE_ANGLES if name in motion.angles}
    if own:
        return spine_from_source(own)
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
    """Return whether the body is upside down at times, which in a mostly hidden body shows that it is hallucinated."""
    below = np.abs(kinematics.angle("trunk_lean_deg")) > UPSIDE_DOWN_DEG
    return bool(below.mean() > UPSIDE_DOWN_SHARE)


def with_bar(movement: Movement, bar: Bar) -> Movement:
    """Return the movement with the barbell's; a bar that rested on floor or pins shows from where it was lifted."""
    if not bar.found:
        return replace(movement, bar=bar)
    repetitions = find_repetitions(movement.kinematics, movement.trunk_thigh, bar.path)
    return replace(movement, bar=bar, repetitions=repetitions)
