"""Places of the hands at the start and the end of a lift, in centimetres from ankles and floor."""

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
"""Distance from the wrist to the middle of the fist (palm of de Leva 1996, J Biomech 29:1223)."""

HEEL_CM: Final = 3.4
"""Height of the heel landmark over the floor: 0.02 of the stature, the difference between the ears' height over the
floor (0.93 of the stature, adults at large) and over the heel landmark (`measures.scale.EAR_TO_HEEL`)."""

LANDMARK_CM: Final = 2.5
"""Standard deviation of the wrist relative to ankle or floor: 0.05 trunk lengths, between those of shoulder and hip
(`core.error_model.VIDEO`)."""

MIN_VISIBILITY: Final = 0.5
"""Least visibility with which the far side's hand and ankle are used too (`Motion.visibility`)."""


def hand_places(motion: Motion, scale: Scale, yaw_deg: float, repetition: RepetitionSpan) -> Hands | None:
    """Return the places of the hands at lift-off and at the end of a repetition's way up; None where not seen.

    Parameters
    ----------
    motion
        Smoothed motion, pixels.
    scale
        Centimetres in a pixel.
    yaw_deg
        The camera's yaw off the side view.
    repetition
        The repetition.
    """
    places = _places_cm(motion, scale, yaw_deg)
    start = lowest(places[:, 1], repetition)
    if start is None or not np.isfinite(places[[start, repetition.top]]).all():
        return None
    return Hands(lift_off=_place(places[start], scale), end=_place(places[repetition.top], scale))


def _places_cm(motion: Motion, scale: Scale, yaw_deg: float) -> FloatArray:
    """Return the fists' place ahead of the ankles and above the floor, centimetres, shape (frames, 2)."""
    near = motion.source.near_side
    sides = [name for name in SIDES if name == near or _visibility(motion, name) >= MIN_VISIBILITY]
    wide = np.array([scale.cm_per_px / np.cos(np.radians(yaw_deg)), scale.cm_per_px])
    places = []
    for side in sides:
        wrist, elbow, ankle, heel = (
            motion.point(f"{side}_{name}") * wide for name in ("wrist", "elbow", "ankle", "heel")
        )
        along = wrist - elbow
        grip = wrist + GRIP_CM * along / np.maximum(np.hypot(*along.T), 1e-9)[:, None]
        floor = float(medians(heel[:, 1:])[0]) - HEEL_CM
        places.append(np.column_stack([grip[:, 0] - ankle[:, 0], grip[:, 1] - floor]))
    return places[0] if len(places) == 1 else midpoint(places[0], places[1])


def _visibility(motion: Motion, side: Side) -> float:
    """Return the median visibility of hand and ankle of a side, 0 to 1."""
    return min(float(medians(motion.visibility(f"{side}_{name}")[:, None])[0]) for name in ("wrist", "ankle"))


def _place(place_cm: FloatArray, scale: Scale) -> HandPlace:
    across, up = (_around(float(value), float(np.hypot(LANDMARK_CM, scale.share_sigma * value))) for value in place_cm)
    return HandPlace(horizontal_cm=across, height_cm=up)


def _around(value: float, sigma: float) -> Measure:
    half = Z90 * sigma
    return Measure(value=value, low=value - half, high=value + half)
