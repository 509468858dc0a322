"""Address the model's muscles as pairs of left and right, and collect them in the groups that are reported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray

if TYPE_CHECKING:
    from mujoco import MjModel
IntArray = NDArray[np.int64]

GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "erector_spinae": ("IL_", "LTpT_", "LTpL_"),
    "multifidus": ("MF_",),
    "quadratus_lumborum": ("QL_",),
    "abdominal_wall": ("rect_abd", "EO", "IO"),
    "iliopsoas": ("Ps_", "iliacus"),
    "gluteus_maximus": ("glmax",),
    "small_gluteals": ("glmed", "glmin", "piri"),
    "hamstrings": ("bflh", "semimem", "semiten"),
    "biceps_short_head": ("bfsh",),
    "adductor_magnus": ("addmag",),
    "other_adductors": ("addbrev", "addlong", "grac"),
    "quadriceps": ("recfem", "vas"),
    "hip_flexors": ("sart", "tfl"),
    "calf": ("gas", "soleus", "fdl", "fhl", "perbrev", "perlong", "tibpost"),
    "shin": ("edl", "ehl", "tibant"),
}
"""Muscle groups, with the prefixes of the model's muscles. Every muscle of trunk and legs is in one group, arms in
none."""

TRUNK: Final = ("erector_spinae", "multifidus", "quadratus_lumborum", "abdominal_wall")
"""Groups whose strength is raised by `TRUNK_STRENGTH`."""

TRUNK_STRENGTH: Final = 100.0 / 46.0
"""Factor of the strength of trunk muscles (and lumbar psoas): 100 N/cm2 (Bruno 2015, J Biomech Eng 137:081003, from
memory) instead of the 46 N/cm2 of Christophy 2012."""

GLUTEAL_LEVER_M: Final[dict[str, tuple[float, ...]]] = {
    "glmax1": (0.0491, 0.0451, 0.0449, 0.0427, 0.0393, 0.0351, 0.0308, 0.027, 0.0244),
    "glmax2": (0.0626, 0.0574, 0.0527, 0.0479, 0.0419, 0.0352, 0.0283, 0.0215, 0.0152),
    "glmax3": (0.0748, 0.0766, 0.0735, 0.0674, 0.0593, 0.0506, 0.0452, 0.0394, 0.0336),
}
"""Levers of the gluteus maximus at the hip at 0, 15, ... 120 degrees of flexion, metres in the model's size, computed
from the OpenSim model of Lai 2017 (Ann Biomed Eng 45:2762) with its wrapping surfaces."""

GLUTEAL_STEP_DEG: Final = 15.0
"""Step of hip flexion between these levers."""


@dataclass(frozen=True, slots=True)
class Muscles:
    """The muscles as pairs of left and right, in one order for all arrays, shape (pairs,).

    `right` and `left` index the model's tendons, `strength` is the maximal force of one side in the model's own size
    (N), `group` the index into `GROUPS`. `carried_on` is true for the psoas fascicles, to whose moment arms those of
    the tendons `psoas` (right, left) at the hip are added.
    """

    names: tuple[str, ...]
    right: IntArray
    left: IntArray
    strength: FloatArray
    group: IntArray
    carried_on: NDArray[np.bool_]
    psoas: tuple[int, int]


def _group_of(tendon: str) -> int | None:
    """Return a tendon's index in `GROUPS`, their number for the psoas tendons, None for any other."""
    if not tendon.endswith(("_r_tendon", "_l_tendon")):
        return None
    for index, prefixes in enumerate(GROUPS.values()):
        if tendon.startswith(prefixes):
            return index
    return len(GROUPS) if tendon.startswith("psoas") else None


def muscles_of(compiled: MjModel) -> Muscles:
    """Return the muscles of trunk and legs of a compiled model, with corrected strengths."""
    strengths = {int(compiled.actuator_trnid[i][0]): float(compiled.actuator_gainprm[i][2]) for i in range(compiled.nu)}
    tendons = {compiled.tendon(i).name: i for i in range(compiled.ntendon)}
    groups = list(GROUPS)
    names, right, left, strength, group = [], [], [], [], []
    for tendon, index in tendons.items():
        name = tendon.removesuffix("_r_tendon")
        group_index = _group_of(tendon)
        if name == tendon or group_index is None or group_index == len(groups):
            continue
        raised = groups[group_index] in TRUNK or name.startswith("Ps_")
        names.append(name)
        right.append(index)
        left.append(tendons[f"{name}_l_tendon"])
        strength.append(strengths[index] * (TRUNK_STRENGTH if raised else 1.0))
        group.append(group_index)
    return Muscles(
        names=tuple(names),
        right=np.array(right),
        left=np.array(left),
        strength=np.array(strength),
        group=np.array(group),
        carried_on=np.array([name.startswith("Ps_") for name in names]),
        psoas=(tendons["psoas_r_tendon"], tendons["psoas_l_tendon"]),
    )
