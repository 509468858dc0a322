"""How fast loads are found, and how OpenSim's static optimisation does on the same frames of the same body."""

from __future__ import annotations

import time
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Final

from hiphinge.bench.targets import against
from hiphinge.errors import MissingExtraError

if TYPE_CHECKING:
    from hiphinge.loads.model import Model, Size
    from hiphinge.loads.posture import Posture
    from hiphinge.measure import FloatArray

FRAMES: Final = 40
"""Frames of one slow hinge that both share: OpenSim takes tenths of a second for each."""

LASTS_S: Final = 4.0
LOAD_KG: Final = 60.0
STATURE_M: Final = 1.78
MASS_KG: Final = 80.0
BEST_OF: Final = 3
LEAST_A_SECOND: Final = 100
LEAST_RATIO: Final = 20


def compared(frames: int = FRAMES, best_of: int = BEST_OF) -> Iterator[str]:
    """Yield frames a second of the whole way from angles to L5/S1, then the same for OpenSim where it is installed.

    OpenSim gets the same body and the same muscles along the same paths, as actuators without states, no force-length,
    and the same objective; net moments and the floor's force it is given beforehand. So it does less than ours, and in
    its leanest form. All times are of the processor, so that other work on the machine counts little.
    """
    import numpy as np

    from hiphinge.loads.dynamics import Load
    from hiphinge.loads.lift import Task, lift_loads
    from hiphinge.loads.model import build, size_of
    from hiphinge.loads.posture import Posture

    model = build("m")
    size = size_of(model, STATURE_M, MASS_KG)
    time_s = np.arange(frames) * LASTS_S / frames
    depth = (1 - np.cos(2 * np.pi * time_s / LASTS_S)) / 2
    posture = Posture.from_columns(depth[:, None] * np.array([60.0, 10.0, 20.0, 3.0, 72.0, 5.0]))
    took = []
    for _ in range(best_of):
        began = time.process_time()
        lift_loads(model, size, posture, Task(Load(LOAD_KG)), time_s)
        took.append(time.process_time() - began)
    rate = frames / min(took)
    pairs = len(model.muscles.names)
    yield (
        f"loads: {frames} frames, angles to L5/S1 with {pairs} pairs of muscles {1000 / rate:.2f} ms a frame = "
        f"{rate:,.0f} frames a second of processor time{against(rate, LEAST_A_SECOND, 'at least {:g}', more=True)}"
    )
    try:
        theirs, apart = _theirs(model, size, posture, time_s)
    except MissingExtraError as error:
        yield f"loads: beside OpenSim not measured: {error}"
        return
    ratio = rate * theirs / frames
    yield (
        f"loads: OpenSim {version('opensim')} static optimisation, same frames and muscles "
        f"{1000 * theirs / frames:.0f} ms a frame, {ratio:,.0f} x ours"
        f"{against(ratio, LEAST_RATIO, 'at least {:g} x', more=True)}; "
        f"its shares of the trunk muscles' strength differ from ours by {apart:.3f} at most"
    )


def _theirs(model: Model, size: Size, posture: Posture, time_s: FloatArray) -> tuple[float, float]:
    """Processor seconds of OpenSim on all frames, and how far its shares are from ours between the first and last.

    Compared are the trunk's muscles: at the hip ours give the gluteus maximus other levers than its path has.
    """
    import numpy as np

    from hiphinge.loads.dynamics import Load, solve
    from hiphinge.loads.model import GROUPS, TRUNK
    from hiphinge.loads.osim.runs import opensim, static_optimisation
    from hiphinge.loads.posture import states
    from hiphinge.loads.sharing import share

    opensim()
    load, moving = Load(LOAD_KG), states(model, posture, time_s)
    with TemporaryDirectory() as folder:
        found = static_optimisation(model, size, moving, time_s, load, Path(folder))
    dynamics = solve(model, size, moving, load)
    ours = share(dynamics.arms_m, dynamics.moments_nm, model.muscles.strength * size.strength).activation
    trunk = np.isin(model.muscles.group, [list(GROUPS).index(name) for name in TRUNK])
    # Programs differentiate in ways of their own at the ends.
    apart = np.abs(found.activation - ours)[2:-2, trunk]
    return found.seconds, float(apart.max())
