"""Bring a measured movement into the model's coordinates: fill gaps, low-pass, and differentiate by its tempo."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import MAX_FILLED_GAP_S, bridge, gap_lengths_s, smooth_columns
from hiphinge.loads.cases import InputUncertainty, Instants
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, Size
from hiphinge.loads.posture import (
    ELBOW_RANGE_DEG,
    SHOULDER_RANGE_DEG,
    Posture,
    States,
    following,
    outside,
    places,
)
from hiphinge.loads.solution import LoadCase

POSTURE_HZ: Final = 3.0
"""Low-pass cut-off of the posture: that of the spine's own curves."""

TEMPO: Final = 2.0
"""Low-pass cut-off of curves that are differentiated twice, as a multiple of the frequency of the repetitions. An
ascent of one second is half a period of 0.5 Hz, so 1 Hz is kept. Higher multiples let through bumps that no lifter
makes (real recordings); at 6 Hz, usual for angles, one degree of landmark noise would be 25 rad/s2 of acceleration."""

SLOWEST_HZ: Final = 0.75
"""Least cut-off."""

FASTEST_HZ: Final = 5.0
"""Largest cut-off."""

DYNAMIC_UNCERTAINTY: Final = 0.65
"""Relative standard deviation of what accelerations add: 0.64 over the frames of 32 rendered sets, from 0.4 in swings
to 1.0 in rack pulls (`validation.loads.from_video`)."""

BACK_CORRELATION: Final = -0.6
"""Correlation of the errors of pelvic tilt and lumbar flexion. A joint's angle is the difference of two inclinations:
where both are equally uncertain, its error has a correlation of -0.71 with the one that is subtracted and 0.71 with the
other. In 63 rendered sets of all exercises it is -0.66, and near 0 in good mornings."""

LEGS_CORRELATION: Final = 0.7
"""The same of knee flexion and shank inclination: 0.69 in these sets. With both, the true inclinations of thorax and
thigh lie within their 90 % intervals in 94 and 92 % of the frames."""

MARGIN: Final = 10
"""Frames beside each repetition that are included for the derivatives at its ends."""

LEG_GAP_SIGMA_DEG: Final = 12.0
"""Standard deviation of knee and shank in frames in which plates hid them and they were interpolated: the largest with
which a knee is still reported (`spine.estimate`). L5/S1 hardly depends on them."""

LEG_SHARE: Final = 0.5
"""Share of a repetition's frames in which knee and shank must be known for the gaps between them to be filled."""


@dataclass(frozen=True, slots=True)
class LiftMovement:
    """A movement as measured.

    Attributes
    ----------
    time_s
        Times in seconds, shape (frames,).
    frame_rate_hz
        Mean frame rate.
    posture
        The curves; NaN where a joint is not known. With `arms_in_picture` the shoulder's is the angle between the line
        from shoulder to hand and straight down, forward positive.
    deviation_deg
        Their standard deviations, shape (frames, 6).
    spans
        The repetitions.
    deepest
        The deepest frame of each.
    hips
        Path of the hips, forward and up, in statures, shape (frames, 2); only its accelerations count.
    way_s
        Duration of the faster half of each repetition, ascent or descent, seconds.
    arms_in_picture
        Whether the arms' direction is known in the picture rather than relative to the trunk.
    """

    time_s: FloatArray
    frame_rate_hz: float
    posture: Posture
    deviation_deg: FloatArray
    spans: tuple[slice, ...]
    deepest: tuple[int, ...]
    hips: FloatArray
    way_s: tuple[float, ...]
    arms_in_picture: bool = False


@dataclass(frozen=True, slots=True)
class Weight:
    """The weight that is carried, and when.

    Attributes
    ----------
    load
        The weight, or None.
    borne
        Frames in which it is carried, shape (frames,).
    counts
        Frames in which loads are wanted, shape (frames,).
    supported
        Whether floor or bench supports the upper back.
    hands_m
        Standard deviation of the position of the hands that hold it, metres.
    """

    load: ExternalLoad | None
    borne: NDArray[np.bool_]
    counts: NDArray[np.bool_]
    supported: bool = False
    hands_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """The repetitions of a movement, with margins, in the model's coordinates.

    Attributes
    ----------
    time_s
        Times in seconds, shape (frames,).
    deviation_deg
        Standard deviations of the curves, shape (frames, 6).
    posture, moving
        Posture and states of the model in the rows that are kept.
    place
        The row of each frame, shape (frames,).
    seen, known
        Frames that count and were seen, and those of them within the model's range, shape (frames,).
    arms_follow
        Whether the arms turn with the trunk (`InputUncertainty`).
    """

    time_s: FloatArray
    deviation_deg: FloatArray
    posture: Posture
    moving: States
    place: NDArray[np.intp]
    seen: NDArray[np.bool_]
    known: NDArray[np.bool_]
    arms_follow: bool

    def at(self, frames: NDArray[np.intp], task: LoadCase) -> Instants:
        """Return some frames of the recording."""
        rows = self.place[frames]
        return Instants(self.posture.at(rows), self.moving.at(rows), task)

    def uncertainty(self, frames: NDArray[np.intp], weight: Weight) -> InputUncertainty:
        """Return the uncertainty of some frames."""
        return InputUncertainty(
            self.deviation_deg[frames],
            weight.hands_m,
            self.arms_follow,
            DYNAMIC_UNCERTAINTY,
            back=BACK_CORRELATION,
            legs=LEGS_CORRELATION,
        )


