"""Masses and centres of mass of the model's segments, put right after Dumas et al. 2007."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import SINGLE, Sex, centres, segment_masses, thorax_length

if TYPE_CHECKING:
    from mujoco import MjModel

MEMBERS: Final[dict[str, tuple[str, ...]]] = {
    "pelvis": ("sacrum", "pelvis"),
    "thorax": ("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1", "Abdomen", "torso", "chest_r"),
    "head": ("neck", "head"),
    "arm": ("clavicle", "clavphant", "scapula", "scapphant", "humphant", "humphant1", "humerus"),
    "forearm": ("ulna", "radius"),
    "thigh": ("femur", "patella"),
    "leg": ("tibia",),
    "foot": ("talus", "calcn", "toes"),
}
"""Which bodies of the model make up which segment of Dumas; all below `lunate` are the hand."""

LIGHT_KG: Final = 0.03
"""Bodies lighter than this are phantoms, fingers and bones of the hand, whose inertia in the model is no real one."""

LIGHT_GYRATION_M: Final = 0.02
"""Radius of gyration that they get (a finger's phalanx is 2 to 4 cm long)."""

LIMBS: Final[dict[str, tuple[str, str]]] = {
    "arm": ("humerus", "ulna"),
    "forearm": ("ulna", "lunate"),
    "thigh": ("femur", "tibia"),
    "leg": ("tibia", "talus"),
}
"""Limbs whose centres are moved, by the bodies at their upper and lower joint."""


def set_masses(compiled: MjModel, sex: Sex | None) -> None:
    """Gives each segment the mass that Dumas's share asks of the model's whole, its inertia in proportion.

    The inertia of what is very light is no real one, and is replaced before.
    """
    for segment, mass in segment_masses(float(compiled.body_mass.sum()), sex).items():
        for side in _sides(segment):
            bodies = _members(compiled, segment, side)
            light = [body for body in bodies if compiled.body_mass[body] < LIGHT_KG]
            compiled.body_inertia[light] = compiled.body_mass[light, None] * LIGHT_GYRATION_M**2
            factor = mass / compiled.body_mass[bodies].sum()
            compiled.body_mass[bodies] *= factor
            compiled.body_inertia[bodies] *= factor


def set_centres(compiled: MjModel, stature_m: float, sex: Sex | None) -> None:
    """Moves each segment's centre of mass on to the line between its ends, to Dumas's share of it.

    The ends of the trunk stand over each other in upright standing: L5/S1 below, C7/T1 above.
    """
    import mujoco

    data = mujoco.MjData(compiled)
    mujoco.mj_kinematics(compiled, data)
    share = centres(sex)
    low = data.body("lumbar5").xpos
    up = np.array([0.0, 0.0, stature_m])
    neck = low + thorax_length(sex) * up
    wanted = {
        ("head", ""): neck + share["head"] * up,
        ("thorax", ""): neck - share["thorax"] * up,
        ("pelvis", ""): low - share["pelvis"] * up,
    }
    for limb, (first, last) in LIMBS.items():
        for side in _sides(limb):
            high = data.body(f"{first}{side}").xpos
            wanted[limb, side] = high + share[limb] * (data.body(f"{last}{side}").xpos - high)
    for (segment, side), place in wanted.items():
        bodies = _members(compiled, segment, side)
        mass = compiled.body_mass[bodies]
        moved = np.asarray(place - mass @ data.xipos[bodies] / mass.sum(), dtype=np.float64)
        # From side to side nothing moves: the two halves of the body are alike.
        moved[0] = 0.0
        _shift(compiled, bodies, moved, data.xmat)


def _shift(compiled: MjModel, bodies: list[int], moved: FloatArray, frames: FloatArray) -> None:
    for body in bodies:
        compiled.body_ipos[body] += frames[body].reshape(3, 3).T @ moved


def _sides(segment: str) -> tuple[str, ...]:
    return ("",) if segment in SINGLE else ("_r", "_l")


def _members(compiled: MjModel, segment: str, side: str) -> list[int]:
    if segment == "hand":
        return _below(compiled, f"lunate{side}")
    # Collar bones and shoulder blades are the arm's of their side, the chest's phantom the trunk's.
    return [int(compiled.body(f"{name}{side}").id) for name in MEMBERS[segment]]


def _below(compiled: MjModel, name: str) -> list[int]:
    """A body and all that hang on it."""
    found = [int(compiled.body(name).id)]
    for body in range(found[0] + 1, compiled.nbody):
        if int(compiled.body_parentid[body]) in found:
            found.append(body)
    return found
