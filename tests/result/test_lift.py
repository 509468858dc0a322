"""The lift file."""

from __future__ import annotations

from hiphinge.niosh.assess import assess
from hiphinge.result.lift import LIFT_SCHEMA, Lift
from tests.niosh import BAG, PLACED


def test_a_lift_is_read_back_unchanged() -> None:
    lift = assess(PLACED)
    assert f'"schema": "{LIFT_SCHEMA}"' in lift.to_json()
    back = Lift.model_validate_json(lift.to_json())
    assert back.to_json() == lift.to_json()
    assert back.task == lift.task
    assert back.ends[0].lifting_index == lift.ends[0].lifting_index


def test_the_deciding_end_has_the_lower_limit() -> None:
    lift = assess(PLACED)
    assert lift.deciding is not None
    assert lift.deciding.recommended_weight_limit_kg.value == min(
        end.recommended_weight_limit_kg.value for end in lift.ends
    )


def test_a_lift_without_ends_is_not_judged() -> None:
    lift = assess(BAG)
    assert lift.judged
    empty = lift.model_copy(update={"ends": [], "governs": None})
    assert (empty.judged, empty.deciding) == (False, None)
