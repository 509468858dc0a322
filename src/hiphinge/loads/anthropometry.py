"""Give masses and lengths of body segments, and a prior for stature and mass where they are not given.

The table is that of Dumas et al. 2007 (J Biomech 40:543), whose trunk is divided exactly at L5/S1. It was transcribed
from public implementations (kineticstoolkit, biorbd) and agrees with them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Z90, Measure

Sex = Literal["f", "m"]

SINGLE: Final = ("head", "thorax", "pelvis")
"""Segments that exist once; all others exist on both sides."""

DUMAS_MASS: Final[dict[Sex, dict[str, float]]] = {
    "f": {
        "head": 0.067,
        "thorax": 0.304,
        "pelvis": 0.146,
        "arm": 0.022,
        "forearm": 0.013,
        "hand": 0.005,
        "thigh": 0.146,
        "leg": 0.045,
        "foot": 0.010,
    },
    "m": {
        "head": 0.067,
        "thorax": 0.333,
        "pelvis": 0.142,
        "arm": 0.024,
        "forearm": 0.017,
        "hand": 0.006,
        "thigh": 0.123,
        "leg": 0.045,
        "foot": 0.012,
    },
}
"""Shares of body mass (Dumas 2007): head with neck, thorax with abdomen down to L5/S1, pelvis, and limbs of one
side."""

DUMAS_CENTRE: Final[dict[Sex, dict[str, float]]] = {
    "f": {
        "head": 0.575,
        "thorax": 0.436,
        "pelvis": 0.232,
        "arm": 0.454,
        "forearm": 0.411,
        "thigh": 0.377,
        "leg": 0.404,
    },
    "m": {
        "head": 0.536,
        "thorax": 0.420,
        "pelvis": 0.280,
        "arm": 0.452,
        "forearm": 0.417,
        "thigh": 0.429,
        "leg": 0.410,
    },
}
"""Centres of mass as shares of the segment's length (Dumas 2007): of the head up from C7/T1, of the thorax down from
there, of the pelvis down from L5/S1, of limbs down from the upper joint. Their distances from that line are omitted:
without them, net moments agree within 2 % with those of de Leva's table, which has none."""

DUMAS_TRUNK: Final[dict[Sex, dict[str, float]]] = {
    "f": {"head": 0.253 / 1.61, "thorax": 0.429 / 1.61, "pelvis": 0.107 / 1.61},
    "m": {"head": 0.277 / 1.77, "thorax": 0.477 / 1.77, "pelvis": 0.094 / 1.77},
}
"""Lengths of head with neck, of the thorax down to L5/S1 and of the pelvis as shares of stature (Dumas 2007)."""

LUMBOSACRAL_BEHIND_HIP: Final[dict[Sex, float]] = {"f": 0.0136, "m": 0.0071}
"""L5/S1 behind the mid-hip in upright standing, share of stature: Reed 1999 (SAE 1999-01-0959) with Dumas's pelvis
widths and statures (women 2.19 cm of 1.61 m, men 1.25 cm of 1.77 m)."""

LUMBOSACRAL_ABOVE_HIP: Final[dict[Sex, float]] = {"f": 0.0652, "m": 0.0511}
"""L5/S1 above the mid-hip in upright standing, share of stature: Reed 1999, as above (10.5 cm and 9.05 cm)."""

_STATURE_M: Final[dict[Sex | None, tuple[float, float]]] = {"f": (1.63, 0.07), "m": (1.76, 0.075), None: (1.695, 0.10)}
"""Mean and deviation of stature: rounded between the adults of NHANES (Fryar 2021, Vital Health Stat 3(46)) and those
of NCD-RisC 2016 (eLife 5:e13410) in rich countries, from memory and widened for it."""

_BODY_MASS_INDEX: Final = (25.0, 4.0)
"""Mean and deviation of mass over stature squared, kg/m2: between people who train (about 24) and adults at large
(about 27 in the same sources); wide on purpose."""


@dataclass(frozen=True, slots=True)
class Person:
    """Stature and mass with 90 % intervals; `assumed` names the inputs that were taken from the population."""

    stature_m: Measure
    mass_kg: Measure
    sex: Sex | None
    assumed: tuple[str, ...]


