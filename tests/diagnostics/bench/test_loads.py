"""Output of the loads benchmark."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hiphinge.diagnostics.bench.loads import LASTS_S, loads, slow_hinge
from tests.diagnostics.bench import TARGET


def test_loads_state_frames_per_second() -> None:
    (ours,) = loads(frames=12, best_of=1)
    said = r"loads: 12 frames, angles to L5/S1 with \d+ pairs of muscles \d+\.\d\d ms a frame = [\d,]+ frames a second"
    assert re.fullmatch(rf"{said} of processor time {TARGET}", ours)


def test_the_slow_hinge_goes_down_once_and_comes_back() -> None:
    time_s, posture = slow_hinge(40)
    assert time_s[-1] < LASTS_S
    assert posture.pelvic_tilt_deg[0] == pytest.approx(0.0)
    assert int(np.argmax(posture.pelvic_tilt_deg)) == 20
    assert posture.pelvic_tilt_deg.max() == pytest.approx(60.0)
