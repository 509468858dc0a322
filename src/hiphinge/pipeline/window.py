"""A window over landmarks that arrive frame by frame, with the functions of a file and a given calibration.

A frame is finished once a frame at least `look_ahead_s` later has arrived. Its angles equal those of a recording that
ends with that later frame. Filters, rules of plausibility and the context of the spine use frames from `HISTORY_S`
before it to that later frame.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeVar

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.motion import LANDMARK_ARRAYS, OUTLINE_SCALE, Motion, SourceInfo
from hiphinge.core.outline import sagittal_outline
from hiphinge.core.signal import derivative
from hiphinge.movement.calibration import Calibration
from hiphinge.movement.kinematics import ANGLES, POINTS, Kinematics, Pose2D
from hiphinge.movement.movement import FRAME_ANGLES, Parts, curve_of, measure_parts
from hiphinge.movement.out_of_picture import without_outside_legs
from hiphinge.movement.repetitions import (
    MIN_TRUNK_THIGH_DEG,
    Repetitions,
    RepetitionSpan,
    find_repetitions,
    trunk_thigh_deg,
)
from hiphinge.movement.repetitions.evidence import MOVING_DEG_S
from hiphinge.movement.roll import levelling
from hiphinge.movement.spine.features import frame_features, reading_features
from hiphinge.result import PhaseName

Row = TypeVar("Row", bound=np.generic)

HISTORY_S: Final = 3.5
"""Length of the history: the context of the spine needs 2 s, filters and rules of plausibility about 1 s more."""

MEMORY_S: Final = 120.0
"""Time back to which repetitions are searched; earlier ones are only counted."""

MAX_LOOK_AHEAD_S: Final = 10.0
"""Longest look-ahead that a window accepts."""

RISING_S: Final = 0.25
"""A body still rises if it rose on average over this time: landmarks of a standing body are not quite steady."""


@dataclass(frozen=True, slots=True)
class LandmarkFrame:
    """Landmarks of one frame, in the sagittal frame of the calibration (x forward, y up).

    Attributes
    ----------
    time_s
        Its time in seconds.
    position
        Positions in the calibration's unit, shape (landmarks, 2), NaN where missing.
    confidence
        Trust in each landmark, 0..1, shape (landmarks,).
    world
        Positions in metres about the hips, shape (landmarks, 3), or None.
    outline
        The person's outline as in `Motion`, shape (vertices, 2), or None.
    hidden, spine, direct
        As in `Motion`, one frame of each, or None.
    """

    time_s: float
    position: NDArray[np.floating]
    confidence: NDArray[np.floating]
    world: NDArray[np.floating] | None = None
    outline: NDArray[np.int16] | None = None
    hidden: NDArray[np.bool_] | None = None
    spine: NDArray[np.floating] | None = None
    direct: NDArray[np.floating] | None = None


@dataclass(frozen=True, slots=True)
class RepetitionState:
    """State of the set.

    Attributes
    ----------
    counted
        Number of repetitions completed to upright.
    trunk_thigh_deg
        Trunk–thigh angle, degrees of flexion; NaN if unknown.
    phase
        Phase by the trunk–thigh angle alone; None in upright rest.
    """

    counted: int
    trunk_thigh_deg: float
    phase: PhaseName | None


@dataclass(frozen=True, slots=True)
class FinishedFrame:
    """Results of one frame.

    Attributes
    ----------
    time_s
        Its time in seconds.
    angles
        Each of `FRAME_ANGLES` in degrees with its 90 % interval, or None if not measured.
    confidence
        Trust in the frame, 0..1.
    repetitions
        State of the set in this frame.
    """

    time_s: float
    angles: Mapping[str, Measure | None]
    confidence: float
    repetitions: RepetitionState


class Window:
    """Angles and repetitions of landmarks that arrive frame by frame, in bounded memory.

    Parameters
    ----------
    calibration
        Reference of all measurements.
    source
        Source of the landmarks: its error model, frame rate and sides.
    look_ahead_s
        How long a frame waits for later ones, seconds; 0 for none.
    memory_s
        Time back to which repetitions are searched, seconds; earlier ones are only counted.

    Raises
    ------
    ArgumentError
        If `look_ahead_s` is not within 0..10 s.
    """

    def __init__(
        self,
        calibration: Calibration,
        source: SourceInfo,
        *,
        look_ahead_s: float = 0.0,
        memory_s: float = MEMORY_S,
    ) -> None:
        if not 0.0 <= look_ahead_s <= MAX_LOOK_AHEAD_S:
            raise ArgumentError(
                f"a look-ahead of 0 to {MAX_LOOK_AHEAD_S:g} s", f"{look_ahead_s:g} s", "choose a value in this range"
            )
        self._calibration, self._source, self._look_ahead_s = calibration, source, look_ahead_s
        self._frames: list[LandmarkFrame] = []
        self._features: list[FloatArray] = []
        self._finished_s = -np.inf
        self._set = _Set(source.frame_rate_hz, memory_s)

    def __len__(self) -> int:
        """Return the number of frames held: those of the history and those that wait."""
        return len(self._frames)

    @property
    def look_ahead_s(self) -> float:
        """How long a frame waits for later ones, seconds."""
        return self._look_ahead_s

    def push(self, frame: LandmarkFrame) -> list[FinishedFrame]:
        """Add a frame and return the frames that it finishes, in order of time.

        Raises
        ------
        RecordingError
            If its time is not after that of the previous frame, or its arrays differ in shape from those of the first.
        """
        if self._frames and frame.time_s <= self._frames[-1].time_s:
            found = f"one at {frame.time_s:g} s after {self._frames[-1].time_s:g} s"
            raise RecordingError("frames in order of time", found, "leave out late frames")
        self._frames.append(frame)
        self._features.append(self._features_of(frame))
        done = self._finish(frame.time_s - self._look_ahead_s)
        oldest = min(self._finished_s, frame.time_s) - HISTORY_S
        drop = next((i for i, kept in enumerate(self._frames) if kept.time_s >= oldest), 0)
        del self._frames[:drop], self._features[:drop]
        return done

    def finish(self) -> list[FinishedFrame]:
        """Return the frames that were still waiting at the end of the recording."""
        return self._finish(np.inf)

    def _features_of(self, frame: LandmarkFrame) -> FloatArray:
        """Return the spine estimator's features of a frame, shape (1, features), independent of later frames."""
        level = levelling(self._calibration.view.roll_deg, self._calibration.facing)
        sign = 1.0 if self._calibration.facing == "right" else -1.0
        outline = np.full((1, 1, 2), np.nan)
        if frame.outline is not None:
            outline = level(sagittal_outline(frame.outline[None], OUTLINE_SCALE, sign))
        # In the single precision of a `Motion`, so that a file gives the same.
        position = level(np.asarray(frame.position, dtype=np.float32)[None]).astype(np.float32).astype(np.float64)
        spine = None if frame.spine is None else level(np.asarray(frame.spine, dtype=np.float32)[None])
        trust = np.asarray(frame.confidence, dtype=np.float32)[None]
        direct = None if frame.direct is None else np.asarray(frame.direct, dtype=np.float32)[None]
        return frame_features(
            position,
            trust.astype(np.float64),
            outline,
            self._calibration.near_side,
            self._calibration.trunk,
            reading_features(
                position, None if spine is None else spine.astype(np.float32), direct, self._calibration.trunk
            ),
        ).astype(np.float32)

    def _finish(self, until_s: float) -> list[FinishedFrame]:
        times = [frame.time_s for frame in self._frames]
        ready = [i for i, time_s in enumerate(times) if self._finished_s < time_s <= until_s]
        if not ready:
            return []
        motion = motion_of_frames(self._frames, self._source, self._calibration.unit)
        parts = measure_parts(motion, self._calibration, features=_aligned(self._features))
        self._finished_s = times[ready[-1]]
        self._set.add(parts.kinematics, slice(ready[0], ready[-1] + 1))
        kinematics, spine = without_outside_legs(motion, parts.kinematics, parts.spine)
        parts = replace(parts, kinematics=kinematics, spine=spine)
        states = self._set.states(len(ready))
        return [_finished(parts, i, state) for i, state in zip(ready, states, strict=True)]


