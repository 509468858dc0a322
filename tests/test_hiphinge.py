"""What `import hiphinge` offers, and what it loads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

import pytest

import hiphinge
from hiphinge.diagnostics.bench.start import HEAVY
from tests.body_model import Camera, film, from_the_top
from tests.report.lifter import make_analysis


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, hiphinge; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()


def test_what_the_package_offers_is_sorted_and_there() -> None:
    assert hiphinge.__all__ == sorted(hiphinge.__all__)
    assert len(set(hiphinge.__all__)) == len(hiphinge.__all__)
    for name in hiphinge.__all__:
        assert getattr(hiphinge, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hiphinge.no_such_name


def test_what_is_offered_is_listed_and_is_no_module() -> None:
    assert dir(hiphinge) == hiphinge.__all__
    for name in hiphinge.__all__:
        assert find_spec(f"hiphinge.{name}") is None, f"{name} is a module and something else too"


def test_a_name_is_the_same_object_wherever_it_is_asked_for() -> None:
    from hiphinge.core.measure import Measure

    assert hiphinge.Measure is Measure


WRONG = [None, 1.5, [], b"", True, {}, object()]


@pytest.mark.parametrize("value", WRONG, ids=repr)
def test_wrong_types_are_refused_as_arguments(value: Any) -> None:  # noqa: ANN401
    motion = film(from_the_top(1), Camera())
    calls: list[tuple[str, Callable[[], object]]] = [
        ("recording", lambda: hiphinge.open_motion(value)),
        ("recording", lambda: hiphinge.analyze_recording(value)),
        ("path", lambda: hiphinge.read(value)),
        ("motion", lambda: hiphinge.analyze(value)),
        ("estimator", lambda: hiphinge.open_motion("x.mp4", estimator=value)),
        ("max_side_px", lambda: hiphinge.open_motion("x.mp4", max_side_px=value)),
        ("exercise", lambda: hiphinge.analyze(motion, exercise=value)),
    ]
    if value is not None:
        calls.append(("pose_model", lambda: hiphinge.open_motion("x.mp4", pose_model=value)))
        calls.append(("created_utc", lambda: hiphinge.analyze(motion, created_utc=value)))
        calls.append(("athlete", lambda: hiphinge.analyze(motion, athlete=value)))
        if not isinstance(value, float):
            calls.append(("load_kg", lambda: hiphinge.analyze(motion, load_kg=value)))
            calls.append(("heel_cm", lambda: hiphinge.analyze_recording("x.mp4", heel_cm=value)))
            calls.append(("duration_s", lambda: hiphinge.open_motion("x.mp4", duration_s=value)))
    if value != []:
        calls.append(("analyses", lambda: hiphinge.make_plan(value)))
    for argument, call in calls:
        with pytest.raises(hiphinge.ArgumentError) as caught:
            call()
        assert caught.value.arguments == (argument,)
        assert "None" in caught.value.found or type(value).__name__ in caught.value.found


def test_a_path_is_no_motion_and_no_analysis() -> None:
    wrong: Any = "x.mp4"
    with pytest.raises(
        hiphinge.ArgumentError, match=r"a motion, but found the str 'x\.mp4'; open it first with hh\.open_mo"
    ):
        hiphinge.analyze(wrong)
    several: list[Any] = [wrong, [wrong]]
    for analyses in several:
        with pytest.raises(hiphinge.ArgumentError, match=r"a list of analyses.*read each result first with hh\.read"):
            hiphinge.make_plan(analyses)
    one: Any = make_analysis()
    with pytest.raises(hiphinge.ArgumentError, match="one analysis; give a list of it"):
        hiphinge.make_plan(one)
