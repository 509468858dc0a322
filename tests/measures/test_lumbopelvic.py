"""Share, rhythm, onset, neutral depth and light of backs whose flexion is known exactly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import FAULTS
from hiphinge.measures.light import light_at, light_of, percent_of
from hiphinge.measures.lumbopelvic import Bend, bend_parts, held_peak, lumbar_share, neutral_depth, rounding_of
from hiphinge.movement.movement import measure_movement
from hiphinge.movement.repetitions import PhaseSpan, RepetitionSpan
from hiphinge.movement.spine import Spine, spine_from_source
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Light, Repetition
from tests.back_model import Back, analysed
from tests.body_model import FLOOR, HINGED, bridges, film, from_the_floor, from_the_top

RATE_HZ = 30.0
DEEPEST_DEG = 90.0


def around(value: float, half: float) -> Measure:
    return Measure(value=value, low=value - half, high=value + half)


def bend(lumbar: FloatArray, thorax: FloatArray, *, half: float = 2.0, hip: FloatArray | None = None) -> Spine:
    def curve(values: FloatArray) -> Curve:
        return Curve(values, values - half, values + half)

    curves = {"pelvic_tilt_deg": curve(thorax - lumbar), "lumbar_flexion_deg": curve(lumbar)}
    return spine_from_source(curves if hip is None else curves | {"hip_flexion_deg": curve(hip)})


DOWN = np.linspace(0.0, DEEPEST_DEG, 61)
THORAX = np.concatenate([DOWN, DOWN[-2::-1]])
TIME_S = np.arange(THORAX.size) / RATE_HZ
LAST = THORAX.size
FROM_TOP = RepetitionSpan(
    0, LAST, 60, 0, (PhaseSpan("descent", 0, 60), PhaseSpan("bottom", 60, 62), PhaseSpan("ascent", 62, LAST))
)
LIFTED = THORAX[60:]
FROM_FLOOR = RepetitionSpan(0, 61, 0, 60, (PhaseSpan("ascent", 0, 60), PhaseSpan("lockout", 60, 61)))


# The lumbar share


@pytest.mark.parametrize("share", [-0.1, 0.0, 0.25, 0.6, 1.0])
def test_the_share_is_the_low_backs_part_of_the_bend(share: float) -> None:
    found = lumbar_share(bend(share * THORAX, THORAX), 58, 63)
    assert found is not None
    assert found.value == pytest.approx(share, abs=1e-3)
    assert found.low < share < found.high


def test_the_share_is_not_defined_in_a_shallow_bend() -> None:
    shallow = bend(0.5 * THORAX / 7, THORAX / 7)
    assert lumbar_share(shallow, 58, 63) is None
    deeper = bend(0.5 * THORAX / 5, THORAX / 5)
    assert lumbar_share(deeper, 58, 63) is not None


def test_the_interval_of_the_share_includes_opposed_errors() -> None:
    lumbar, thorax = np.full(5, 24.0), np.full(5, 80.0)
    found = lumbar_share(bend(lumbar, thorax, half=6.0), 0, 5)
    assert found is not None
    # 6° taken from the pelvis and given to the low back leave the thorax where it is.
    assert (found.low, found.high) == pytest.approx((18 / 80, 30 / 80), abs=1e-3)


# The rhythm


def test_the_parts_of_the_bend_are_those_it_was_made_of() -> None:
    ratios = {"early": 1.9, "middle": 0.9, "late": 0.4}
    shares = [ratio / (1 + ratio) for ratio in ratios.values()]
    lumbar = np.interp(THORAX, [0, 30, 60, 90], np.concatenate([[0], np.cumsum(np.multiply(30, shares))]))
    for spine, repetition in ((bend(lumbar, THORAX), FROM_TOP), (bend(lumbar[60:], LIFTED), FROM_FLOOR)):
        parts = bend_parts(spine, repetition)
        assert [part.name for part in parts] == list(ratios)
        for part, share in zip(parts, shares, strict=True):
            assert part.lumbar_share.value == pytest.approx(share, abs=0.01)
            assert part.lumbar_share.low < share < part.lumbar_share.high
            assert part.lumbar_pelvis_ratio is not None
            assert part.lumbar_pelvis_ratio.value == pytest.approx(ratios[part.name], abs=0.05)


@pytest.mark.parametrize(("deepest", "names"), [(15.0, []), (25.0, ["early"]), (55.0, ["early", "middle"])])
def test_parts_that_were_not_reached_are_absent(deepest: float, names: list[str]) -> None:
    thorax = THORAX * deepest / DEEPEST_DEG
    assert [part.name for part in bend_parts(bend(0.4 * thorax, thorax), FROM_TOP)] == names


def test_without_a_moving_pelvis_there_is_no_ratio() -> None:
    parts = bend_parts(bend(0.95 * THORAX, THORAX), FROM_TOP)
    assert parts
    assert all(part.lumbar_pelvis_ratio is None for part in parts)
    assert all(part.lumbar_share.value == pytest.approx(0.95, abs=0.01) for part in parts)


def test_a_bend_that_does_not_begin_upright_has_no_parts() -> None:
    assert bend_parts(bend(0.3 * (THORAX + 20), THORAX + 20), FROM_TOP) == ()


# Onset and neutral depth


def late_rounding(thorax: FloatArray, at: float = 60.0) -> FloatArray:
    """Return the flexion of a low back that is neutral up to a turn of the thorax and takes the bend from there."""
    return np.maximum(thorax - at, 0.0)


@pytest.mark.parametrize("limit", [10.0, 20.0])
def test_neutral_depth_is_where_the_limit_is_passed(limit: float) -> None:
    lumbar = 0.5 * THORAX
    depth = neutral_depth(bend(lumbar, THORAX), FROM_TOP, TIME_S, limit)
    assert depth is not None
    assert depth.value == pytest.approx(limit, abs=1.5)  # P = L
    assert depth.low < limit < depth.high
    # L is known to 2°, so the crossing is known to 2° of L, which are 2° of P, and P itself to 2°.
    assert depth.high - depth.low == pytest.approx(2 * np.hypot(2, 2), abs=1.2)


def test_the_neutral_depth_of_a_neutral_back_is_the_deepest_tilt() -> None:
    depth = neutral_depth(bend(0.1 * THORAX, THORAX), FROM_TOP, TIME_S, 20.0)
    assert depth is not None
    assert depth.value == pytest.approx(0.9 * DEEPEST_DEG)
    assert rounding_of(bend(0.1 * THORAX, THORAX), FROM_TOP, TIME_S, 20.0) is None


def test_lifts_from_the_floor_are_read_from_the_top_down() -> None:
    lumbar = late_rounding(LIFTED, 50.0)
    time = TIME_S[:61]
    depth = neutral_depth(bend(lumbar, LIFTED), FROM_FLOOR, time, 20.0)
    assert depth is not None
    assert depth.value == pytest.approx(50.0, abs=1.0)
    rounding = rounding_of(bend(lumbar, LIFTED, hip=1.2 * LIFTED), FROM_FLOOR, time, 20.0)
    assert rounding is not None
    assert rounding.start == 0, "in time the back is round from the first moment"
    assert rounding.hip_flexion is not None
    assert rounding.hip_flexion.value == pytest.approx(1.2 * 70, abs=2.0)
    assert rounding.kind == "late"


def test_rounding_on_the_way_up_is_detected() -> None:
    lumbar = np.where(np.arange(LAST) > 70, 30.0, 5.0)
    rounding = rounding_of(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0)
    assert rounding is not None
    assert rounding.start == 71
    depth = neutral_depth(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0)
    assert depth is not None
    assert depth.value == pytest.approx(85.0)


def test_rounding_must_hold_for_a_tenth_of_a_second() -> None:
    lumbar = np.full(LAST, 5.0)
    lumbar[30:33] = 30.0  # a fifteenth of a second
    assert rounding_of(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0) is None
    lumbar[30:34] = 30.0  # a tenth
    rounding = rounding_of(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0)
    assert rounding is not None
    assert (rounding.start, rounding.stop) == (30, 34)


@pytest.mark.parametrize(("hips", "kind"), [(20.0, "early"), (49.5, "unclear"), (51.0, "unclear"), (80.0, "late")])
def test_early_is_control_and_late_is_range(hips: float, kind: str) -> None:
    at = 45
    lumbar = np.where(np.arange(LAST) >= at, 30.0, 0.0)
    hip_deg = THORAX / THORAX[at] * hips
    rounding = rounding_of(bend(lumbar, THORAX, hip=hip_deg, half=5.0), FROM_TOP, TIME_S, 20.0)
    assert rounding is not None
    assert rounding.kind == kind


def test_a_hidden_back_has_no_neutral_depth() -> None:
    lumbar = 0.5 * THORAX
    lumbar[:40] = np.nan
    assert neutral_depth(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0) is None
    assert rounding_of(bend(lumbar, THORAX), FROM_TOP, TIME_S, 20.0) is None


# Peaks


def test_a_peak_must_be_held() -> None:
    values = np.full(60, 10.0)
    values[20] = 60.0
    values[40:46] = [18.0, 22.0, 24.0, 23.0, 22.0, 18.0]
    curve = Curve(values, values - 3, values + 3)
    peak = held_peak(curve, TIME_S[:60], 0, 60)
    assert peak is not None
    assert peak.value.value == 22.0
    assert peak.frame in {41, 44}
    lowest = held_peak(Curve(-values, -values - 3, -values + 3), TIME_S[:60], 0, 60, lowest=True)
    assert lowest is not None
    assert lowest.value.value == -22.0


def test_an_unknown_curve_has_no_peak() -> None:
    assert held_peak(Curve.absent(60), TIME_S[:60], 0, 60) is None
    assert held_peak(Curve.absent(1), TIME_S[:1], 0, 1) is None


# The light


@pytest.mark.parametrize(
    ("flexion", "half", "share", "percent", "light"),
    [
        (10.0, 4.0, 0.15, None, "green"),
        (19.0, 4.0, 0.25, None, "green"),
        (22.0, 6.0, 0.28, None, "green"),  # uncertain: the better one
        (27.0, 4.0, 0.28, None, "amber"),
        (34.0, 4.0, 0.28, None, "amber"),
        (36.5, 5.0, 0.28, None, "amber"),  # uncertain: the better one
        (42.0, 5.0, 0.50, None, "red"),
        (28.0, 12.0, 0.28, None, "unknown"),  # from green into red
        (18.0, 11.0, 0.20, None, "unknown"),  # interval wider than ± the flexion that is ignored
        (2.0, 11.0, 0.05, None, "green"),
        (40.0, 13.0, 0.28, None, "amber"),  # green is excluded
        (14.0, 3.0, 0.45, None, "amber"),  # its share
        (8.0, 2.0, 0.45, None, "green"),  # too small for its share to count
        (18.0, 3.0, None, 60.0, "amber"),
        (42.0, 3.0, None, 60.0, "amber"),  # the athlete's maximum is large
        (30.0, 3.0, None, 80.0, "red"),
        (15.0, 3.0, None, 30.0, "green"),
    ],
)
def test_the_light(flexion: float, half: float, share: float | None, percent: float | None, light: Light) -> None:
    own = None if percent is None else around(percent, 5.0)
    assert light_of(around(flexion, half), None if share is None else around(share, 0.03), own) == light


@pytest.mark.parametrize(("flexion", "light"), [(8.0, "green"), (16.0, "unknown"), (25.0, "amber"), (42.0, "red")])
def test_a_share_that_was_not_measured_makes_no_green_light(flexion: float, light: Light) -> None:
    bend = Bend(around(flexion, 3.0), None, None, None, (), None, own=True)
    assert bend.light == light
    assert replace(bend, share=around(0.2, 0.03)).light == ("green" if light == "unknown" else light)


def test_without_a_peak_there_is_no_light() -> None:
    assert light_of(None, None, None) == "unknown"


ORDER: dict[Light, int] = {"green": 0, "amber": 1, "red": 2}


@given(value=st.floats(-10, 70), half=st.floats(0, 20))
def test_uncertainty_never_makes_the_light_worse(value: float, half: float) -> None:
    certain, uncertain = light_of(around(value, 0.0), None, None), light_of(around(value, half), None, None)
    if uncertain != "unknown":
        assert ORDER[uncertain] <= ORDER[certain]
    strict = light_of(around(value, half), None, None, own=False)
    if "unknown" not in {strict, uncertain}:
        assert ORDER[strict] <= ORDER[uncertain]


@given(value=st.floats(-10, 70), half=st.floats(0, 20))
def test_a_moment_has_the_light_of_a_repetition_with_the_same_number(value: float, half: float) -> None:
    flexion = around(value, half)
    assert light_at(flexion)[0] == light_of(flexion, None, None)
    assert light_at(flexion, around(50.0, 4.0))[0] == light_of(flexion, None, percent_of(flexion, around(50.0, 4.0)))


@pytest.mark.parametrize(
    ("value", "half", "light", "certain"),
    [
        (12.0, 6.0, "green", True),
        (18.0, 6.0, "green", False),
        (22.0, 10.0, "green", False),
        (27.0, 6.0, "amber", True),
        (28.0, 12.0, "unknown", False),
        (37.0, 6.0, "amber", False),
        (45.0, 6.0, "red", True),
    ],
)
def test_the_light_of_a_moment_is_certain_where_both_ends_have_it(
    value: float,
    half: float,
    light: Light,
    certain: bool,  # noqa: FBT001
) -> None:
    assert light_at(around(value, half)) == (light, certain)


def test_per_cent_of_the_athletes_range() -> None:
    found = percent_of(around(21.0, 3.0), around(42.0, 4.0))
    assert found.value == 50.0
    assert found.low == pytest.approx(50 - np.hypot(100 * 3 / 42, 50 * 4 / 42), abs=0.1)
    assert found.low < 50.0 < found.high


# In the result


def only(repetitions: list[Repetition]) -> Repetition:
    assert len(repetitions) == 1
    return repetitions[0]


def test_a_stiff_hinge_is_green_and_has_published_figures_beside_it() -> None:
    analysis = analysed(from_the_top(1), Back(0.15), exercise="romanian_deadlift")
    repetition = only(analysis.repetitions)
    assert (repetition.light, repetition.faults) == ("green", [])
    assert repetition.lumbar_share is not None
    assert repetition.lumbar_share.value == pytest.approx(0.15, abs=0.005)
    assert repetition.peak.lumbar_flexion_deg is not None
    assert repetition.peak.lumbar_flexion_deg.value == pytest.approx(0.15 * (HINGED.trunk - 2), abs=0.5)
    assert repetition.neutral_depth_deg is not None
    assert repetition.peak.pelvic_tilt_deg is not None
    assert repetition.neutral_depth_deg.value == pytest.approx(repetition.peak.pelvic_tilt_deg.value, abs=0.1)
    assert repetition.lumbopelvic is not None
    assert repetition.lumbopelvic.rounding is None
    assert repetition.lumbopelvic.percent_of_range is None
    assert analysis.hip_flexion_basis == "pelvis"
    assert analysis.provenance.spine_model is None, "nothing was estimated"
    assert analysis.low_back is not None
    assert analysis.low_back.zeroed
    figures = {(figure.group, figure.lumbar_flexion_deg) for figure in analysis.low_back.published}
    assert {("15 expert handlers", 54.0), ("15 novice handlers", 66.0)} <= figures
    assert not any("lumbar" in limitation.what or "low back" in limitation.what for limitation in analysis.cannot_judge)


@pytest.mark.parametrize(
    ("lumbar", "kind", "phrase"),
    [(0.6, "early", "a matter of control"), (lambda thorax: 1.6 * np.maximum(thorax - 48, 0), "late", "of range")],
    ids=["early", "late"],
)
def test_a_round_back_is_reported_with_its_depth(
    lumbar: float | Callable[[FloatArray], FloatArray], kind: str, phrase: str
) -> None:
    analysis = analysed(from_the_top(1), Back(lumbar), exercise="romanian_deadlift")
    repetition = only(analysis.repetitions)
    (fault,) = (fault for fault in repetition.faults if fault.code == "lumbar_rounding")
    assert repetition.light == "red"
    assert phrase in fault.why
    assert fault.cue == FAULTS["lumbar_rounding"].text.of(kind).cue
    assert repetition.neutral_depth_deg is not None
    assert f"pelvic tilt of {repetition.neutral_depth_deg.value:.0f}° (" in fault.why
    assert repetition.lumbopelvic is not None
    assert repetition.lumbopelvic.rounding is not None
    assert repetition.lumbopelvic.rounding.kind == kind
    assert repetition.lumbopelvic.rounding.start_s == fault.start_s
    assert analysis.cue is not None
    assert (analysis.cue.fault, analysis.cue.text) == ("lumbar_rounding", fault.cue)


def test_the_athletes_maximum_changes_the_light() -> None:
    script, back = from_the_top(1), Back(0.36)  # 26°
    plain = only(analysed(script, back).repetitions)
    assert plain.light == "amber"
    short, far = (analysed(script, back, max_flexion=around(most, 2.0)) for most in (32.0, 70.0))
    assert only(short.repetitions).light == "red"
    assert only(far.repetitions).light == "amber"
    assert short.low_back is not None
    assert short.low_back.max_flexion_deg == around(32.0, 2.0)
    part = only(short.repetitions).lumbopelvic
    assert part is not None
    assert part.percent_of_range is not None
    assert part.percent_of_range.value == pytest.approx(100 * 26.3 / 32, abs=1.5)


def test_flexion_of_trained_lifters_from_the_floor_is_no_fault() -> None:
    thorax = FLOOR.trunk - 2
    for lumbar, stated in ((24.0, False), (27.0, False), (33.0, True)):
        analysis = analysed(from_the_floor(1), Back(lumbar / thorax, sigma=4.0), exercise="deadlift")
        codes = [fault.code for repetition in analysis.repetitions for fault in repetition.faults]
        assert ("lumbar_rounding" in codes) is stated, lumbar


@pytest.mark.parametrize("exercise", [name for name, entry in CATALOGUE.items() if "lumbar_rounding" in entry.faults])
@pytest.mark.parametrize("sigma", [2.0, 4.0, 5.0])
def test_round_and_clean_backs_are_distinguished_in_every_exercise(exercise: str, sigma: float) -> None:
    """Backs over 30° and under 15°, each with an error as large as the interval allows.

    A round back is stated where the interval leaves no doubt, and at least possible where it spans the limit.
    """
    reach = HINGED.trunk - 2
    limit, _ = FAULTS["lumbar_rounding"].limits(CATALOGUE[exercise])  # type: ignore[index]
    for truth, error, round_back in ((32.0, 0.0, True), (38.0, -1.0, True), (13.0, 0.0, False), (15.0, 1.645, False)):
        shown = truth + error * sigma
        analysis = analysed(from_the_top(1), Back(shown / reach, sigma=sigma), exercise=exercise)
        (repetition,) = analysis.repetitions
        stated, possible = (
            any(fault.code == "lumbar_rounding" for fault in faults)
            for faults in (repetition.faults, repetition.possible_faults)
        )
        assert stated or possible if round_back else not stated, (truth, error)
        if round_back and shown - 1.7 * sigma > limit:
            assert stated, (truth, error)


def test_a_bridge_has_no_light_and_no_share() -> None:
    for repetition in analysed(bridges(2), Back(0.0)).repetitions:
        assert repetition.light == "unknown"
        assert repetition.lumbar_share is None
        assert repetition.neutral_depth_deg is None
        assert repetition.lumbopelvic is None


def test_a_back_without_its_own_zero_is_reported_as_such_and_needs_more_certainty() -> None:
    script = from_the_top(1)
    motion = film(script)
    for lumbar, sigma, stated in ((0.38, 6.0, False), (0.55, 6.0, True)):
        spine = replace(Back(lumbar, sigma=sigma).spine(script, motion.time_s), measured=False)
        analysis = analyze(motion, exercise="romanian_deadlift", movement=measure_movement(motion, spine=spine))
        (repetition,) = analysis.repetitions
        found = [fault for fault in repetition.faults if fault.code == "lumbar_rounding"]
        assert bool(found) is stated
        assert all("compared with people in general" in fault.why for fault in found)
        assert analysis.low_back is not None
        assert not analysis.low_back.zeroed
        (limitation,) = (limitation for limitation in analysis.cannot_judge if "standing" in limitation.what)
        assert limitation.arguments == ["standing"]


def test_a_hidden_low_back_is_a_limitation() -> None:
    script = from_the_top(1)
    motion = film(script)
    spine = Back().spine(script, motion.time_s)
    gone = (motion.time_s > 1.2) & (motion.time_s < 2.2)
    spine = spine_from_source({name: curve.masked(gone) for name, curve in spine.curves.items() if "knee" not in name})
    analysis = analyze(motion, movement=measure_movement(motion, spine=spine))
    assert only(analysis.repetitions).light == "unknown"
    assert any(limitation.what == "the low back where it was hidden" for limitation in analysis.cannot_judge)


# Sources that measure it themselves


def test_a_measured_spine_may_have_some_curves_only() -> None:
    curve = Curve.around(np.zeros(5), np.ones(5))
    spine = spine_from_source({"pelvic_tilt_deg": curve})
    assert spine.has("pelvic_tilt_deg")
    assert not spine.has("lumbar_flexion_deg")
    assert spine.zeroed
    assert spine.reason is None


def test_a_measured_spine_is_checked() -> None:
    curve = Curve.around(np.zeros(5), np.ones(5))
    for curves in ({}, {"nose_deg": curve}, {"pelvic_tilt_deg": curve, "lumbar_flexion_deg": Curve.absent(4)}):
        with pytest.raises(RecordingError, match="pelvic_tilt_deg"):
            spine_from_source(curves)


def test_a_spine_of_other_frames_is_refused() -> None:
    with pytest.raises(RecordingError, match="frames"):
        measure_movement(film(from_the_top(1)), spine=spine_from_source({"pelvic_tilt_deg": Curve.absent(5)}))
