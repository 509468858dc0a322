"""Hinge or squat, as a continuum: the index between the two, and patterns that are neither."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.measure import Curve
from hiphinge.measures.pattern import (
    Excursion,
    excursions,
    hinge_index,
    hip_knee_ratio,
    pattern_of,
    pattern_of_set,
    posture,
)
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.spine import absent_spine, spine_from_source
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Pattern
from tests.body_model import (
    FLOOR,
    HINGED,
    SQUATTED,
    STANDING,
    Camera,
    Plate,
    Posture,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
)


def pattern(script: Script, camera: Camera | None = None) -> Pattern:
    return analyze(film(script, camera)).pattern


def excursion_of(script: Script) -> Excursion:
    movement = measure_movement(film(script))
    return excursions(movement.kinematics, movement.repetitions.counted, movement.trunk_thigh)[0]


@pytest.mark.parametrize("trunk", [60, 75, 90])
@pytest.mark.parametrize("knee", [8, 20, 30])
def test_a_hinge_is_a_hinge(trunk: float, knee: float) -> None:
    found = pattern(from_the_top(2, Posture(trunk, knee, 3)))
    assert found.name == "hinge"
    assert found.hinge_index is not None
    assert found.hinge_index > 0.8


@pytest.mark.parametrize("trunk", [15, 30, 40])
@pytest.mark.parametrize("knee", [95, 120])
def test_a_squat_is_a_squat(trunk: float, knee: float) -> None:
    found = pattern(from_the_top(2, Posture(trunk, knee, 32)))
    assert found.name == "squat"
    assert found.hinge_index is not None
    assert found.hinge_index < 0.4


def test_a_shallow_hinge_is_still_a_hinge() -> None:
    assert pattern(from_the_top(2, Posture(38, 8, 0))).name == "hinge"


def test_a_deadlift_is_no_squat_and_a_bridge_is_neither() -> None:
    assert pattern(from_the_floor(2, FLOOR)).name in {"hinge", "mixed"}
    bridge = pattern(bridges(2))
    assert (bridge.name, bridge.hinge_index) == ("bridge", None)


@pytest.mark.parametrize("yaw_deg", [-30.0, 0.0, 30.0, 55.0])
@pytest.mark.parametrize(("bottom", "name"), [(HINGED, "hinge"), (SQUATTED, "squat")], ids=["hinge", "squat"])
def test_the_view_does_not_change_the_pattern(yaw_deg: float, bottom: Posture, name: str) -> None:
    found = pattern(from_the_top(2, bottom), Camera(yaw_deg=yaw_deg, noise=0.005))
    assert found.name == name
    assert found.reasons


def test_the_index_never_falls_as_the_trunks_share_grows() -> None:
    indices = []
    for share in np.linspace(0, 1, 9):
        bottom = Posture(20 + 65 * share, 110 - 95 * share, 32 - 30 * share)
        index = pattern(from_the_top(1, bottom)).hinge_index
        assert index is not None
        indices.append(index)
    assert all(b >= a for a, b in pairwise(indices))
    assert indices[0] < 0.15
    assert indices[-1] > 0.95


ANGLE = st.floats(-20, 140)


@given(ANGLE, ANGLE, st.floats(0, 20), st.floats(0, 60))
def test_the_index_is_a_share_and_monotone(trunk: float, knee: float, ratio: float, more: float) -> None:
    index = hinge_index(trunk, knee, ratio)
    assert 0.0 <= index <= 1.0
    assert hinge_index(trunk + more, knee, ratio) >= index - 1e-12
    assert hinge_index(trunk, knee + more, ratio) <= index + 1e-12
    assert hinge_index(trunk, knee, ratio + more) >= index - 1e-12


def test_the_excursions_are_those_of_the_body() -> None:
    excursion = excursion_of(from_the_top(1, HINGED, pause_s=1.0, around_s=1.5))
    assert excursion.hip == pytest.approx(HINGED.hip - STANDING.hip, abs=5)
    assert excursion.knee == pytest.approx(HINGED.knee - STANDING.knee, abs=2)
    assert excursion.trunk == pytest.approx(HINGED.trunk - STANDING.trunk, abs=5)
    assert excursion.back > excursion.down > 0
    squat = excursion_of(from_the_top(1, SQUATTED))
    assert squat.down > squat.back


def test_the_interval_of_the_ratio_includes_the_truth() -> None:
    ratio = hip_knee_ratio(excursion_of(from_the_top(1, SQUATTED)))
    assert ratio is not None
    assert ratio.low <= ratio.value <= ratio.high
    truth = (SQUATTED.hip - STANDING.hip) / (SQUATTED.knee - STANDING.knee)
    assert ratio.low <= truth <= ratio.high
    assert ratio.value == pytest.approx(truth, rel=0.05)


def test_reasons_are_given_for_every_pattern() -> None:
    for script in (from_the_top(1), from_the_top(1, SQUATTED), bridges(1), from_the_floor(1)):
        analysis = analyze(film(script))
        assert analysis.pattern.reasons
        assert all(repetition.pattern.reasons for repetition in analysis.repetitions)


def test_hidden_knees_are_a_reason_and_never_guessed() -> None:
    analysis = analyze(film(from_the_floor(2), Camera(plate=Plate(0.0, 99.0))))
    assert analysis.pattern.hinge_index is None
    assert "hidden" in " ".join(analysis.pattern.reasons)
    shallow = analyze(film(from_the_floor(2, Posture(35, 90, 20)), Camera(plate=Plate(0.0, 99.0))))
    assert shallow.pattern.name == "unknown"


def test_a_set_has_the_pattern_of_most_repetitions_and_names_changes() -> None:
    script = Script.start(STANDING, 0.8)
    for bottom in (HINGED, HINGED, HINGED, SQUATTED):
        script = script.to(bottom, 1.1).to(STANDING, 1.0).hold(0.4)
    found = analyze(film(script))
    assert [repetition.pattern.name for repetition in found.repetitions] == ["hinge", "hinge", "hinge", "squat"]
    assert found.pattern.name == "hinge"
    assert any("repetition 4" in reason for reason in found.pattern.reasons)
    assert pattern_of_set([]).name == "unknown"
    assert pattern_of_set([]).reasons


def test_the_pattern_of_a_repetition_does_not_depend_on_its_neighbours() -> None:
    alone = pattern_of(excursion_of(from_the_top(1)))
    among = analyze(film(from_the_top(4))).repetitions[2].pattern
    assert alone.name == among.name
    assert alone.hinge_index == pytest.approx(among.hinge_index, abs=0.03)


def test_an_upright_trunk_over_bent_knees_is_no_squat() -> None:
    lunge = pattern_of(excursion_of(from_the_top(1, Posture(3, 100, 20))))
    assert lunge.name == "unknown"
    assert "a lunge" in lunge.reasons[0]
    assert pattern_of(excursion_of(from_the_top(1, Posture(18, 122, 34)))).name == "squat"


def test_a_still_picture_of_touching_the_toes_is_a_stoop_where_the_low_back_is_known() -> None:
    picture = film(Script.start(Posture(118, 10, 4), 0.1))
    time_s = picture.time_s
    angles = {"pelvic_tilt_deg": np.full_like(time_s, 62.0), "lumbar_flexion_deg": np.full_like(time_s, 54.0)}
    spine = spine_from_source({name: Curve.around(value, np.full_like(time_s, 8.0)) for name, value in angles.items()})
    for known, name in ((spine, "stoop"), (absent_spine(picture, "hidden"), "hinge")):
        movement = measure_movement(picture, spine=known)
        still = posture(movement.kinematics, movement.spine)
        assert still is not None
        assert pattern_of(still).name == name


def test_a_thigh_that_the_outline_contradicts_leaves_a_pattern_and_no_error() -> None:
    """Landmarks put the knee behind a plate at 120° where the outline gives 15°; hip and shin are then unknown."""
    motion = film(from_the_floor(2, Posture(70, 120, 50)))
    knee = Curve.around(np.full(len(motion), 15.0), np.full(len(motion), 4.0))
    estimated = replace(spine_from_source({"knee_flexion_deg": knee}), measured=False)
    movement = measure_movement(motion, spine=estimated)
    leaning = movement.kinematics.angle("trunk_lean_deg") > 60
    assert np.isnan(movement.kinematics.angle("hip_flexion_deg")[leaning]).all()
    assert np.nanmedian(movement.kinematics.angle("knee_flexion_deg")[leaning]) == pytest.approx(15.0)
    analysis = analyze(motion, movement=movement, exercise="deadlift")
    assert all(repetition.pattern.name != "squat" for repetition in analysis.repetitions)


def test_reasons_keep_the_order_of_their_numbers_and_have_no_signs() -> None:
    leaned = replace(excursion_of(from_the_top(1)), back=0.48, down=0.66, shank=-5.0, pelvis=60.0, lumbar=-0.2)
    reasons = "; ".join(pattern_of(leaned).reasons)
    assert "the hips went down more than back (0.66 and 0.48 trunk lengths)" in reasons
    assert "(leaning back by 5°)" in reasons
    assert "-" not in reasons.replace("hip-shoulder", "")
    assert "trunk and thighs closed by" in reasons
