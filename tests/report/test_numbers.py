"""Numbers as text."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Measure
from hiphinge.report import numbers
from tests.report.lifter import about


@pytest.mark.parametrize(
    ("measure", "unit", "text"),
    [
        (about(45.2, 7.4), "deg", "45° ± 7"),
        (Measure(value=45, low=41, high=52), "deg", "45° ± 7"),
        (Measure(value=-0.2, low=-4, high=4), "deg", "0° ± 4"),
        (Measure(value=0.774, low=0.72, high=0.82), "ratio", "0.77 ± 0.05"),
        (Measure(value=12.34, low=10, high=14), "cm", "12.3 cm ± 2.3"),
        (Measure(value=28.6, low=18.6, high=38.6), "%", "29 % ± 10"),
        (None, "deg", "not judged"),
    ],
)
def test_numbers(measure: Measure | None, unit: str, text: str) -> None:
    assert numbers.plus_minus(measure, unit) == text


@pytest.mark.parametrize(("time_s", "text"), [(0, "0.0 s"), (59.94, "59.9 s"), (187.46, "3:07.5"), (119.97, "2:00.0")])
def test_clock(time_s: float, text: str) -> None:
    assert numbers.clock(time_s) == text


def test_a_quantity_is_written_in_the_unit_shown() -> None:
    compression = Measure(4912.0, 3900.0, 6040.0)
    assert numbers.with_interval(compression, "l5s1_compression_n") == "4.9 kN (3.9 to 6.0)"
    assert numbers.plus_minus(Measure(0.286, 0.186, 0.386), "lumbar_share") == "29 % ± 10"
    assert numbers.number(0.004, "lumbar_share") == "0 %"
    assert numbers.number(-0.2, "shank_deg") == "0°"
    assert numbers.plus_minus(Measure(4.2, 2.7, 5.7), "tailbone_gap_cm", bare=True) == "4.2 ± 1.5"
    assert numbers.unit_sign("deg/s") == " °/s"
    assert numbers.unit_sign("share") == ""
