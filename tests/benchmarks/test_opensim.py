"""OpenSim on our frames, where it is installed."""

from __future__ import annotations

import importlib.util
import re

import pytest
from benchmarks.opensim import beside_ours

HERE = importlib.util.find_spec("opensim") is not None


@pytest.mark.skipif(not HERE, reason="needs the extra opensim")
def test_opensim_solves_the_same_frames() -> None:
    said = r"loads: OpenSim .* \d+ ms a frame, [\d,]+ x ours \(target .*\); .* from ours by 0\.\d+ at most"
    assert re.fullmatch(said, beside_ours(frames=12, best_of=1))
