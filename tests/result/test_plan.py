"""The plan file."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

from hiphinge.progression import plan_of
from hiphinge.result.plan import PLAN_SCHEMA, Plan
from tests.lift_results import lifts, wall


def test_a_plan_is_read_back_unchanged() -> None:
    plan = plan_of([lifts(lumbar=33.0, kind="late", neutral=40.0), wall(day=2.0)])
    assert Plan.model_validate_json(plan.to_json()).to_json() == plan.to_json()
    assert json.loads(plan.to_json())["schema"] == PLAN_SCHEMA


def test_the_place_is_the_step_that_is_marked() -> None:
    plan = plan_of([wall()])
    assert [step.name for step in plan.ladder if step.here] == [plan.here.name] == [plan.next.step]


def test_a_file_of_another_kind_is_refused() -> None:
    content = {**json.loads(plan_of([]).to_json()), "schema": "hiphinge.lift/1"}
    with pytest.raises(ValidationError, match="schema"):
        Plan.model_validate(content)
