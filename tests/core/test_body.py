"""The vocabulary of the body."""

from __future__ import annotations

import pytest

from hiphinge.core.body import INDEX, LANDMARKS, LOWER_LIMB, PAIRED, SIDES, other, pair


def test_every_paired_landmark_has_two_sides_and_the_nose_has_none() -> None:
    assert len(LANDMARKS) == len(set(LANDMARKS)) == 1 + 2 * len(PAIRED)
    assert set(LANDMARKS) == {"nose"} | {f"{side}_{name}" for side in SIDES for name in PAIRED}
    assert set(LOWER_LIMB) <= set(PAIRED)


def test_an_index_is_the_position_along_the_axis() -> None:
    assert [LANDMARKS[INDEX[name]] for name in LANDMARKS] == list(LANDMARKS)


@pytest.mark.parametrize("name", PAIRED)
def test_a_pair_is_left_then_right(name: str) -> None:
    left, right = pair(name)
    assert (LANDMARKS[left], LANDMARKS[right]) == (f"left_{name}", f"right_{name}")


def test_the_other_side_of_the_other_side_is_the_side() -> None:
    assert [other(side) for side in SIDES] == ["right", "left"]
    assert all(other(other(side)) == side for side in SIDES)


def test_the_nose_has_no_pair() -> None:
    with pytest.raises(KeyError):
        pair("nose")
