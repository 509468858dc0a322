"""A person's place, from the steps of the sessions."""

from __future__ import annotations

from hiphinge.progression.evidence import shown_in
from hiphinge.progression.place import Place, find_place
from hiphinge.progression.sessions import sittings_of
from hiphinge.progression.steps import LADDER
from hiphinge.result import Analysis
from tests.lift_results import bridge, lifts, wall


def place_of(*recordings: Analysis) -> Place:
    sittings, _ = sittings_of(recordings)
    return find_place([shown_in(sitting) for sitting in sittings])


def test_without_recordings_the_place_is_the_first_step() -> None:
    place = find_place([])
    assert (place.rung, place.decision, place.basis) == (next(iter(LADDER.values())), "start", None)


def test_a_passed_drill_moves_on_and_a_lift_outranks_it() -> None:
    assert place_of(wall()).rung.name == "dowel_drill"
    assert place_of(wall(), lifts(day=1.0)).rung.name == "deadlift"


def test_a_squatted_lift_goes_back_to_the_wall_until_the_wall_is_passed() -> None:
    squatted = lifts(pattern="squat", index=0.1)
    back = place_of(squatted)
    assert (back.rung.name, back.decision) == ("wall_drill", "step_back")
    assert back.because is not None
    again = place_of(squatted, wall(day=3.0))
    assert LADDER[again.rung.name].lifts


def test_the_top_of_the_ladder_is_kept() -> None:
    assert place_of(lifts("kettlebell_swing", limit=25.0)).decision == "keep"


def test_too_few_bridges_stay() -> None:
    place = place_of(bridge(sets=1))
    assert (place.rung.name, place.decision) == ("glute_bridge", "stay")
