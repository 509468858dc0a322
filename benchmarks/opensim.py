"""Time OpenSim's static optimisation on the frames of `hiphinge bench loads`: `python -m benchmarks.opensim`.

OpenSim gets the same body and the same muscles along the same paths, as actuators without states and without a
force-length relation, and the same objective; net moments and the floor's force are computed beforehand. So it does
less than our program, in its fastest form. All times are processor times, so that other work on the machine has little
effect.
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
"""Least ratio of OpenSim's time to ours that we aim for."""


def beside_ours(frames: int = FRAMES, best_of: int = BEST_OF) -> str:
    """Return one line with OpenSim's time, its ratio to ours, and the largest difference of trunk activations.

    Only the trunk's muscles, and no frames at the ends, are compared: at the hip our gluteus maximus has other levers
    than its path, and the programs differentiate differently at the ends.
    """
    model = build("m")
    size = size_of(model, STATURE_M, MASS_KG)
    time_s, posture = slow_hinge(frames)
    load, moving = ExternalLoad(LOAD_KG), states(model, posture, time_s)
    with TemporaryDirectory() as folder:
        optimised = static_optimisation(model, size, moving, time_s, load, Path(folder))
    dynamics = solve(model, size, moving, load)
    ours = share(dynamics.arms_m, dynamics.moments_nm, model.muscles.strength * size.strength).activation
    trunk = np.isin(model.muscles.group, [list(GROUPS).index(name) for name in TRUNK])
    difference = float(np.abs(optimised.activation - ours)[2:-2, trunk].max())
    rate, _ = frames_per_second(frames, best_of)
    ratio = rate * optimised.seconds / frames
    return (
        f"loads: OpenSim {version('opensim')} static optimisation, same frames and muscles "
        f"{1000 * optimised.seconds / frames:.0f} ms a frame, {ratio:,.0f} x ours"
        f"{against(ratio, MIN_RATIO, 'at least {:g} x', more=True)}; "
        f"its shares of the trunk muscles' strength differ from ours by {difference:.3f} at most"
    )


if __name__ == "__main__":
    print(beside_ours())