def _aligned(features: Sequence[FloatArray]) -> FloatArray:
    """Return the features of frames, each (1, features), as one array: a frame without a person may have fewer."""
    width = max(row.shape[1] for row in features)
    absent = np.full((1, width), np.nan, dtype=features[0].dtype)
    return np.concatenate([row if row.shape[1] == width else absent for row in features])


def _stacked(rows: Sequence[NDArray[Row] | None], missing: float) -> NDArray[Row] | None:
    """Return the rows as one array, missing ones filled as in a `Motion`; None if all are missing."""
    like = next((row for row in rows if row is not None), None)
    if like is None:
        return None
    return np.stack([np.full_like(like, missing) if row is None else row for row in rows])


def _finished(parts: Parts, frame: int, state: RepetitionState) -> FinishedFrame:
    kinematics = parts.kinematics
    shown = parts.view.grade in {"usable", "warned"}
    return FinishedFrame(
        time_s=float(kinematics.time_s[frame]),
        angles={name: curve_of(kinematics, parts.spine, name).at(frame) if shown else None for name in FRAME_ANGLES},
        confidence=float(kinematics.confidence[frame]),
        repetitions=state,
    )


class _Set:
    """The finished frames of the set so far, as kinematics in which repetitions are searched."""

    WIDTH: Final = 1 + 3 * len(ANGLES) + 3 * len(POINTS) + 4 + 2

    def __init__(self, frame_rate_hz: float, memory_s: float) -> None:
        self._rate, self._memory_s = frame_rate_hz, memory_s
        self._rows = np.empty((256, self.WIDTH), order="F")
        self._used = 0
        self._before = 0
        self._like: Kinematics | None = None

    def add(self, kinematics: Kinematics, frames: slice) -> None:
        """Append a slice of frames."""
        self._like = kinematics
        columns = [kinematics.time_s[frames]]
        for name in ANGLES:
            curve = kinematics.curves[name]
            columns += [curve.value[frames], curve.low[frames], curve.high[frames]]
        for point in POINTS:
            columns += [*getattr(kinematics.points, point)[frames].T, kinematics.points.trust[point][frames]]
        for foot in kinematics.feet:
            columns += [*foot[frames].T]
        columns += [kinematics.head_drop_deg[frames], kinematics.confidence[frames]]
        block = np.column_stack(columns)
        if self._used + len(block) > len(self._rows):
            more = np.empty((2 * (self._used + len(block)), self.WIDTH), order="F")
            more[: self._used] = self._rows[: self._used]
            self._rows = more
        self._rows[self._used : self._used + len(block)] = block
        self._used += len(block)

    def states(self, last: int) -> list[RepetitionState]:
        """Return the state of the set for the `last` frames that were added."""
        kinematics = self._kinematics()
        trunk_thigh = trunk_thigh_deg(kinematics)
        repetitions = find_repetitions(kinematics, trunk_thigh)
        speed = derivative(kinematics.time_s, trunk_thigh)
        upright = float(trunk_thigh.min())
        states = []
        time_s = kinematics.time_s
        before = np.searchsorted(time_s, time_s - RISING_S)
        rising = trunk_thigh - trunk_thigh[before] < -MOVING_DEG_S * (time_s - time_s[before])
        up_at = [_up_at(repetition, rising) for repetition in repetitions.counted]
        for frame in range(self._used - last, self._used):
            risen = sum(1 for up in up_at if up <= frame)
            phase = _phase(float(trunk_thigh[frame]) - upright, float(speed[frame]))
            states.append(RepetitionState(self._before + risen, float(trunk_thigh[frame]), phase))
        self._forget(repetitions)
        return states

    def _kinematics(self) -> Kinematics:
        if self._like is None:
            raise RecordingError("at least one frame", "none", "push a frame first")
        columns = iter(self._rows[: self._used].T)
        time_s = next(columns)
        curves = {name: type(self._like.curves[name])(next(columns), next(columns), next(columns)) for name in ANGLES}
        points, trust = {}, {}
        for point in POINTS:
            points[point] = np.stack([next(columns), next(columns)], axis=1)
            trust[point] = next(columns)
        near, far = (np.stack([next(columns), next(columns)], axis=1) for _ in range(2))
        return Kinematics(
            time_s=time_s,
            curves=curves,
            points=Pose2D(**points, trust=trust),
            head_drop_deg=next(columns),
            confidence=next(columns),
            feet=(near, far),
            frame_rate_hz=self._rate,
            standing_hip_deg=self._like.standing_hip_deg,
            basis=self._like.basis,
            errors=self._like.errors,
            trunk=self._like.trunk,
            picture_trunk=self._like.picture_trunk,
            roll_sigma_deg=self._like.roll_sigma_deg,
        )

    def _forget(self, repetitions: Repetitions) -> None:
        """Drop frames older than the memory, between repetitions; dropped repetitions are only counted."""
        time_s = self._rows[: self._used, 0]
        if time_s[-1] - time_s[0] < self._memory_s:
            return
        old = int(np.searchsorted(time_s, time_s[-1] - 0.5 * self._memory_s))
        dropped = [repetition for repetition in repetitions.counted if repetition.stop <= old]
        cut = dropped[-1].stop if dropped else old
        kept = self._rows[cut : self._used].copy(order="F")
        self._rows[: len(kept)] = kept
        self._used = len(kept)
        self._before += len(dropped)


