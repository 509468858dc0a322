"""Compute the loads of one movement under one weight: dynamics, static optimisation and L5/S1."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import Dynamics, ExternalLoad, Reactions, solve
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, borne, loads, muscular, passive_moment
from hiphinge.loads.model import Model, Size
from hiphinge.loads.muscles import GROUPS
from hiphinge.loads.posture import Posture, States, held, outside, states
from hiphinge.loads.static_optimization import demand, share

QUANTITIES: Final = (
    "l5s1_moment_nm",
    "l5s1_compression_n",
    "l5s1_shear_n",
    "hip_moment_nm",
    "knee_moment_nm",
    "ankle_moment_nm",
    "passive_share",
)
"""Quantities of each frame, beside the demand of each muscle group; moments of both legs together."""

BLOCK: Final = 600
"""Number of frames solved together: moment arms take 10 kB a frame, so memory does not grow with length."""


@dataclass(frozen=True, slots=True)
class LiftLoads:
    """Loads over frames; NaN where a joint is unknown or beyond the model's range.

    Attributes
    ----------
    curves
        One array of shape (frames,) for each of `QUANTITIES`. Moments extend where positive; those of hip, knee and
        ankle are of both legs together, half of it for each leg where the weight is shared evenly.
    demand
        Share of its maximal force that each muscle group uses, shape (frames,); above 1 the lift exceeds the model's
        strength for a person of this mass.
    reactions
        Forces of floor and bench.
    unshared_nm
        Largest moment that no muscle provides, Nm, shape (frames,); not 0 only where the model has no muscle for it.
    """

    curves: dict[str, FloatArray]
    demand: dict[str, FloatArray]
    reactions: Reactions
    unshared_nm: FloatArray


@dataclass(frozen=True, slots=True)
class LoadCase:
    """The lifted weight, and whether floor or bench supports the upper back."""

    load: ExternalLoad | None = None
    supported: bool = False


def lift_loads(
    model: Model, size: Size, posture: Posture, task: LoadCase, time_s: FloatArray | None = None
) -> LiftLoads:
    """Return the loads of each frame of a movement (with `time_s`) or of each posture held still (without).

    The posture should be low-passed (`Posture.smoothed`), since its curves are differentiated twice.
    """
    known = ~outside(posture)
    if not known.any():
        return _absent(len(posture))
    usable = held(posture, known)
    moving = states(model, usable, time_s)
    blocks = [slice(start, start + BLOCK) for start in range(0, len(posture), BLOCK)]
    parts = [from_states(model, size, usable.at(block), moving.at(block), task) for block in blocks]
    return _masked(_joined(parts), ~known)


def from_states(
    model: Model, size: Size, posture: Posture, moving: States, task: LoadCase, slope_deg: float = DISC_SLOPE_DEG
) -> LiftLoads:
    """Return the loads of frames whose states are known."""
    dynamics = solve(model, size, moving, task.load, supported=task.supported)
    return _optimised(model, size, posture, dynamics, slope_deg)


def _optimised(model: Model, size: Size, posture: Posture, dynamics: Dynamics, slope_deg: float) -> LiftLoads:
    """Return the loads with the net moments distributed over the muscles."""
    strength = model.muscles.strength * size.strength
    tissue = borne(dynamics, passive_moment(posture.lumbar_flexion_deg, model.sex))
    shared = share(dynamics.arms_m, muscular(dynamics, tissue), strength)
    joint = loads(
        dynamics,
        shared.activation * strength,
        tissue,
        posture.pelvic_tilt_deg,
        posture.lumbar_flexion_deg,
        slope_deg,
    )
    curves = {
        "l5s1_moment_nm": joint.moment_nm,
        "l5s1_compression_n": joint.compression_n,
        "l5s1_shear_n": joint.shear_n,
        "hip_moment_nm": dynamics.moment("hip"),
        "knee_moment_nm": dynamics.moment("knee"),
        "ankle_moment_nm": dynamics.moment("ankle"),
        "passive_share": joint.passive_share,
    }
    unshared = np.abs(shared.missing_nm).max(axis=1)
    return LiftLoads(curves, demand(model.muscles, shared.activation), dynamics.reactions, unshared)


def _joined(blocks: list[LiftLoads]) -> LiftLoads:
    """Return the loads of consecutive blocks as one."""

    def join(kind: str, name: str) -> FloatArray:
        return np.concatenate([getattr(block, kind)[name] for block in blocks])

    floors = [block.reactions for block in blocks]
    reactions = Reactions(
        np.concatenate([floor.vertical_n for floor in floors]),
        np.concatenate([floor.forward_n for floor in floors]),
        np.concatenate([floor.pressure_m for floor in floors]),
        np.concatenate([floor.support_n for floor in floors]),
        np.concatenate([floor.believable for floor in floors]),
    )
    curves = {name: join("curves", name) for name in QUANTITIES}
    demands = {name: join("demand", name) for name in GROUPS}
    return LiftLoads(curves, demands, reactions, np.concatenate([block.unshared_nm for block in blocks]))


def _masked(lift: LiftLoads, absent: NDArray[np.bool_]) -> LiftLoads:
    """Return the loads with NaN in the frames marked."""

    def mask(curve: FloatArray) -> FloatArray:
        return np.where(absent, np.nan, curve)

    floor = lift.reactions
    reactions = Reactions(
        mask(floor.vertical_n),
        mask(floor.forward_n),
        mask(floor.pressure_m),
        mask(floor.support_n),
        floor.believable & ~absent,
    )
    curves = {name: mask(curve) for name, curve in lift.curves.items()}
    demands = {name: mask(curve) for name, curve in lift.demand.items()}
    return LiftLoads(curves, demands, reactions, mask(lift.unshared_nm))


def _absent(frames: int) -> LiftLoads:
    """Return loads that are unknown in every frame."""

    def unknown() -> FloatArray:
        return np.full(frames, np.nan)

    floor = Reactions(unknown(), unknown(), unknown(), unknown(), np.zeros(frames, dtype=bool))
    curves, demands = ({name: unknown() for name in names} for names in (QUANTITIES, GROUPS))
    return LiftLoads(curves, demands, floor, unknown())
