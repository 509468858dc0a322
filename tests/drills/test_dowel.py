"""The dowel drill on known gaps: what left, when, how deep, and what is reported where it cannot be judged."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np
import polars as pl
import pytest

from hiphinge.core.measure import Z90, FloatArray
from hiphinge.core.props import Rod
from hiphinge.drills.contacts import LEFT_CM
from hiphinge.drills.dowel import GAP_SIGMA_CM, Depths, frame_columns, measure_dowel, standing_frames
from hiphinge.measures.scale import EAR_TO_HEEL
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.result import CONTACTS, ContactName, DowelDrill
from tests.body_model import film, from_the_top

HEIGHT_M: Final = 1.75


@pytest.fixture(scope="module")
def movement() -> Movement:
    return measure_movement(film(from_the_top(2)))


def centimetre(movement: Movement) -> float:
    """Return the pixels per centimetre of an athlete of `HEIGHT_M`."""
    motion = movement.motion
    still = standing_frames(movement.curve("trunk_lean_deg").value, movement.repetitions.counted)
    ear_heights = motion.middle("ear")[:, 1] - motion.middle("heel")[:, 1]
    return float(np.median(ear_heights[still])) / (100 * HEIGHT_M * EAR_TO_HEEL)


def descent(movement: Movement) -> FloatArray:
    """Return the depth of each frame as a share of the deepest, 0 to 1, shape (frames,)."""
    lean = movement.curve("trunk_lean_deg").value
    low, high = np.nanpercentile(lean, [5, 99])
    return np.asarray(np.clip((lean - low) / (high - low), 0, 1))


def rod_beside(movement: Movement, **gaps_cm: FloatArray) -> Rod:
    """Return a rod along the trunk with gaps in centimetres; 1 cm (a hood, hair) where none are given."""
    motion = movement.motion
    hip, shoulder = motion.middle("hip"), motion.middle("shoulder")
    pixel = centimetre(movement)
    gaps = {name: pixel * gaps_cm.get(name, np.full(len(motion), 1.0)) for name in CONTACTS}
    return Rod(hip, shoulder, 3 * pixel, np.ones(len(motion)), gaps)


def judge(movement: Movement, rod: Rod, height_m: float | None = HEIGHT_M) -> DowelDrill:
    depths = Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    counted = movement.repetitions.counted
    return measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=height_m)[0]


def test_all_three_kept(movement: Movement) -> None:
    drill = judge(movement, rod_beside(movement))
    assert drill.verdict == "kept"
    assert [repetition.first_left for repetition in drill.repetitions] == [None, None]
    assert {contact.state for repetition in drill.repetitions for contact in repetition.contacts} == {"kept"}
    assert drill.judged


def test_a_gap_that_is_there_in_standing_is_no_fault(movement: Movement) -> None:
    hollow = np.full(len(movement.motion), 6.0)
    drill = judge(movement, rod_beside(movement, head=hollow, tailbone=hollow))
    assert drill.verdict == "kept"
    assert drill.standing_gap_cm["head"].value == pytest.approx(6.0, abs=0.05)


@pytest.mark.parametrize("name", ["head", "tailbone"])
def test_which_contact_left_when_and_how_deep(movement: Movement, name: str) -> None:
    share = descent(movement)
    drill = judge(movement, rod_beside(movement, **{name: 1.0 + 8.0 * share}))
    assert drill.verdict == name
    time, lean = movement.kinematics.time_s, movement.curve("trunk_lean_deg").value
    for repetition, span in zip(drill.repetitions, movement.repetitions.counted, strict=True):
        assert repetition.first_left == name
        left = next(contact for contact in repetition.contacts if contact.contact == name)
        inside = np.arange(span.start, span.stop)
        true = inside[8.0 * share[inside] > LEFT_CM][0]
        assert left.left_s == pytest.approx(time[true], abs=0.08)
        assert left.trunk_lean_deg is not None
        assert left.trunk_lean_deg.value == pytest.approx(lean[true], abs=4)
        assert left.largest_gap_cm is not None
        assert left.largest_gap_cm.low < 8.0 < left.largest_gap_cm.high
    assert drill.work_to is not None
    assert drill.work_to.trunk_lean_deg is not None


def test_the_first_of_two_is_named(movement: Movement) -> None:
    share = descent(movement)
    early, late = 9.0 * np.clip(share / 0.9, 0, 1), 9.0 * np.clip((share - 0.5) / 0.5, 0, 1)
    assert judge(movement, rod_beside(movement, head=early, tailbone=late)).repetitions[0].first_left == "head"
    assert judge(movement, rod_beside(movement, head=late, tailbone=early)).repetitions[0].first_left == "tailbone"


def test_a_gap_within_its_interval_is_not_called(movement: Movement) -> None:
    at_limit = LEFT_CM * np.clip(descent(movement) / 0.8, 0, 1)
    hinge = judge(movement, rod_beside(movement, tailbone=at_limit)).repetitions[0]
    assert next(contact for contact in hinge.contacts if contact.contact == "tailbone").state == "unclear"
    assert hinge.first_left is None


def test_what_is_not_seen_is_hidden_and_not_zero(movement: Movement) -> None:
    nothing = np.full(len(movement.motion), np.nan)
    drill = judge(movement, rod_beside(movement, head=nothing))
    head = drill.repetitions[0].contacts[0]
    assert (head.state, head.largest_gap_cm, head.left_s) == ("hidden", None, None)
    assert drill.verdict == "unclear"


def test_growth_is_scaled_by_the_athletes_height(movement: Movement) -> None:
    rod = rod_beside(movement, tailbone=6.0 * descent(movement))
    small, large = (judge(movement, rod, height).repetitions[0].contacts[2].largest_gap_cm for height in (1.5, 2.0))
    assert small is not None
    assert large is not None
    assert large.value / small.value == pytest.approx(2.0 / 1.5, rel=0.01)


def test_without_a_height_the_interval_is_wider_and_the_result_says_so(movement: Movement) -> None:
    rod = rod_beside(movement, tailbone=8.0 * descent(movement))
    known, guessed = judge(movement, rod), judge(movement, rod, None)
    assert known.height_given
    assert not guessed.height_given

    def half(drill: DowelDrill) -> float:
        measure = drill.repetitions[0].contacts[2].largest_gap_cm
        assert measure is not None
        return measure.high - measure.value

    assert half(guessed) > half(known) > Z90 * GAP_SIGMA_CM["tailbone"] * 0.99


def test_no_rod_is_reported(movement: Movement) -> None:
    drill = judge(movement, Rod.absent(len(movement.motion), "no straight rod moves with the back"))
    assert drill.verdict == "no_rod"
    assert not drill.judged
    assert "no straight rod" in drill.summary
    assert drill.repetitions == []


def test_heels_out_of_the_picture_leave_no_scale(movement: Movement) -> None:
    motion = movement.motion
    position = motion.position.copy()
    position[:, -4:] = np.nan  # heels and toes
    drill = judge(replace(movement, motion=motion.with_position(position, motion.confidence)), rod_beside(movement))
    assert drill.verdict == "unclear"
    assert drill.reason is not None
    assert not drill.judged


def test_frames_carry_gaps_and_the_rod_in_the_picture(movement: Movement) -> None:
    rod = rod_beside(movement)
    depths = Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    counted = movement.repetitions.counted
    _, reading = measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=HEIGHT_M)
    columns = frame_columns(movement.motion, rod, reading)
    assert columns.height == len(movement.motion)
    for name in CONTACTS:
        low, value, high = (columns[f"{name}_gap_cm{end}"] for end in ("_low", "", "_high"))
        assert bool(((low <= value) & (value <= high)).all())
    assert columns["rod_low_y_px"].cast(pl.Float64).to_numpy() == pytest.approx(-rod.low[:, 1])


def test_the_rods_lean_is_that_of_its_points() -> None:
    low, high = np.zeros((2, 2)), np.array([[1.0, 1.0], [0.0, 1.0]])
    rod = Rod(low, high, 1.0, np.ones(2))
    assert rod.lean_deg() == pytest.approx([45.0, 0.0])
    assert rod.known().all()


# A contact that was not seen never passes


@pytest.mark.parametrize("name", CONTACTS)
@pytest.mark.parametrize("share", [0.3, 1.0])
def test_a_contact_that_was_hidden_in_a_part_of_a_hinge_is_not_kept(
    movement: Movement, name: ContactName, share: float
) -> None:
    gaps = np.full(len(movement.motion), 1.0)
    hinge = movement.repetitions.counted[0]
    gaps[hinge.start : hinge.start + int(share * (hinge.stop - hinge.start))] = np.nan
    drill = judge(movement, rod_beside(movement, **{name: gaps}))
    state = next(contact.state for contact in drill.repetitions[0].contacts if contact.contact == name)
    assert state in {"unclear", "hidden"}
    assert [repetition.held for repetition in drill.repetitions] == ["unknown", "kept"]
    assert drill.verdict == "unclear"
    assert name.replace("_", " ") in drill.repetitions[0].means
    assert drill.work_to is None
