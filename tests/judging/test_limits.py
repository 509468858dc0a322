"""The limits by which a set was judged, in its result."""

from __future__ import annotations

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.judging.faults import FAULTS
from hiphinge.judging.faults.spine import LUMBAR_ROUNDING
from hiphinge.measures.light import GREEN_DEG, RED_DEG
from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Analysis
from tests.back_model import STIFF, Back, analysed
from tests.body_model import Camera, film, from_the_floor, from_the_top


def limits(analysis: Analysis) -> dict[str | None, float]:
    found = {limit.code: limit.value for limit in analysis.limits}
    assert len(found) == len(analysis.limits), "each code once"
    assert all(limit.what and limit.unit and limit.source for limit in analysis.limits)
    return found


def test_every_stated_fault_has_its_limit_in_the_result() -> None:
    analysis = analysed(from_the_top(2), Back(0.5), exercise="romanian_deadlift")
    found = limits(analysis)
    stated = [fault for repetition in analysis.repetitions for fault in repetition.faults]
    assert stated
    for fault in stated:
        assert found[fault.code] == fault.limit
    assert set(CATALOGUE["romanian_deadlift"].faults) <= set(found)
    assert found["lumbar_rounding_major"] == LUMBAR_ROUNDING.major
    assert (found["light_green"], found["light_red"]) == (GREEN_DEG, RED_DEG)


def test_an_exercises_own_limit_is_in_the_result() -> None:
    script = from_the_floor(2)
    floor = limits(analysed(script, STIFF, exercise="deadlift"))
    own, _ = FAULTS["lumbar_rounding"].limits(CATALOGUE["deadlift"])
    assert floor["lumbar_rounding"] == own != LUMBAR_ROUNDING.limit


def test_unjudged_values_have_no_limit() -> None:
    assert "light_green" not in limits(analyze(film(from_the_top(2))))
    oblique = limits(analyze(film(from_the_top(2), Camera(yaw_deg=50.0))))
    assert "lumbar_rounding" not in oblique
    assert {"yaw_warned", "hinge_above"} <= set(oblique)
    assert set(limits(analyze(film(from_the_top(1), Camera(yaw_deg=85.0))))) == {
        "yaw_usable",
        "yaw_warned",
        "yaw_counted",
    }
