"""Examples for training: what belongs together, and how much it counts."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import polars as pl
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from lab.spine.examples import Examples, of_people, together
from lab.spine.prior import training_weights

WIDTH = 4


def person(number: int, kinds: list[str], trunk_thigh: list[float]) -> Examples:
    rows = len(kinds)
    base = np.zeros((rows, 5))
    base[:, 2] = trunk_thigh
    table = pl.DataFrame(
        {
            "kind": kinds,
            "standing": [kind == "standing" for kind in kinds],
            "lumbar_flexion_deg": np.linspace(0.0, 20.0, rows),
            "pelvic_tilt_deg": trunk_thigh,
        }
    )
    features = np.arange(rows * WIDTH, dtype=float).reshape(rows, WIDTH)
    none = np.full((rows, 1), -1)
    return Examples(features, base, np.zeros((rows, 5)), np.full(rows, number), none[:, 0], none, table)


@pytest.fixture
def both() -> Examples:
    return together(
        [
            person(1, ["standing", "moving", "moving"], [0.0, 30.0, 90.0]),
            person(2, ["standing", "free", "free"], [0.0, 50.0, 60.0]),
        ]
    )


def test_stills_of_a_movement_know_each_other_and_free_ones_only_themselves(both: Examples) -> None:
    assert both.reference.tolist() == [0, 0, 0, 3, 3, 3]
    assert [sorted(set(row.tolist()) - {-1}) for row in both.movement] == [[1, 2], [1, 2], [1, 2], [3], [4], [5]]


def test_the_deepest_posture_of_a_movement(both: Examples) -> None:
    deepest, moving = both.contexts(None)
    assert deepest[1] == pytest.approx(both.features[2], abs=0.01)
    assert deepest[4] == pytest.approx(both.features[4])
    assert moving[4] == pytest.approx(both.features[4])
    assert (moving[1] > both.features[1]).all()


def test_a_person_alone_is_linked_anew(both: Examples) -> None:
    alone = of_people(both, np.array([2]))
    assert alone.reference.tolist() == [0, 0, 0]
    assert alone.movement[:, 0].tolist() == [0, 1, 2]


def test_rare_roundings_of_movements_count_more() -> None:
    rng = np.random.default_rng(0)
    lumbar = np.concatenate([rng.normal(10.0, 3.0, 400), rng.normal(45.0, 3.0, 40)])
    base = person(1, ["moving"] * 440, [0.0] * 440)
    table = base.table.with_columns(
        pl.Series("lumbar_flexion_deg", lumbar), pl.Series("pelvic_tilt_deg", rng.uniform(50.0, 90.0, 440) - lumbar)
    )
    weight = training_weights(
        Examples(base.features, base.base, base.residual, base.person, base.reference, base.movement, table)
    )
    assert weight.mean() == pytest.approx(1.0)
    assert weight[400:].mean() > 1.3 * weight[:400].mean()
