"""Distribute moments with a force-length relation of the leg muscles, which the product omits, to see its effect."""

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
"""Least share of its strength that a muscle keeps at any length, so that the problem stays solvable."""


def demands(
    model: Model, size: Size, posture: Posture, load: ExternalLoad, *, supported: bool = False
) -> dict[str, FloatArray]:
    """Return the demand of each group, shape (frames,), in postures held still, with the force-length relation."""
    moving = states(model, posture)
    dynamics = solve(model, size, moving, load, supported=supported)
    moments = muscular(dynamics, borne(dynamics, passive_moment(posture.lumbar_flexion_deg, model.sex)))
    remaining = strengths(model, moving.qpos)
    shared = share(dynamics.arms_m * remaining[:, None, :], moments, model.muscles.strength * size.strength)
    return demand(model.muscles, shared.activation)


def strengths(model: Model, qpos: FloatArray) -> FloatArray:
    """Return the share of strength of each leg muscle at its length by myo-sim's curves, shape (frames, pairs)."""
    import mujoco

    compiled, muscles = model.compiled, model.muscles
    data = mujoco.MjData(compiled)
    actuators = {int(compiled.actuator_trnid[i][0]): i for i in range(compiled.nu)}
    trunk = [list(GROUPS).index(name) for name in (*TRUNK, "iliopsoas")]
    remaining = np.ones((len(qpos), len(muscles.names)))
    for frame, coordinates in enumerate(qpos):
        data.qpos[:] = coordinates
        mujoco.mj_fwdPosition(compiled, data)
        for pair, tendon in enumerate(muscles.right):
            if muscles.group[pair] in trunk:
                continue
            i = actuators[int(tendon)]
            prm = compiled.actuator_gainprm[i][:9]
            gain = mujoco.mju_muscleGain(
                float(data.ten_length[tendon]), 0.0, compiled.actuator_lengthrange[i], compiled.actuator_acc0[i], prm
            )
            remaining[frame, pair] = max(-gain / prm[2], MIN)
    return remaining
