"""The ladder."""

from __future__ import annotations

from hiphinge.progression.steps import LADDER, after


def test_ranks_rise_along_the_ladder_and_names_are_their_keys() -> None:
    ranks = [rung.rank for rung in LADDER.values()]
    assert ranks == sorted(set(ranks))
    assert [rung.name for rung in LADDER.values()] == list(LADDER)


def test_the_main_ladder_is_climbed_step_by_step_to_its_top() -> None:
    main = [rung for rung in LADDER.values() if rung.beside is None]
    climbed = []
    rung = after(-1.0)
    while rung is not None:
        climbed.append(rung)
        rung = after(rung.rank)
    assert climbed == main


def test_no_step_waits_for_a_harder_one() -> None:
    for rung in LADDER.values():
        assert rung.after is None or LADDER[rung.after].rank < rung.rank
