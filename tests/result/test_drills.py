"""The drills of the result file."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter

from hiphinge.core.props import CONTACTS
from hiphinge.result.drills import ContactState, DowelDrill, DowelRepetition, Drill, OtherDrill, WallDrill
from tests.lift_results import dowel, rod_repetition, wall

DRILL: TypeAdapter[WallDrill | DowelDrill | OtherDrill] = TypeAdapter(Drill)


def test_drills_are_distinguished_by_name() -> None:
    for recording in (wall(), dowel()):
        assert recording.drill is not None
        assert DRILL.validate_json(DRILL.dump_json(recording.drill)) == recording.drill
    later = DRILL.validate_python({"name": "rope"})
    assert isinstance(later, OtherDrill)
    assert later.repetitions == ()


@pytest.mark.parametrize(
    ("state", "held"), [("kept", "kept"), ("left", "left"), ("unclear", "unknown"), ("hidden", "unknown")]
)
def test_a_hidden_contact_is_never_kept(state: ContactState, held: str) -> None:
    assert rod_repetition(1, {CONTACTS[0]: state}).held == held


def test_a_missing_contact_is_not_kept() -> None:
    done = rod_repetition(1, {})
    fewer = DowelRepetition.model_validate({**done.model_dump(), "contacts": done.model_dump()["contacts"][:2]})
    assert (done.held, fewer.held) == ("kept", "unknown")


def test_a_drill_is_judged_where_any_contact_is() -> None:
    hidden = dowel(state="hidden").drill
    visible = dowel().drill
    assert isinstance(hidden, DowelDrill)
    assert isinstance(visible, DowelDrill)
    assert (hidden.judged, visible.judged) == (False, True)
