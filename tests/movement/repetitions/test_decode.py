"""The most probable set among cycles with known log-odds."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.movement.repetitions.decode import ENTER, chances, decoded


def total(scores: FloatArray, kept: FloatArray) -> float:
    """Return the log-odds of a choice: the scores of what is kept, less the runs that are entered."""
    entered = int(kept[0]) + int((np.diff(kept) > 0).sum())
    return float(scores @ kept) - ENTER * entered


def test_nothing_is_nothing() -> None:
    assert decoded(np.zeros(0)).shape == (0,)


def test_a_doubtful_cycle_counts_beside_others_and_not_alone() -> None:
    assert decoded(np.array([4.0, 0.5, 4.0])).tolist() == [True, True, True]
    assert decoded(np.array([-4.0, 0.5, -4.0])).tolist() == [False, False, False]


def test_a_run_is_broken_by_what_is_surely_none() -> None:
    assert decoded(np.array([4.0, -8.0, 4.0])).tolist() == [True, False, True]


@pytest.mark.parametrize("seed", range(20))
def test_no_other_choice_is_better(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0.0, 3.0, 8)
    best = max(total(scores, np.array(choice, dtype=float)) for choice in product((0, 1), repeat=8))
    assert total(scores, decoded(scores).astype(float)) == pytest.approx(best)


@pytest.mark.parametrize("seed", range(20))
def test_chances_are_those_of_all_choices_together(seed: int) -> None:
    scores = np.random.default_rng(seed).normal(0.0, 3.0, 8)
    choices = np.array(list(product((0, 1), repeat=8)), dtype=float)
    weight = np.exp([total(scores, choice) for choice in choices])
    assert chances(scores) == pytest.approx(weight @ choices / weight.sum(), abs=1e-9)


def test_a_cycle_beside_others_has_a_better_chance_than_alone() -> None:
    beside, alone = (chances(np.array([side, 0.5, side]))[1] for side in (4.0, -4.0))
    assert beside > 0.5 > alone
    assert chances(np.zeros(0)).shape == (0,)
