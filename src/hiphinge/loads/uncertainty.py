"""Propagate the uncertainty of posture, person, hands and model to the loads, as 90 % intervals.

Each source is moved up and down by its standard deviation (`cases`), and the loads are computed again; half of the
difference is its standard deviation in the loads, and the squares are added (`intervals`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from hiphinge.loads.anthropometry import Person
from hiphinge.loads.cases import Case, InputUncertainty, Instants, base_case, loads_of_case, moved_cases, sex_cases
from hiphinge.loads.intervals import LoadIntervals, intervals_of
from hiphinge.loads.model import Model
from hiphinge.loads.posture import States
from hiphinge.loads.solution import LiftLoads


def load_intervals(
    models: Sequence[Model], person: Person, at: Instants, uncertainty: InputUncertainty
) -> LoadIntervals:
    """Return the loads of some frames whose states are known, with their intervals.

    Parameters
    ----------
    models
        The model of the person's sex; or the mean model followed by those of both sexes, whose difference then adds to
        the uncertainty.
    person, at, uncertainty
        The person; the frames, none of them outside the model's range; their uncertainty.
    """
    model, *sexes = models
    base = base_case(model, person, at)

    def loads(of: Model, case: Case) -> LiftLoads:
        return loads_of_case(of, case, at.task, at.moving)

    pairs = [(loads(model, up), loads(model, down)) for up, down in moved_cases(model, person, base, uncertainty)]
    pairs += [(loads(*first), loads(*second)) for first, second in sex_cases(sexes, person, base)]
    pairs += dynamic_pairs(model, base, at, uncertainty)
    return intervals_of(loads(model, base), pairs)


def dynamic_pairs(
    model: Model, base: Case, at: Instants, uncertainty: InputUncertainty
) -> list[tuple[LiftLoads, LiftLoads]]:
    """Return the loads with the effect of velocities and accelerations moved up and down; none if it is certain."""
    if uncertainty.dynamic <= 0:
        return []
    more, less = (_quickened(at.moving, sign * uncertainty.dynamic) for sign in (1, -1))
    return [(loads_of_case(model, base, at.task, more), loads_of_case(model, base, at.task, less))]


def _quickened(moving: States, share: float) -> States:
    """Return states with accelerations and squared velocities larger by a share."""
    return replace(moving, qvel=moving.qvel * np.sqrt(1 + share), qacc=moving.qacc * (1 + share))
