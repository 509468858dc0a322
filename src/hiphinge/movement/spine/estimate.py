"""Curves of pelvis and lumbar spine: estimated in every frame of a recording, smoothed over time, then zeroed."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray, medians
from hiphinge.core.motion import OUTLINE_SCALE, Motion, usual_trunk_length, wrapped_deg
from hiphinge.core.outline import sagittal_outline
from hiphinge.core.signal import smooth_columns
from hiphinge.movement.hallucinated import without_lost
from hiphinge.movement.roll import levelled, levelling
from hiphinge.movement.spine.context import contexts
from hiphinge.movement.spine.features import frame_features, landmark_angles, reading_features
from hiphinge.movement.spine.head import NECK, neck_with_pitch
from hiphinge.movement.spine.model import QUANTITIES, SpineFeatures, estimate, reads_joints
from hiphinge.movement.standing import StandingRule
from hiphinge.movement.view import CameraView

SPINE_CUTOFF_HZ: Final = 3.0
"""Cut-off of the smoothing, Hz. The spine and the joints of a lift move slower; a swing takes about 1.3 s."""

STANDING: Final = StandingRule(
    band_deg=6.0, percentile=10.0, max_lean_deg=15.0, max_hip_deg=22.0, max_knee_deg=22.0, min_s=0.25
)
"""Rule for the upright standing that is the spine's zero: the recording's most upright posture by the landmarks alone.
The limits leave room for the landmarks' offsets."""


MAX_PAUSE_S: Final = 0.2
"""Longest time between two frames with features in which the lifter is taken to go on standing, seconds."""


UNJUDGED_DEG: Final = np.array([16.0, 16.0, 14.0, 12.0, 12.0])
"""Frames in which the estimator's standard deviation exceeds this are absent, one value for each of `QUANTITIES`. The
limit is wide for the low back, since a rounded one is the most uncertain, and narrow for a knee, which is better left
out where plates hide it."""

OVER_TIME: Final = MappingProxyType(
    {False: np.array([0.78, 0.70, 0.87, 0.91, 0.65]), True: np.array([0.68, 0.70, 0.74, 0.76, 0.65])}
)
"""Remaining share of a single frame's standard deviation after smoothing and zeroing by many frames of standing, for
the nets of `model.MODEL_NAMES` in the order of `QUANTITIES`; chosen so that nine tenths of the true values lie inside
on rendered sets (`validation/spine`)."""

UNZEROED: Final = 1.0
"""The same where standing was never seen: an error from the body's shape is then the same in every frame."""

ZEROED: Final = ("pelvic_tilt_deg", "lumbar_flexion_deg", "hip_flexion_deg", "neck_extension_deg")
"""Quantities that are relative to the athlete's own standing; knee flexion has a zero of its own."""

LEANS_BACK_DEG: Final = 4.0
LIES_BACK_DEG: Final = 40.0
"""A trunk that leans back beyond quiet standing by between these angles may hide an arched low back; beyond the second
the lifter lies, and the neck is absent: heads on a bench or a floor are read up to 50° short (rendered thrusts)."""

ARCH_FOR_LEAN: Final = 2.0
"""Degrees of arch that each degree of that lean may hide: on an arched back the thorax turns about twice as far as the
line from hips to shoulders (rendered people: 1.3 to 2.2). The outline hardly separates an arch from hips that were
pushed forward (`docs/explanation/spine-model.md`)."""

FRAMES_AT_ONCE: Final = 512
"""Frames whose outlines are unpacked together, so that a long recording takes no more memory than its features."""

NO_OUTLINE: Final = "joint points alone cannot separate pelvis and spine, and this recording has no outline"

HIDDEN: Final = "head and shoulders were hidden"


@dataclass(frozen=True, slots=True)
class Standing:
    """An athlete's upright standing: features, (features,), and the angles estimated from them, degrees, (5,)."""

    features: FloatArray
    reading: FloatArray


@dataclass(frozen=True, slots=True)
class SpineCalibration:
    """The measures that are known before a recording is estimated.

    Attributes
    ----------
    trunk
        Usual distance from mid-hip to mid-shoulder, in the unit of the motion.
    standing
        Upright standing, or None where it was never seen.
    lean_deg
        Lean of the trunk in that standing by the unfiltered landmarks, degrees; NaN where unknown.
    """

    trunk: float
    standing: Standing | None
    lean_deg: float


