"""Muscle sharing with force-length of the legs, which the product leaves out: what it would change."""

from __future__ import annotations

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ExternalLoad, solve
from hiphinge.loads.lumbosacral import borne, muscular, passive_moment
from hiphinge.loads.model import Model, Size
from hiphinge.loads.muscles import GROUPS, TRUNK
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.static_optimization import demand, share

MIN = 0.1
"""Share of its strength that a muscle keeps at any length, so that the sharing stays solvable."""


def demands(
    model: Model, size: Size, posture: Posture, load: ExternalLoad, *, supported: bool = False
) -> dict[str, FloatArray]:
    """Activation of each group, shape (frames,), of postures held still, the legs' strength falling with length."""
    moving = states(model, posture)
    found = solve(model, size, moving, load, supported=supported)
    asked = muscular(found, borne(found, passive_moment(posture.lumbar_flexion_deg, model.sex)))
    left = strengths(model, moving.qpos)
    shared = share(found.arms_m * left[:, None, :], asked, model.muscles.strength * size.strength)
    return demand(model.muscles, shared.activation)


def strengths(model: Model, qpos: FloatArray) -> FloatArray:
    """Share of its strength that each muscle of the legs has at its length by myo-sim's own curves, (frames, pairs)."""
    import mujoco

    compiled, known = model.compiled, model.muscles
    data = mujoco.MjData(compiled)
    actuators = {int(compiled.actuator_trnid[i][0]): i for i in range(compiled.nu)}
    trunk = [list(GROUPS).index(name) for name in (*TRUNK, "iliopsoas")]
    left = np.ones((len(qpos), len(known.names)))
    for frame, coordinates in enumerate(qpos):
        data.qpos[:] = coordinates
        mujoco.mj_fwdPosition(compiled, data)
        for pair, tendon in enumerate(known.right):
            if known.group[pair] in trunk:
                continue
            i = actuators[int(tendon)]
            prm = compiled.actuator_gainprm[i][:9]
            gain = mujoco.mju_muscleGain(
                float(data.ten_length[tendon]), 0.0, compiled.actuator_lengthrange[i], compiled.actuator_acc0[i], prm
            )
            left[frame, pair] = max(-gain / prm[2], MIN)
    return left
