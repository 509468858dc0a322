"""Compare three solvers of the static optimisation on the same frames: optimum, feasibility and time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ExternalLoad, solve
from hiphinge.loads.lumbosacral import borne, muscular, passive_moment
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.static_optimization import share


@dataclass(frozen=True, slots=True)
class Outcome:
    """A solver's result on all frames: objective relative to ours, worst residual (Nm), milliseconds a frame."""

    name: str
    objective: float
    farthest: float
    residual_nm: float
    milliseconds: float


def frames(model: Model, count: int, seed: int = 3) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return arms, moments and strengths of random postures from standing to hinge and squat, with 0 to 120 kg."""
    random = np.random.default_rng(seed)
    low = np.array([0.0, -10.0, 0.0, -5.0, 10.0, 0.0])
    high = np.array([75.0, 40.0, 110.0, 30.0, 90.0, 30.0])
    size = size_of(model, 1.78, 80.0)
    arms, moments = [], []
    for load in (0.0, 20.0, 60.0, 120.0):
        columns = low + (high - low) * random.random((count // 4, 6))
        columns[:, 2] = np.maximum(columns[:, 2], 3 * columns[:, 3])  # a shank far forward needs a bent knee
        posture = Posture.from_columns(columns)
        dynamics = solve(model, size, states(model, posture), ExternalLoad(load))
        tissue = borne(dynamics, passive_moment(posture.lumbar_flexion_deg, model.sex))
        arms.append(dynamics.arms_m)
        moments.append(muscular(dynamics, tissue))
    return np.concatenate(arms), np.concatenate(moments), model.muscles.strength * size.strength


def ours(capacity: FloatArray, moments: FloatArray) -> FloatArray:
    """Solve all frames at once, by Newton's method on the dual."""
    return share(capacity, moments, np.ones(capacity.shape[2])).activation


def with_daqp(capacity: FloatArray, moments: FloatArray) -> FloatArray:
    """Solve frame by frame with DAQP (a dual active-set method)."""
    from ctypes import c_int

    import daqp

    pairs = capacity.shape[2]
    identity, nothing = np.eye(pairs), np.zeros(pairs)
    activations = np.empty((len(capacity), pairs))
    kinds = np.concatenate([np.zeros(pairs), np.full(capacity.shape[1], 5)]).astype(np.int32)
    for i, (matrix, target) in enumerate(zip(capacity, moments, strict=True)):
        scale = np.sqrt((matrix**2).sum(axis=1))
        upper = np.concatenate([np.full(pairs, 1e30), target / scale])
        lower = np.concatenate([nothing, target / scale])
        rows = np.ascontiguousarray(matrix / scale[:, None])
        activations[i] = daqp.solve(identity, nothing, rows, upper, lower, kinds.astype(c_int))[0]
    return activations


def with_clarabel(capacity: FloatArray, moments: FloatArray) -> FloatArray:
    """Solve frame by frame with Clarabel (an interior-point method)."""
    import clarabel
    from scipy import sparse

    pairs, rows = capacity.shape[2], capacity.shape[1]
    settings = clarabel.DefaultSettings()
    settings.verbose = False
    settings.tol_gap_abs = settings.tol_gap_rel = settings.tol_feas = 1e-10
    cones = [clarabel.ZeroConeT(rows), clarabel.NonnegativeConeT(pairs)]
    identity = sparse.eye(pairs, format="csc")
    activations = np.empty((len(capacity), pairs))
    for i, (matrix, target) in enumerate(zip(capacity, moments, strict=True)):
        scale = np.sqrt((matrix**2).sum(axis=1))
        a = sparse.vstack([sparse.csc_matrix(matrix / scale[:, None]), -identity], format="csc")
        b = np.concatenate([target / scale, np.zeros(pairs)])
        activations[i] = clarabel.DefaultSolver(identity, np.zeros(pairs), a, b, cones, settings).solve().x
    return activations


def compare(model: Model, count: int = 200) -> list[Outcome]:
    """Run each solver on the same frames; times are processor times on one core."""
    arms, moments, strength = frames(model, count)
    capacity = arms * strength
    solvers: dict[str, Callable[[FloatArray, FloatArray], FloatArray]] = {
        "Newton on the dual (ours)": ours,
        "DAQP": with_daqp,
        "Clarabel": with_clarabel,
    }
    outcomes, first = [], None
    for name, solver in solvers.items():
        started = time.process_time()
        activation = solver(capacity, moments)
        spent = time.process_time() - started
        first = activation if first is None else first
        objective = float(((activation**2).sum(axis=1) / np.maximum((first**2).sum(axis=1), 1e-12) - 1).max())
        residual = float(np.abs(np.einsum("frp,fp->fr", capacity, activation) - moments).max())
        farthest = float(np.abs(activation - first).max())
        outcomes.append(Outcome(name, objective, farthest, residual, 1000 * spent / len(moments)))
    return outcomes
