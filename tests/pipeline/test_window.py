"""Frame by frame and at once: the same angles with one calibration and look-ahead, in bounded memory."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError, RecordingError
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OPTIONAL_ARRAYS, Motion
from hiphinge.movement.calibration import Calibration
from hiphinge.movement.movement import FRAME_ANGLES, curve_of, estimate_calibration, measure_movement, measure_parts
from hiphinge.pipeline.window import FinishedFrame, LandmarkFrame, Window, frames_of
from tests.body_model import Camera, Plate, cut_below, film, from_the_floor, from_the_top
from tests.motions import DEMO, motion_of, rolled

SHARED = Path(__file__).parents[3] / "shared" / "data" / "video"
SAME_DEG = 0.5
SAMPLES = 12

CLIPS = [DEMO, *(SHARED / f"{name}.mp4" for name in ("rnhrn_deadlift", "frank_glute-bridge", "frank_kb-deadlift"))]
AHEAD_OF_ALL_S = 3.0
"""A look-ahead beyond the context of the spine, the filters and the rules of plausibility."""


def pushed(motion: Motion, calibration: Calibration, look_ahead_s: float) -> list[FinishedFrame]:
    window = Window(calibration, motion.source, look_ahead_s=look_ahead_s)
    return [*(done for frame in frames_of(motion) for done in window.push(frame)), *window.finish()]


def values(frames: list[FinishedFrame], name: str) -> FloatArray:
    return np.array([np.nan if (angle := frame.angles[name]) is None else angle.value for frame in frames])


def until(motion: Motion, frames: int) -> Motion:
    """Return the recording cut after some frames."""
    optional = {name: getattr(motion, name) for name in OPTIONAL_ARRAYS}
    return Motion.build(
        time_s=motion.time_s[:frames],
        position=motion.position[:frames],
        confidence=motion.confidence[:frames],
        source=motion.source,
        unit=motion.unit,
        **{name: None if array is None else array[:frames] for name, array in optional.items()},
    )


def assert_same(one: FloatArray, other: FloatArray) -> None:
    assert np.array_equal(np.isnan(one), np.isnan(other))
    assert np.nanmax(np.abs(one - other), initial=0.0) <= SAME_DEG


@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_a_window_that_looks_far_enough_ahead_is_the_whole_file(clip: Path) -> None:
    if not clip.is_file():
        pytest.skip("the recording is not beside this checkout")
    motion = motion_of(clip)
    whole = measure_movement(motion)
    frames = pushed(motion, whole.calibration, AHEAD_OF_ALL_S)
    assert [frame.time_s for frame in frames] == motion.time_s.tolist()
    for name in FRAME_ANGLES:
        assert_same(values(frames, name), whole.curve(name).value)
    assert frames[-1].repetitions.counted == len(whole.repetitions.counted)


@pytest.mark.parametrize("look_ahead_s", [0.0, 0.25])
@pytest.mark.parametrize("clip", CLIPS, ids=lambda clip: clip.stem)
def test_at_an_equal_look_ahead_a_window_is_the_file_that_ends_there(clip: Path, look_ahead_s: float) -> None:
    if not clip.is_file():
        pytest.skip("the recording is not beside this checkout")
    motion = motion_of(clip)
    calibration = estimate_calibration(motion)
    frames = pushed(motion, calibration, look_ahead_s)
    last = int(np.searchsorted(motion.time_s, motion.time_s[-1] - look_ahead_s)) - 1
    for i in np.linspace(1, last, SAMPLES).astype(int).tolist():
        ends = int(np.searchsorted(motion.time_s, motion.time_s[i] + look_ahead_s - 1e-9)) + 1
        parts = measure_parts(until(motion, ends), calibration)
        for name in FRAME_ANGLES:
            there = curve_of(parts.kinematics, parts.spine, name).value[i : i + 1]
            assert_same(values(frames[i : i + 1], name), there)


@pytest.mark.parametrize("look_ahead_s", [0.25, 3.0])
def test_a_repetition_that_was_counted_stays_counted(look_ahead_s: float) -> None:
    motion = motion_of(DEMO)
    counted = [frame.repetitions.counted for frame in pushed(motion, estimate_calibration(motion), look_ahead_s)]
    assert counted == sorted(counted), "unsteady landmarks of a standing body take a repetition back"


@pytest.mark.parametrize(
    "motion",
    [
        film(from_the_top(4), Camera(noise=0.005)),
        film(from_the_floor(3), Camera(noise=0.005, plate=Plate(2.0, 2.6, ("right",)))),
        film(from_the_top(3), Camera(noise=0.005, facing="left", missing={"left_knee": (1.5, 1.9)})),
        rolled(film(from_the_top(3), Camera(noise=0.005)), 8.0),
        cut_below("right", 0.6),
    ],
    ids=["hinge", "plate", "gap", "tilt", "legs outside the picture"],
)
def test_synthetic_bodies_give_the_same_angles(motion: Motion) -> None:
    whole = measure_movement(motion)
    frames = pushed(motion, whole.calibration, 1.0)
    for name in ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg"):
        assert_same(values(frames, name), whole.curve(name).value)
    assert frames[-1].repetitions.counted == len(whole.repetitions.counted)


def test_a_second_of_standing_calibrates_for_what_follows() -> None:
    """As in live coaching: the placement phase gives the calibration for the set."""
    script = from_the_top(3, around_s=1.5)
    motion = film(script, Camera(noise=0.002))
    calibration = estimate_calibration(until(motion, 36))
    assert calibration.standing is not None
    frames = pushed(motion, calibration, 0.3)
    truth = script.truth(motion.time_s)
    for name, angle in truth.items():
        assert np.abs(values(frames, name) - angle).max() < 1.0
    assert frames[-1].repetitions.counted == 3


def test_frames_without_a_person_are_absent_and_the_rest_continues() -> None:
    motion = motion_of()
    window, nobody = Window(estimate_calibration(motion), motion.source), (40, 41, 42)
    finished = []
    for i, frame in enumerate(frames_of(motion)[:70]):
        empty = np.full_like(frame.position, np.nan)
        unseen = LandmarkFrame(frame.time_s, empty, np.zeros_like(frame.confidence))
        finished += window.push(unseen if i in nobody else frame)
    assert [i for i, frame in enumerate(finished) if frame.angles["trunk_lean_deg"] is None] == list(nobody)
    assert finished[60].angles["lumbar_flexion_deg"] is not None


def test_every_frame_comes_once_and_after_its_look_ahead() -> None:
    motion = film(from_the_top(1))
    window = Window(estimate_calibration(motion), motion.source, look_ahead_s=0.3)
    came: list[float] = []
    for frame in frames_of(motion):
        done = window.push(frame)
        assert all(finished.time_s <= frame.time_s - 0.3 + 1e-9 for finished in done)
        came += [finished.time_s for finished in done]
    came += [finished.time_s for finished in window.finish()]
    assert came == motion.time_s.tolist()
    assert window.finish() == []


def test_without_a_look_ahead_a_frame_is_finished_at_once() -> None:
    motion = film(from_the_top(1))
    window = Window(estimate_calibration(motion), motion.source)
    assert [len(window.push(frame)) for frame in frames_of(motion)] == [1] * len(motion)


def test_the_state_has_phase_and_count() -> None:
    motion = film(from_the_top(2, rest_s=1.0))
    frames = pushed(motion, estimate_calibration(motion), 0.2)
    times = motion.time_s
    at = {time_s: frames[int(np.searchsorted(times, time_s))].repetitions for time_s in (0.4, 1.3, 2.0, 2.6, 3.6, 7.0)}
    assert [at[time_s].phase for time_s in (0.4, 1.3, 2.0, 2.6, 3.6)] == [None, "descent", "bottom", "ascent", None]
    assert (at[1.3].counted, at[7.0].counted) == (0, 2)
    assert at[2.0].trunk_thigh_deg == pytest.approx(99.0, abs=3.0)


def test_memory_is_bounded_and_counting_continues() -> None:
    motion = film(from_the_top(8, around_s=0.5, rest_s=0.4), Camera(rate_hz=15.0))
    window = Window(estimate_calibration(motion), motion.source, look_ahead_s=0.2, memory_s=8.0)
    counted, held = 0, 0
    for frame in frames_of(motion):
        for finished in window.push(frame):
            assert finished.repetitions.counted >= counted
            counted = finished.repetitions.counted
        held = max(held, len(window))
    window.finish()
    assert held < 15 * 4.5
    assert counted >= 7


def test_unusable_frames_and_settings_are_refused() -> None:
    motion = film(from_the_top(1))
    calibration, frames = estimate_calibration(motion), frames_of(motion)
    with pytest.raises(ArgumentError, match="look-ahead"):
        Window(calibration, motion.source, look_ahead_s=-1.0)
    window = Window(calibration, motion.source)
    window.push(frames[1])
    with pytest.raises(RecordingError, match="order of time"):
        window.push(frames[0])