@dataclass(frozen=True, slots=True)
class Spine:
    """Pelvis, lumbar spine, hip, knee and neck over a recording.

    Attributes
    ----------
    curves
        A curve in degrees for each of `QUANTITIES`.
    standing
        The standing that is their zero, or None: they are then relative to the population, with wider intervals.
    reason
        Why nothing could be estimated, or None.
    measured
        Whether the source measured the curves itself, relative to the athlete's standing, and nothing was estimated.
    upright
        Frames in which the recording shows upright standing, shape (frames,), or None where it was not searched.
    upright_lean_deg
        Lean of the trunk in that standing by the unfiltered landmarks, degrees; NaN where none was seen.
    own_standing
        Whether `standing` is that of the recording itself.
    trunk
        Body's unit by the unfiltered landmarks, in the unit of the motion, or None where it was not needed.
    known_names
        Names of the curves that are known in any frame.
    """

    curves: dict[str, Curve]
    standing: Standing | None
    reason: str | None = None
    measured: bool = False
    upright: NDArray[np.bool_] | None = None
    upright_lean_deg: float = math.nan
    own_standing: bool = False
    trunk: float | None = None
    known_names: frozenset[str] = field(init=False, default=frozenset())

    def __post_init__(self) -> None:
        known = frozenset(name for name, curve in self.curves.items() if bool(curve.known().any()))
        object.__setattr__(self, "known_names", known)

    @property
    def zeroed(self) -> bool:
        """Whether the angles are relative to the athlete's own standing and not to the population."""
        return self.measured or self.standing is not None

    def has(self, name: str) -> bool:
        """Return whether a curve of that name is known in any frame."""
        return name in self.known_names


def estimate_spine(
    motion: Motion,
    view: CameraView,
    *,
    standing: Standing | None = None,
    calibration: SpineCalibration | None = None,
    features: FloatArray | None = None,
) -> Spine:
    """Estimate pelvis, lumbar spine, hip, knee and neck over time.

    Parameters
    ----------
    motion
        The unfiltered recording: neither smoothed nor cleared of implausible legs, as in training.
    view
        The camera's view of it.
    standing
        Upright standing of the same athlete in the same clothes, from another recording; None takes that of this one.
    calibration
        Measures that are known already and not estimated from the recording; its standing overrides `standing`.
    features
        Those of `motion_features` for the unfiltered motion, where they are known already.

    Returns
    -------
    Spine
        Absent with a reason where source or view do not allow an estimate.

    Raises
    ------
    RecordingError
        If `standing` was read by another pose estimator.
    """
    if motion.outline is None:
        return absent_spine(motion, NO_OUTLINE)
    if view.grade not in {"usable", "warned"}:
        return absent_spine(motion, view.reason() or "the camera does not see the lifter from the side")
    motion = levelled(without_lost(motion), view.roll_deg)
    position = motion.position.astype(np.float64)
    hip, shoulder = motion.middle("hip"), motion.middle("shoulder")
    trunk = usual_trunk_length(hip, shoulder) if calibration is None else calibration.trunk
    if features is None:
        features = motion_features(motion, position, trunk, roll_deg=view.roll_deg)
    else:
        features = features.copy()
        features[~np.isfinite(position).any(axis=(1, 2))] = np.nan
    return replace(_spine_of(motion, position, features, standing, calibration), trunk=trunk)


def _spine_of(
    motion: Motion,
    position: FloatArray,
    features: FloatArray,
    standing: Standing | None,
    calibration: SpineCalibration | None,
) -> Spine:
    """Return the spine from the features of every frame; `motion` and `position` without hallucinated bodies."""
    known: NDArray[np.bool_] = np.asarray(np.isfinite(features).all(axis=1))
    if not known.any():
        return absent_spine(motion, "no outline of the lifter was found")
    base = landmark_angles(position, motion.source.near_side)
    upright, lean, here = None, math.nan, None
    if calibration is None:
        upright = standing_frames(motion.time_s, base, known)
        lean = float(np.median(base[upright, 0])) if upright.any() else math.nan
        here = medians(features[upright]) if standing is None and upright.any() else None
    else:
        standing, lean = calibration.standing, calibration.lean_deg
    reference = standing.features if standing is not None else here
    if reference is not None and reference.shape != features.shape[1:]:
        raise RecordingError(
            "a standing that was read by the same pose estimator as the recording",
            "one of another",
            "read both recordings with the same estimator",
            arguments=("standing",),
        )
    value, sigma = np.full_like(base, np.nan), np.full_like(base, np.nan)
    trunk_thigh = base[known, QUANTITIES.index("hip_flexion_deg")]
    deepest, moving = contexts(motion.time_s[known], trunk_thigh, features[known])
    mean, sigma[known] = estimate(SpineFeatures(features[known], deepest, moving, reference))
    value[known] = wrapped_deg(base[known] + mean)
    value[sigma > UNJUDGED_DEG] = np.nan
    own = standing is None and here is not None
    if here is not None and upright is not None:
        standing = Standing(here, medians(value[upright]))
    remaining = UNZEROED if standing is None else OVER_TIME[reads_joints(features.shape[1])]
    curves = _curves(motion, value, sigma * remaining, standing)
    zero = None if standing is None else standing.features
    neck = neck_with_pitch(motion, curves, features, zero, SPINE_CUTOFF_HZ)
    curves[NECK] = neck.masked(np.asarray(np.nan_to_num(base[:, 0]) < -LIES_BACK_DEG))
    if math.isfinite(lean):
        curves["lumbar_flexion_deg"] = maybe_arched(curves["lumbar_flexion_deg"], lean - base[:, 0])
    return Spine(curves, standing, upright=upright, upright_lean_deg=lean, own_standing=own)


