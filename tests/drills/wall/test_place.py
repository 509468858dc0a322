"""The posterior of the wall's place: each clue alone, clues that agree and clues that differ."""

from __future__ import annotations

import pytest

from hiphinge.drills.wall.place import Clue, place_wall


def test_chances_add_up() -> None:
    posterior = place_wall([0.0, 1.0], [0.4, 0.4], 15.0, [Clue("picture", 3.0, 1.5)])
    assert posterior.chance.sum() == pytest.approx(1.0)
    assert posterior.place.low <= posterior.place.value <= posterior.place.high


def test_a_given_place_is_taken() -> None:
    posterior = place_wall([0.0, 3.0], [0.3, 0.3], 10.0, [Clue("given", 6.0, 0.7)])
    assert posterior.place.value == pytest.approx(6.0, abs=0.7)
    assert posterior.sources == ("given",)
    assert posterior.touch_chance(0.0) < 0.05


def test_hips_that_stop_at_an_edge_touch_it() -> None:
    posterior = place_wall([0.0, 0.1, 0.2], [0.5, 0.48, 0.5], 15.0, [Clue("picture", 1.0, 2.0)])
    assert posterior.certain
    assert "contact" in posterior.sources
    assert posterior.touch_chance(0.0) > 0.85
    assert posterior.touch_chance(5.0) < 0.05


def test_one_repetition_without_any_clue_is_not_certain() -> None:
    posterior = place_wall([0.0], [0.35], 8.0, [])
    assert not posterior.certain


def test_a_less_precise_clue_leaves_a_wider_interval() -> None:
    sharp, blunt = (
        place_wall([0.0, 4.0], [0.3, 0.3], 10.0, [Clue("picture", 5.0, sigma)]).place for sigma in (1.0, 2.5)
    )
    assert blunt.high - blunt.low > sharp.high - sharp.low


def test_no_wall_is_placed_in_front_of_the_reach() -> None:
    posterior = place_wall([0.0], [0.3], 10.0, [Clue("picture", -2.0, 3.0)])
    assert posterior.chance[posterior.at_cm < -1.8].sum() < 0.01


def test_a_narrow_interval_need_not_settle_whether_the_wall_was_touched() -> None:
    near = place_wall([0.0], [0.4], 12.0, [Clue("picture", 1.5, 1.0)])
    assert 0.1 < near.stopped < 0.9
    assert near.certain
    assert near.place.low < 0.5 < near.place.high
