"""What the recording alone leaves open, against truths of the same model."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from validation.loads.recording_intervals import recording_intervals

from hiphinge.loads.anthropometry import person
from hiphinge.loads.cases import Instants, _turns
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.solution import LoadCase, from_states
from hiphinge.loads.uncertainty import load_intervals
from tests.loads.lifts import FRAMES, UNCERTAINTY, held, width


def test_what_the_recording_alone_leaves_open_holds_the_truth_of_the_same_model(man: Model) -> None:
    random = np.random.default_rng(3)
    who = person(1.78, 80.0, "m")
    posture = held().at(FRAMES)
    moving = states(man, posture)
    uncertainty = replace(UNCERTAINTY, back=-0.65, legs=0.7)
    alone = recording_intervals(man, who, Instants(posture, moving, LoadCase(ExternalLoad(40.0))), uncertainty)
    whole = load_intervals([man], who, Instants(posture, moving, LoadCase(ExternalLoad(40.0))), uncertainty)
    size = size_of(man, 1.78, 80.0)
    covariance = sum(np.outer(turn[0], turn[0]) for turn in _turns(uncertainty, (1, 6)))
    names = ("l5s1_moment_nm", "l5s1_compression_n", "hip_moment_nm", "knee_moment_nm")
    inside, draws = dict.fromkeys(names, 0), 150
    for _ in range(draws):
        offset = random.multivariate_normal(np.zeros(6), covariance)
        offset[4] += np.degrees(random.normal() * UNCERTAINTY.hands_m / (0.36 * 1.78))
        true = Posture.from_columns(np.maximum(posture.columns() + offset, [-90, -30, 0, -40, 0, 0]))
        truth = from_states(man, size, true, states(man, true), LoadCase(ExternalLoad(40.0)))
        for name in names:
            curve = alone.curves[name]
            inside[name] += int(((truth.curves[name] >= curve.low) & (truth.curves[name] <= curve.high)).sum())
    shares = {name: count / (draws * FRAMES.size) for name, count in inside.items()}
    assert {name: share for name, share in shares.items() if not 0.83 <= share <= 0.96} == {}
    assert width(alone, "l5s1_compression_n") < width(whole, "l5s1_compression_n")
