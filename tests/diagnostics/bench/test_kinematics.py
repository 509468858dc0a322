"""Output of the kinematics benchmark, and its synthetic motion."""

from __future__ import annotations

import re

import pytest

from hiphinge.diagnostics.bench.kinematics import kinematics, synthetic_motion
from hiphinge.pipeline.analyze import analyze
from tests.diagnostics.bench import TARGET


def test_kinematics_states_frames_per_second() -> None:
    judged, whole = kinematics(frames=600, best_of=1)
    said = r"kinematics: 600 frames, \d+ repetitions: .* \d\.\d{3} s = [\d,]+ frames a second"
    assert re.fullmatch(rf"{said} {TARGET}; [\d,]+ by processor time", judged)
    assert re.fullmatch(r"kinematics: all of analyze\(\) .* \d\.\d{3} s = [\d,]+ frames a second", whole)


def test_the_synthetic_motion_is_a_set_of_hinges() -> None:
    analysis = analyze(synthetic_motion(600))
    assert len(analysis.repetitions) == 5
    assert analysis.pattern.name == "hinge"
    lean = analysis.repetitions[2].peak.trunk_lean_deg
    assert lean is not None
    assert lean.value == pytest.approx(70.0, abs=2.0)
