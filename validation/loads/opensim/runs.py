"""Run OpenSim's tools on our body: inverse dynamics with the floor under the feet, and static optimisation.

OpenSim gets coordinates over time and differentiates them itself. Its inverse dynamics is run twice: first without a
floor, which leaves the floor's force as a residual at the root; then with that force under the foot, at the place on
the floor where it has no moment. Our program uses the root's residual in the same way.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import numpy as np

from hiphinge.core.errors import MissingExtraError
from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ROWS, ExternalLoad
from hiphinge.loads.model import LUMBAR, Model, Size
from hiphinge.loads.posture import Posture, States, states
from validation.loads.opensim.body import DRIVERS, FOOT, ROOT, SHEATH_UP, coordinates, write

COORDINATES: Final[dict[str, tuple[str, float]]] = {
    **{name: (name, 1.0) for name in LUMBAR},
    "hip": ("hip_flexion_r", -1.0),
    "knee": ("knee_angle_r", -1.0),
    "ankle": ("ankle_angle_r", -1.0),
    "sheath": (SHEATH_UP, 1.0),
}
"""The coordinate of each of `ROWS`, and the sign with which its force extends."""

RESERVE_NM: Final = 1e4
"""Strength of the actuators that hold arms, root and the sheath's rotation, so large that their cost is negligible."""


@dataclass(frozen=True, slots=True)
class Optimised:
    """Result of static optimisation: activations (frames, pairs), and processor time, seconds."""

    activation: FloatArray
    seconds: float


def opensim() -> ModuleType:
    """Return OpenSim's package, without its log.

    Raises
    ------
    MissingExtraError
        If it is not installed.
    """
    try:
        package: ModuleType = importlib.import_module("opensim")
    except ImportError as error:
        raise MissingExtraError(
            "OpenSim's Python package", "none installed", "install it with: pip install 'hiphinge[opensim]'"
        ) from error
    package.Logger.removeFileSink()  # a log where somebody works
    package.Logger.setLevelString("error")
    return package


def inverse_dynamics(
    model: Model, size: Size, moving: States, time_s: FloatArray, load: ExternalLoad | None, folder: Path
) -> FloatArray:
    """Return net moments by OpenSim in the order of `ROWS`, both sides together, Nm, shape (frames, rows).

    Files are written into `folder`. Velocities and accelerations of `moving` are not used.
    """
    body = write(model, size, folder / "body.osim", load, muscles=False)
    table(folder / "coordinates.sto", time_s, coordinates(model, size, moving))
    first = inverse_dynamics_of(body, time_s, folder)
    floor_force(model, size, moving, first, folder)
    found = inverse_dynamics_of(body, time_s, folder, loads=_external(folder))
    rows = {row: sign * found[name] for row, (name, sign) in COORDINATES.items()}
    rows["knee"] = rows["knee"] - found["knee_cap_r"]
    return np.stack([rows[row] for row in ROWS], axis=1)


def static_optimisation(
    model: Model, size: Size, moving: States, time_s: FloatArray, load: ExternalLoad | None, folder: Path
) -> Optimised:
    """Run OpenSim's static optimisation with our objective, without force-length relation; files go to `folder`."""
    package = opensim()
    inverse_dynamics(model, size, moving, time_s, load, folder)
    body = _with_reserves(write(model, size, folder / "muscles.osim", load))
    tool = package.AnalyzeTool()
    tool.setName("shared")
    tool.setModelFilename(str(body))
    tool.setCoordinatesFileName(str(folder / "coordinates.sto"))
    tool.setExternalLoadsFileName(str(_external(folder)))
    tool.setLowpassCutoffFrequency(-1)
    tool.setInitialTime(float(time_s[0]))
    tool.setFinalTime(float(time_s[-1]))
    tool.setResultsDir(str(folder))
    tool.setSolveForEquilibrium(False)
    static_optimization = package.StaticOptimization()
    static_optimization.setStartTime(float(time_s[0]))
    static_optimization.setEndTime(float(time_s[-1]))
    static_optimization.setUseMusclePhysiology(False)
    static_optimization.setActivationExponent(2)
    tool.updAnalysisSet().cloneAndAppend(static_optimization)
    tool.printToXML(str(folder / "setup.xml"))
    with _quietly(folder):
        tool = package.AnalyzeTool(str(folder / "setup.xml"))
        began = time.process_time()
        tool.run()
        seconds = time.process_time() - began
    found = _read(folder / "shared_StaticOptimization_activation.sto")
    return Optimised(np.stack([found[name] for name in model.muscles.names], axis=1), seconds)


