"""A measured movement in the model's coordinates: gaps bridged, low-passed, and differentiated as its tempo allows."""

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
"""Cut-off for the posture: that of the spine's own curves."""

TEMPO: Final = 2.0
SLOWEST_HZ: Final = 0.75
FASTEST_HZ: Final = 5.0
"""Cut-off for what is differentiated twice, as a multiple of the frequency at which a set goes up and down, and its
bounds. A way up of one second is half a period of 0.5 Hz, so 1 Hz is kept. Higher multiples bring in bumps that no
lifter makes (real recordings); at the 6 Hz that are usual for angles one degree of a landmark's noise would be 25
rad/s2 of acceleration."""

DYNAMIC_UNCERTAINTY: Final = 0.65
"""Standard deviation of what accelerations add, as a share of it: 0.64 over the frames of 32 rendered sets, from 0.4 in
swings to 1.0 in rack pulls (`validation.loads.from_video`)."""

BACK_CORRELATION: Final = -0.6
LEGS_CORRELATION: Final = 0.7
"""How the errors of pelvic tilt and lumbar flexion go together, and those of knee flexion and shank. A joint's angle is
the difference of two inclinations: where both are equally sure, it has -0.71 with that which counts against it and 0.71
with the other. In 63 rendered sets of all exercises: -0.66 and 0.69, but hardly any for the back in good mornings; with
these the true inclinations of thorax and thigh lie within their 90 % intervals in 94 and 92 % of the frames."""

MARGIN: Final = 10
"""Frames beside each repetition that are taken along for the derivatives at its ends."""

LEG_GAP_SIGMA_DEG: Final = 12.0
"""Standard deviation of knee and shank in frames in which plates hid them and they were bridged: that of the largest
doubt in which a knee is still told (`spine.estimate`). L5/S1 hardly depends on them."""

LEG_SHARE: Final = 0.5
"""Share of a repetition's frames in which knee and shank must be known for the gaps between them to be bridged."""


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
        The curves; NaN where a joint is not known. The shoulder's is the line from shoulder to hand ahead of hanging
        straight down, where `arms_in_picture`.
    deviation_deg
        Their standard deviations, shape (frames, 6).
    spans
        The repetitions.
    deepest
        The deepest frame of each.
    hips
        Path of the hips, forward and up, in statures, shape (frames, 2); only its accelerations count.
    way_s
        How long the faster way of each repetition takes, up or down, seconds.
    arms_in_picture
        Whether the arms' direction is known in the picture, and not against the trunk.
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
    """What is carried.

    Attributes
    ----------
    load
        The weight, or None.
    borne
        Frames in which it is carried, shape (frames,).
    counts
        Frames in which loads are wanted, shape (frames,).
    supported
        Whether floor or bench bear the upper back.
    hands_m
        Standard deviation of where hands hold it, metres.
    """

    load: ExternalLoad | None
    borne: NDArray[np.bool_]
    counts: NDArray[np.bool_]
    supported: bool = False
    hands_m: float = 0.0


@dataclass(frozen=True, slots=True)
class Track:
    """A movement in the model's coordinates, of the repetitions with a margin.

    Attributes
    ----------
    time_s
        Times in seconds, shape (frames,).
    deviation_deg
        Standard deviations of the curves, shape (frames, 6).
    posture, moving
        What the model does, of the rows that are kept.
    place
        The row of each frame, shape (frames,).
    seen, known
        Frames that count and were seen, and those of them that are within the model's range, shape (frames,).
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
        """Some frames of the recording."""
        rows = self.place[frames]
        return Instants(self.posture.at(rows), self.moving.at(rows), task)

    def uncertainty(self, frames: NDArray[np.intp], weight: Weight) -> InputUncertainty:
        """How sure those frames are."""
        return InputUncertainty(
            self.deviation_deg[frames],
            weight.hands_m,
            self.arms_follow,
            DYNAMIC_UNCERTAINTY,
            back=BACK_CORRELATION,
            legs=LEGS_CORRELATION,
        )


def track_of(model: Model, moved: LiftMovement, weight: Weight) -> Track:
    """Gaps bridged, low-passed, and brought into the model's coordinates, each repetition with its margins."""
    columns, deviation, seen = _bridged(moved, weight)
    smoothed = _posture(model, moved, columns, POSTURE_HZ)
    for column, (low, high) in ((4, SHOULDER_RANGE_DEG), (5, ELBOW_RANGE_DEG)):
        smoothed[:, column] = np.clip(smoothed[:, column], low, high)
    hertz = cutoff_hz(moved.way_s)
    slow = _posture(model, moved, columns, hertz)
    path = np.stack([np.nan_to_num(bridge(moved.time_s, axis)) for axis in moved.hips.T], axis=1)
    hips = smooth_columns(moved.time_s, path, moved.frame_rate_hz, ceiling_hz=hertz)
    place = np.zeros(len(moved.time_s), dtype=np.intp)
    parts, found, length = [], [], 0
    for part in _apart(moved.spans, len(moved.time_s)):
        posture = Posture.from_columns(smoothed[part])
        place[part] = length + np.arange(len(posture))
        length += len(posture)
        parts.append(smoothed[part])
        found.append(following(model, posture, Posture.from_columns(slow[part]), hips[part], moved.time_s[part]))
    posture = Posture.from_columns(np.concatenate(parts))
    moving = States(
        *(
            np.concatenate([getattr(part, name) for part in found])
            for name in ("qpos", "qvel", "qacc", "knee_extension")
        )
    )
    inside = np.zeros(len(place), dtype=bool)
    for part in _apart(moved.spans, len(place)):
        inside[part] = ~outside(posture)[place[part]]
    return Track(moved.time_s, deviation, posture, moving, place, seen, seen & inside, not moved.arms_in_picture)


