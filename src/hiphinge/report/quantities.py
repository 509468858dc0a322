"""How each curve of the page is shown: its name, meaning and unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from hiphinge.core.measure import Curve, Measure
from hiphinge.report import words


@dataclass(frozen=True, slots=True)
class Shown:
    """How a curve of the table of frames is shown.

    Attributes
    ----------
    title, meaning
        Its name, and what it is in a few words.
    unit
        The unit it is shown in, as `words.number` takes it.
    per
        Units of the table in one unit shown.
    digits
        Decimals.
    least
        What the plot reaches up to at least, in the unit shown.
    """

    title: str
    meaning: str
    unit: str
    per: float
    digits: int
    least: float

    @property
    def sign(self) -> str:
        """What stands behind a number."""
        return words.unit_sign(self.unit)

    def scaled(self, curve: Curve) -> Curve:
        """The curve in the unit shown."""
        return Curve(curve.value / self.per, curve.low / self.per, curve.high / self.per)

    def measure(self, measure: Measure) -> Measure:
        """The measure in the unit shown."""
        return words.times(measure, 1 / self.per)


_LOOKS: Final[dict[str, tuple[str, float, int, float]]] = {
    "l5s1_compression_n": ("kN", 1000.0, 1, 2.0),
    "l5s1_shear_n": ("kN", 1000.0, 1, 1.0),
    "l5s1_moment_nm": ("Nm", 1.0, 0, 50.0),
}
"""Unit, units of the table in it, decimals, and the least reach of the loads' plots."""


def shown(name: str) -> Shown:
    """How the angle or the load of this name is shown."""
    if name in _LOOKS:
        (title, meaning), (unit, per, digits, least) = words.LOADS[name], _LOOKS[name]
        return Shown(title, meaning, unit, per, digits, least)
    title, meaning = words.ANGLES[name]
    return Shown(title, meaning, "deg", 1.0, 0, 30.0)
