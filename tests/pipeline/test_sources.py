"""Sources without pictures go through to a result: angles alone, points alone, each with its own error model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.error_model import EXACT, ErrorModel, angles_model, points_model
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.movement.movement import NO_SPINE_ANGLES
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis, Fault
from hiphinge.sources.angles import motion_of_angles
from tests.body_model import HINGED, SQUATTED, TRUNK_M, Posture, Script, even_times, film, from_the_floor, from_the_top

NEEDS_POINTS = {"weight_on_toes", "bar_drift"}


def recorded(script: Script, errors: ErrorModel | None = None, **more: FloatArray) -> Motion:
    """The motion of sensors that measure the script's angles, at 100 Hz."""
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
    return {fault.code for one in analysis.repetitions for fault in one.faults}


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


def test_angles_alone_say_what_they_cannot_tell() -> None:
    analysis = analyze(recorded(from_the_top(3)), exercise="romanian_deadlift", load_kg=40.0)
    missing = {one.what: one.reason for one in analysis.cannot_judge}
    assert "everything" not in missing
    assert "points of the body" in missing["balance, the load's path and loads"]
    assert missing["pelvic tilt, lumbar flexion and neck extension"] == NO_SPINE_ANGLES
    assert all(one.loads is None and one.light == "unknown" for one in analysis.repetitions)
    assert all(set(one.unread_faults) >= NEEDS_POINTS for one in analysis.repetitions)
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
        one = analysis.repetitions[1]
        assert one.light == light
        assert one.lumbar_share is not None
        assert one.lumbar_share.value == pytest.approx(share, abs=0.02)
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
        assert "outline" in " ".join(one.reason for one in analysis.cannot_judge)
        peak = analysis.repetitions[0].peak.hip_flexion_deg
        assert peak is not None
        assert peak.low <= HINGED.hip <= peak.high or name == "exact"
        assert peak.value == pytest.approx(HINGED.hip, abs=0.5)
        widths[name] = (peak.high - peak.low) / 2
    assert widths["exact"] < 0.1
    assert 0.1 < widths["markers"] <= 1.5
    assert widths["rough"] > 5.0


def test_faults_of_exact_points_are_surer_than_a_cameras() -> None:
    """A shank 2° beyond the limit: a camera leaves it possible, markers state it."""
    script = from_the_top(3, Posture(70, 45, 15))
    motions = (film(script), in_metres(script))
    camera, markers = (knees_forward(analyze(motion, exercise="romanian_deadlift")) for motion in motions)
    assert camera.value.value == pytest.approx(markers.value.value, abs=0.5)
    assert markers.confidence > 0.99 > camera.confidence


def knees_forward(analysis: Analysis) -> Fault:
    faults = (fault for one in analysis.repetitions for fault in (*one.faults, *one.possible_faults))
    return next(fault for fault in faults if fault.code == "knees_forward")
