"""The contract that every step of the ladder keeps."""

from __future__ import annotations

import math
import re
from typing import get_args

import pytest

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.progression import LADDER, Rung
from hiphinge.progression.criteria import SET_REPETITIONS
from hiphinge.progression.criterion import CriterionRule
from hiphinge.progression.steps import SHOWN_BY, after
from hiphinge.result.plan import Plan, StepName

ASKED = [(rung, asked) for rung in LADDER.values() for asked in rung.criteria]


def sentence_like(text: str) -> bool:
    return len(text) > 10 and text == text.strip() and "  " not in text and not re.search(r"[{}]|TODO|None", text)


@pytest.mark.parametrize("rung", LADDER.values(), ids=lambda rung: rung.name)
def test_a_step_says_what_it_is(rung: Rung) -> None:
    assert rung.name in get_args(StepName)
    assert rung.title[0].isupper()
    for text in (rung.purpose, rung.practise, rung.film, rung.entry, rung.source):
        assert sentence_like(text)
    assert str(SET_REPETITIONS) in rung.practise
    assert rung.purpose.endswith(".")
    assert rung.entry.endswith(".")
    assert not rung.film.endswith(".")
    assert rung.exercise is None or rung.exercise in CATALOGUE
    assert (rung.kind == "drill") == (rung.exercise is None)


@pytest.mark.parametrize("rung", LADDER.values(), ids=lambda rung: rung.name)
def test_a_step_can_be_shown_and_left(rung: Rung) -> None:
    codes = [asked.code for asked in rung.criteria]
    assert codes[0] == "sets"
    assert len(set(codes)) == len(codes)
    assert any(asked.needed for asked in rung.criteria[1:])
    if rung.exercise is not None:
        assert rung.name in SHOWN_BY[rung.exercise]
        assert "major_faults" in codes
    if rung.lifts:
        assert {"pattern", "lumbar_flexion", "lumbar_share", "percent_of_range"} <= set(codes)
    assert rung.after is None or LADDER[rung.after].rank < rung.rank
    assert rung.beside is None or LADDER[rung.beside].beside is None


@pytest.mark.parametrize(("rung", "asked"), ASKED, ids=[f"{rung.name}-{asked.code}" for rung, asked in ASKED])
def test_a_criterion_has_unit_limit_and_source(rung: Rung, asked: CriterionRule) -> None:
    assert asked.unit in {"deg", "percent", "share", "cm", "count"}
    assert math.isfinite(asked.limit)
    for text in (asked.asks, asked.source, asked.remedy):
        assert sentence_like(text)
    assert "proposal" in asked.source or re.search(
        r"\(.*\b(19|20)\d\d\b|muscleandmotion|IJSPT|limits of the faults", asked.source
    )
    assert (asked.answer is None) != (asked.whole is None), "one of the two"
    criterion = asked.unrecorded()
    assert criterion.verdict is None
    assert f"{asked.limit:g}".split(".")[0] in asked.asks or asked.unit in {"percent", "count"} or asked.unit == "share"
    nothing, back = asked.of([])
    assert nothing.verdict in {"cannot_judge", "not_passed"}, "nothing is passed by nothing"
    assert not back


def test_the_ladder_goes_up_and_its_main_steps_have_no_gap() -> None:
    ranks = [rung.rank for rung in LADDER.values()]
    assert ranks == sorted(set(ranks))
    main = [rung for rung in LADDER.values() if rung.beside is None]
    assert [rung.after for rung in main] == [None, *(rung.name for rung in main[:-2]), main[-2].name]
    assert [after(rung.rank) for rung in main] == [*main[1:], None]
    assert set(LADDER) == set(get_args(StepName))


def test_entries_are_open_to_anyone() -> None:
    entries = [rung for rung in LADDER.values() if rung.kind == "entry"]
    assert {"glute_bridge", "rack_pull"} <= {rung.name for rung in entries}
    assert all(rung.after is None and rung.needs_depth_deg is None for rung in entries)


def test_the_schema_names_what_a_plan_has() -> None:
    schema = Plan.model_json_schema(by_alias=True, mode="serialization")
    assert schema["properties"]["schema"]["const"] == "hiphinge.plan/1"
    assert {"next", "ladder", "depth", "everyday", "sessions", "notes", "disclaimer"} <= set(schema["properties"])
