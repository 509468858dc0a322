"""Two clips that a tool misjudges, one in each direction, if it takes the trunk's lean for the spine.

Rendered by `python -m lab.pair tests/movement/spine/pair`: a lifter leans by 69° with a lumbar spine flexed by at
most 3.6°, and pulls from the floor rounded by 33.7° in a clip that never shows standing.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import hiphinge as hh
from hiphinge.core.motion import Motion
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze

CLIPS = Path(__file__).parent / "pair"
ROUNDED_TRUE_DEG = 33.7


@pytest.fixture(scope="module")
def rigid() -> Motion:
    return hh.open_motion(CLIPS / "rigid.mp4")


@pytest.fixture(scope="module")
def rounded() -> Movement:
    return measure_movement(hh.open_motion(CLIPS / "rounded.mp4"))


def test_a_rigid_back_that_leans_far_is_not_reported_as_rounded(rigid: Motion) -> None:
    movement = measure_movement(rigid)
    lean = movement.curve("trunk_lean_deg").value
    assert np.nanmax(lean) - np.nanmedian(lean[:10]) > 60.0
    lumbar = movement.curve("lumbar_flexion_deg")
    assert movement.spine.standing is not None
    assert np.nanmax(lumbar.value) < 15.0
    assert np.nanmax(movement.curve("pelvic_tilt_deg").value) == pytest.approx(66.0, abs=10.0)
    analysis = analyze(rigid, movement=movement)
    assert len(analysis.repetitions) == 1
    assert "lumbar_rounding" not in {fault.code for repetition in analysis.repetitions for fault in repetition.faults}


def test_a_back_that_is_rounded_throughout_is_measured_as_rounded(rounded: Movement) -> None:
    lean = rounded.curve("trunk_lean_deg").value
    at_the_floor = slice(0, 18)
    assert np.ptp(lean[at_the_floor]) < 5.0
    assert rounded.spine.standing is None
    lumbar = rounded.curve("lumbar_flexion_deg")
    assert np.nanmedian(lumbar.value[at_the_floor]) > 20.0
    assert (lumbar.low[at_the_floor] < ROUNDED_TRUE_DEG).all()
    assert (lumbar.high[at_the_floor] > ROUNDED_TRUE_DEG).all()
