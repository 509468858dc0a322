"""Compute the effect of one change at a time on the loads of the same frames, above all on the compression at L5/S1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, Curve, FloatArray
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.cases import Case, InputUncertainty, Instants, base_case, loads_of_case, moved_cases, sex_cases
from hiphinge.loads.intervals import MODEL_UNCERTAINTY, intervals_of
from hiphinge.loads.model import Model
from hiphinge.loads.posture import Posture
from hiphinge.loads.solution import LiftLoads

CHANGE_UNCERTAINTY: Final = 0.15
"""Standard deviation of a change between two postures or weights due to the model's form, as a share of the change: its
errors are similar on both sides, and most of them cancel (assumed)."""

MIN_CHANGE: Final = 0.003
"""Least such standard deviation, as a share of the load."""

_AT_LUMBOSACRAL: Final = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
"""1 for those of the six curves that the loads at L5/S1 depend on."""


@dataclass(frozen=True, slots=True)
class Variation:
    """A change: joints turned (degrees, shape (frames, 6)), the weight as a share of itself, or standing still."""

    turned_deg: FloatArray | None = None
    load: float = 1.0
    standing: bool = False


@dataclass(frozen=True, slots=True)
class VariedLoads:
    """Loads of the same frames with one change, and the ratio of the compression at L5/S1 to the unchanged one."""

    curves: dict[str, Curve]
    ratio: Curve


def vary_loads(
    models: Sequence[Model], person: Person, at: Instants, uncertainty: InputUncertainty, changes: dict[str, Variation]
) -> dict[str, VariedLoads]:
    """Return the loads of the same frames with one change at a time.

    The ratio has an interval of its own, since errors of person and posture are the same on both sides.

    Parameters
    ----------
    models, person, at, uncertainty
        As in `load_intervals`.
    changes
        The changes by name.
    """
    model, *sexes = models
    base = base_case(model, person, at)
    # Legs and elbows do not affect L5/S1: their uncertainty would only cost time.
    deviations = np.asarray(uncertainty.posture_deg, dtype=np.float64) * _AT_LUMBOSACRAL
    cases = list(moved_cases(model, person, base, replace(uncertainty, posture_deg=deviations)))
    sides = list(sex_cases(sexes, person, base))

    def varied(change: Variation | None) -> tuple[LiftLoads, list[tuple[LiftLoads, LiftLoads]]]:
        def at_case(of: Model, case: Case) -> LiftLoads:
            return loads_of_case(of, case if change is None else _with(case, change), at.task, at.moving)

        pairs = [(at_case(model, up), at_case(model, down)) for up, down in cases]
        pairs += [(at_case(*first), at_case(*second)) for first, second in sides]
        return at_case(model, base), pairs

    before, before_pairs = varied(None)
    result = {}
    for name, change in changes.items():
        after, pairs = varied(change)
        curves = intervals_of(after, pairs).curves
        result[name] = VariedLoads(curves, _ratio(before, before_pairs, after, pairs, whole=change.standing))
    return result


def _ratio(
    before: LiftLoads,
    before_pairs: list[tuple[LiftLoads, LiftLoads]],
    after: LiftLoads,
    after_pairs: list[tuple[LiftLoads, LiftLoads]],
    *,
    whole: bool,
) -> Curve:
    """Return the ratio of the compression after to that before.

    `whole` says that the postures differ so much that the errors of the model's form hardly cancel.
    """

    def log_ratio(first: LiftLoads, second: LiftLoads) -> FloatArray:
        compression = [np.maximum(loads.curves["l5s1_compression_n"], 1.0) for loads in (first, second)]
        return np.asarray(np.log(compression[1] / compression[0]), dtype=np.float64)

    value = log_ratio(before, after)
    variance = np.full_like(value, MIN_CHANGE**2)
    for (up, down), (up_after, down_after) in zip(before_pairs, after_pairs, strict=True):
        variance = variance + ((log_ratio(up, up_after) - log_ratio(down, down_after)) / 2) ** 2
    model = MODEL_UNCERTAINTY["l5s1_compression_n"]
    below, above = (model.high, model.low) if whole else (np.abs(CHANGE_UNCERTAINTY * value),) * 2
    low = value - Z90 * np.sqrt(variance + below**2)
    high = value + Z90 * np.sqrt(variance + above**2)
    return Curve(np.exp(value), np.exp(low), np.exp(high))


def _with(case: Case, change: Variation) -> Case:
    """Return a case with one change."""
    if change.standing:
        return replace(case, posture=Posture.of(), load=None, still=True)  # one frame stands for all
    posture = case.posture
    if change.turned_deg is not None:
        posture = Posture.from_columns(case.posture.columns() + change.turned_deg)
    load = None if case.load is None else replace(case.load, mass_kg=case.load.mass_kg * change.load)
    return replace(case, posture=posture, load=load)
