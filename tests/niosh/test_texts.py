"""Lengths, weights and the index in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from hiphinge.niosh.assess import assess
from hiphinge.niosh.equation import LB_KG
from hiphinge.niosh.texts import constant_text, length_text, weight_text
from tests.niosh import BAG


@pytest.mark.parametrize(("load_kg", "expected"), [(5.0, "up to 1"), (15.0, "between 1 and 3"), (60.0, "above 3")])
def test_what_the_index_means(load_kg: float, expected: str) -> None:
    means = assess(replace(BAG, load_kg=load_kg)).means
    assert means is not None
    assert means.endswith(f"This one is {expected}.")


def test_an_index_near_a_border_is_called_near() -> None:
    limit = assess(BAG).ends[0].recommended_weight_limit_kg.value
    means = assess(replace(BAG, load_kg=limit, within_cm=3.0)).means
    assert means is not None
    assert "near 1" in means


def test_lengths_and_weights_have_the_units_of_the_form() -> None:
    assert (length_text(25.4, "metric"), length_text(25.4, "us")) == ("25.4 cm", "10 in")
    assert (weight_text(23.0, "metric"), weight_text(51 * LB_KG, "us")) == ("23.0 kg", "51.0 lb")
    assert (constant_text("metric"), constant_text("us")) == ("23 kg", "51 lb")
