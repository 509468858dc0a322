"""Compute the loads at L5/S1: passive tissue's share of the moment, and the reaction along and across the disc."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import Sex
from hiphinge.loads.dynamics import ROWS, Dynamics
from hiphinge.loads.model import LUMBAR

DISC_SLOPE_DEG: Final = 25.0
"""Inclination of the middle of the disc at L5/S1 to the horizontal in upright standing, forward and down, in the
model: between its sacral endplate (30 to 35 degrees, read off the bone's mesh) and L5's lower endplate (about 20: the
vertebra leans 15).

In people the sacral endplate has 41 degrees (Vialle 2005, J Bone Joint Surg Am 87:260, from memory) and the disc's
wedge about 14, which makes 34. The model's inclination is used because its muscles' lines of action turn with its
sacrum. Resolved along the 41 degrees of people, the model's muscles would seem to push L5 forward with half of the
force with which they compress it."""

DISC_SLOPE_DEVIATION_DEG: Final = 8.0
"""Standard deviation of the disc's inclination among people (that of the sacral slope in Vialle 2005, from memory)."""

PASSIVE_FULL_NM: Final[dict[Sex | None, float]] = {"m": 95.0, "f": 52.0, None: 73.5}
"""Flexion moment that passive tissue resists in full lumbar flexion beyond that in lordotic postures: 120 Nm for men
and 77 Nm for women less 25 Nm (Dolan, Mannion & Adams 1994, J Biomech 27:1077, read in the abstract)."""

PASSIVE_STEEPNESS: Final = 4.0
"""Exponent at full flexion: 12 % of the moment at half of the range and 45 % at four fifths, for a rise that is
exponential beyond half of the range (Adams & Dolan 1991, J Biomech 24:117; shape assumed)."""

FULL_FLEXION_DEG: Final = 52.0
"""Lumbar flexion from standing to full flexion where the athlete's own is not known: between Esola 1996 (42), Laird
2016 (58) and the 60 of other studies."""

PASSIVE_ARM_M: Final = 0.05
"""Distance at which ligaments, fascia and stretched muscle pull behind the disc's centre (between 3 cm of the facet
capsules and 7 cm of the supraspinous ligament and fascia; assumed)."""

DISC_SHARE: Final = 0.29
"""Share of the passive moment that the disc itself bears, without a pull that compresses it (Adams, Hutton & Stott
1980, Spine 5:245: 29 %; from memory, for the osteoligamentous spine)."""


@dataclass(frozen=True, slots=True)
class Lumbosacral:
    """Loads at L5/S1, shape (frames,) each; compression and anterior shear (L5 pushed forward on S1) are positive.

    `passive_share` is the share of the moment that passive tissue bears, 0 to 1.
    """

    compression_n: FloatArray
    shear_n: FloatArray
    moment_nm: FloatArray
    passive_share: FloatArray


def passive_moment(
    lumbar_flexion_deg: FloatArray, sex: Sex | None = None, full_flexion_deg: float = FULL_FLEXION_DEG
) -> FloatArray:
    """Return the extending moment of passive tissue, Nm, shape (frames,): 0 in standing, exponential with flexion."""
    flexion = np.clip(lumbar_flexion_deg / full_flexion_deg, 0.0, 1.25)
    rise = np.expm1(PASSIVE_STEEPNESS * flexion) / np.expm1(PASSIVE_STEEPNESS)
    return np.asarray(PASSIVE_FULL_NM[sex] * rise, dtype=np.float64)


def borne(dynamics: Dynamics, passive_nm: FloatArray) -> FloatArray:
    """Return the passive moment that is borne, Nm, shape (frames,): at most the net moment that has to be balanced.

    It is the same at all lumbar joints, since each is bent to the same share of its range.
    """
    required = dynamics.moments_nm[:, : len(LUMBAR)].min(axis=1)
    return np.asarray(np.clip(required, 0.0, passive_nm), dtype=np.float64)


def muscular(dynamics: Dynamics, borne_nm: FloatArray) -> FloatArray:
    """Return the net moments less the passive moment at the lumbar joints, Nm, shape (frames, rows)."""
    moments = dynamics.moments_nm.copy()
    moments[:, : len(LUMBAR)] -= borne_nm[:, None]
    return moments


def loads(
    dynamics: Dynamics,
    force_n: FloatArray,
    borne_nm: FloatArray,
    pelvic_tilt_deg: FloatArray,
    lumbar_flexion_deg: FloatArray,
    slope_deg: float = DISC_SLOPE_DEG,
) -> Lumbosacral:
    """Return the reaction at L5/S1 resolved along and across the disc.

    Parameters
    ----------
    dynamics
        Net moments, reaction without muscles, and the muscles' effect on it.
    force_n
        Forces of the pairs, one side, shape (frames, pairs).
    borne_nm
        Moment that passive tissue bears, shape (frames,).
    pelvic_tilt_deg, lumbar_flexion_deg
        Pelvis and low back, forward from standing, shape (frames,). The disc's mid-plane turns with the pelvis and with
        half of L5/S1's share of lumbar flexion: 2.5 degrees at 40 degrees of flexion, which adds 4 % of the
        compression to the shear.
    slope_deg
        Inclination of the disc's mid-plane to the horizontal in standing.
    """
    reaction = dynamics.bare_n + np.einsum("fap,fp->fa", dynamics.pull_n, force_n)
    slope = np.radians(slope_deg + pelvic_tilt_deg + LUMBAR["flex_extension"] / 2 * lumbar_flexion_deg)
    # The disc's normal, and the direction along its plane to the front (forward and down).
    normal = np.stack([np.sin(slope), np.cos(slope)], axis=1)
    front = np.stack([np.cos(slope), -np.sin(slope)], axis=1)
    passive_pull = (1 - DISC_SHARE) * borne_nm / PASSIVE_ARM_M
    moment = dynamics.moments_nm[:, ROWS.index("flex_extension")]
    return Lumbosacral(
        compression_n=(reaction * normal).sum(axis=1) + passive_pull,
        shear_n=-(reaction * front).sum(axis=1),
        moment_nm=moment,
        passive_share=np.divide(borne_nm, moment, out=np.zeros_like(moment), where=moment > 1.0),
    )
