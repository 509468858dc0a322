"""A tilted phone: how much of the tilt is found, what it changes, and what remains uncertain."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.body import INDEX, SIDES, Side
from hiphinge.core.measure import Z90
from hiphinge.core.motion import Motion
from hiphinge.movement.kinematics import INCLINATIONS
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.roll import estimate_roll, levelled
from hiphinge.movement.view import estimate_view
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis
from tests.body_model import FLOOR, HINGED, Camera, Script, film, from_the_floor, from_the_top
from tests.motions import motion_of, rolled

SET = from_the_top(2)
HALF_WAY = replace(HINGED, trunk=45)


def soles_unseen(motion: Motion) -> Motion:
    confidence = motion.confidence.copy()
    confidence[:, [INDEX[f"{side}_toe"] for side in SIDES]] = 0.0
    return motion.with_position(motion.position, confidence)


@pytest.mark.parametrize("facing", SIDES)
@pytest.mark.parametrize("roll_deg", [-12.0, -7.0, 7.0, 12.0])
def test_nearly_all_of_a_tilt_is_found_where_the_lifter_stands_quietly(roll_deg: float, facing: Side) -> None:
    motion = film(SET, Camera(facing=facing))
    for seen, share in ((motion, 0.7), (soles_unseen(motion), 0.6)):
        view = estimate_view(rolled(seen, roll_deg))
        assert view.roll_deg / roll_deg > share
        assert abs(view.roll_deg - roll_deg) < Z90 * view.roll_sigma_deg


@pytest.mark.parametrize("roll_deg", [-12.0, -7.0, 7.0, 12.0])
def test_a_tilted_phone_states_no_other_fault_of_the_bundled_clip(roll_deg: float) -> None:
    level, tilted = (analyze(rolled(motion_of(), roll)) for roll in (0.0, roll_deg))
    assert _faults(tilted) == _faults(level)
    assert (tilted.cue and tilted.cue.fault) == (level.cue and level.cue.fault)


def _faults(analysis: Analysis) -> list[set[str]]:
    return [{fault.code for fault in repetition.faults} for repetition in analysis.repetitions]


def test_a_tilt_turns_inclinations_and_no_joint() -> None:
    level, tilted = (measure_movement(rolled(motion_of(), roll)).kinematics for roll in (0.0, 10.0))
    for name in ("knee_flexion_deg", "hip_flexion_deg"):
        np.testing.assert_allclose(tilted.angle(name), level.angle(name), atol=0.2)
    for name in INCLINATIONS:
        assert np.nanmedian(np.abs(tilted.angle(name) - level.angle(name))) < 3.5


def test_what_remains_uncertain_is_in_the_intervals_of_inclinations_only() -> None:
    standing = measure_movement(film(SET))
    never = measure_movement(film(from_the_floor(3, FLOOR, top=HALF_WAY)))
    assert never.view.roll_sigma_deg > standing.view.roll_sigma_deg > 0
    for movement in (standing, never):
        kinematics = movement.kinematics
        for name in INCLINATIONS:
            half = (kinematics.curves[name].high - kinematics.curves[name].value)[20]
            assert half > Z90 * movement.view.roll_sigma_deg
    halves = [
        [(movement.kinematics.curves[name].high - movement.kinematics.curves[name].value)[20] for name in INCLINATIONS]
        for movement in (standing, never)
    ]
    assert (np.array(halves[1]) > np.array(halves[0])).all()


def test_nothing_shows_the_roll_of_an_oblique_view_or_of_a_body_that_was_never_seen() -> None:
    prior = estimate_roll(film(SET, Camera(unseen_s=(0.0, 99.0))), 0.0, side_view=True)
    assert prior == pytest.approx((0.0, 4.0), abs=0.1)
    assert estimate_roll(rolled(film(SET), 8.0), 50.0, side_view=False) == prior


def test_a_lifter_who_is_bent_shows_less_than_one_who_stands() -> None:
    bent = replace(from_the_top(1).postures[0], trunk=16.0)
    stooped = soles_unseen(film(Script.start(bent, 3.0)))
    upright = soles_unseen(film(Script.start(from_the_top(1).postures[0], 3.0)))
    assert estimate_view(stooped).roll_sigma_deg > estimate_view(upright).roll_sigma_deg


@pytest.mark.parametrize("facing", SIDES)
def test_a_levelled_motion_is_the_one_before_the_tilt(facing: Side) -> None:
    motion = film(SET, Camera(facing=facing))
    again = levelled(rolled(motion, 9.0), 9.0)
    np.testing.assert_allclose(again.position, motion.position, atol=1e-3)
    assert motion.world is not None
    assert again.world is not None
    np.testing.assert_allclose(again.world, motion.world, atol=1e-5)
    assert levelled(motion, 0.0) is motion


def test_points_of_a_rolled_demo_are_in_the_picture_again() -> None:
    """The outline turns with the landmarks, whichever side the lifter faces."""
    motion = rolled(motion_of(), 10.0)
    assert motion.outline is not None
    sign = np.array([1.0 if motion.source.facing == "right" else -1.0, -1.0])
    hips = motion.middle("hip")[::10] * sign
    outline = motion.outline[::10].astype(np.float64) / 16.0
    known = (motion.outline[::10] != np.iinfo(np.int16).min).all(axis=(1, 2)) & np.isfinite(hips[:, 0])
    low, high = outline[known].min(axis=1), outline[known].max(axis=1)
    assert ((hips[known] > low) & (hips[known] < high)).all()
