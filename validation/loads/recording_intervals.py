"""Compute intervals from the uncertainty of the recording alone, for truths from the same model and person."""

from __future__ import annotations

from dataclasses import replace

from hiphinge.loads.anthropometry import Person
from hiphinge.loads.cases import Case, InputUncertainty, Instants, base_case, loads_of_case, recording_cases
from hiphinge.loads.intervals import MODEL_UNCERTAINTY, LoadIntervals, ModelUncertainty, intervals_of
from hiphinge.loads.model import Model
from hiphinge.loads.solution import LiftLoads
from hiphinge.loads.uncertainty import dynamic_pairs

PERFECT_MODEL = ModelUncertainty(0.0, 0.0, 0.0)
PERFECT = {
    name: replace(part, low=0.0, high=0.0) if name == "passive_share" else PERFECT_MODEL
    for name, part in MODEL_UNCERTAINTY.items()
}
"""No uncertainty of the model; the floor of passive tissue's share remains, since its logarithm needs it."""


def recording_intervals(model: Model, person: Person, at: Instants, uncertainty: InputUncertainty) -> LoadIntervals:
    """Return loads with 90 % intervals in which person, weight and model are certain."""
    base = base_case(model, person, at)

    def loads(case: Case) -> LiftLoads:
        return loads_of_case(model, case, at.task, at.moving)

    pairs = [(loads(up), loads(down)) for up, down in recording_cases(model, base, uncertainty)]
    pairs += dynamic_pairs(model, base, at, uncertainty)
    return intervals_of(loads(base), pairs, PERFECT, PERFECT_MODEL)
