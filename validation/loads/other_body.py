"""Write a body after de Leva 1996, from stature and mass alone, as a planar OpenSim model that stands on its feet.

It shares only the given angles with the musculoskeletal model. Two segments represent the lumbar spine's flexion: the
middle trunk turns with half of it at L5/S1, the upper trunk with all of it at T12/L1. The lower trunk is the pelvis.
Feet do not move and are omitted.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.model import GRAVITY
from hiphinge.loads.posture import Posture
from validation.loads.de_leva import DE_LEVA
from validation.loads.opensim.runs import inverse_dynamics_of, opensim, table

STATURE_M = 1.741
LOWER, MIDDLE, UPPER = 0.1457, 0.2155, 0.2421
"""Mid-hip to navel, navel to xiphoid, xiphoid to C7 in a man of 1.741 m (de Leva 1996, table 4), metres."""

TRUNK = {"lower": (0.1117, 0.6115, 0.551), "middle": (0.1633, 0.4502, 0.383), "upper": (0.1596, 0.5066, 0.320)}
"""Share of mass, centre from the upper end, radius of gyration, as shares of the piece's length (the same table)."""

LUMBOSACRAL = (-0.0125 / 1.77, 0.0905 / 1.77)
"""L5/S1 ahead of and above the mid-hip, share of stature (Reed 1999 with the pelvis of Dumas 2007, men)."""

LUMBAR_LENGTH = 0.094
"""L5/S1 to T12/L1 as a share of stature (16 to 17 cm in a man of 1.75 m)."""


def inverse_dynamics(
    posture: Posture, time_s: FloatArray, stature_m: float, mass_kg: float, load_kg: float, folder: Path
) -> dict[str, FloatArray]:
    """Return net moments of both sides together by OpenSim, Nm: `flex_extension` (L5/S1), `hip`, `knee`, `ankle`."""
    body = _written(stature_m, mass_kg, load_kg, folder / "de_leva.osim")
    columns = posture.columns()
    pelvis, lumbar, knee, shank, shoulder, elbow = columns.T
    joints = {
        "ankle": -shank,
        "knee": knee,
        "hip": -(pelvis - shank + knee),
        "l5s1": -lumbar / 2,
        "t12l1": -lumbar / 2,
        "shoulder": shoulder,
        "elbow": elbow,
    }
    table(folder / "coordinates.sto", time_s, {name: np.radians(curve) for name, curve in joints.items()})
    moments = inverse_dynamics_of(body, time_s, folder)
    return {
        "flex_extension": moments["l5s1"],
        "hip": moments["hip"],
        "knee": -moments["knee"],
        "ankle": moments["ankle"],
    }


def _written(stature_m: float, mass_kg: float, load_kg: float, target: Path) -> Path:
    package = opensim()
    model = package.Model()
    model.setName("de_leva")
    model.setGravity(package.Vec3(0, -GRAVITY, 0))
    segments = DE_LEVA["m"]
    size = stature_m / STATURE_M
    leg, thigh, arm = (segments[name].length * stature_m for name in ("leg", "thigh", "arm"))
    forearm, hand = segments["forearm"].length * stature_m, segments["hand"].length * stature_m
    ahead, above = LUMBOSACRAL[0] * stature_m, LUMBOSACRAL[1] * stature_m
    lumbar = LUMBAR_LENGTH * stature_m
    shoulder = segments["trunk"].length * stature_m - above - lumbar

    def piece(name: str, base: float) -> tuple[float, float, float]:
        """Return a trunk segment: mass, height of its centre over its body's origin, inertia; it starts at `base`."""
        mass, centre, gyration = TRUNK[name]
        length = {"lower": LOWER, "middle": MIDDLE, "upper": UPPER}[name] * size
        return mass * mass_kg, base + (1 - centre) * length, mass * mass_kg * (gyration * length) ** 2

    def limb(name: str, sides: int) -> tuple[float, float]:
        part = segments[name]
        mass = sides * part.mass * mass_kg
        return mass, mass * (part.gyration * part.length * stature_m) ** 2

    head_mass = segments["head"].mass * mass_kg
    neck = (LOWER + MIDDLE + UPPER) * size - above - lumbar
    head = segments["head"].length * stature_m
    upper = piece("upper", (LOWER + MIDDLE) * size - above - lumbar)
    thorax = _joined(
        upper,
        (head_mass, neck + (1 - segments["head"].com) * head, head_mass * (segments["head"].gyration * head) ** 2),
    )
    fore_mass, fore_inertia = limb("forearm", 2)
    hand_mass, hand_inertia = limb("hand", 2)
    lower_arm = _joined(
        (fore_mass, -segments["forearm"].com * forearm, fore_inertia),
        _joined((hand_mass, -forearm - segments["hand"].com * hand, hand_inertia), (load_kg, -forearm - hand, 0.0)),
    )
    leg_mass, leg_inertia = limb("leg", 2)
    thigh_mass, thigh_inertia = limb("thigh", 2)
    arm_mass, arm_inertia = limb("arm", 2)
    chain = (
        ("leg", "ankle", (0.0, 0.0), (leg_mass, (1 - segments["leg"].com) * leg, leg_inertia), 0.0),
        ("thigh", "knee", (0.0, leg), (thigh_mass, (1 - segments["thigh"].com) * thigh, thigh_inertia), 0.0),
        ("pelvis", "hip", (0.0, thigh), piece("lower", 0.0), 0.0),
        ("middle", "l5s1", (ahead, above), piece("middle", LOWER * size - above), -ahead),
        ("thorax", "t12l1", (0.0, lumbar), thorax, -ahead),
        ("arm", "shoulder", (-ahead, shoulder), (arm_mass, -segments["arm"].com * arm, arm_inertia), 0.0),
        ("forearm", "elbow", (0.0, -arm), lower_arm, 0.0),
    )
    parent = model.getGround()
    for name, joint, place, (mass, centre, inertia), forward in chain:
        body = package.Body(
            name, mass, package.Vec3(forward, centre, 0), package.Inertia(inertia, inertia, inertia, 0, 0, 0)
        )
        model.addBody(body)
        nothing = package.Vec3(0)
        pin = package.PinJoint(f"{joint}_joint", parent, package.Vec3(*place, 0), nothing, body, nothing, nothing)
        pin.updCoordinate().setName(joint)
        model.addJoint(pin)
        parent = body
    model.finalizeConnections()
    model.printToXML(str(target))
    return target


def _joined(first: tuple[float, float, float], second: tuple[float, float, float]) -> tuple[float, float, float]:
    """Return two pieces on one line as one: mass, height of the centre, inertia about it."""
    mass = first[0] + second[0]
    centre = (first[0] * first[1] + second[0] * second[1]) / mass
    inertia = sum(part[2] + part[0] * (part[1] - centre) ** 2 for part in (first, second))
    return mass, centre, inertia
