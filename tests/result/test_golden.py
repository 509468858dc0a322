"""Files of earlier releases are read by this one with the same meaning."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import hiphinge as hh
from hiphinge.core.measure import Measure
from hiphinge.progression import plan_of
from hiphinge.result import DowelDrill, WallDrill

GOLDEN = Path(__file__).parents[1] / "data"
FOLDERS = sorted(path.parent for path in GOLDEN.glob("*/*/analysis.json"))


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_released_file_is_read_completely(folder: Path) -> None:
    analysis = hh.read(folder)
    then = json.loads((folder / "analysis.json").read_text("utf-8"))
    now = json.loads(analysis.to_json())
    assert_holds(now, then)
    assert analysis.to_frame().height == analysis.source.frames
    assert analysis == analysis.as_written()


def assert_holds(now: object, then: object) -> None:
    """Check that everything written then is still read."""
    if isinstance(then, dict):
        assert isinstance(now, dict)
        for key, value in then.items():
            assert_holds(now[key], value)
    elif isinstance(then, list):
        assert isinstance(now, list)
        assert len(now) == len(then)
        for here, there in zip(now, then, strict=True):
            assert_holds(here, there)
    elif isinstance(then, float):
        assert now == pytest.approx(then, abs=1e-6)
    else:
        assert now == then


def test_keys_that_0_1_0_did_not_write_are_absent() -> None:
    analysis = hh.read(GOLDEN / "0.1.0" / "analyze")
    absent = [analysis.source.recorded_utc, analysis.source.content_hash, analysis.athlete.id]
    assert absent == [None, None, None]
    assert {each.code for each in analysis.cannot_judge} <= {None}
    assert analysis.limits == []
    assert analysis.repetitions[0].loads is not None


def test_the_golden_wall_drill_is_understood_by_the_plan() -> None:
    analysis = hh.read(GOLDEN / "0.1.0" / "wall")
    assert isinstance(analysis.drill, WallDrill)
    plan = plan_of([analysis])
    answers = {
        criterion.code: criterion
        for criterion in next(step for step in plan.ladder if step.name == "wall_drill").criteria
    }
    assert answers["wall_touched"].verdict == "passed"
    assert answers["wall_touched"].passed_in == 3
    assert answers["knee_travel"].verdict == "passed"
    assert answers["wall_distance"].figure == Measure(16.36, 13.32, 19.4)
    assert answers["sets"].verdict == "not_passed"


def test_24_real_repetitions_that_touched_the_wall_lead_on() -> None:
    """House fault 1: what the drill writes is what the plan reads."""
    analysis = hh.read(GOLDEN / "0.1.0" / "wall")
    assert isinstance(analysis.drill, WallDrill)
    repetitions = [
        repetition.model_copy(update={"index": i}) for i, repetition in enumerate(analysis.drill.repetitions * 8, 1)
    ]
    far = Measure(28.0, 26.0, 30.0)
    drill = analysis.drill.model_copy(update={"repetitions": repetitions, "next_heel_to_wall_cm": far})
    plan = plan_of([analysis.model_copy(update={"drill": drill})])
    assert (plan.next.step, plan.next.decision) == ("dowel_drill", "move_on")


def test_the_golden_dowel_drill_is_understood_by_the_plan() -> None:
    analysis = hh.read(GOLDEN / "0.1.0" / "dowel")
    assert isinstance(analysis.drill, DowelDrill)
    assert [repetition.held for repetition in analysis.drill.repetitions] == ["left", "left"]
    plan = plan_of([analysis])
    answers = {
        criterion.code: criterion
        for criterion in next(step for step in plan.ladder if step.name == "dowel_drill").criteria
    }
    assert answers["rod_contacts"].verdict == "not_passed"
    assert "tailbone 1" in answers["rod_contacts"].told


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: f"{path.parent.name}-{path.name}")
def test_every_released_file_makes_its_page(folder: Path, tmp_path: Path) -> None:
    analysis = hh.read(folder)
    page = analysis.report(tmp_path / "page.html").read_text(encoding="utf-8")
    assert analysis.source.path in page
    assert analysis.repetitions
    assert list(tmp_path.iterdir()) == [tmp_path / "page.html"]