def _up_at(repetition: RepetitionSpan, rising: NDArray[np.bool_]) -> int:
    """Return the frame from which the body is upright again after a repetition: its first at the top without rising.

    rising: whether the body still rises, shape (frames,).
    """
    lockout = repetition.phase("lockout")
    up = repetition.stop - 1 if lockout is None else lockout.start
    still = np.flatnonzero(~rising[up : repetition.stop])
    return up + int(still[0]) if still.size else repetition.stop


def _phase(flexion_deg: float, speed_deg_s: float) -> PhaseName | None:
    """Return the phase of a body by its trunk–thigh angle beyond the most upright posture, degrees, and its speed."""
    if speed_deg_s > MOVING_DEG_S:
        return "descent"
    if speed_deg_s < -MOVING_DEG_S:
        return "ascent"
    return "bottom" if flexion_deg > MIN_TRUNK_THIGH_DEG else None


def motion_of_frames(frames: Sequence[LandmarkFrame], source: SourceInfo, unit: Literal["px", "m"]) -> Motion:
    """Return frames as a motion: the inverse of `frames_of`."""
    return Motion.build(
        time_s=np.array([frame.time_s for frame in frames]),
        position=np.stack([frame.position for frame in frames]),
        confidence=np.stack([frame.confidence for frame in frames]),
        world=_stacked([frame.world for frame in frames], np.nan),
        outline=_stacked([frame.outline for frame in frames], np.iinfo(np.int16).min),
        hidden=_stacked([frame.hidden for frame in frames], True),  # noqa: FBT003
        spine=_stacked([frame.spine for frame in frames], np.nan),
        direct=_stacked([frame.direct for frame in frames], np.nan),
        source=source,
        unit=unit,
    )


def frames_of(motion: Motion) -> list[LandmarkFrame]:
    """Return the frames of a motion as a window receives them."""
    optional = {name: getattr(motion, name) for name in LANDMARK_ARRAYS}
    given = {name: array for name, array in optional.items() if array is not None}
    return [
        LandmarkFrame(
            float(time_s), motion.position[i], motion.confidence[i], **{name: array[i] for name, array in given.items()}
        )
        for i, time_s in enumerate(motion.time_s)
    ]
