"""Where the hands hold the weight at the ends of lifting it, in centimetres from ankles and floor."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.body import SIDES, Side
from hiphinge.core.measure import Z90, FloatArray, Measure, medians
from hiphinge.core.motion import Motion, midpoint
from hiphinge.measures.arms import lowest
from hiphinge.measures.scale import Scale
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.result import HandPlace, Hands

GRIP_CM: Final = 8.0
"""From the wrist to what the fist holds (palm of de Leva 1996, J Biomech 29:1223)."""

HEEL_CM: Final = 3.4
"""Height of the heel's landmark over the floor: 0.02 of the stature, what is missing between its distance from the ears
(`drills.scale.EAR_TO_HEEL`) and their height over the floor (0.93 of the stature, adults at large)."""

LANDMARK_CM: Final = 2.5
"""Standard deviation of wrist against ankle or floor: 0.05 trunk lengths, between those of shoulder and hip
(`core.error_model.VIDEO`)."""

MIN_TRUST: Final = 0.5
"""Trust from which on the far side's hand and ankle count too (the pose model's own chance that it sees them)."""


def hand_places(motion: Motion, scale: Scale, yaw_deg: float, repetition: RepetitionSpan) -> Hands | None:
    """Where the hands were at lift-off and at the end of a repetition's way up; None where they were not seen.

    Parameters
    ----------
    motion
        The smoothed motion, pixels.
    scale
        Centimetres in a pixel.
    yaw_deg
        The camera's yaw off the side view.
    one
        The repetition.
    """
    places = _places_cm(motion, scale, yaw_deg)
    start = lowest(places[:, 1], repetition)
    if start is None or not np.isfinite(places[[start, repetition.top]]).all():
        return None
    return Hands(lift_off=_place(places[start], scale), end=_place(places[repetition.top], scale))


def _places_cm(motion: Motion, scale: Scale, yaw_deg: float) -> FloatArray:
    """What the hands hold, ahead of the ankles and above the floor, centimetres, shape (frames, 2)."""
    near = motion.source.near_side
    sides = [name for name in SIDES if name == near or _trust(motion, name) >= MIN_TRUST]
    wide = np.array([scale.cm_per_px / np.cos(np.radians(yaw_deg)), scale.cm_per_px])
    found = []
    for side in sides:
        wrist, elbow, ankle, heel = (
            motion.point(f"{side}_{name}") * wide for name in ("wrist", "elbow", "ankle", "heel")
        )
        along = wrist - elbow
        grip = wrist + GRIP_CM * along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        floor = float(medians(heel[:, 1:])[0]) - HEEL_CM
        found.append(np.column_stack([grip[:, 0] - ankle[:, 0], grip[:, 1] - floor]))
    return found[0] if len(found) == 1 else midpoint(found[0], found[1])


def _trust(motion: Motion, side: Side) -> float:
    """How well hand and ankle of a side are seen, 0 to 1."""
    return min(float(medians(motion.trust(f"{side}_{name}")[:, None])[0]) for name in ("wrist", "ankle"))


def _place(place_cm: FloatArray, scale: Scale) -> HandPlace:
    across, up = (_about(float(value), float(np.hypot(LANDMARK_CM, scale.share_sigma * value))) for value in place_cm)
    return HandPlace(horizontal_cm=across, height_cm=up)


def _about(value: float, sigma: float) -> Measure:
    half = Z90 * sigma
    return Measure(value=value, low=value - half, high=value + half)
