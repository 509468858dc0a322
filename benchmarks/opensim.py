"""Command: OpenSim's static optimisation on the frames of `hiphinge bench loads` (`python -m benchmarks.opensim`).

OpenSim gets the same body and the same muscles along the same paths, as actuators without states, no force-length, and
the same objective; net moments and the floor's force it is given beforehand. So it does less than ours, and in its
leanest form. All times are of the processor, so that other work on the machine counts little.
"""

from __future__ import annotations

from importlib.metadata import version
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
from validation.loads.opensim.runs import static_optimisation

from hiphinge.diagnostics.bench.loads import BEST_OF, FRAMES, LOAD_KG, MASS_KG, STATURE_M, frames_per_second, slow_hinge
from hiphinge.diagnostics.bench.targets import against
from hiphinge.loads.dynamics import ExternalLoad, solve
from hiphinge.loads.model import build, size_of
from hiphinge.loads.muscles import GROUPS, TRUNK
from hiphinge.loads.posture import states
from hiphinge.loads.static_optimization import share

MIN_RATIO: Final = 20


def beside_ours(frames: int = FRAMES, best_of: int = BEST_OF) -> str:
    """How OpenSim does, in a line, and how far its shares of the trunk muscles' strength are from ours.

    Compared are the trunk's muscles between the first and last frames: at the hip ours give the gluteus maximus other
    levers than its path has, and programs differentiate in ways of their own at the ends.
    """
    model = build("m")
    size = size_of(model, STATURE_M, MASS_KG)
    time_s, posture = slow_hinge(frames)
    load, moving = ExternalLoad(LOAD_KG), states(model, posture, time_s)
    with TemporaryDirectory() as folder:
        found = static_optimisation(model, size, moving, time_s, load, Path(folder))
    dynamics = solve(model, size, moving, load)
    ours = share(dynamics.arms_m, dynamics.moments_nm, model.muscles.strength * size.strength).activation
    trunk = np.isin(model.muscles.group, [list(GROUPS).index(name) for name in TRUNK])
    apart = float(np.abs(found.activation - ours)[2:-2, trunk].max())
    rate, _ = frames_per_second(frames, best_of)
    ratio = rate * found.seconds / frames
    return (
        f"loads: OpenSim {version('opensim')} static optimisation, same frames and muscles "
        f"{1000 * found.seconds / frames:.0f} ms a frame, {ratio:,.0f} x ours"
        f"{against(ratio, MIN_RATIO, 'at least {:g} x', more=True)}; "
        f"its shares of the trunk muscles' strength differ from ours by {apart:.3f} at most"
    )


if __name__ == "__main__":
    print(beside_ours())
