"""Places of the hands, for lifters whose hands are known."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.measures.hands import GRIP_CM, HEEL_CM, LANDMARK_CM, hand_places
from hiphinge.measures.scale import Scale
from hiphinge.movement.movement import Movement, measure_movement
from tests.body_model import HEEL, HINGED, STANDING, Camera, film, from_the_top, points

SCALE = Scale(cm_per_px=0.5, share_sigma=0.03, source="height")
TRUNK_PX = 110.0
CM = SCALE.cm_per_px * TRUNK_PX
"""Centimetres in a trunk length."""


def movement_of(camera: Camera | None = None, ahead: float = 0.3) -> Movement:
    hands = (ahead, 0.0)
    script = from_the_top(1, replace(HINGED, hands=hands), top=replace(STANDING, hands=hands))
    return measure_movement(film(script, camera))


def truth_cm(ahead: float) -> tuple[float, float]:
    """Return the grip's true place at the end, ahead of the ankle and above the floor, centimetres."""
    script = from_the_top(1, replace(HINGED, hands=(ahead, 0.0)), top=replace(STANDING, hands=(ahead, 0.0)))
    end = points(script, np.array([script.duration_s]))
    wrist, elbow, ankle = (end[name][0] for name in ("wrist", "elbow", "ankle"))
    along = (wrist - elbow) / np.hypot(*(wrist - elbow))
    across, up = CM * (wrist - ankle) + GRIP_CM * along
    return float(across), float(up - CM * HEEL[1] + HEEL_CM)


@pytest.mark.parametrize("ahead", [0.0, 0.3])
def test_hands_are_the_grip_relative_to_ankle_and_floor(ahead: float) -> None:
    movement = movement_of(ahead=ahead)
    hands = hand_places(movement.motion, SCALE, 0.0, movement.repetitions.counted[0])
    assert hands is not None
    across, up = truth_cm(ahead)
    assert hands.end.horizontal_cm.value == pytest.approx(across, abs=1.0)
    assert hands.end.height_cm.value == pytest.approx(up, abs=1.0)
    assert hands.lift_off.height_cm.high < hands.end.height_cm.low


def test_the_interval_includes_errors_of_landmarks_and_scale() -> None:
    movement = movement_of()
    hands = hand_places(movement.motion, SCALE, 0.0, movement.repetitions.counted[0])
    assert hands is not None
    height = hands.end.height_cm
    sigma = np.hypot(LANDMARK_CM, SCALE.share_sigma * height.value)
    assert height.high - height.low == pytest.approx(2 * Z90 * sigma, abs=0.15)


def test_the_foreshortening_of_an_oblique_view_is_corrected() -> None:
    movement = movement_of(Camera(yaw_deg=20.0, breadth=0.0))
    hands = hand_places(movement.motion, SCALE, 20.0, movement.repetitions.counted[0])
    assert hands is not None
    assert hands.end.horizontal_cm.value == pytest.approx(truth_cm(0.3)[0], abs=1.5)


def test_unseen_hands_are_none() -> None:
    gone = {f"{side}_wrist": (0.0, 99.0) for side in ("left", "right")}
    movement = movement_of(Camera(missing=gone))
    assert hand_places(movement.motion, SCALE, 0.0, movement.repetitions.counted[0]) is None