def cutoff_hz(way_s: Sequence[float]) -> float:
    """Cut-off for differentiating twice, hertz, from how long the ways of the repetitions take, seconds."""
    usual = float(np.median(way_s))
    return float(np.clip(TEMPO / (2.0 * max(usual, 1e-3)), SLOWEST_HZ, FASTEST_HZ))


def _posture(model: Model, moved: LiftMovement, columns: FloatArray, ceiling_hz: float) -> FloatArray:
    """The curves low-passed, and the arms against the trunk, shape (frames, 6)."""
    smoothed = smooth_columns(moved.time_s, columns, moved.frame_rate_hz, ceiling_hz=ceiling_hz)
    if moved.arms_in_picture:
        smoothed[:, 4] += smoothed[:, 0] + smoothed[:, 1] - _hand_ahead_deg(model, smoothed[:, 5])
    return smoothed


def _hand_ahead_deg(model: Model, elbow_deg: FloatArray) -> FloatArray:
    """How far the line from shoulder to hand is ahead of the upper arm in the model, degrees, shape (frames,)."""
    bent = np.arange(ELBOW_RANGE_DEG[0], ELBOW_RANGE_DEG[1] + 1.0, 10.0)
    forward = 40.0  # any shoulder will do: arm and hand turn as one
    found = places(model, Size(1.0, 1.0, 1.0), Posture.of(bent.size, shoulder=forward, elbow=bent))
    across, up = (found["hand"] - found["shoulder"]).T
    ahead = np.degrees(np.arctan2(across, -up)) - forward
    return np.asarray(np.interp(elbow_deg, bent, ahead), dtype=np.float64)


def _apart(spans: Sequence[slice], frames: int) -> list[slice]:
    """The spans with their margins, joined where they overlap."""
    joined: list[slice] = []
    for each in sorted(spans, key=lambda span: int(span.start)):
        start, stop = max(each.start - MARGIN, 0), min(each.stop + MARGIN, frames)
        if joined and start <= joined[-1].stop:
            joined[-1] = slice(joined[-1].start, max(stop, joined[-1].stop))
        else:
            joined.append(slice(start, stop))
    return joined


def _bridged(moved: LiftMovement, weight: Weight) -> tuple[FloatArray, FloatArray, NDArray[np.bool_]]:
    """Curves without gaps and their deviations, (frames, 6) each, and the frames in which they are known."""
    raw = moved.posture.columns()
    columns = np.stack([np.nan_to_num(bridge(moved.time_s, column)) for column in raw.T], axis=1)
    deviation = np.stack([np.nan_to_num(bridge(moved.time_s, angle)) for angle in moved.deviation_deg.T], axis=1)
    seen = np.zeros(len(raw), dtype=bool)
    absent = ~np.isfinite(raw)
    short = np.stack(
        [gap_lengths_s(moved.time_s, column) <= MAX_FILLED_GAP_S for column in absent.T],
        axis=1,
    )
    known = ~absent | short
    for each in moved.spans:
        legs = known[each, 2:4]
        if legs.mean(axis=0).min() >= LEG_SHARE:
            hidden = np.zeros_like(deviation[each], dtype=bool)
            hidden[:, 2:4] = ~legs
            deviation[each] = np.where(hidden, np.maximum(deviation[each], LEG_GAP_SIGMA_DEG), deviation[each])
            known[each, 2:4] = True
        seen[each] = known[each].all(axis=1)
    return columns, deviation, seen & weight.counts
