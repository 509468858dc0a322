"""Hallucinated legs: landmarks that contradict the outline."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX
from hiphinge.core.measure import Curve
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine import Spine, spine_from_source
from hiphinge.movement.spine.legs import (
    HIDDEN_KNEE,
    KNEES_APART_DEG,
    OF_THE_LEG,
    with_hidden_knees,
    without_hallucinated_legs,
)
from tests.body_model import film, from_the_top


@pytest.fixture(scope="module")
def kinematics() -> Kinematics:
    return measure_movement(film(from_the_top(1))).kinematics


def estimated(kinematics: Kinematics, off_deg: float, frames: slice) -> Spine:
    """Return an estimate whose knee differs from the landmarks' by `off_deg` in some frames."""
    knee = kinematics.angle("knee_flexion_deg").copy()
    knee[frames] += off_deg
    spine = spine_from_source({"knee_flexion_deg": Curve.around(knee, np.full(knee.size, 4.0))})
    return replace(spine, measured=False)


def test_legs_that_agree_are_unchanged(kinematics: Kinematics) -> None:
    spine = estimated(kinematics, KNEES_APART_DEG - 1.0, slice(20, 40))
    assert without_hallucinated_legs(kinematics, spine) is kinematics


def test_where_legs_differ_the_knee_is_estimated_and_hip_and_shank_are_absent(kinematics: Kinematics) -> None:
    spine = estimated(kinematics, KNEES_APART_DEG + 5.0, slice(20, 40))
    found = without_hallucinated_legs(kinematics, spine)
    inside = np.zeros(len(kinematics), dtype=bool)
    inside[20:40] = True
    for name in OF_THE_LEG:
        assert np.isnan(found.angle(name)[inside]).all()
        assert found.angle(name)[~inside] == pytest.approx(kinematics.angle(name)[~inside])
    knee = found.angle("knee_flexion_deg")
    assert knee[inside] == pytest.approx(spine.curves["knee_flexion_deg"].value[inside])
    assert knee[~inside] == pytest.approx(kinematics.angle("knee_flexion_deg")[~inside])
    assert found.angle("trunk_lean_deg") == pytest.approx(kinematics.angle("trunk_lean_deg"))


def test_a_measured_spine_does_not_change_legs(kinematics: Kinematics) -> None:
    spine = replace(estimated(kinematics, 60.0, slice(20, 40)), measured=True)
    assert without_hallucinated_legs(kinematics, spine) is kinematics


def test_intervals_are_wider_where_the_near_knee_is_hidden() -> None:
    motion = film(from_the_top(1))
    hidden = np.zeros(motion.confidence.shape, dtype=bool)
    hidden[20:40, INDEX[f"{motion.source.near_side}_knee"]] = True
    kinematics = measure_movement(motion).kinematics
    spine = estimated(kinematics, 0.0, slice(0, 0))
    found, wide = with_hidden_knees(replace(motion, hidden=hidden), kinematics, spine)
    for before, after in (
        (kinematics.curves["knee_flexion_deg"], found.curves["knee_flexion_deg"]),
        (spine.curves["knee_flexion_deg"], wide.curves["knee_flexion_deg"]),
    ):
        grown = (after.high - after.low) / (before.high - before.low)
        assert grown[20:40] == pytest.approx(HIDDEN_KNEE["knee_flexion_deg"])
        assert np.delete(grown, slice(20, 40)) == pytest.approx(1.0)
    unchanged = with_hidden_knees(motion, kinematics, spine)
    assert unchanged[0] is kinematics
    assert unchanged[1] is spine
