"""The lowest disc from near."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hiphinge.core.measure import Measure
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG
from hiphinge.report.figure import Stance
from hiphinge.report.page import load_disc


def test_the_disc_leans_as_loads_are_resolved() -> None:
    assert load_disc.slope_deg(Stance()) == DISC_SLOPE_DEG
    assert load_disc.slope_deg(Stance(pelvis_deg=40, lumbar_deg=16)) == pytest.approx(DISC_SLOPE_DEG + 41)


def test_arrows_are_in_one_scale() -> None:
    drawn = load_disc.disc(Measure(4000, 3000, 5000), Measure(1000, 500, 1500), 0.0)

    def lengths(kind: str) -> float:
        ends = re.findall(
            rf'<line class="{kind} ghost" x1="([-\d.]+)" y1="([-\d.]+)" x2="([-\d.]+)" y2="([-\d.]+)"', drawn
        )
        x1, y1, x2, y2 = (float(part) for part in ends[0])
        return float(np.hypot(x2 - x1, y2 - y1))

    assert lengths("press") / lengths("push") == pytest.approx(1000 / 500, rel=0.03), "from value to upper end"
