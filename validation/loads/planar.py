"""Compute loads with a simple model: a planar body, solved from the top down, and one equivalent muscle.

It shares only the posture's angles with the musculoskeletal model: segments after de Leva, a straight trunk from the
hips to the shoulders, L5/S1 at a fixed share of it. It serves as a check, in validation and tests.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import Sex
from hiphinge.loads.posture import Posture
from validation.loads.de_leva import DE_LEVA

GRAVITY: Final = 9.8
"""Gravity as rounded in the worked examples, m/s2."""

STANDARD_GRAVITY: Final = 9.80665
"""Gravity used for the body, m/s2."""

EXTENSOR_ARM_M: Final = 0.06
"""Lever of the one equivalent extensor behind L5/S1 (Cholewicki 1991, Med Sci Sports Exerc 23:1179)."""

TRUNK_TO_LUMBOSACRAL: Final[dict[Sex, float]] = {"f": 0.215, "m": 0.182}
"""Place of L5/S1 as a share of the line from mid-hip to mid-shoulder (Reed 1999 over de Leva's lengths)."""

LUMBOSACRAL_BEHIND: Final[dict[Sex, float]] = {"f": 0.044, "m": 0.024}
"""Distance of L5/S1 behind that line, as a share of its length (the same sources)."""

PELVIS_SHARE: Final[dict[Sex, float]] = {"f": 0.1247, "m": 0.1117}
"""Mass of the lower trunk, from the navel to mid-hip, as a share of the body's (de Leva 1996); it stays below L5/S1."""

PELVIS_COM: Final[dict[Sex, float]] = {"f": 0.5080, "m": 0.3885}
"""Height of the lower trunk's centre of mass over mid-hip as a share of its own length (de Leva 1996, from the other
end)."""

PELVIS_LENGTH: Final[dict[Sex, float]] = {"f": 0.1815 / 1.735, "m": 0.1457 / 1.741}
"""Length of the lower trunk as a share of stature (de Leva 1996)."""


@dataclass(frozen=True, slots=True)
class Muscle:
    """Force of the one extensor, and compression and shear of the joint, newtons."""

    force_n: float
    compression_n: float
    shear_n: float


def single_muscle(moment_nm: float, weight_n: float, disc_deg: float, arm_m: float = EXTENSOR_ARM_M) -> Muscle:
    """Return the force of one extensor along the disc's normal, and the reaction.

    `disc_deg` is the normal's inclination from the vertical.
    """
    force = moment_nm / arm_m
    lean = np.radians(disc_deg)
    return Muscle(force, float(force + weight_n * np.cos(lean)), float(weight_n * np.sin(lean)))


def lever(weights_n: tuple[float, ...], arms_m: tuple[float, ...], muscle_m: float, muscle_deg: float) -> Muscle:
    """Solve a horizontal beam at a joint with weights on it, held by a muscle at a perpendicular distance.

    `muscle_deg` is the muscle's angle to the beam, positive where it lifts it. The result is the muscle's force, and
    the joint's reaction along the beam (as compression) and across it (as shear, positive where the joint pushes up).
    """
    moment = sum(weight * arm for weight, arm in zip(weights_n, arms_m, strict=True))
    force = moment / muscle_m
    angle = np.radians(muscle_deg)
    return Muscle(force, float(force * np.cos(angle)), float(sum(weights_n) - force * np.sin(angle)))


@dataclass(frozen=True, slots=True)
class Body:
    """One planar segment: mass, inertia (kg m2), acceleration of its centre (m/s2), angular acceleration (rad/s2)."""

    mass_kg: float
    inertia: float
    acceleration: tuple[float, float]
    turning: float


def proximal(body: Body, to_proximal: tuple[float, float]) -> tuple[float, float, float]:
    """Return force (x, y) and moment at the proximal end, `to_proximal` from the centre, of a free last segment."""
    fx = body.mass_kg * body.acceleration[0]
    fy = body.mass_kg * (body.acceleration[1] + GRAVITY)
    return fx, fy, body.inertia * body.turning - (to_proximal[0] * fy - to_proximal[1] * fx)


@dataclass(frozen=True, slots=True)
class Planar:
    """Static net moments of both sides, extension positive, Nm, and L5/S1's compression, N; shape (frames,)."""

    l5s1_moment_nm: FloatArray
    hip_moment_nm: FloatArray
    knee_moment_nm: FloatArray
    ankle_moment_nm: FloatArray
    compression_n: FloatArray


def top_down(
    posture: Posture, stature_m: float, mass_kg: float, sex: Sex, load_kg: float, disc_deg: float = 25.0
) -> Planar:
    """Return static loads of postures held still with a weight in the hands, from the segments above each joint."""
    chain = _chain(posture, stature_m, sex)
    table = DE_LEVA[sex]
    pelvis = PELVIS_SHARE[sex]
    above = [
        (chain["head"], table["head"].mass),
        (chain["trunk"], table["trunk"].mass - pelvis),
        *((chain[name], 2 * table[name].mass) for name in ("arm", "forearm", "hand")),
    ]
    weights = [(place[:, 0], mass * mass_kg) for place, mass in above] + [(chain["grip"][:, 0], load_kg)]
    moments = []
    for joint, added, mass in (
        ("l5s1", "l5s1", 0.0),
        ("hip", "pelvis", pelvis),
        ("knee", "thigh", 2 * table["thigh"].mass),
        ("ankle", "leg", 2 * table["leg"].mass),
    ):
        weights.append((chain[added][:, 0], mass * mass_kg))
        moments.append(
            sum((STANDARD_GRAVITY * kg * (x - chain[joint][:, 0]) for x, kg in weights), np.zeros(len(posture)))
        )
    # Weight ahead of the knee extends it, so the net moment flexes; ahead of hip and ankle the net moment extends.
    supported = STANDARD_GRAVITY * (sum(mass * mass_kg for _, mass in above) + load_kg)
    lean = np.radians(disc_deg + posture.pelvic_tilt_deg)
    return Planar(
        moments[0], moments[1], -moments[2], moments[3], moments[0] / EXTENSOR_ARM_M + supported * np.cos(lean)
    )


def _chain(posture: Posture, stature_m: float, sex: Sex) -> dict[str, FloatArray]:
    """Return joints and centres of mass, (forward, up) of the ankle in metres, shape (frames, 2) each."""
    table = DE_LEVA[sex]
    length = {name: part.length * stature_m for name, part in table.items()}

    def along(degrees: FloatArray) -> FloatArray:
        return np.stack([np.sin(np.radians(degrees)), np.cos(np.radians(degrees))], axis=1)

    shank = along(posture.shank_deg)
    thigh = along(posture.shank_deg - posture.knee_flexion_deg)
    pelvis, thorax = along(posture.pelvic_tilt_deg), along(posture.pelvic_tilt_deg + posture.lumbar_flexion_deg)
    knee = length["leg"] * shank
    hip = knee + length["thigh"] * thigh
    up, behind = TRUNK_TO_LUMBOSACRAL[sex] * length["trunk"], LUMBOSACRAL_BEHIND[sex] * length["trunk"]
    l5s1 = hip + up * pelvis + behind * np.stack([-pelvis[:, 1], pelvis[:, 0]], axis=1)
    shoulder = hip + up * pelvis + (length["trunk"] - up) * thorax
    # The whole trunk's centre is de Leva's from mid-shoulder; the part above L5/S1 is the whole less the lower trunk.
    whole = hip + (1 - table["trunk"].com) * (shoulder - hip)
    low = hip + PELVIS_COM[sex] * PELVIS_LENGTH[sex] * stature_m * pelvis
    share = PELVIS_SHARE[sex] / table["trunk"].mass
    arm = -along(posture.pelvic_tilt_deg + posture.lumbar_flexion_deg - posture.shoulder_deg)
    fore = -along(posture.pelvic_tilt_deg + posture.lumbar_flexion_deg - posture.shoulder_deg - posture.elbow_deg)
    elbow = shoulder + length["arm"] * arm
    wrist = elbow + length["forearm"] * fore
    # The vertex stands over C7, which is about 9 % of the trunk's length over the line of the shoulders.
    head = shoulder + (0.09 * length["trunk"] + (1 - table["head"].com) * length["head"]) * thorax
    return {
        "knee": knee,
        "hip": hip,
        "ankle": np.zeros_like(hip),
        "l5s1": l5s1,
        "pelvis": low,
        "trunk": (whole - share * low) / (1 - share),
        "head": head,
        "thigh": hip - table["thigh"].com * length["thigh"] * thigh,
        "leg": knee - table["leg"].com * length["leg"] * shank,
        "arm": shoulder + table["arm"].com * length["arm"] * arm,
        "forearm": elbow + table["forearm"].com * length["forearm"] * fore,
        "hand": wrist + table["hand"].com * length["hand"] * fore,
        "grip": wrist + length["hand"] * fore,
    }
