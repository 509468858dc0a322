"""Median postures of a set."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.judging.faults.posture import leans
from tests.back_model import Back
from tests.body_model import HINGED, STANDING, from_the_top
from tests.judging import contexts


def test_every_reading_of_lean_changes_with_the_trunk() -> None:
    (context,) = contexts(from_the_top(1), "romanian_deadlift", Back(0.3))
    start, stop = context.deepest
    upright, deepest = (leans(context.kinematics, context.spine, slice(*part)) for part in ((0, 10), (start, stop)))
    assert len(deepest) == 2
    by_landmarks, by_spine = (
        float(np.median(low) - np.median(tall)) for low, tall in zip(deepest, upright, strict=True)
    )
    assert by_landmarks == pytest.approx(HINGED.trunk - STANDING.trunk, abs=1.0)
    # With a flexed low back the line from hip to shoulder turns less than the thorax.
    assert 0.8 * by_landmarks < by_spine < by_landmarks


def test_without_a_spine_there_is_one_reading_of_lean() -> None:
    (context,) = contexts(from_the_top(1), "romanian_deadlift")
    assert len(leans(context.kinematics, context.spine, slice(*context.deepest))) == 1