def maybe_arched(lumbar: Curve, back_deg: FloatArray) -> Curve:
    """Return lumbar flexion with intervals that include the arch which a trunk that leans back may hide.

    Parameters
    ----------
    lumbar
        Lumbar flexion from standing, degrees.
    back_deg
        Backward lean of the trunk beyond its quiet standing, degrees, shape (frames,).
    """
    leans = np.isfinite(back_deg) & (back_deg > LEANS_BACK_DEG) & (back_deg < LIES_BACK_DEG)
    low = np.where(leans, np.minimum(lumbar.low, -ARCH_FOR_LEAN * np.where(leans, back_deg, 0.0)), lumbar.low)
    return Curve(lumbar.value, np.where(np.isfinite(lumbar.value), low, np.nan), lumbar.high)


def standing_frames(time_s: FloatArray, base: FloatArray, known: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the frames of upright standing, shape (frames,), by the landmarks' angles (frames, 5); maybe none.

    They are the recording's most upright posture, if it is upright and held for a moment.
    """
    lean, _, hip, knee, _ = base.T
    flexion = np.abs(hip) + np.abs(knee)
    upright = known & STANDING.fits(lean, hip, knee)
    level = STANDING.level_deg(flexion[upright])
    frames = np.zeros(len(time_s), dtype=bool)
    rows = np.flatnonzero(known)  # an outline may come with every second frame only
    for part in np.split(rows, np.flatnonzero(np.diff(time_s[rows]) > MAX_PAUSE_S) + 1):
        frames[part] = STANDING.frames(flexion[part], upright[part], level_deg=level, time_s=time_s[part])
    return frames


def motion_features(
    motion: Motion, position: FloatArray, trunk: float | None = None, *, roll_deg: float = 0.0
) -> FloatArray:
    """Return `frame_features` of a recording with an outline; `position` is unfiltered, (frames, landmarks, 2).

    `trunk` is the body's unit where it is known already; None takes that of the recording. A motion that was turned
    level by `roll_deg` (`movement.roll`) still has its outline as in the picture.

    Raises
    ------
    RecordingError
        If the motion has no outline.
    """
    outline, confidence, source = motion.outline, motion.confidence, motion.source
    if outline is None:
        raise RecordingError("a motion with an outline", "none", "read it from a video, by an estimator that sees one")
    sign = 1.0 if source.facing == "right" else -1.0
    level = levelling(roll_deg, source.facing)
    unit = usual_trunk_length(motion.middle("hip"), motion.middle("shoulder")) if trunk is None else trunk
    blocks = (slice(start, start + FRAMES_AT_ONCE) for start in range(0, len(position), FRAMES_AT_ONCE))
    return np.concatenate(
        [
            frame_features(
                position[block],
                confidence[block].astype(np.float64),
                level(sagittal_outline(outline[block], OUTLINE_SCALE, sign)),
                source.near_side,
                unit,
                reading_features(position[block], _part(motion.spine, block), _part(motion.direct, block), unit),
            ).astype(np.float32)
            for block in blocks
        ]
    )


def _part(array: NDArray[np.float32] | None, block: slice) -> NDArray[np.float32] | None:
    return None if array is None else array[block]


def _curves(motion: Motion, value: FloatArray, sigma: FloatArray, standing: Standing | None) -> dict[str, Curve]:
    rate = motion.source.frame_rate_hz
    whole = np.column_stack([about_the_usual(column) for column in value.T])
    smoothed = smooth_columns(motion.time_s, whole, rate, ceiling_hz=SPINE_CUTOFF_HZ)
    spread = smooth_columns(motion.time_s, sigma, rate, ceiling_hz=SPINE_CUTOFF_HZ)
    curves = {}
    for i, name in enumerate(QUANTITIES):
        zero = float(standing.reading[i]) if standing is not None and name in ZEROED else 0.0
        zero = zero if np.isfinite(zero) else 0.0
        curves[name] = Curve.around(smoothed[:, i] - zero, np.maximum(spread[:, i], 0.0))
    return curves


def about_the_usual(column: FloatArray) -> FloatArray:
    """Return the angle within half a turn of its circular mean, degrees, shape (frames,); NaN stays NaN.

    No joint turns further than that. Unwrapping from frame to frame instead would add a full turn for good whenever a
    hallucinated body passes through the opposite direction.
    """
    turn = np.radians(column[np.isfinite(column)])
    usual = float(np.degrees(np.arctan2(np.sin(turn).sum(), np.cos(turn).sum())))
    return usual + wrapped_deg(column - usual)


def absent_spine(motion: Motion, reason: str) -> Spine:
    """Return a spine without any known angle, with the reason."""
    return Spine({name: Curve.absent(len(motion)) for name in QUANTITIES}, None, reason)
