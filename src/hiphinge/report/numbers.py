"""Numbers as text, each with its unit and its interval, rounded by the table of quantities.

`of` is the key of a quantity (`l5s1_compression_n`), whose values come in the unit of the files and are written in the
unit shown, or the name of a unit (`deg`).
"""

from __future__ import annotations

from typing import Final

from hiphinge.core import quantities
from hiphinge.core.measure import Measure
from hiphinge.core.quantities import Unit

NOT_JUDGED: Final = "not judged"
"""The text for an absent value, which is never shown as zero."""


def number(value: float, of: str = "deg", *, beside: Measure | None = None) -> str:
    """Return a value with its unit, rounded like the measure `beside` it where there is one."""
    unit, per = _unit_of(of)
    near = (value,) if beside is None else (value, beside.low, beside.high)
    return f"{_rounded(value / per, _digits(of, *near))}{unit.sign}"


def interval(measure: Measure, of: str = "deg") -> str:
    """Return the 90 % interval, `38 to 52`, without the unit."""
    _, per = _unit_of(of)
    digits = _digits(of, measure.value, measure.low, measure.high)
    return " to ".join(_rounded(end / per, digits) for end in (measure.low, measure.high))


def with_interval(measure: Measure, of: str = "deg") -> str:
    """Return `4.9 kN (3.9 to 6.0)`: the value with its unit and its 90 % interval."""
    return f"{number(measure.value, of, beside=measure)} ({interval(measure, of)})"


def plus_minus(measure: Measure | None, of: str = "deg", *, bare: bool = False) -> str:
    """Return `45° ± 7`: the value and the longer half of its 90 % interval, or that it was not judged.

    `bare` leaves the unit out, for a table whose head has it.
    """
    if measure is None:
        return NOT_JUDGED
    unit, per = _unit_of(of)
    digits = _digits(of, measure.value, measure.low, measure.high)
    half = max(measure.high - measure.value, measure.value - measure.low)
    sign = "" if bare else unit.sign
    return f"{_rounded(measure.value / per, digits)}{sign} ± {half / per:.{digits}f}"


def unit_sign(of: str) -> str:
    """Return the sign after a number: `°` for `deg`, nothing for bare ratios, otherwise a space and the unit."""
    return _unit_of(of)[0].sign


def clock(time_s: float) -> str:
    """Return a time of the recording as text: `4.2 s` within the first minute, `3:07.5` after it."""
    if time_s < 60:
        return f"{time_s:.1f} s"
    tenths = round(time_s * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def plural(count: int, noun: str) -> str:
    """Return a count with its noun: `1 repetition`, `3 repetitions`, `no repetition`."""
    return f"no {noun}" if count == 0 else f"{count} {noun}{'' if count == 1 else 's'}"


def _unit_of(of: str) -> tuple[Unit, float]:
    """Return the unit shown, and its size in the unit of the files."""
    quantity = quantities.QUANTITIES.get(of)
    if quantity is None:
        return quantities.unit_named(of), 1.0
    return quantities.unit_named(quantity.unit), quantity.per


def _digits(of: str, *values: float) -> int:
    unit, per = _unit_of(of)
    return unit.digits(*(value / per for value in values))


def _rounded(value: float, digits: int) -> str:
    """Return a rounded value, without the minus that rounding leaves of small negative ones."""
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text