def inverse_dynamics_of(
    body: Path, time_s: FloatArray, folder: Path, loads: Path | None = None
) -> dict[str, FloatArray]:
    """Return OpenSim's generalised forces of any model for `coordinates.sto` in `folder`, by coordinate."""
    package = opensim()
    tool = package.InverseDynamicsTool()
    tool.setModelFileName(str(body))
    tool.setCoordinatesFileName(str(folder / "coordinates.sto"))
    tool.setLowpassCutoffFrequency(-1)
    tool.setStartTime(float(time_s[0]))
    tool.setEndTime(float(time_s[-1]))
    tool.setResultsDir(str(folder))
    tool.setOutputGenForceFileName("forces.sto")
    if loads is not None:
        tool.setExternalLoadsFileName(str(loads))
    with _quietly(folder):
        tool.run()
    found = _read(folder / "forces.sto")
    return {name.removesuffix("_moment").removesuffix("_force"): curve for name, curve in found.items()}


def floor_force(model: Model, size: Size, moving: States, root: dict[str, FloatArray], folder: Path) -> None:
    """Write the floor's force, from the root's residual, and the place where it has no moment, metres."""
    import mujoco

    data = mujoco.MjData(model.compiled)
    data.qpos[:] = states(model, Posture.of()).qpos[0]
    mujoco.mj_kinematics(model.compiled, data)
    place = coordinates(model, size, moving)
    start = data.qpos[:3]
    ahead = -start[1] * size.length + place["pelvis_tx"]
    above = start[2] * size.length + place["pelvis_ty"]
    level = (data.body(FOOT).xpos[2] - model.ankle_m) * size.length
    turn, forward, up = (root[name] for name in ROOT)
    # The root's coordinate turns forward, against OpenSim's z.
    pressed = ahead + (-turn + (level - above) * forward) / up
    nothing = np.zeros_like(up)
    side = np.full_like(up, -float(data.body(FOOT).xpos[0]) * size.length)
    columns = {"vx": forward, "vy": up, "vz": nothing, "px": pressed, "py": nothing + level, "pz": side}
    table(folder / "floor.sto", root["time"], {f"floor_{name}": curve for name, curve in columns.items()})


def table(target: Path, time_s: FloatArray, columns: dict[str, FloatArray]) -> None:
    """Write curves over time as OpenSim's storage."""
    head = f"curves\nversion=1\nnRows={time_s.size}\nnColumns={len(columns) + 1}\ninDegrees=no\nendheader\n"
    names = "\t".join(["time", *columns]) + "\n"
    rows = np.column_stack([time_s, *columns.values()])
    lines = "\n".join("\t".join(f"{value:.12g}" for value in row) for row in rows)
    target.write_text(f"{head}{names}{lines}\n", encoding="ascii")


def _external(folder: Path) -> Path:
    package = opensim()
    force = package.ExternalForce()
    force.setName("floor")
    force.set_applied_to_body(FOOT)
    force.set_force_expressed_in_body("ground")
    force.set_point_expressed_in_body("ground")
    force.set_force_identifier("floor_v")
    force.set_point_identifier("floor_p")
    loads = package.ExternalLoads()
    loads.cloneAndAppend(force)
    loads.setDataFileName(str(folder / "floor.sto"))
    target = folder / "floor.xml"
    loads.printToXML(str(target))
    return target


def _with_reserves(body: Path) -> Path:
    """Add to a model the actuators of coordinates without muscles."""
    package = opensim()
    found: Any = package.Model(str(body))
    muscular = {name for name, _ in COORDINATES.values()} | set(DRIVERS)
    known = found.getCoordinateSet()
    for i in range(known.getSize()):
        name = known.get(i).getName()
        if name in muscular:
            continue
        actuator = package.CoordinateActuator(name)
        actuator.setName(f"reserve_{name}")
        actuator.setOptimalForce(RESERVE_NM)
        found.addForce(actuator)
    found.finalizeConnections()
    found.printToXML(str(body))
    return body


@contextmanager
def _quietly(folder: Path) -> Iterator[None]:
    """Redirect standard output, on which OpenSim's tools describe each model past Python, to a file in `folder`."""
    sys.stdout.flush()
    kept = os.dup(1)
    with (folder / "opensim.txt").open("ab") as target:
        os.dup2(target.fileno(), 1)
        try:
            yield
        finally:
            os.dup2(kept, 1)
            os.close(kept)


def _read(source: Path) -> dict[str, FloatArray]:
    lines = source.read_text(encoding="utf-8").splitlines()
    start = lines.index("endheader") + 1
    names = lines[start].split()
    rows = np.array([[float(value) for value in line.split()] for line in lines[start + 1 :]])
    return dict(zip(names, rows.T, strict=True))
