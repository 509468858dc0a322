"""The calibration of the result file."""

from __future__ import annotations

from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis
from tests.body_model import film, from_the_top


def test_the_calibration_is_read_back_unchanged() -> None:
    analysis = analyze(film(from_the_top(2)))
    known = analysis.provenance.calibration
    assert known is not None
    assert known.facing == "right"
    assert known.unit == "px"
    assert known.trunk_length is not None
    assert known.trunk_length.low < known.trunk_length.value < known.trunk_length.high
    assert {foot.side for foot in known.feet} <= {"left", "right"}
    back = Analysis.model_validate_json(analysis.to_json()).provenance.calibration
    assert back == analysis.as_written().provenance.calibration


def test_an_angle_of_standing_lies_inside_its_interval() -> None:
    known = analyze(film(from_the_top(2))).provenance.calibration
    assert known is not None
    if known.standing is not None:
        angles = [angle for _, angle in known.standing.posture if angle is not None]
        assert angles
        for angle in angles:
            assert angle.low <= angle.value <= angle.high
