"""Pose pelvis, lumbar spine, thorax and neck: sagittal angles to bone rotations.

Bones of Anny's rig: root, pelvis.L/R and spine05 (the sacrum) move as one. Lumbar flexion is shared between the heads
of spine04 (L5/S1, 0.58 of stature), spine03 (about L3, 0.62) and spine02 (T12/L1, 0.66); thoracic flexion is put into
spine01 (about T8) and above.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import Array, Body
from lab.curves import Curves
from lab.rotations import lean
from lab.skeleton import Posed, forward


@dataclass(frozen=True)
class Posture:
    """A person's own upright standing against the rig's rest pose (degrees).

    lumbar_shares: how L is shared between L5/S1, L3 and T12/L1. tuck_deg: how far the neck goes back while the head
    stays level (a tucked chin).
    These offsets change how the body looks; they are not part of the truth, which is relative to standing.
    """

    pelvis_deg: float = 0.0
    lumbar_deg: float = 0.0
    thoracic_deg: float = 0.0
    neck_deg: float = 0.0
    lumbar_shares: tuple[float, float, float] = (0.36, 0.34, 0.30)
    tuck_deg: float = 0.0


def torso_rotations(posture: Posture, curves: Curves) -> dict[str, Array]:
    """World rotations (T, 3, 3) of root, spine and neck bones."""
    pelvis = curves.pelvis_deg + posture.pelvis_deg
    lumbar = curves.lumbar_deg + posture.lumbar_deg
    thorax = pelvis + lumbar
    upper = thorax + curves.thoracic_deg + posture.thoracic_deg
    neck = curves.neck_deg + posture.neck_deg
    first, second, _ = np.cumsum(posture.lumbar_shares)
    return {
        "root": lean(pelvis),
        "spine05": lean(pelvis),
        "spine04": lean(pelvis + first * lumbar),
        "spine03": lean(pelvis + second * lumbar),
        "spine02": lean(thorax),
        "spine01": lean(upper),
        "neck01": lean(upper - 0.25 * neck - posture.tuck_deg),
        "neck02": lean(upper - 0.5 * neck - posture.tuck_deg),
        "neck03": lean(upper - 0.75 * neck - 0.5 * posture.tuck_deg),
        "head": lean(upper - neck),
    }


def middle(posed: Posed, name: str) -> Array:
    """Mean track (T, 3) of a left and right joint, metres."""
    return 0.5 * (posed.joint(f"{name}.L") + posed.joint(f"{name}.R"))


def torso_about_hips(body: Body, rotations: dict[str, Array], count: int) -> Posed:
    """Return the torso posed with its mid-hip joint centre at the origin."""
    posed = forward(body, rotations, np.zeros((count, 3)))
    return Posed(body, posed.rotations, posed.heads - middle(posed, "upperleg01")[:, None])
