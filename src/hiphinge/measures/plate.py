"""Detection of a barbell's plate among the circles about the hands, once the repetitions are known.

While the recording is read, circles are detected about the hands (`props.plate_observer`). One that keeps its radius
and its place beside the hands while they rise and sink is followed through the repetitions. It is a barbell only if it
moves up and down with the hands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import usual_trunk_length
from hiphinge.core.props import Bar
from hiphinge.core.signal import bridge
from hiphinge.movement.movement import Movement
from hiphinge.movement.roll import levelling
from hiphinge.props.plate_circles import REACH_TRUNKS
from hiphinge.props.plate_observer import PLATE, PlateSight

MARGIN_S: Final = 0.3
"""Time before the first and after the last repetition that is searched as well."""

LEVELS: Final = 8
"""Levels into which the height of the hands is divided. Each has the same weight, however long the hands stay there,
since an object in the room is beside the hands at one height only."""

PLACE_TRUNKS: Final = 0.15
RADIUS_TRUNKS: Final = 0.05
"""Scatter of the place of one circle beside the hands, and of its radius, trunk lengths."""

FOLLOW_TRUNKS: Final = 0.35
"""Scatter of the place while it is followed; it is larger, since landmarks of hands behind plates stray."""

STEP_TRUNKS: Final = 0.15
STEP_COST: Final = 0.25
MAX_COST: Final = 0.5
"""A step that differs by `STEP_TRUNKS` from that of the hands costs `STEP_COST` of a full circle's score; the cost
grows with the square of the difference up to `MAX_COST`."""

STARTS: Final = 120
"""Number of strongest circles from which the search for the usual place and radius starts."""

MIN_RADIUS: Final = 0.25
"""Smallest radius of a plate, trunk lengths; smaller round things that move with the hands are heads of dumbbells and
shoulders."""

MIN_SEEN: Final = 0.6
MIN_RISE: Final = 0.25
MIN_ALIKE: Final = 0.85
SCALES: Final = (0.6, 1.7)
"""A plate is seen in at least `MIN_SEEN` of the frames and rises by at least `MIN_RISE` trunk lengths. The squared
correlation of its height with that of hands or shoulders is at least `MIN_ALIKE`, and its movement in the picture is
within `SCALES` times theirs."""

STRAYED_TRUNKS: Final = 0.4
"""A circle further than this from its usual place beside the body, trunk lengths, is another one."""

GAP_S: Final = 0.2
"""Longest gap between two frames with the plate that is filled by interpolation."""

NO_PICTURES: Final = "the recording has no moving pictures"
NO_REPETITIONS: Final = "there are no repetitions in which a bar could move"
NO_PLATE: Final = "no plate moves with the hands"


def find_bar(movement: Movement) -> Bar:
    """Return the path of the barbell that the lifter lifts.

    Parameters
    ----------
    movement
        Measurements of the recording, with the circles about the hands that its motion keeps.

    Returns
    -------
    Bar
        Absent with a reason where no plate was found.
    """
    frames = len(movement.motion)
    sight = movement.motion.observations.get(PLATE)
    if not isinstance(sight, PlateSight) or movement.motion.unit != "px":
        return Bar.absent(frames, NO_PICTURES)
    look = _Look.of(movement)
    if not look.wanted.any():
        return Bar.absent(frames, NO_REPETITIONS)
    found = [np.empty((0, 5))]
    for time_s, hands, unit_px, seen in sight:
        index = look.frame_at(time_s)
        if look.wanted[index]:
            found.append(look.placed(seen, index, hands, unit_px))
    return bar_of(movement, np.concatenate(found))


@dataclass(frozen=True, slots=True)
class _Look:
    """The frames that are searched, and the places of the hands in them.

    Attributes
    ----------
    time_s
        Times of the motion's frames, shape (frames,).
    wanted
        Frames in or about the repetitions in which the hands were seen, shape (frames,).
    hands
        Place of the hands in the picture, pixels right and down, shape (frames, 2).
    unit_px
        Trunk length, pixels.
    """

    time_s: FloatArray
    wanted: NDArray[np.bool_]
    hands: FloatArray
    unit_px: float

    @classmethod
    def of(cls, movement: Movement) -> _Look:
        """Return the frames to search, from the repetitions and the landmarks."""
        motion, time = movement.motion, movement.kinematics.time_s
        hands = motion.in_picture(motion.middle("wrist"))
        wanted = np.zeros(len(motion), dtype=bool)
        counted = movement.repetitions.counted
        if counted and movement.judged:
            ends = np.searchsorted(time, [time[counted[0].start] - MARGIN_S, time[counted[-1].stop - 1] + MARGIN_S])
            wanted[ends[0] : ends[1]] = True
        wanted &= np.isfinite(hands).all(axis=1)
        return cls(time, wanted, hands, _unit(movement))

    def frame_at(self, time_s: float) -> int:
        """Return the frame of the motion nearest to a time."""
        return int(np.abs(self.time_s - time_s).argmin())

    def placed(self, detected: FloatArray, frame: int, middle: FloatArray, unit_px: float) -> FloatArray:
        """Return circles of one picture relative to the smoothed hands, in trunk lengths of the whole recording.

        Parameters
        ----------
        detected
            Circles of `circles`, shape (circles, 4).
        frame
            The motion's frame.
        middle, unit_px
            Place of the hands and unit when the picture was kept.

        Returns
        -------
        Array of shape (circles within reach, 5): frame, centre right and down of the hands, radius, score.
        """
        scale = unit_px / self.unit_px
        centre = (middle - self.hands[frame]) / self.unit_px + detected[:, :2] * scale
        number = np.full(len(detected), float(frame))
        placed = np.column_stack([number, centre, detected[:, 2] * scale, detected[:, 3]])
        return np.asarray(placed[(np.abs(centre) <= REACH_TRUNKS).all(axis=1)])


def bar_of(movement: Movement, found: FloatArray) -> Bar:
    """Return the path of the bar whose plate is among the circles; absent with a reason where none is.

    Parameters
    ----------
    movement
        Measurements of the recording.
    found
        Circles of all frames, shape (circles, 5): frame, centre right and down of the hands, radius, score.
    """
    frames = len(movement.motion)
    if len(np.unique(found[:, 0])) < LEVELS:
        return Bar.absent(frames, NO_PLATE)
    hands = movement.motion.middle("wrist") / usual_trunk_length(
        movement.motion.middle("hip"), movement.motion.middle("shoulder")
    )
    sign = 1.0 if movement.motion.source.facing == "right" else -1.0
    index = found[:, 0].astype(np.intp)
    centres = hands[index] + found[:, 1:3] * np.array([sign, -1.0])
    turn = np.cos(np.radians(movement.view.yaw_deg)) if np.isfinite(movement.view.yaw_deg) else 1.0
    level = levelling(movement.view.roll_deg, movement.motion.source.facing)
    best: tuple[float, Bar] | None = None
    for body in (hands, movement.motion.middle("shoulder") * (1.0 / _unit(movement))):
        beside = centres - body[index]
        usual = _usual(np.column_stack([beside, found[:, 3]]), found[:, 4], body[index, 1], index)
        if usual is None or usual[2] < MIN_RADIUS:
            continue
        path = _followed(index, centres, np.column_stack([beside, found[:, 3:]]), usual, body)
        scaled = _on_body(path, body, len(np.unique(index)))
        if scaled is None:
            continue
        alike, bar = scaled
        bar = level(bar)
        bar[:, 0] /= turn
        if best is None or alike > best[0]:
            best = alike, Bar(_filled(movement.kinematics.time_s, bar))
    return Bar.absent(frames, NO_PLATE) if best is None else best[1]


def _unit(movement: Movement) -> float:
    return usual_trunk_length(movement.motion.middle("hip"), movement.motion.middle("shoulder"))


def _usual(placed: FloatArray, score: FloatArray, height: FloatArray, index: NDArray[np.intp]) -> FloatArray | None:
    """Return the place beside the body and the radius, (3,), at which circles are seen at most heights of the hands.

    `placed` is place and radius of each circle, shape (circles, 3); `height` is that of the hands in its frame.
    """
    known = np.isfinite(placed).all(axis=1) & np.isfinite(height)
    if not known.any():
        return None
    low, high = np.percentile(height[known], [2, 98])
    level = np.clip((height - low) / max(high - low, 1e-6) * LEVELS, 0, LEVELS - 1)
    level = np.where(known, level, 0).astype(np.intp)
    _, first = np.unique(index, return_index=True)
    in_level = np.bincount(level[first], minlength=LEVELS)
    # The outermost of several concentric circles is the plate: the others are its rings and its hub.
    weight = np.where(known, score * placed[:, 2] / np.maximum(in_level[level], 1), 0.0)
    scale = np.array([PLACE_TRUNKS, PLACE_TRUNKS, RADIUS_TRUNKS])
    at = np.where(known[:, None], placed / scale, 1e6)
    best, best_sum = None, 0.0
    for start in np.argsort(-weight)[:STARTS]:
        centre = at[start]
        share = weight
        for _ in range(4):
            share = weight * np.exp(-0.5 * ((at - centre) ** 2).sum(axis=1))
            centre = (share[:, None] * at).sum(axis=0) / share.sum()
        if share.sum() > best_sum:
            best, best_sum = centre * scale, float(share.sum())
    return best


def _followed(
    index: NDArray[np.intp], centres: FloatArray, placed: FloatArray, usual: FloatArray, body: FloatArray
) -> FloatArray:
    """Return the path through the circles that are most like the usual one and move most like the body, (frames, 2).

    `placed` is the place beside the body, radius and score of each circle, shape (circles, 4).
    """
    scale = np.array([FOLLOW_TRUNKS, FOLLOW_TRUNKS, RADIUS_TRUNKS])
    worth = placed[:, 3] * np.exp(-0.5 * (((placed[:, :3] - usual) / scale) ** 2).sum(axis=1))
    frames = np.unique(index)
    members = [np.flatnonzero(index == frame) for frame in frames]
    total = [worth[members[0]]]
    came: list[NDArray[np.intp]] = []
    for before, now, member, two in zip(frames[:-1], frames[1:], members[:-1], members[1:], strict=True):
        step = centres[two][:, None] - centres[member][None] - (body[now] - body[before])
        cost = np.minimum(STEP_COST * (step**2).sum(axis=2) / STEP_TRUNKS**2, MAX_COST)
        sums = total[-1][None] - cost
        came.append(sums.argmax(axis=1))
        total.append(worth[two] + sums.max(axis=1))
    path = np.full((len(body), 2), np.nan)
    at = int(total[-1].argmax())
    for i in range(len(frames) - 1, -1, -1):
        chosen = members[i][at]
        if worth[chosen] > 0.06:
            path[frames[i]] = centres[chosen]
        if i:
            at = int(came[i - 1][at])
    return path


def _on_body(path: FloatArray, body: FloatArray, looked: int) -> tuple[float, FloatArray] | None:
    """Return the squared correlation of a path's height with the body's, and the path at the body's scale.

    Frames in which the path is further from its usual place beside the body than landmarks stray become NaN. None where
    the path is not that of a plate.
    """
    known = np.isfinite(path).all(axis=1) & np.isfinite(body).all(axis=1)
    if known.sum() < MIN_SEEN * looked:
        return None
    # Both may have errors, so the slope is the ratio of their standard deviations.
    scale = float(np.std(path[known, 1]) / max(float(np.std(body[known, 1])), 1e-9))
    if not SCALES[0] < scale < SCALES[1]:
        return None
    scaled = path / scale
    beside = scaled - body
    near = np.linalg.norm(beside - np.nanmedian(beside[known], axis=0), axis=1) < STRAYED_TRUNKS
    scaled[~near] = np.nan
    rise = float(np.ptp(np.percentile(scaled[near, 1], [3, 97]))) if near.any() else 0.0
    if near.sum() < MIN_SEEN * looked or rise < MIN_RISE:
        return None
    alike = float(np.corrcoef(scaled[near, 1], body[near, 1])[0, 1]) ** 2
    return (alike, scaled) if alike >= MIN_ALIKE else None


def _filled(time_s: FloatArray, path: FloatArray) -> FloatArray:
    """Return the path with short gaps bridged, shape (frames, 2)."""
    known = np.isfinite(path).all(axis=1)
    seen = np.flatnonzero(known)
    near = np.clip(np.searchsorted(seen, np.arange(len(path))), 1, max(len(seen) - 1, 1))
    gap = time_s[seen[near]] - time_s[seen[near - 1]]
    inside = (np.arange(len(path)) >= seen[0]) & (np.arange(len(path)) <= seen[-1])
    whole = np.column_stack([bridge(time_s, axis) for axis in path.T])
    whole[~(inside & (known | (gap <= GAP_S)))] = np.nan
    return whole
