"""The same frames with one thing done otherwise, and how the compression at L5/S1 answers."""

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
"""What the model's form leaves open of a change between two postures or weights, as a share of the change: its errors
are much the same on both sides, and most of them cancel (assumed)."""

MIN_CHANGE: Final = 0.003
"""The same for changes of next to nothing, as a share of the load."""

_AT_LUMBOSACRAL: Final = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
"""Which of the six curves the loads at L5/S1 follow."""


@dataclass(frozen=True, slots=True)
class Variation:
    """What is done otherwise: joints turned (degrees, shape (frames, 6)), the weight as a share, or standing still."""

    turned_deg: FloatArray | None = None
    load: float = 1.0
    standing: bool = False


@dataclass(frozen=True, slots=True)
class VariedLoads:
    """Loads of the same frames with one thing changed, and its compression at L5/S1 as a share of the unchanged."""

    curves: dict[str, Curve]
    ratio: Curve


def vary_loads(
    models: Sequence[Model], person: Person, at: Instants, uncertainty: InputUncertainty, changes: dict[str, Variation]
) -> dict[str, VariedLoads]:
    """The same frames with one thing changed at a time, and how the compression at L5/S1 answers.

    The interval of the ratio is its own: what is not known of person and posture is the same on both sides.

    Parameters
    ----------
    models, person, at, uncertainty
        As in `load_intervals`.
    changes
        What is changed, by name.
    """
    model, *sexes = models
    base = base_case(model, person, at)
    # Legs and elbows do not reach L5/S1: their uncertainty would only cost time.
    deviations = np.asarray(uncertainty.posture_deg, dtype=np.float64) * _AT_LUMBOSACRAL
    cases = list(moved_cases(model, person, base, replace(uncertainty, posture_deg=deviations)))
    sides = list(sex_cases(sexes, person, base))

    def moved(change: Variation | None) -> tuple[LiftLoads, list[tuple[LiftLoads, LiftLoads]]]:
        def at_case(of: Model, case: Case) -> LiftLoads:
            return loads_of_case(of, case if change is None else _with(case, change), at.task, at.moving)

        pairs = [(at_case(model, up), at_case(model, down)) for up, down in cases]
        pairs += [(at_case(*first), at_case(*second)) for first, second in sides]
        return at_case(model, base), pairs

    before, before_pairs = moved(None)
    result = {}
    for name, change in changes.items():
        after, pairs = moved(change)
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
    """Compression after over compression before; `whole`: so different that the model's form hardly cancels."""

    def log(one: LiftLoads, other: LiftLoads) -> FloatArray:
        pressed = [np.maximum(loads.curves["l5s1_compression_n"], 1.0) for loads in (one, other)]
        return np.asarray(np.log(pressed[1] / pressed[0]), dtype=np.float64)

    value = log(before, after)
    variance = np.full_like(value, MIN_CHANGE**2)
    for (up, down), (up_after, down_after) in zip(before_pairs, after_pairs, strict=True):
        variance = variance + ((log(up, up_after) - log(down, down_after)) / 2) ** 2
    form = MODEL_UNCERTAINTY["l5s1_compression_n"]
    below, above = (form.high, form.low) if whole else (np.abs(CHANGE_UNCERTAINTY * value),) * 2
    low = value - Z90 * np.sqrt(variance + below**2)
    high = value + Z90 * np.sqrt(variance + above**2)
    return Curve(np.exp(value), np.exp(low), np.exp(high))


def _with(case: Case, change: Variation) -> Case:
    """A case with one thing done otherwise."""
    if change.standing:
        return replace(case, posture=Posture.of(), load=None, still=True)  # one frame stands for all
    turned = case.posture
    if change.turned_deg is not None:
        turned = Posture.from_columns(case.posture.columns() + change.turned_deg)
    load = None if case.load is None else replace(case.load, mass_kg=case.load.mass_kg * change.load)
    return replace(case, posture=turned, load=load)
