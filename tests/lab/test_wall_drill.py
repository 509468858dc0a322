"""The wall drill's scene: hips stop at the wall, nothing passes it. Skipped without Anny."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
pytest.importorskip("anny", reason="the lab's environment (lab/requirements.txt) is not installed")
pytest.importorskip("pyvista")
pytestmark = pytest.mark.filterwarnings("ignore")

from lab.wall import CONTACT_M  # noqa: E402
from lab.wall_drill import Drill, clear_of_wall, sample_drill, spans, wall_truth  # noqa: E402

TOUCHING = 3  # a set of seed 50 whose repetitions reach the wall, at least one of them


@pytest.fixture(scope="module")
def drill() -> Drill:
    return sample_drill(50, TOUCHING, 15.0, 404)


def test_no_part_of_the_body_passes_the_wall(drill: Drill) -> None:
    assert drill.distance_m.min() >= 0.0
    assert clear_of_wall(drill)


def test_the_truth_agrees_with_the_distance(drill: Drill) -> None:
    truth = wall_truth(drill)
    assert truth["heel_to_wall_cm"] > 0
    time_s = drill.ready.motion.curves.time_s
    for repetition in truth["repetitions"]:
        inside = (time_s >= repetition["start_s"]) & (time_s < repetition["end_s"])
        assert repetition["smallest_distance_cm"] == pytest.approx(100 * drill.distance_m[inside].min(), abs=0.01)
        assert (repetition["contact_s"] is not None) == bool((drill.distance_m[inside] < CONTACT_M).any())
        assert (repetition["verdict"] == "not_reached") == (repetition["contact_s"] is None)
    assert any(repetition["contact_s"] for repetition in truth["repetitions"])


def test_the_same_seed_gives_the_same_drill(drill: Drill) -> None:
    again = sample_drill(50, TOUCHING, 15.0, 404)
    assert again.wall == drill.wall
    np.testing.assert_array_equal(again.rear_m, drill.rear_m)


def test_spans_include_their_start_and_not_their_end() -> None:
    time_s = np.arange(6) / 10.0
    assert spans(np.array([0, 1, 1, 0, 0, 1]), time_s) == [[0.1, 0.3], [0.5, 0.6]]
