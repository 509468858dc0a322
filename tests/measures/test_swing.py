"""The snap of hips whose speed is known."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.error_model import EXACT
from hiphinge.measures.swing import SNAP_ERROR, measure_swing
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.result import Pattern, PatternName
from tests.body_model import HINGED, STANDING, Camera, film, from_the_top


def pattern(name: PatternName) -> Pattern:
    return Pattern(name=name, hinge_index=None, reasons=[])


def movement_of(up_s: float, camera: Camera | None = None) -> Movement:
    return measure_movement(film(from_the_top(1, up_s=up_s, down_s=1.0), camera))


@pytest.mark.parametrize("up_s", [0.8, 1.6])
def test_the_snap_is_the_fastest_opening_of_the_hips(up_s: float) -> None:
    movement = movement_of(up_s, Camera(rate_hz=60.0))
    swing = measure_swing(movement.kinematics, movement.repetitions.counted[0], pattern("hinge"))
    assert swing is not None
    # The fastest speed of half a cosine with this height and duration.
    fastest = (HINGED.hip - STANDING.hip) * math.pi / (2 * up_s)
    assert swing.snap_deg_s.value == pytest.approx(fastest, rel=0.06)
    assert swing.snap_deg_s.high - swing.snap_deg_s.value == pytest.approx(
        SNAP_ERROR * swing.snap_deg_s.value, rel=0.01
    )
    assert swing.style == "hinge"


@pytest.mark.parametrize("name", ["stoop", "unknown"])
def test_other_patterns_have_no_style(name: PatternName) -> None:
    movement = movement_of(0.8)
    assert measure_swing(movement.kinematics, movement.repetitions.counted[0], pattern(name)) is None


def test_hips_hidden_on_the_way_up_have_no_snap() -> None:
    movement = movement_of(0.8)
    repetition = movement.repetitions.counted[0]
    ascent = repetition.phase("ascent")
    assert ascent is not None
    movement.kinematics.curves["hip_flexion_deg"].value[ascent.start : ascent.stop] = np.nan
    assert measure_swing(movement.kinematics, repetition, pattern("hinge")) is None


def test_an_exact_source_has_no_error_of_reading() -> None:
    movement = movement_of(0.8, Camera(rate_hz=60.0))
    exact = replace(movement.kinematics, errors=EXACT)
    swing = measure_swing(exact, movement.repetitions.counted[0], pattern("hinge"))
    assert swing is not None
    assert swing.snap_deg_s.low == swing.snap_deg_s.high
