"""Worked examples of textbooks."""

from __future__ import annotations

import numpy as np
import pytest
from validation.loads.planar import GRAVITY, Body, lever, proximal, single_muscle


def test_lifting_with_the_back() -> None:
    # OpenStax College Physics 9.6: upper body 55 kg at 35 cm, box 30 kg at 50 cm, muscle at 8 cm and 29 degrees.
    found = lever((55 * GRAVITY, 30 * GRAVITY), (0.35, 0.50), 0.08, -29.0)
    assert found.force_n == pytest.approx(4195.6, abs=0.1)
    assert np.hypot(found.compression_n, found.shear_n) == pytest.approx(4656.8, abs=0.1)
    assert np.degrees(np.arctan2(found.shear_n, found.compression_n)) == pytest.approx(38.0, abs=0.05)


def test_uniform_rod() -> None:
    # Trunk 350 N, 200 N at its end, muscle at two thirds of the length and 12 degrees.
    found = lever((350.0, 200.0), (0.5, 1.0), 2 / 3 * np.sin(np.radians(12)), 12.0)
    assert found.force_n == pytest.approx(2705.5, abs=0.1)
    assert found.compression_n == pytest.approx(2646.4, abs=0.1)


def test_swinging_foot() -> None:
    # Winter: a foot of 1.16 kg in swing.
    foot = Body(mass_kg=1.16, inertia=0.0105, acceleration=(9.07, -6.62), turning=21.69)
    assert proximal(foot, (-0.0195, 0.0985)) == pytest.approx((10.52, 3.69, 1.336), abs=0.005)


def test_one_muscle_at_the_lumbosacral_joint() -> None:
    found = single_muscle(350 * 0.20 + 450 * 0.30, 350.0 + 450.0, 55.0, arm_m=0.05)
    assert found.force_n == pytest.approx(4100.0)
    assert found.compression_n == pytest.approx(4558.9, abs=0.1)
    assert found.shear_n == pytest.approx(655.3, abs=0.1)
