"""Give loads 90 % intervals, from the loads of varied cases and from the model's own uncertainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, Curve, FloatArray
from hiphinge.loads.muscles import GROUPS
from hiphinge.loads.solution import LiftLoads


@dataclass(frozen=True, slots=True)
class ModelUncertainty:
    """The model's own uncertainty: relative standard deviations down and up, and the least one in the value's unit."""

    low: float
    high: float
    least: float


MODEL_UNCERTAINTY: Final[dict[str, ModelUncertainty]] = {
    "l5s1_moment_nm": ModelUncertainty(0.06, 0.06, 6.0),
    "l5s1_compression_n": ModelUncertainty(0.20, 0.12, 60.0),
    "l5s1_shear_n": ModelUncertainty(0.17, 0.17, 60.0),
    "hip_moment_nm": ModelUncertainty(0.06, 0.06, 6.0),
    "knee_moment_nm": ModelUncertainty(0.06, 0.06, 10.0),
    "ankle_moment_nm": ModelUncertainty(0.06, 0.06, 6.0),
    "passive_share": ModelUncertainty(0.40, 0.40, 0.002),
}
"""Standard deviations due to the model's form alone, by quantity.

Moments: our two routes, with different tables of segments, differ by 3 to 10 % in bent postures and by 5 Nm in
standing. Compression: published models differ by up to 35 % for the same lift. Ours is among the higher ones, since its
muscles have levers of 4 to 5 cm at L5/S1: one muscle at 6 cm gives 20 to 30 % less, and one lumbar equilibrium instead
of five 15 % less; so the interval reaches further down than up. Shear: as the forces it comes from; the disc's
inclination is a source of its own. Passive share: the spread of passive stiffness among people in Dolan 1994
(assumed)."""

DEMAND_UNCERTAINTY: Final = ModelUncertainty(0.25, 0.25, 0.01)
"""The same for the shares of muscle strength: strength at a given mass varies by about a quarter among people
(assumed)."""


@dataclass(frozen=True, slots=True)
class LoadIntervals:
    """Loads of some frames with 90 % intervals, and the demand of each muscle group."""

    curves: dict[str, Curve]
    demand: dict[str, Curve]


def intervals_of(
    base: LiftLoads,
    pairs: Sequence[tuple[LiftLoads, LiftLoads]],
    model: Mapping[str, ModelUncertainty] = MODEL_UNCERTAINTY,
    demand: ModelUncertainty = DEMAND_UNCERTAINTY,
) -> LoadIntervals:
    """Return loads with 90 % intervals.

    Parameters
    ----------
    base
        The loads.
    pairs
        For each independent source, the loads with it moved up and down by its standard deviation.
    model, demand
        The model's own uncertainty for each quantity and for the muscles' demand.
    """

    def curve(name: str) -> Curve:
        varied = [(up.curves[name], down.curves[name]) for up, down in pairs]
        interval = _factor_interval if name == "passive_share" else _difference_interval
        return interval(base.curves[name], varied, model[name])

    def demand_curve(name: str) -> Curve:
        varied = [(up.demand[name], down.demand[name]) for up, down in pairs]
        around = _difference_interval(base.demand[name], varied, demand)
        return Curve(around.value, np.maximum(around.low, 0.0), around.high)

    return LoadIntervals({name: curve(name) for name in model}, {name: demand_curve(name) for name in GROUPS})


def _difference_interval(
    value: FloatArray, varied: Sequence[tuple[FloatArray, FloatArray]], model: ModelUncertainty
) -> Curve:
    """Return an interval of standard deviations below and above the value."""
    variance = np.full_like(value, model.least**2)
    for up, down in varied:
        variance = variance + ((up - down) / 2) ** 2
    # A smaller size is further down for positive values and further up for negative ones.
    down_share = np.where(value >= 0, model.low, model.high)
    up_share = np.where(value >= 0, model.high, model.low)
    low = value - Z90 * np.sqrt(variance + (down_share * value) ** 2)
    return Curve(value, low, value + Z90 * np.sqrt(variance + (up_share * value) ** 2))


def _factor_interval(
    value: FloatArray, varied: Sequence[tuple[FloatArray, FloatArray]], model: ModelUncertainty
) -> Curve:
    """Return an interval of equal factors, for a share from 0 to 1 that rises exponentially."""
    floor = model.least
    variance = (model.low * value / (value + floor)) ** 2
    for up, down in varied:
        variance = variance + (np.log((up + floor) / (down + floor)) / 2) ** 2
    factor = np.exp(Z90 * np.sqrt(variance))
    low = np.maximum((value + floor) / factor - floor, 0.0)
    return Curve(value, low, np.minimum((value + floor) * factor - floor, 1.0))
