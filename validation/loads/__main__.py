"""Print the tables of the loads as Markdown: `python -m validation.loads`. Parts without their data are skipped."""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import numpy as np

from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, build, size_of
from hiphinge.loads.posture import Posture
from hiphinge.loads.solution import LiftLoads, LoadCase, lift_loads
from validation.loads import against_opensim, planar, plates, strength, trends
from validation.loads.coverage import covered
from validation.loads.solvers import compare

STATURE_M, MASS_KG = 1.78, 80.0

POSTURES = {
    "standing": (0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
    "half hinge": (40.0, 5.0, 15.0, 0.0, 50.0, 0.0),
    "deep hinge": (60.0, 10.0, 20.0, 3.0, 72.0, 0.0),
    "rounded": (25.0, 45.0, 20.0, 3.0, 72.0, 0.0),
    "bent 36": (15.0, 21.0, 0.0, 0.0, 36.0, 0.0),
    "squat": (40.0, 10.0, 90.0, 25.0, 50.0, 0.0),
    "stiff-legged": (70.0, 20.0, 5.0, 0.0, 88.0, 0.0),
}


def main() -> None:
    """Compute and print all tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--draws", type=int, default=400, help="synthetic lifts for the coverage of the intervals")
    parser.add_argument("--frames", type=int, default=200, help="frames on which the solvers are compared")
    parser.add_argument("--plates", type=Path, default=plates.FOLDER, help="folder of the hinge on force plates")
    arguments = parser.parse_args()
    model = build("m")
    _routes(model)
    trends.report(model, build("f"))
    strength.strongest(model)
    strength.held(model)
    strength.equilibria(model)
    strength.levers(model)
    against_opensim.report(model, STATURE_M, MASS_KG)
    plates.report(build(), arguments.plates)
    _solvers(model, arguments.frames)
    print("\n| | true values within the 90 % interval |\n|---|---|")
    for name, part in covered(arguments.draws).items():
        print(f"| {name} | {100 * part:.0f} % |")
    _speed(model)


def _of(model: Model, posture: Posture, load: ExternalLoad | None, *, supported: bool = False) -> LiftLoads:
    return lift_loads(model, size_of(model, STATURE_M, MASS_KG), posture, LoadCase(load, supported))


def _routes(model: Model) -> None:
    posture = Posture.from_columns(np.array(list(POSTURES.values())))
    print("| posture, 20 kg in the hands | L5/S1 Nm | planar | hip | planar | knee | planar | compression N | planar |")
    print("|---|---|---|---|---|---|---|---|---|")
    curves = _of(model, posture, ExternalLoad(20.0)).curves
    other = planar.top_down(posture, STATURE_M, MASS_KG, "m", 20.0)
    pairs = (
        (curves["l5s1_moment_nm"], other.l5s1_moment_nm),
        (curves["hip_moment_nm"], other.hip_moment_nm),
        (curves["knee_moment_nm"], other.knee_moment_nm),
        (curves["l5s1_compression_n"], other.compression_n),
    )
    for i, name in enumerate(POSTURES):
        cells = [f"{curve[i]:.0f}" for pair in pairs for curve in pair]
        print(f"| {name} | {' | '.join(cells)} |")


def _solvers(model: Model, frames: int) -> None:
    print("\n| solver | objective over ours - 1 | activation, largest difference | residual, Nm | ms a frame |")
    print("|---|---|---|---|---|")
    for row in compare(model, frames):
        errors = f"{row.objective:.1e} | {row.farthest:.1e} | {row.residual_nm:.1e}"
        print(f"| {row.name} | {errors} | {row.milliseconds:.2f} |")


def _speed(model: Model) -> None:
    time_s = np.arange(0, 20, 1 / 30)
    depth = (1 - np.cos(2 * np.pi * time_s / 4)) / 2
    posture = Posture.from_columns(depth[:, None] * np.array(POSTURES["deep hinge"]))
    size = size_of(model, STATURE_M, MASS_KG)
    started = time.process_time()
    lift_loads(model, size, posture, LoadCase(ExternalLoad(60.0)), time_s)
    spent = time.process_time() - started
    print(
        f"\nFrom posture to loads with muscles: {1000 * spent / len(posture):.2f} ms a frame "
        f"({len(posture) / spent:.0f} a second)."
    )


if __name__ == "__main__":
    main()