_SCALE_ERROR: Final = 0.01
"""Relative standard deviation of a self-reported stature or mass (self-reports are off by 1 to 2 cm and 1 kg; from
memory of Gorber 2007, Obes Rev 8:307)."""


def person(stature_m: float | None = None, mass_kg: float | None = None, sex: Sex | None = None) -> Person:
    """Return the person described, with the population's wide prior for what was not given.

    Raises
    ------
    ArgumentError
        Unless 1.2 ≤ stature_m ≤ 2.3 and 30 ≤ mass_kg ≤ 250, where given.
    """
    if stature_m is not None and not 1.2 <= stature_m <= 2.3:
        raise ArgumentError("a height between 1.2 and 2.3 m", f"{stature_m:g} m", "give the height in metres")
    if mass_kg is not None and not 30.0 <= mass_kg <= 250.0:
        raise ArgumentError("a body mass between 30 and 250 kg", f"{mass_kg:g} kg", "give the mass in kilograms")
    assumed = tuple(name for name, value in (("height", stature_m), ("mass", mass_kg), ("sex", sex)) if value is None)
    mean, deviation = _STATURE_M[sex] if stature_m is None else (stature_m, _SCALE_ERROR * stature_m)
    index, spread = _BODY_MASS_INDEX
    if mass_kg is None:
        # The spread of the index and that of the stature's square.
        mass = index * mean**2
        mass_deviation = mass * ((spread / index) ** 2 + (2 * deviation / mean) ** 2) ** 0.5
    else:
        mass, mass_deviation = mass_kg, _SCALE_ERROR * mass_kg
    return Person(_around(mean, deviation), _around(mass, mass_deviation), sex, assumed)


def _around(mean: float, deviation: float) -> Measure:
    """Return a mean with its 90 % interval."""
    return Measure(value=mean, low=mean - Z90 * deviation, high=mean + Z90 * deviation)


def segment_masses(mass_kg: float, sex: Sex | None = None) -> dict[str, float]:
    """Return the mass of each segment, kg, limbs for one side; the mean of both tables where the sex is not known.

    The table's shares sum to 0.999 (women) and 0.996 (men); they are normalised to 1.
    """
    tables = [DUMAS_MASS[each_sex] for each_sex in (("f", "m") if sex is None else (sex,))]
    share = {name: sum(table[name] for table in tables) / len(tables) for name in tables[0]}
    whole = sum(value * (1 if name in SINGLE else 2) for name, value in share.items())
    return {name: mass_kg * value / whole for name, value in share.items()}


def lumbosacral_place(sex: Sex | None = None) -> tuple[float, float]:
    """Return the distances of L5/S1 behind and above the mid-hip in upright standing, as shares of stature."""
    behind = (LUMBOSACRAL_BEHIND_HIP["f"] + LUMBOSACRAL_BEHIND_HIP["m"]) / 2
    above = (LUMBOSACRAL_ABOVE_HIP["f"] + LUMBOSACRAL_ABOVE_HIP["m"]) / 2
    return (behind, above) if sex is None else (LUMBOSACRAL_BEHIND_HIP[sex], LUMBOSACRAL_ABOVE_HIP[sex])


def centres(sex: Sex | None = None) -> dict[str, float]:
    """Return centres of mass by `DUMAS_CENTRE`: head, thorax and pelvis as shares of stature, limbs of their length."""
    sexes: tuple[Sex, ...] = ("f", "m") if sex is None else (sex,)
    means = {}
    for name in DUMAS_CENTRE["m"]:
        shares = [DUMAS_CENTRE[each_sex][name] * DUMAS_TRUNK[each_sex].get(name, 1.0) for each_sex in sexes]
        means[name] = sum(shares) / len(shares)
    return means


def thorax_length(sex: Sex | None = None) -> float:
    """Return the distance from L5/S1 to C7/T1 in upright standing as a share of stature."""
    sexes: tuple[Sex, ...] = ("f", "m") if sex is None else (sex,)
    return sum(DUMAS_TRUNK[each_sex]["thorax"] for each_sex in sexes) / len(sexes)
