"""One end of a lift: consistent figures, and the coverage of intervals."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.niosh.assess import assess
from hiphinge.niosh.description import LiftDescription
from hiphinge.niosh.equation import LB_KG
from tests.niosh import BAG, PLACED


def test_limit_index_and_costs_are_consistent() -> None:
    (end,) = assess(BAG).ends
    limit, index = end.recommended_weight_limit_kg, end.lifting_index
    assert limit.value == pytest.approx(
        23 * np.prod([multiplier.value.value for multiplier in end.multipliers]), rel=1e-5
    )
    assert index is not None
    assert index.value * limit.value == pytest.approx(15.0)
    assert limit.value == pytest.approx(end.recommended_weight_limit_lb.value * LB_KG)
    for multiplier in end.multipliers:
        assert multiplier.costs_percent.value == pytest.approx(100 * (1 - multiplier.value.value))
    assert (limit.low, limit.high) == (limit.value, limit.value)


@pytest.mark.parametrize("lift", [BAG, PLACED, replace(BAG, origin_cm=74.0), replace(BAG, horizontal_cm=26.0)])
def test_intervals_contain_the_truth_nine_times_in_ten(lift: LiftDescription) -> None:
    half = 4.0
    rng = np.random.default_rng(5)
    true = assess(lift)
    names = [name for name in ("horizontal_cm", "origin_cm", "destination_cm") if getattr(lift, name) is not None]
    names += ["destination_horizontal_cm"] if lift.destination_horizontal_cm is not None else []
    inside = np.zeros(len(true.ends))
    rounds = 400
    for _ in range(rounds):
        off = {name: max(0.5, getattr(lift, name) + rng.normal(0, half / 1.645)) for name in names}
        ends = assess(replace(lift, within_cm=half, **off)).ends
        limits = [end.recommended_weight_limit_kg for end in ends]
        truth = [end.recommended_weight_limit_kg.value for end in true.ends]
        inside += [limit.low - 1e-6 <= value <= limit.high + 1e-6 for limit, value in zip(limits, truth, strict=True)]
    assert (inside / rounds >= 0.85).all()


@pytest.mark.parametrize("half", [2.0, 5.0])
def test_intervals_are_no_wider_than_needed(half: float) -> None:
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(500):
        lengths = {"horizontal_cm": rng.uniform(26, 58), "destination_horizontal_cm": rng.uniform(26, 58)}
        lengths |= {"origin_cm": rng.uniform(5, 150), "destination_cm": rng.uniform(5, 150)}
        turns = {"asymmetry_deg": rng.uniform(0, 60), "destination_asymmetry_deg": rng.uniform(0, 60)}
        lift = replace(BAG, **lengths, **turns)  # type: ignore[arg-type]
        off = {name: max(0.1, value + rng.normal(0, half / 1.645)) for name, value in lengths.items()}
        measured = assess(replace(lift, within_cm=half, **off)).ends  # type: ignore[arg-type]
        for end, true in zip(measured, assess(lift).ends, strict=True):
            limit = end.recommended_weight_limit_kg
            inside.append(limit.low - 1e-6 <= true.recommended_weight_limit_kg.value <= limit.high + 1e-6)
    assert 0.86 <= np.mean(inside) <= 0.94


def test_a_limit_of_zero_has_no_index() -> None:
    lift = assess(replace(BAG, horizontal_cm=70.0))
    (end,) = lift.ends
    assert end.recommended_weight_limit_kg.value == 0.0
    assert end.lifting_index is None
    assert end.reason is not None
    assert lift.means is not None
    assert end.reason in lift.means
    doubtful = assess(replace(BAG, horizontal_cm=62.0, within_cm=3.0)).ends[0]
    assert doubtful.recommended_weight_limit_kg.value > 0
    assert doubtful.lifting_index is None
    assert doubtful.reason is not None
    assert "may be zero" in doubtful.reason


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"horizontal_cm": 70.0}, "hands up to 63 cm from the ankles, and they are at 70 cm"),
        ({"asymmetry_deg": 140.0}, "a twist of up to 135°, and it is 140°"),
        ({"per_minute": 14.0, "hours": 8.0}, "allows no weight here"),
    ],
)
def test_the_bound_that_was_passed_is_named(changes: dict[str, float], words: str) -> None:
    (end,) = assess(replace(BAG, **changes)).ends  # type: ignore[arg-type]
    assert end.lifting_index is None
    assert words in (end.reason or "")


def test_the_bounds_themselves_have_an_index() -> None:
    (end,) = assess(replace(BAG, horizontal_cm=63.0, asymmetry_deg=135.0)).ends
    assert end.lifting_index is not None
