"""Set masses and centres of mass of the model's segments to those of Dumas et al. 2007."""

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
"""Bodies of the model in each segment of Dumas; all bodies from `lunate` down are the hand."""

LIGHT_KG: Final = 0.03
"""Mass below which bodies are phantoms, fingers and bones of the hand, whose inertia in the model is unrealistic."""

LIGHT_GYRATION_M: Final = 0.02
"""Radius of gyration set for them (a finger's phalanx is 2 to 4 cm long)."""

LIMBS: Final[dict[str, tuple[str, str]]] = {
    "arm": ("humerus", "ulna"),
    "forearm": ("ulna", "lunate"),
    "thigh": ("femur", "tibia"),
    "leg": ("tibia", "talus"),
}
"""Limbs whose centres are moved, by the bodies at their upper and lower joint."""


def set_masses(compiled: MjModel, sex: Sex | None) -> None:
    """Set each segment's mass to Dumas's share of the model's mass, and scale its inertia in proportion.

    The unrealistic inertia of light bodies is replaced first.
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
    """Move each segment's centre of mass to Dumas's share of the line between the segment's ends.

    In upright standing C7/T1, the upper end of the trunk, is vertically above L5/S1, its lower end.
    """
    import mujoco

    data = mujoco.MjData(compiled)
    mujoco.mj_kinematics(compiled, data)
    share = centres(sex)
    low = data.body("lumbar5").xpos
    up = np.array([0.0, 0.0, stature_m])
    neck = low + thorax_length(sex) * up
    targets = {
        ("head", ""): neck + share["head"] * up,
        ("thorax", ""): neck - share["thorax"] * up,
        ("pelvis", ""): low - share["pelvis"] * up,
    }
    for limb, (first, last) in LIMBS.items():
        for side in _sides(limb):
            high = data.body(f"{first}{side}").xpos
            targets[limb, side] = high + share[limb] * (data.body(f"{last}{side}").xpos - high)
    for (segment, side), place in targets.items():
        bodies = _members(compiled, segment, side)
        mass = compiled.body_mass[bodies]
        shift = np.asarray(place - mass @ data.xipos[bodies] / mass.sum(), dtype=np.float64)
        # The sides of the body are symmetrical, so nothing moves from side to side.
        shift[0] = 0.0
        _shift(compiled, bodies, shift, data.xmat)


def _shift(compiled: MjModel, bodies: list[int], shift: FloatArray, frames: FloatArray) -> None:
    """Move the centres of mass of some bodies by a vector of the world, metres."""
    for body in bodies:
        compiled.body_ipos[body] += frames[body].reshape(3, 3).T @ shift


def _sides(segment: str) -> tuple[str, ...]:
    """Return the suffixes of a segment's bodies."""
    return ("",) if segment in SINGLE else ("_r", "_l")


def _members(compiled: MjModel, segment: str, side: str) -> list[int]:
    """Return the bodies of a segment."""
    if segment == "hand":
        return _below(compiled, f"lunate{side}")
    # Collar bone and shoulder blade belong to the arm of their side, the chest's phantom to the trunk.
    return [int(compiled.body(f"{name}{side}").id) for name in MEMBERS[segment]]


def _below(compiled: MjModel, name: str) -> list[int]:
    """Return a body and all its descendants."""
    bodies = [int(compiled.body(name).id)]
    for body in range(bodies[0] + 1, compiled.nbody):
        if int(compiled.body_parentid[body]) in bodies:
            bodies.append(body)
    return bodies