def track_of(model: Model, movement: LiftMovement, weight: Weight) -> Track:
    """Return a movement, filled and low-passed, in the model's coordinates, each repetition with its margins."""
    columns, deviation, seen = _filled(movement, weight)
    smoothed = _posture(model, movement, columns, POSTURE_HZ)
    for column, (low, high) in ((4, SHOULDER_RANGE_DEG), (5, ELBOW_RANGE_DEG)):
        smoothed[:, column] = np.clip(smoothed[:, column], low, high)
    hertz = cutoff_hz(movement.way_s)
    slow = _posture(model, movement, columns, hertz)
    path = np.stack([np.nan_to_num(bridge(movement.time_s, axis)) for axis in movement.hips.T], axis=1)
    hips = smooth_columns(movement.time_s, path, movement.frame_rate_hz, ceiling_hz=hertz)
    place = np.zeros(len(movement.time_s), dtype=np.intp)
    parts, pieces, length = [], [], 0
    for part in _joined_spans(movement.spans, len(movement.time_s)):
        posture = Posture.from_columns(smoothed[part])
        place[part] = length + np.arange(len(posture))
        length += len(posture)
        parts.append(smoothed[part])
        pieces.append(following(model, posture, Posture.from_columns(slow[part]), hips[part], movement.time_s[part]))
    posture = Posture.from_columns(np.concatenate(parts))
    moving = States(
        *(
            np.concatenate([getattr(part, name) for part in pieces])
            for name in ("qpos", "qvel", "qacc", "knee_extension")
        )
    )
    inside = np.zeros(len(place), dtype=bool)
    for part in _joined_spans(movement.spans, len(place)):
        inside[part] = ~outside(posture)[place[part]]
    return Track(movement.time_s, deviation, posture, moving, place, seen, seen & inside, not movement.arms_in_picture)


def cutoff_hz(way_s: Sequence[float]) -> float:
    """Return the cut-off for differentiating twice, hertz, from the durations of ascent or descent, seconds."""
    median = float(np.median(way_s))
    return float(np.clip(TEMPO / (2.0 * max(median, 1e-3)), SLOWEST_HZ, FASTEST_HZ))


def _posture(model: Model, movement: LiftMovement, columns: FloatArray, ceiling_hz: float) -> FloatArray:
    """Return the curves low-passed, with the arms relative to the trunk, shape (frames, 6)."""
    smoothed = smooth_columns(movement.time_s, columns, movement.frame_rate_hz, ceiling_hz=ceiling_hz)
    if movement.arms_in_picture:
        smoothed[:, 4] += smoothed[:, 0] + smoothed[:, 1] - _hand_ahead_deg(model, smoothed[:, 5])
    return smoothed


def _hand_ahead_deg(model: Model, elbow_deg: FloatArray) -> FloatArray:
    """Return the model's angle from upper arm to the line from shoulder to hand, degrees, shape (frames,)."""
    elbow = np.arange(ELBOW_RANGE_DEG[0], ELBOW_RANGE_DEG[1] + 1.0, 10.0)
    shoulder = 40.0  # any angle will do: arm and hand turn together
    points = places(model, Size(1.0, 1.0, 1.0), Posture.of(elbow.size, shoulder=shoulder, elbow=elbow))
    across, up = (points["hand"] - points["shoulder"]).T
    ahead = np.degrees(np.arctan2(across, -up)) - shoulder
    return np.asarray(np.interp(elbow_deg, elbow, ahead), dtype=np.float64)


def _joined_spans(spans: Sequence[slice], frames: int) -> list[slice]:
    """Return the spans with their margins, joined where they overlap."""
    joined: list[slice] = []
    for each in sorted(spans, key=lambda span: int(span.start)):
        start, stop = max(each.start - MARGIN, 0), min(each.stop + MARGIN, frames)
        if joined and start <= joined[-1].stop:
            joined[-1] = slice(joined[-1].start, max(stop, joined[-1].stop))
        else:
            joined.append(slice(start, stop))
    return joined


def _filled(movement: LiftMovement, weight: Weight) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Return the filled curves and their deviations, (frames, 6) each, and the frames in which they are known."""
    raw = movement.posture.columns()
    columns = np.stack([np.nan_to_num(bridge(movement.time_s, column)) for column in raw.T], axis=1)
    deviation = np.stack([np.nan_to_num(bridge(movement.time_s, angle)) for angle in movement.deviation_deg.T], axis=1)
    seen = np.zeros(len(raw), dtype=bool)
    absent = ~np.isfinite(raw)
    short = np.stack(
        [gap_lengths_s(movement.time_s, column) <= MAX_FILLED_GAP_S for column in absent.T],
        axis=1,
    )
    known = ~absent | short
    for each in movement.spans:
        legs = known[each, 2:4]
        if legs.mean(axis=0).min() >= LEG_SHARE:
            hidden = np.zeros_like(deviation[each], dtype=bool)
            hidden[:, 2:4] = ~legs
            deviation[each] = np.where(hidden, np.maximum(deviation[each], LEG_GAP_SIGMA_DEG), deviation[each])
            known[each, 2:4] = True
        seen[each] = known[each].all(axis=1)
    return columns, deviation, seen & weight.counts
