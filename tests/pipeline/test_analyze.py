"""The analysis of a motion: composed of the parts, pure, and the same for mirror images."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import polars as pl
import pytest

import hiphinge
from hiphinge import ArgumentError, analyze
from hiphinge.core.body import SIDES
from hiphinge.core.error_model import EXACT, ErrorModel, angles_model, points_model
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.movement.kinematics import ANGLES
from hiphinge.movement.movement import NO_SPINE_ANGLES, measure_movement
from hiphinge.result import Analysis, Athlete, Fault
from hiphinge.sources.angles import motion_of_angles
from tests.back_model import STIFF
from tests.body_model import (
    HINGED,
    SQUATTED,
    TRUNK_M,
    Camera,
    Posture,
    Script,
    bridges,
    even_times,
    film,
    from_the_floor,
    from_the_top,
    phone_times,
)

SETS = {
    "hinge": from_the_top(2),
    "squat": from_the_top(2, SQUATTED),
    "deadlift": from_the_floor(2),
    "bridge": bridges(2),
}
NEEDS_POINTS = {"weight_on_toes", "bar_drift"}


def without_time(analysis: Analysis) -> dict[str, object]:
    content = json.loads(analysis.to_json())
    content["provenance"].pop("created_utc")
    return dict(content)


@pytest.mark.parametrize("name", SETS)
def test_analyze_is_pure(name: str) -> None:
    motion = film(SETS[name])
    arrays = ("time_s", "position", "confidence", "world", "outline")
    before = {array: np.copy(getattr(motion, array)) for array in arrays}
    first, second = analyze(motion), analyze(motion)
    assert without_time(first) == without_time(second)
    assert first.to_frame().equals(second.to_frame())
    for array, content in before.items():
        np.testing.assert_array_equal(getattr(motion, array), content)


@pytest.mark.parametrize("times", ["even", "phone"])
@pytest.mark.parametrize("name", SETS)
def test_the_table_of_frames_holds_the_true_angles(name: str, times: str) -> None:
    script = SETS[name]
    motion = film(script, time_s=phone_times(script.duration_s) if times == "phone" else None)
    table = analyze(motion).to_frame()
    truth = script.truth(motion.time_s)
    for angle in ANGLES:
        np.testing.assert_allclose(table[angle].to_numpy(), truth[angle], atol=0.5)


@pytest.mark.parametrize("name", SETS)
def test_trunk_lean_is_hip_minus_knee_plus_shank_in_every_frame(name: str) -> None:
    table = analyze(film(SETS[name], Camera(noise=0.01))).to_frame().drop_nulls(list(ANGLES))
    difference = table.select(
        pl.col("trunk_lean_deg") - pl.col("hip_flexion_deg") + pl.col("knee_flexion_deg") - pl.col("shank_deg")
    ).to_series()
    wrapped = (difference.to_numpy() + 180) % 360 - 180
    np.testing.assert_allclose(wrapped, 0, atol=1e-6)


@pytest.mark.parametrize("name", SETS)
def test_peaks_are_those_of_the_body(name: str) -> None:
    script = SETS[name]
    motion = film(script)
    truth = script.truth(motion.time_s)
    for repetition in analyze(motion).repetitions:
        part = (motion.time_s >= repetition.start_s - 1e-3) & (motion.time_s < repetition.end_s - 1e-3)
        for angle in ANGLES:
            peak = getattr(repetition.peak, angle)
            assert peak.value == pytest.approx(truth[angle][part].max(), abs=0.5)
            assert peak.low < peak.value < peak.high


@pytest.mark.parametrize("name", SETS)
def test_the_facing_side_does_not_matter(name: str) -> None:
    left, right = (analyze(film(SETS[name], Camera(facing=side))) for side in SIDES)
    assert (left.source.facing, right.source.facing) == SIDES
    for angle in ANGLES:
        np.testing.assert_allclose(left.to_frame()[angle], right.to_frame()[angle], atol=0.01)
    assert left.to_frame()["phase"].equals(right.to_frame()["phase"])
    assert [repetition.pattern.name for repetition in left.repetitions] == [
        repetition.pattern.name for repetition in right.repetitions
    ]


def test_the_frame_rate_and_the_size_do_not_change_the_verdict() -> None:
    script = from_the_top(3, Posture(22, 112, 34))
    verdicts = []
    for camera in (Camera(), Camera(rate_hz=60.0), Camera(trunk_px=55.0), Camera(yaw_deg=15.0)):
        analysis = analyze(film(script, camera), exercise="romanian_deadlift")
        verdicts.append((len(analysis.repetitions), analysis.pattern.name, analysis.cue and analysis.cue.fault))
    assert set(verdicts) == {(3, "squat", "squatting_the_hinge")}


def test_an_unknown_exercise_is_refused_with_the_known_ones() -> None:
    with pytest.raises(ArgumentError) as caught:
        analyze(film(SETS["hinge"]), exercise="plank")
    assert "romanian_deadlift" in str(caught.value)
    assert "'plank'" in str(caught.value)


@pytest.mark.parametrize(
    ("script", "names"),
    [
        (from_the_top(3, SQUATTED), {"squat"}),
        (bridges(3), {"glute_bridge"}),
        (from_the_floor(3), {"deadlift"}),
        (from_the_top(3, Posture(60, 20, 3)), {"romanian_deadlift"}),
    ],
    ids=["squat", "bridge", "deadlift", "hinge"],
)
def test_the_exercise_is_recognised_with_limited_confidence(script: Script, names: set[str]) -> None:
    exercise = analyze(film(script)).exercise
    assert exercise.name in names
    assert not exercise.given
    assert 0.6 <= exercise.confidence < 1.0


def test_warnings_of_a_recording() -> None:
    slow = analyze(film(from_the_top(1, down_s=2.0, up_s=2.0), Camera(rate_hz=12.0)))
    assert any("frames per second" in note for note in slow.quality.warnings)
    left = analyze(film(from_the_top(2), Camera(unseen_s=(4.6, 9.0))))
    assert any("was visible in" in note for note in left.quality.warnings)
    assert left.quality.detected_fraction < 0.9


def test_every_public_name_can_be_imported() -> None:
    assert {"analyze", "open_motion", "Athlete", "Measure", "Motion"} <= set(dir(hiphinge))
    for name in dir(hiphinge):
        assert getattr(hiphinge, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hiphinge.no_such_name


def test_a_body_that_is_mostly_upside_down_was_hallucinated() -> None:
    motion = film(SETS["hinge"])
    upside_down = motion.with_position(motion.position * np.array([1.0, -1.0]), motion.confidence)
    analysis = analyze(upside_down)
    assert analysis.repetitions == []
    assert analysis.pattern.name == "unknown"
    table = analysis.to_frame()
    assert all(table[angle].is_nan().all() or table[angle].is_null().all() for angle in ANGLES)


# What the caller gives


def test_a_source_that_measures_the_spine_itself_gives_it() -> None:
    script = from_the_top(2)
    motion = film(script)
    spine = STIFF.spine(script, motion.time_s)
    analysis = analyze(motion, spine=spine)
    assert analysis.hip_flexion_basis == "pelvis"
    assert analysis.repetitions[0].peak.lumbar_flexion_deg is not None
    when = datetime(2026, 1, 2, tzinfo=UTC)
    given = [analyze(motion, spine=spine, created_utc=when)]
    given.append(analyze(motion, movement=measure_movement(motion, spine=spine), created_utc=when))
    assert given[0] == given[1]
    with pytest.raises(ArgumentError, match="a movement or a spine"):
        analyze(motion, spine=spine, movement=measure_movement(motion, spine=spine))


def test_the_same_motion_at_the_same_time_gives_the_same_analysis() -> None:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    first, second = (analyze(film(from_the_top(1)), created_utc=when) for _ in range(2))
    assert first == second
    assert first.provenance.created_utc == when


def test_the_date_of_filming_and_the_content_hash_are_written() -> None:
    motion, when = film(from_the_top(1)), datetime(2026, 1, 2, 3, tzinfo=UTC)
    source = replace(motion.source, recorded_utc=when, recorded_utc_from="container", content_hash="ab" * 32)
    written = analyze(replace(motion, source=source), athlete=Athlete(id="7")).as_written()
    assert written.source.recorded_utc == when == written.when_utc
    assert (written.source.recorded_utc_from, written.source.content_hash) == ("container", "ab" * 32)
    assert written.athlete.id == "7"


# Sources without pictures: angles alone, points alone, each with its own error model


def recorded(script: Script, errors: ErrorModel | None = None, **more: FloatArray) -> Motion:
    """Return the motion of sensors that measure the angles of the script at 100 Hz."""
    time = even_times(script.duration_s, 100.0)
    source = SourceInfo("sensors.csv", "imu", script.duration_s, 100.0, errors=errors)
    return motion_of_angles(time, {**script.truth(time), **more}, source)


def in_metres(script: Script, errors: ErrorModel | None = None) -> Motion:
    motion = film(script)
    return Motion.build(
        time_s=motion.time_s,
        position=motion.position * (TRUNK_M / 110.0),
        confidence=np.ones_like(motion.confidence),
        source=replace(motion.source, kind="markers", path="trial.c3d", pose_model=None, errors=errors),
        unit="m",
    )


def codes(analysis: Analysis) -> set[str]:
    return {fault.code for repetition in analysis.repetitions for fault in repetition.faults}


@pytest.mark.parametrize(
    ("script", "repetitions", "patterns"),
    [
        (from_the_top(3), 3, {"hinge"}),
        (from_the_top(3, SQUATTED), 3, {"squat"}),
        (from_the_floor(2), 2, {"hinge", "mixed"}),
    ],
    ids=["hinge", "squat", "from the floor"],
)
def test_angles_alone_give_repetitions_pattern_and_peaks(script: Script, repetitions: int, patterns: set[str]) -> None:
    analysis = analyze(recorded(script))
    assert len(analysis.repetitions) == repetitions
    assert analysis.pattern.name in patterns
    truth = max(posture.hip for posture in script.postures)
    peak = analysis.repetitions[0].peak.hip_flexion_deg
    assert peak is not None
    assert peak.low <= truth <= peak.high
    assert peak.value == pytest.approx(truth, abs=0.5)
    assert peak.high - peak.value == pytest.approx(1.645 * 3.0, abs=0.1)


def test_angles_alone_state_their_limitations() -> None:
    analysis = analyze(recorded(from_the_top(3)), exercise="romanian_deadlift", load_kg=40.0)
    missing = {each.what: each.reason for each in analysis.cannot_judge}
    assert "everything" not in missing
    assert "points of the body" in missing["balance, the path of the weight, and the loads on the body"]
    assert missing["pelvic tilt, lumbar flexion and neck extension"] == NO_SPINE_ANGLES
    assert all(repetition.loads is None for repetition in analysis.repetitions)
    assert all(repetition.light == "unknown" for repetition in analysis.repetitions)
    assert all(set(repetition.unread_faults) >= NEEDS_POINTS for repetition in analysis.repetitions)
    assert analysis.provenance.calibration is not None
    assert analysis.provenance.calibration.trunk_length is None


def test_faults_that_need_only_angles_are_stated_and_a_clean_set_has_none() -> None:
    exact = angles_model("good sensors", 1.0)
    forward = Posture(60, 70, 30)
    clean = analyze(recorded(from_the_top(3), exact), exercise="romanian_deadlift")
    bent = analyze(recorded(from_the_top(3, forward), exact), exercise="romanian_deadlift")
    unfinished = analyze(recorded(from_the_top(3, top=Posture(30, 10, 2)), exact), exercise="romanian_deadlift")
    assert not codes(clean)
    assert "knees_forward" in codes(bent)
    assert len(unfinished.repetitions) == 3


def test_measured_pelvis_and_low_back_give_a_light() -> None:
    script = from_the_top(3)
    trunk = script.truth(even_times(script.duration_s, 100.0))["trunk_lean_deg"] - 2.0
    for share, light in ((0.1, "green"), (0.6, "red")):
        analysis = analyze(
            recorded(
                script,
                angles_model("good sensors", 1.0),
                pelvic_tilt_deg=(1 - share) * trunk,
                lumbar_flexion_deg=share * trunk,
            ),
            exercise="romanian_deadlift",
        )
        second = analysis.repetitions[1]
        assert second.light == light
        assert second.lumbar_share is not None
        assert second.lumbar_share.value == pytest.approx(share, abs=0.02)
        assert ("lumbar_rounding" in codes(analysis)) == (light == "red")
        assert analysis.low_back is not None
        assert analysis.low_back.zeroed


def test_points_alone_have_the_intervals_of_their_source() -> None:
    script = from_the_top(3)
    widths = {}
    for name, errors in (("markers", None), ("exact", EXACT), ("rough", points_model("rough", 0.02))):
        analysis = analyze(in_metres(script, errors))
        assert len(analysis.repetitions) == 3
        assert analysis.pattern.name == "hinge"
        assert "outline" in " ".join(each.reason for each in analysis.cannot_judge)
        peak = analysis.repetitions[0].peak.hip_flexion_deg
        assert peak is not None
        assert peak.low <= HINGED.hip <= peak.high or name == "exact"
        assert peak.value == pytest.approx(HINGED.hip, abs=0.5)
        widths[name] = (peak.high - peak.low) / 2
    assert widths["exact"] < 0.1
    assert 0.1 < widths["markers"] <= 1.5
    assert widths["rough"] > 5.0


def test_faults_of_exact_points_are_more_certain_than_those_of_a_camera() -> None:
    """A shank 2° beyond the limit is a possible fault for a camera and a stated one for markers."""
    script = from_the_top(3, Posture(70, 45, 15))
    motions = (film(script), in_metres(script))
    camera, markers = (knees_forward(analyze(motion, exercise="romanian_deadlift")) for motion in motions)
    assert camera.value.value == pytest.approx(markers.value.value, abs=0.5)
    assert markers.confidence > 0.99 > camera.confidence


def knees_forward(analysis: Analysis) -> Fault:
    faults = (
        fault for repetition in analysis.repetitions for fault in (*repetition.faults, *repetition.possible_faults)
    )
    return next(fault for fault in faults if fault.code == "knees_forward")


def test_a_load_that_may_be_pounds_changes_no_number() -> None:
    """225 lb given as kilograms are reported beside the same numbers."""
    motion = film(from_the_top(2))
    light, heavy = (analyze(motion, load_kg=load_kg, athlete=Athlete(mass_kg=80.0)) for load_kg in (102.0, 225.0))
    (warning,) = set(heavy.quality.warnings) - set(light.quality.warnings)
    assert "225 kg" in warning
    assert "102 kg" in warning
    assert heavy.repetitions[0].peak == light.repetitions[0].peak
