"""`python -m validation.loads`: the tables of loads, as Markdown."""

from __future__ import annotations

import argparse
import time

import numpy as np

from hiphinge.loads import planar
from hiphinge.loads.dynamics import Load
from hiphinge.loads.lift import LiftLoads, Task, lift_loads
from hiphinge.loads.model import Model, build, size_of
from hiphinge.loads.posture import Posture
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
    parser.add_argument("--draws", type=int, default=400, help="synthetic lifts for the coverage of the bands")
    parser.add_argument("--frames", type=int, default=200, help="frames on which the solvers are compared")
    arguments = parser.parse_args()
    model = build("m")
    _routes(model)
    _trends(model)
    _solvers(model, arguments.frames)
    print("\n| | true values within the 90 % band |\n|---|---|")
    for name, part in covered(arguments.draws).items():
        print(f"| {name} | {100 * part:.0f} % |")
    _speed(model)


def _of(model: Model, posture: Posture, load: Load | None, *, supported: bool = False) -> LiftLoads:
    return lift_loads(model, size_of(model, STATURE_M, MASS_KG), posture, Task(load, supported))


def _routes(model: Model) -> None:
    posture = Posture.from_columns(np.array(list(POSTURES.values())))
    print("| posture, 20 kg in the hands | L5/S1 Nm | planar | hip | planar | knee | planar | compression N | planar |")
    print("|---|---|---|---|---|---|---|---|---|")
    curves = _of(model, posture, Load(20.0)).curves
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


def _trends(model: Model) -> None:
    posture = Posture.from_columns(np.array(list(POSTURES.values())))
    lockout = Posture.of(pelvic_tilt=-90.0, knee_flexion=90.0)
    deep = Posture.of(pelvic_tilt=35.0, knee_flexion=100.0, shank=30.0)
    bare, loaded = _of(model, posture, None), _of(model, posture, Load(20.0))
    thrust = _of(model, lockout, Load(60.0, "hips"), supported=True)
    squat = _of(model, deep, Load(60.0, "upper_back"))
    names = list(POSTURES)
    at = names.index
    compression = bare.curves["l5s1_compression_n"]
    heavy = loaded.curves["l5s1_compression_n"]
    rows = [
        ("standing, compression at L5/S1", f"{compression[0]:.0f} N", "350 to 700 N (from disc pressure)"),
        (
            "bent by 36 degrees, over standing",
            f"{compression[at('bent 36')] / compression[0]:.1f}",
            "2.2 (Wilke, pressure)",
        ),
        ("20 kg, rounded, over standing", f"{heavy[at('rounded')] / compression[0]:.1f}", "4.6 (Wilke)"),
        ("20 kg, knees bent, over standing", f"{heavy[at('squat')] / compression[0]:.1f}", "3.4 (Wilke)"),
        ("shear over compression, 20 kg", _ratios(loaded), "L5/S1 1100 to 1400 N at 10.5 kg (Kingma 2004)"),
        ("knee, deep hinge / squat", _knees(loaded), "flexor in an RDL (Lee 2018), extensor in a squat"),
        (
            "gluteus maximus, 60 kg, thrust at lockout / deep squat",
            _glutes(thrust, squat),
            "more in the thrust (Contreras 2015)",
        ),
        ("passive share, rounded / straight", _passive(loaded), "rises with flexion (Dolan 1994)"),
    ]
    print("\n| | model | published |\n|---|---|---|")
    for row in rows:
        print(f"| {' | '.join(row)} |")


def _ratios(found: LiftLoads) -> str:
    shear, compression = found.curves["l5s1_shear_n"][1:], found.curves["l5s1_compression_n"][1:]
    ratio = shear / compression
    return f"{ratio.min():.2f} to {ratio.max():.2f} ({shear.min():.0f} to {shear.max():.0f} N)"


def _knees(found: LiftLoads) -> str:
    knee = found.curves["knee_moment_nm"]
    return f"{knee[list(POSTURES).index('deep hinge')]:.0f} / {knee[list(POSTURES).index('squat')]:.0f} Nm"


def _glutes(thrust: LiftLoads, squat: LiftLoads) -> str:
    return f"{thrust.demand['gluteus_maximus'][0]:.2f} / {squat.demand['gluteus_maximus'][0]:.2f}"


def _passive(found: LiftLoads) -> str:
    share = found.curves["passive_share"]
    return f"{share[list(POSTURES).index('rounded')]:.2f} / {share[list(POSTURES).index('deep hinge')]:.2f}"


def _solvers(model: Model, frames: int) -> None:
    print("\n| solver | objective over ours - 1 | activation, largest difference | residual, Nm | ms a frame |")
    print("|---|---|---|---|---|")
    for one in compare(model, frames):
        errors = f"{one.objective:.1e} | {one.farthest:.1e} | {one.residual_nm:.1e}"
        print(f"| {one.name} | {errors} | {one.milliseconds:.2f} |")


def _speed(model: Model) -> None:
    time_s = np.arange(0, 20, 1 / 30)
    depth = (1 - np.cos(2 * np.pi * time_s / 4)) / 2
    posture = Posture.from_columns(depth[:, None] * np.array(POSTURES["deep hinge"]))
    size = size_of(model, STATURE_M, MASS_KG)
    started = time.process_time()
    lift_loads(model, size, posture, Task(Load(60.0)), time_s)
    spent = time.process_time() - started
    print(
        f"\nWhole way with muscles: {1000 * spent / len(posture):.2f} ms a frame ({len(posture) / spent:.0f} a second)."
    )


if __name__ == "__main__":
    main()
