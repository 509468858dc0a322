"""Sets with a known number of repetitions at any tempo, and excluded movements with their reasons."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hiphinge.core.measure import FloatArray
from hiphinge.core.props import Bar
from hiphinge.movement.movement import measure_movement, with_bar
from hiphinge.movement.repetitions import Repetitions
from hiphinge.movement.repetitions.feet import stepped
from hiphinge.pipeline.analyze import analyze
from tests.body_model import (
    BRIDGE_DOWN,
    BRIDGE_UP,
    CROUCHED,
    FLOOR,
    HINGED,
    SQUATTED,
    STANDING,
    Camera,
    Posture,
    Script,
    bridges,
    even_times,
    film,
    from_the_floor,
    from_the_top,
    phone_times,
    walked,
)

QUICK = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
IN_HAND = replace(STANDING, hands=(0.22, 0.0))
"""Standing with a bar in front of the thighs."""


def find(script: Script, camera: Camera | None = None, **cut: float) -> Repetitions:
    camera = camera or Camera()
    stop_s = cut.get("stop_s", script.duration_s)
    time_s = even_times(stop_s, camera.rate_hz, cut.get("start_s", 0.0))
    return measure_movement(film(script, camera, time_s)).repetitions


def count(script: Script, camera: Camera | None = None, **cut: float) -> int:
    return len(find(script, camera, **cut).counted)


def reasons(repetitions: Repetitions) -> str:
    assert all(excluded.reason and excluded.stop > excluded.start for excluded in repetitions.excluded)
    return " | ".join(excluded.reason for excluded in repetitions.excluded)


# Counting


@pytest.mark.parametrize("n", range(1, 9))
@pytest.mark.parametrize("bottom", [HINGED, SQUATTED, Posture(45, 12, 0), Posture(95, 30, 0)], ids=str)
def test_from_the_top(n: int, bottom: Posture) -> None:
    repetitions = find(from_the_top(n, bottom))
    assert (len(repetitions.counted), repetitions.starts, repetitions.excluded) == (n, "top", ())


@pytest.mark.parametrize("n", range(1, 9))
def test_from_the_floor(n: int) -> None:
    repetitions = find(from_the_floor(n))
    assert (len(repetitions.counted), repetitions.starts, repetitions.excluded) == (n, "bottom", ())


@pytest.mark.parametrize("n", range(1, 9))
def test_bridges(n: int) -> None:
    repetitions = find(bridges(n))
    assert (len(repetitions.counted), repetitions.starts, repetitions.excluded) == (n, "bottom", ())


@settings(QUICK, max_examples=60)
@given(
    n=st.integers(1, 8),
    kind=st.sampled_from(["hinge", "squat", "floor", "bridge"]),
    down_s=st.floats(0.5, 3.0),
    up_s=st.floats(0.5, 3.0),
    pause_s=st.floats(0.0, 2.0),
    rest_s=st.floats(0.0, 3.0),
    rate_hz=st.sampled_from([20.0, 25.0, 29.97, 60.0]),
    phone=st.booleans(),
)
def test_the_count_does_not_depend_on_tempo_or_frame_rate(
    n: int, kind: str, down_s: float, up_s: float, pause_s: float, rest_s: float, rate_hz: float, *, phone: bool
) -> None:
    make = {
        "hinge": from_the_top,
        "squat": partial(from_the_top, bottom=SQUATTED),
        "floor": from_the_floor,
        "bridge": bridges,
    }
    script = make[kind](n, down_s=down_s, up_s=up_s, pause_s=pause_s, rest_s=rest_s)  # type: ignore[operator]
    time_s = phone_times(script.duration_s, rate_hz) if phone else even_times(script.duration_s, rate_hz)
    repetitions = measure_movement(film(script, Camera(rate_hz=rate_hz), time_s)).repetitions
    assert len(repetitions.counted) == n
    assert repetitions.starts == ("bottom" if kind in {"floor", "bridge"} else "top")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("noise", [0.005, 0.03])
def test_landmark_noise_does_not_change_the_count_from_the_floor(noise: float, seed: int) -> None:
    assert count(from_the_floor(3), Camera(noise=noise, seed=seed)) == 3


@pytest.mark.parametrize(
    ("script", "noise", "seed"),
    [
        (from_the_top(3), 0.01, 3),
        (from_the_top(3), 0.03, 4),
        (from_the_top(3, SQUATTED), 0.03, 1),
        (bridges(3), 0.01, 2),
        (from_the_top(3), 0.02, 3),
        (from_the_top(3, SQUATTED), 0.01, 3),
        (bridges(3), 0.02, 1),
    ],
    ids=["hinge", "hinge more", "squat", "bridge", "hinge at its start", "squat at its start", "bridge at its start"],
)
def test_landmark_noise_does_not_change_the_count(script: Script, noise: float, seed: int) -> None:
    assert count(script, Camera(noise=noise, seed=seed)) == 3


def test_touch_and_go_and_paused_repetitions_are_counted() -> None:
    assert count(from_the_floor(5, pause_s=0.0, rest_s=0.0)) == 5
    assert count(from_the_top(5, pause_s=0.0, rest_s=0.0)) == 5
    assert count(from_the_floor(3, pause_s=3.0, rest_s=2.0)) == 3
    assert count(from_the_top(3, pause_s=3.0, rest_s=4.0)) == 3


def test_swings_are_fast_repetitions() -> None:
    assert count(from_the_top(8, down_s=0.55, up_s=0.55, pause_s=0.0, rest_s=0.1)) == 8


def test_an_incomplete_lockout_is_a_fault_and_still_a_repetition() -> None:
    short = Posture(30, 16, 3)
    script = Script.start(STANDING, 0.8)
    for top in (STANDING, short, STANDING):
        script = script.to(HINGED, 1.0).hold(0.2).to(top, 1.0).hold(0.4)
    assert count(script) == 3


# Movements that are not repetitions


def test_walking_in_and_out_is_not_counted() -> None:
    repetitions = find(walked(from_the_top(3), 4))
    assert len(repetitions.counted) == 3
    assert reasons(repetitions)
    assert count(walked(from_the_top(3), 4, back=True)) == 3
    assert count(walked(from_the_floor(2), 3)) == 2


def test_walking_alone_has_no_repetition() -> None:
    analysis = analyze(film(walked(Script.start(STANDING, 1.0), 6)))
    assert analysis.repetitions == []
    assert analysis.not_counted
    assert all("feet moved" in span.reason for span in analysis.not_counted)
    assert not analysis.judged


@pytest.mark.parametrize("place", [(0.9, 0.0), (0.0, 0.0)], ids=["stepping to it", "on the spot"])
def test_the_final_crouch_is_not_counted(place: tuple[float, float]) -> None:
    crouch = from_the_top(3).to(replace(CROUCHED, foot=place), 1.0).hold(1.0)
    repetitions = find(crouch)
    assert len(repetitions.counted) == 3
    assert reasons(repetitions)


def test_setting_up_and_putting_down_are_not_counted() -> None:
    held = Script.start(STANDING, 1.0).to(FLOOR, 1.0).hold(2.5)
    for i in range(4):
        held = held.to(IN_HAND, 0.9).hold(0.3).to(FLOOR, 0.9).hold(2.0 if i == 3 else 0.2)
    held = held.to(STANDING, 1.0).hold(0.8)
    repetitions = find(held)
    assert (len(repetitions.counted), repetitions.starts) == (4, "bottom")
    assert "setting up" in reasons(repetitions)
    assert "standing up" in reasons(repetitions)


def test_hands_are_compared_with_the_standing_next_to_the_set_and_not_with_walking_in() -> None:
    carried = replace(STANDING, trunk=STANDING.trunk - 6, hands=(0.35, 0.2))
    held = Script.start(carried, 0.8).to(STANDING, 0.5).hold(1.2).to(FLOOR, 1.0).hold(1.4)
    for i in range(3):
        held = held.to(IN_HAND, 0.9).hold(0.4).to(FLOOR, 0.9).hold(1.3 if i == 2 else 1.2)
    repetitions = find(held.to(STANDING, 1.0).hold(1.0))
    assert (len(repetitions.counted), repetitions.starts) == (3, "bottom")


def barbell(times_s: FloatArray, lifts: list[tuple[float, float]], *, wander: float = 0.0) -> FloatArray:
    """Return the path of a bar that rises and sinks in each lift and is seen from the first on.

    `wander` raises each next low.
    """
    height = np.zeros(times_s.size)
    for i, (start, stop) in enumerate(lifts):
        inside = (times_s >= start) & (times_s < stop)
        height[inside] = 1.2 * np.sin(np.pi * (times_s[inside] - start) / (stop - start)) ** 2
        height[times_s >= stop] = wander * (i + 1)
    seen = (times_s >= lifts[0][0] - 0.4) & (times_s <= lifts[-1][1] + 0.2)
    return np.column_stack([np.zeros(times_s.size), np.where(seen, height, np.nan)])


def test_a_bar_that_rests_at_one_height_shows_a_start_from_the_bottom() -> None:
    script = Script.start(STANDING, 1.0)
    for _ in range(4):  # the hands show no load: they hang alike with and without the bar
        script = script.to(FLOOR, 1.0).hold(0.3).to(STANDING, 1.0).hold(0.3)
    moved = measure_movement(film(script.hold(1.0)))
    assert moved.repetitions.starts == "top"
    lifts = [(2.3 + 2.6 * i, 4.6 + 2.6 * i) for i in range(3)]

    resting = with_bar(moved, Bar(barbell(moved.kinematics.time_s, lifts))).repetitions
    hanging = with_bar(moved, Bar(barbell(moved.kinematics.time_s, lifts, wander=0.05))).repetitions

    assert (len(resting.counted), resting.starts) == (3, "bottom")
    assert "setting up" in reasons(resting)
    assert (len(hanging.counted), hanging.starts) == (4, "top")


def test_feet_that_rise_while_the_hips_sink_are_no_jump() -> None:
    sunk = np.clip(np.sin(np.linspace(0, np.pi, 60)), 0.6, 1.0) - 0.6
    still = np.zeros(60)
    foot = np.column_stack([still, sunk])
    assert not stepped(foot, foot, np.column_stack([still, 2.0 - sunk]))
    assert stepped(foot, foot, np.column_stack([still, 2.0 + sunk]))


@pytest.mark.parametrize("start_s", [1.2, 1.4])
def test_a_movement_that_began_before_the_recording_is_cut_off(start_s: float) -> None:
    script = from_the_top(3, rest_s=0.8)  # the first way down lasts from 0.8 to 1.9 s
    assert count(script, start_s=start_s) == 2
    assert "cut off" in reasons(find(script, start_s=start_s))


@pytest.mark.parametrize("before_end_s", [1.3, 1.5, 1.9, 2.6])
def test_a_movement_that_continues_after_the_recording_is_cut_off(before_end_s: float) -> None:
    script = from_the_top(3, rest_s=0.8)
    repetitions = find(script, stop_s=script.duration_s - before_end_s)
    assert len(repetitions.counted) == 2
    assert "cut off" in reasons(repetitions) or "too small" in reasons(repetitions)


def test_a_bridge_is_whole_when_its_way_up_is() -> None:
    script = Script.start(BRIDGE_DOWN, 0.6)
    script = script.to(BRIDGE_UP, 1.0).hold(0.3).to(BRIDGE_DOWN, 1.0).hold(0.3).to(BRIDGE_UP, 1.0).hold(1.0)
    assert count(script) == 2
    repetitions = find(script, stop_s=script.duration_s - 1.5)
    assert len(repetitions.counted) == 1
    assert "cut off" in reasons(repetitions)


@pytest.mark.parametrize("n", [2, 3, 5])
def test_standing_up_to_stop_the_camera_after_the_load_was_put_down_is_no_repetition(n: int) -> None:
    script = from_the_floor(n, around_s=1.5).to(STANDING, 1.2).hold(0.3)
    repetitions = find(script)
    assert len(repetitions.counted) == n
    assert "put down" in reasons(repetitions)
    assert count(from_the_floor(n).to(STANDING, 1.2).hold(1.5)) == n + 1, "a top that is held is a lift"


def test_a_bridge_may_end_at_the_top() -> None:
    assert count(bridges(3).to(BRIDGE_UP, 0.9).hold(0.3)) == 4


def test_a_load_dropped_at_the_top_is_a_repetition_without_a_way_down() -> None:
    script = Script.start(FLOOR, 0.8).to(STANDING, 1.2).hold(1.5)
    repetitions = find(script)
    assert len(repetitions.counted) == 1
    assert [phase.name for phase in repetitions.counted[0].phases] == ["ascent", "lockout"]


@pytest.mark.parametrize(
    "bottom", [Posture(12, 8, 3), Posture(4, 30, 14), Posture(15, 4, 2)], ids=["nod", "knee dip", "lean"]
)
def test_small_movements_are_not_counted(bottom: Posture) -> None:
    assert count(from_the_top(3, bottom)) == 0
    mixed = from_the_top(3)
    small = Script(
        (*mixed.times_s, *(mixed.duration_s + t for t in (0.5, 1.0, 2.0))),
        (*mixed.postures, bottom, STANDING, STANDING),
    )
    assert count(small) == 3


def test_standing_still_has_no_repetition() -> None:
    assert find(Script.start(STANDING, 4.0)) == Repetitions((), (), "top")
    assert count(Script.start(HINGED, 4.0), Camera(noise=0.02)) == 0


def test_an_unseen_repetition_is_not_counted() -> None:
    script = from_the_top(3, rest_s=1.0)  # 0.8 to 3.1 s, 4.1 to 6.4 s, 7.4 to 9.7 s
    repetitions = find(script, Camera(unseen_s=(4.3, 6.0)))
    assert len(repetitions.counted) == 2
    assert count(script, Camera(unseen_s=(5.0, 5.3))) == 3


@pytest.mark.parametrize("frames", [1, 2, 3, 4, 7])
def test_a_few_frames_have_no_repetition(frames: int) -> None:
    script = from_the_top(1)
    motion = film(script, time_s=1.0 + np.arange(frames) / 30)
    analysis = analyze(motion)
    assert analysis.repetitions == []
    assert not analysis.judged
    assert any(limitation.what == "repetitions" and limitation.mend for limitation in analysis.cannot_judge)


# Phases


@settings(QUICK, max_examples=30)
@given(
    n=st.integers(1, 4),
    kind=st.sampled_from(["hinge", "floor", "bridge", "walked", "crouch"]),
    pause_s=st.floats(0.0, 1.0),
    rest_s=st.floats(0.0, 1.0),
    noise=st.sampled_from([0.0, 0.01]),
)
def test_phases_tile_the_repetition_and_repetitions_do_not_overlap(
    n: int, kind: str, pause_s: float, rest_s: float, noise: float
) -> None:
    top = from_the_top(n, pause_s=pause_s, rest_s=rest_s)
    script = {
        "hinge": top,
        "floor": from_the_floor(n, pause_s=pause_s, rest_s=rest_s),
        "bridge": bridges(n, pause_s=pause_s, rest_s=rest_s),
        "walked": walked(top, 3),
        "crouch": top.to(CROUCHED, 1.0),
    }[kind]
    motion = film(script, Camera(noise=noise))
    repetitions = measure_movement(motion).repetitions
    for repetition in repetitions.counted:
        assert repetition.start == repetition.phases[0].start
        assert repetition.stop == repetition.phases[-1].stop
        assert all(a.stop == b.start for a, b in pairwise(repetition.phases))
        assert all(phase.stop > phase.start for phase in repetition.phases)
        assert len({phase.name for phase in repetition.phases}) == len(repetition.phases)
        assert repetition.start <= repetition.bottom < repetition.stop
    assert all(a.stop <= b.start for a, b in pairwise(repetitions.counted))
    analysis = analyze(motion)
    for shown in analysis.repetitions:
        assert (shown.phases[0].start_s, shown.phases[-1].end_s) == (shown.start_s, shown.end_s)
        assert shown.start_s <= shown.bottom_s <= shown.end_s


def test_phases_are_at_the_times_of_the_movement() -> None:
    repetitions = film(from_the_top(1, pause_s=0.6))  # down 0.8 to 1.9 s, up 2.5 to 3.5 s
    repetition = analyze(repetitions).repetitions[0]
    phases = {phase.name: phase for phase in repetition.phases}
    assert list(phases) == ["descent", "bottom", "ascent", "lockout"]
    assert repetition.start_s == pytest.approx(1.0, abs=0.15)
    assert 1.8 < repetition.bottom_s < 2.6
    assert phases["bottom"].start_s == pytest.approx(1.75, abs=0.15)
    assert phases["bottom"].end_s == pytest.approx(2.65, abs=0.15)
    assert phases["lockout"].start_s == pytest.approx(3.3, abs=0.15)


def test_phases_from_the_floor_start_with_the_way_up() -> None:
    repetitions = analyze(film(from_the_floor(2)))
    for repetition in repetitions.repetitions:
        assert [phase.name for phase in repetition.phases] == ["ascent", "lockout", "descent", "bottom"]


def test_times_are_the_recordings_own() -> None:
    script = from_the_top(2)
    shifted = Script(tuple(100 + t for t in script.times_s), script.postures)
    late = film(shifted, time_s=100.0 + even_times(script.duration_s))
    for a, b in zip(analyze(film(script)).repetitions, analyze(late).repetitions, strict=True):
        assert b.start_s - a.start_s == pytest.approx(100.0, abs=1e-3)
        assert b.bottom_s - a.bottom_s == pytest.approx(100.0, abs=1e-3)
