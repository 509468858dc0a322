"""Vary the inputs of a load computation by their standard deviations.

Errors of a posture are taken as constant over a movement (a misplaced joint centre, a tilted camera), so velocities and
accelerations do not change. Curves whose errors are correlated are varied together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np

from hiphinge.core.measure import Z90, FloatArray, Measure
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import Model, Size, size_of
from hiphinge.loads.posture import Posture, States, states
from hiphinge.loads.solution import LiftLoads, LoadCase, from_states

ELBOW_AHEAD: Final = 0.52
"""Degrees by which the line from shoulder to hand turns ahead of the upper arm for each degree of elbow flexion (the
model's arm). Where that line was seen, more elbow flexion means that the upper arm points further back."""

LOAD_SHARE: Final = 0.01
"""Relative standard deviation of a given weight: plates and kettlebells are accurate to 1 to 2 %."""

HANDS_UNSEEN_M: Final = 0.05
"""Standard deviation of the forward position of a weight in the hands where the hands were not seen (assumed)."""

HANDS_SEEN_M: Final = 0.02
"""The same where they were seen: a wrist is located to 1 or 2 cm, and the weight's centre is not the wrist."""


@dataclass(frozen=True, slots=True)
class InputUncertainty:
    """The uncertainty of a movement.

    Attributes
    ----------
    posture_deg
        Standard deviations of the six curves, degrees, shape (6,) or (frames, 6).
    hands_m
        Standard deviation of the position of the hands, metres.
    arms_follow
        Whether the arms turn with the trunk when its lean is varied. They do not where they hang or were seen, since
        their direction in the picture is then known.
    dynamic
        Relative standard deviation of what velocities and accelerations add to the loads.
    back
        Correlation of the errors of pelvic tilt and lumbar flexion.
    legs
        Correlation of the errors of knee flexion and shank inclination.
    """

    posture_deg: tuple[float, ...] | FloatArray
    hands_m: float = HANDS_UNSEEN_M
    arms_follow: bool = True
    dynamic: float = 0.0
    back: float = 0.0
    legs: float = 0.0


@dataclass(frozen=True, slots=True)
class Instants:
    """Some frames of a movement: posture, and the model's coordinates with their velocities and accelerations."""

    posture: Posture
    moving: States
    task: LoadCase


@dataclass(frozen=True, slots=True)
class Case:
    """All inputs of a load computation."""

    posture: Posture
    size: Size
    load: ExternalLoad | None
    slope_deg: float
    still: bool = False


def base_case(model: Model, person: Person, at: Instants) -> Case:
    """Return the case of the most likely person and posture."""
    size = size_of(model, person.stature_m.value, person.mass_kg.value)
    return Case(at.posture, size, at.task.load, DISC_SLOPE_DEG)


def loads_of_case(model: Model, case: Case, task: LoadCase, moving: States) -> LiftLoads:
    """Return the loads of a case; velocities and accelerations are those of `moving`, or zero if the case is still."""
    still = states(model, case.posture)
    case_states = still if case.still else replace(moving, qpos=still.qpos, knee_extension=still.knee_extension)
    task = replace(task, load=case.load, supported=task.supported and not case.still)
    return from_states(model, case.size, case.posture, case_states, task, case.slope_deg)


def moved_cases(model: Model, person: Person, base: Case, uncertainty: InputUncertainty) -> Iterator[tuple[Case, Case]]:
    """Yield, for each source of uncertainty, the cases with it moved up and down by its standard deviation."""
    yield from recording_cases(model, base, uncertainty)
    stature, mass = person.stature_m.value, person.mass_kg.value
    for taller, heavier in ((_deviation(person.stature_m), 0.0), (0.0, _deviation(person.mass_kg))):
        up = size_of(model, stature + taller, mass + heavier)
        down = size_of(model, stature - taller, mass - heavier)
        yield replace(base, size=up), replace(base, size=down)
    yield (
        replace(base, slope_deg=base.slope_deg + DISC_SLOPE_DEVIATION_DEG),
        replace(base, slope_deg=base.slope_deg - DISC_SLOPE_DEVIATION_DEG),
    )
    if base.load is not None:
        more, less = (replace(base.load, mass_kg=base.load.mass_kg * (1 + sign * LOAD_SHARE)) for sign in (1, -1))
        yield replace(base, load=more), replace(base, load=less)


def recording_cases(model: Model, base: Case, uncertainty: InputUncertainty) -> Iterator[tuple[Case, Case]]:
    """Yield the same for the sources in the recording alone: the posture, and where the hands hold a weight."""
    columns = base.posture.columns()
    for turn in _turns(uncertainty, columns.shape):
        up, down = (replace(base, posture=Posture.from_columns(columns + sign * turn)) for sign in (1.0, -1.0))
        yield up, down
    if base.load is not None and base.load.where == "hands":
        yield _shifted(model, base, uncertainty.hands_m)


def sex_cases(
    sexes: Sequence[Model], person: Person, base: Case
) -> Iterator[tuple[tuple[Model, Case], tuple[Model, Case]]]:
    """Yield the case in the models of both sexes, for a person whose sex is not known."""
    for pair in pairwise(sexes):
        first, second = (
            (model, replace(base, size=size_of(model, person.stature_m.value, person.mass_kg.value))) for model in pair
        )
        yield first, second


def _turns(uncertainty: InputUncertainty, shape: tuple[int, ...]) -> Iterator[FloatArray]:
    """Yield the changes of the curves by one independent source after the other, degrees, shape (frames, 6).

    Two correlated curves are changed together by their common part and in opposite directions by the rest: these two
    changes are independent, and their squares add up to the same covariance.
    """
    deviations = np.broadcast_to(np.asarray(uncertainty.posture_deg, dtype=np.float64), shape)
    sources: list[dict[int, float]] = [{4: 1.0}, {5: 1.0}]
    for (first, other), correlation in (((0, 1), uncertainty.back), ((2, 3), uncertainty.legs)):
        alike, against = (float(np.sqrt((1 + sign * correlation) / 2)) for sign in (1, -1))
        both = correlation != 0
        sources += (
            [{first: alike, other: alike}, {first: against, other: -against}] if both else [{first: 1.0}, {other: 1.0}]
        )
    for parts in sources:
        change = np.zeros(shape)
        for column, part in parts.items():
            change[:, column] = part * deviations[:, column]
        if not uncertainty.arms_follow:
            change[:, 4] += change[:, 0] + change[:, 1] - ELBOW_AHEAD * change[:, 5]
        if change.any():
            yield change


def _shifted(model: Model, base: Case, deviation_m: float) -> tuple[Case, Case]:
    """Return the cases with the hands further forward and back, by turning the arms."""
    arm = 0.36 * model.stature_m * base.size.length  # shoulder to grip, de Leva: 0.162 + 0.154 + 0.05 of stature
    turn = float(np.degrees(deviation_m / arm))
    columns = base.posture.columns()
    up, down = columns.copy(), columns.copy()
    up[:, 4] += turn
    down[:, 4] = np.maximum(down[:, 4] - turn, 0.0)
    return replace(base, posture=Posture.from_columns(up)), replace(base, posture=Posture.from_columns(down))


def _deviation(measure: Measure) -> float:
    """Return the standard deviation behind a 90 % interval."""
    return (measure.high - measure.low) / (2 * Z90)
