"""Static optimisation: known answers, optimality, and moments that no muscle provides."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import nnls

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ExternalLoad, solve
from hiphinge.loads.lumbosacral import borne, muscular, passive_moment
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.muscles import GROUPS
from hiphinge.loads.posture import states
from hiphinge.loads.static_optimization import demand, share
from tests.loads.lifts import held


def problem(model: Model, load: float) -> tuple[FloatArray, FloatArray, FloatArray]:
    size, posture = size_of(model, 1.78, 80.0), held()
    dynamics = solve(model, size, states(model, posture), ExternalLoad(load))
    tissue = borne(dynamics, passive_moment(posture.lumbar_flexion_deg, "m"))
    return dynamics.arms_m, muscular(dynamics, tissue), model.muscles.strength * size.strength


def test_two_muscles_share_by_lever_and_strength_squared() -> None:
    # Least squares of stress: stress goes with lever times strength.
    arms, strength = np.array([[[0.05, 0.03]]]), np.array([1000.0, 2000.0])
    solution = share(arms, np.array([[50.0]]), strength)
    capacity = arms[0, 0] * strength
    assert solution.activation[0] == pytest.approx(capacity * 50.0 / (capacity**2).sum(), rel=1e-6)


def test_antagonists_rest_unless_they_are_needed() -> None:
    arms = np.array([[[0.05, -0.05], [0.0, 0.04]]])
    solution = share(arms, np.array([[30.0, 0.0]]), np.array([1000.0, 1000.0]))
    assert solution.activation[0] == pytest.approx([0.6, 0.0], abs=1e-5)
    needed = share(arms, np.array([[30.0, 20.0]]), np.array([1000.0, 1000.0]))
    assert needed.activation[0] == pytest.approx([1.1, 0.5], abs=1e-5)


def test_equilibrium_is_kept_in_every_frame(man: Model) -> None:
    arms, moments, strength = problem(man, 60.0)
    solution = share(arms, moments, strength)
    assert np.abs(solution.missing_nm).max() < 0.02
    assert (solution.activation >= 0).all()
    assert solution.steps < 30


def test_the_optimum_is_the_one_of_a_general_solver(man: Model) -> None:
    arms, moments, strength = problem(man, 20.0)
    solution = share(arms, moments, strength)
    for frame in range(len(moments)):
        matrix = arms[frame] * strength
        scale = np.sqrt((matrix**2).sum(axis=1))
        weight = 1e5
        stacked = np.vstack([weight * matrix / scale[:, None], np.eye(strength.size)])
        right = np.concatenate([weight * moments[frame] / scale, np.zeros(strength.size)])
        other, _ = nnls(stacked, right, maxiter=5000)
        assert solution.activation[frame] == pytest.approx(other, rel=1e-5, abs=1e-5)


def test_frames_do_not_depend_on_each_other(man: Model) -> None:
    arms, moments, strength = problem(man, 20.0)
    whole = share(arms, moments, strength).activation
    for frame in range(len(moments)):
        alone = share(arms[[frame]], moments[[frame]], strength).activation[0]
        assert whole[frame] == pytest.approx(alone, abs=1e-7)


def test_moments_that_no_muscle_provides_are_reported() -> None:
    solution = share(np.array([[[0.05], [0.0]]]), np.array([[10.0, 5.0]]), np.array([1000.0]))
    assert solution.missing_nm[0] == pytest.approx([0.0, 5.0], abs=1e-3)
    assert np.isfinite(solution.activation).all()


def test_zero_moments_need_no_activation() -> None:
    solution = share(np.full((2, 1, 3), 0.05), np.zeros((2, 1)), np.full(3, 1000.0))
    assert solution.activation == pytest.approx(np.zeros((2, 3)), abs=1e-12)


def test_demand_of_full_effort_is_one(man: Model) -> None:
    full = demand(man.muscles, np.ones((3, man.muscles.strength.size)))
    assert set(full) == set(GROUPS)
    assert all(curve == pytest.approx(np.ones(3)) for curve in full.values())
