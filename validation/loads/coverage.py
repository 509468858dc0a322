"""Test the coverage of the 90 % intervals on synthetic lifts whose truth and model differ from the measured ones."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import person
from hiphinge.loads.cases import LOAD_SHARE, InputUncertainty, Instants
from hiphinge.loads.dynamics import ExternalLoad, solve
from hiphinge.loads.intervals import MODEL_UNCERTAINTY
from hiphinge.loads.lumbosacral import (
    DISC_SLOPE_DEG,
    DISC_SLOPE_DEVIATION_DEG,
    borne,
    loads,
    muscular,
    passive_moment,
)
from hiphinge.loads.model import LUMBAR, Model, build, size_of
from hiphinge.loads.muscles import GROUPS
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.solution import LoadCase
from hiphinge.loads.static_optimization import share
from hiphinge.loads.uncertainty import load_intervals

UNCERTAINTY = InputUncertainty((3.0, 4.0, 4.0, 3.0, 4.0, 5.0), hands_m=0.03)
"""Typical uncertainty of a phone's side view, degrees and metres."""

LOWEST = np.array([-90.0, -30.0, 0.0, -40.0, 0.0, 0.0])
"""Least angles of a true posture, degrees."""


def measured(random: np.random.Generator, count: int) -> Posture:
    """Return measured postures: hinges, squats and rounded bends."""
    depth = random.uniform(0.3, 1.0, (count, 1))
    kinds = np.array([[65, 10, 20, 3, 75, 5], [45, 12, 90, 22, 55, 5], [40, 40, 10, 0, 75, 0]], dtype=np.float64)
    return Posture.from_columns(depth * kinds[random.integers(0, 3, count)])


def covered(draws: int = 400, seed: int = 5) -> dict[str, float]:
    """Return the share of true values within their interval, by quantity.

    The true person (stature, mass), posture, hands and weight differ from the measured ones, and so does the model:
    segments and L5/S1 of either sex or their mean, muscle groups stronger or weaker by a quarter, every lumbar
    equilibrium or only their sum, a flatter or steeper disc, levers of the trunk's muscles longer by 0 to 30 %
    (one equivalent muscle has 6 cm, the model's have 4 to 5).
    """
    random = np.random.default_rng(seed)
    models = [build("m"), build("f"), build()]
    seen = measured(random, draws)
    at = Instants(seen, states(models[0], seen), LoadCase(ExternalLoad(40.0)))
    intervals = load_intervals(models[:1], person(1.78, 80.0, "m"), at, UNCERTAINTY)
    inside = dict.fromkeys(MODEL_UNCERTAINTY, 0)
    for i in range(draws):
        truth = _true(models[int(random.integers(3))], seen.at(slice(i, i + 1)), random)
        for name in MODEL_UNCERTAINTY:
            curve = intervals.curves[name]
            inside[name] += int(curve.low[i] <= truth[name] <= curve.high[i])
    return {name: count / draws for name, count in inside.items()}


def _true(model: Model, seen: Posture, random: np.random.Generator) -> dict[str, float]:
    """Return the loads of a random truth behind one measured posture."""
    offset = random.normal(size=6) * np.array(UNCERTAINTY.posture_deg)
    offset[4] += np.degrees(random.normal() * UNCERTAINTY.hands_m / (0.36 * 1.78))
    posture = Posture.from_columns(np.maximum(seen.columns() + offset, LOWEST))
    size = size_of(model, 1.78 * (1 + 0.01 * random.normal()), 80.0 * (1 + 0.01 * random.normal()))
    load = ExternalLoad(40.0 * (1 + LOAD_SHARE * random.normal()))
    dynamics = solve(model, size, states(model, posture), load)
    stretch = np.where(model.muscles.group <= list(GROUPS).index("multifidus"), random.uniform(1.0, 1.3), 1.0)
    arms = dynamics.arms_m * stretch
    strength = (
        model.muscles.strength * size.strength * np.exp(0.25 * random.normal(size=len(GROUPS)))[model.muscles.group]
    )
    tissue = borne(dynamics, passive_moment(posture.lumbar_flexion_deg, model.sex) * np.exp(0.4 * random.normal()))
    required = muscular(dynamics, tissue)
    problem = (arms, required) if random.random() < 0.5 else _summed(arms, required)
    force = share(*problem, strength).activation * strength
    slope = DISC_SLOPE_DEG + DISC_SLOPE_DEVIATION_DEG * random.normal()
    # Longer levers change the muscles' forces; their directions at the disc stay the same.
    joint = loads(
        replace(dynamics, arms_m=arms), force, tissue, posture.pelvic_tilt_deg, posture.lumbar_flexion_deg, slope
    )
    return {
        "l5s1_moment_nm": float(joint.moment_nm[0]),
        "l5s1_compression_n": float(joint.compression_n[0]),
        "l5s1_shear_n": float(joint.shear_n[0]),
        "hip_moment_nm": float(dynamics.moment("hip")[0]),
        "knee_moment_nm": float(dynamics.moment("knee")[0]),
        "ankle_moment_nm": float(dynamics.moment("ankle")[0]),
        "passive_share": float(joint.passive_share[0]),
    }


def _summed(arms: FloatArray, moments: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return one lumbar equilibrium, weighted by the joints' shares of flexion, instead of five."""
    weights, joints = np.array(list(LUMBAR.values())), len(LUMBAR)
    summed = np.einsum("frp,r->fp", arms[:, :joints], weights)[:, None]
    return np.concatenate([summed, arms[:, joints:]], axis=1), np.column_stack(
        [moments[:, :joints] @ weights, moments[:, joints:]]
    )
