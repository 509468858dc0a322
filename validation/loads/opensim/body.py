"""Write our model as an OpenSim model with the same segments, joints and muscles, to check it by another program.

Both sides move equally in a sagittal lift, so the limbs of the left are omitted, those of the right have twice the
mass, and each muscle twice the strength. Bodies that do not move in a lift are rigid with their parents. The knee keeps
its polynomials; the shoulder blade's movement with the arm is a table of the upper arm's positions, and its mass stays
where it is in standing; the kneecap's coordinate follows the knee's. The gluteus maximus has the model's own path,
without the lower bound of its levers (`GLUTEAL_LEVER_M`). Coordinates have the model's names and values; `pelvis_tilt`,
`pelvis_tx` and `pelvis_ty` are the root's. Axes are x forward, y up, z to the right, in the person's own size.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from xml.etree import ElementTree as ET

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import PLACES, ExternalLoad
from hiphinge.loads.model import GRAVITY, LUMBAR, SHEATH, Coupling, Model, Size
from hiphinge.loads.posture import Posture, States, states
from validation.loads.opensim.elements import Function, coupled, numbers, objects, transform, word

if TYPE_CHECKING:
    from mujoco import MjData

VERSION: Final = "40500"
"""Version of OpenSim's file format that is written (OpenSim 4.5 and later read it)."""

TURN: Final = np.array([[0.0, -1.0, 0.0], [0.0, 0.0, 1.0], [-1.0, 0.0, 0.0]])
"""From the model's axes (it faces -y, z is up, -x its right) to OpenSim's (x forward, y up, z right)."""

SHEATH_UP: Final = "Abs_t2"

JOINTS: Final[dict[str, tuple[str, ...]]] = {
    **{
        body: (joint,)
        for body, joint in zip(("lumbar5", "lumbar4", "lumbar3", "lumbar2", "lumbar1"), LUMBAR, strict=True)
    },
    "Abdomen": (SHEATH[0],),
    "femur_r": ("hip_flexion_r",),
    "tibia_r": ("knee_angle_r",),
    "patella_r": ("knee_cap_r",),
    "talus_r": ("ankle_angle_r",),
    "humphant_r": ("shoulder_elv_r",),
    "ulna_r": ("elbow_flexion_r",),
}
"""Bodies that move relative to their parent, with their coordinates; others are rigid with their parent.
`knee_cap_r` is the kneecap's coordinate, which has the knee's value."""

DRIVERS: Final = {"knee_cap_r": "knee_angle_r"}
"""Coordinates that have the value of another."""

LEFT_OUT: Final = ("femur_l", "humphant_l")
"""First bodies of the left limbs, which are omitted."""

ROOT: Final = ("pelvis_tilt", "pelvis_tx", "pelvis_ty")

FOOT: Final = "talus_r"
"""Segment on which the floor's force acts."""

_STEP_DEG: Final = 5.0
_SHOULDER_TO_DEG: Final = 180.0
_WRAP_LENGTH_M: Final = 1.0
"""Length of wrapping cylinders, which are infinite in the model."""

MAX_CONTROL: Final = 20.0
"""Upper bound of an activation, larger than any that occurs; our solver has none."""


@dataclass(slots=True)
class _Segment:
    """A rigid part: the model's bodies in it, its origin in standing, and mass, centre and inertia about it."""

    name: str
    parent: str
    members: list[int]
    origin: FloatArray
    mass: float = 0.0
    centre: FloatArray = field(default_factory=lambda: np.zeros(3))
    inertia: FloatArray = field(default_factory=lambda: np.zeros((3, 3)))


def write(model: Model, size: Size, target: Path, load: ExternalLoad | None = None, *, muscles: bool = True) -> Path:
    """Write the model of a person as an OpenSim file.

    Parameters
    ----------
    model, size
        The model and the person's size against it.
    target
        Where the file is written.
    load
        What is lifted, as a mass at its place.
    muscles
        Whether the muscles are written, as actuators along the same paths.
    """
    export = _Export.of(model, size)
    export.weigh(load)
    root = ET.Element("OpenSimDocument", Version=VERSION)
    top = ET.SubElement(root, "Model", name="hiphinge")
    numbers(top, "gravity", [0.0, -GRAVITY, 0.0])
    bodies, joints = (objects(top, name) for name in ("BodySet", "JointSet"))
    for segment in export.segments.values():
        export.body(bodies, segment, wraps=muscles)
        export.joint(joints, segment)
    for name, driver in DRIVERS.items():
        coupled(objects(top, "ConstraintSet"), name, driver)
    if muscles:
        export.muscles(objects(top, "ForceSet"))
    ET.indent(root)
    ET.ElementTree(root).write(target, encoding="UTF-8", xml_declaration=True)
    return target


def coordinates(model: Model, size: Size, moving: States) -> dict[str, FloatArray]:
    """Return the coordinates of the OpenSim model by name, radians and metres, shape (frames,) each."""
    rest = states(model, Posture.of()).qpos[0]
    off = (moving.qpos[:, :3] - rest[:3]) @ TURN.T * size.length
    tilt = 2 * np.arctan2(moving.qpos[:, 4], moving.qpos[:, 3])
    found = {"pelvis_tilt": tilt, "pelvis_tx": off[:, 0], "pelvis_ty": off[:, 1]}
    for names in JOINTS.values():
        for name in names:
            found[name] = moving.qpos[:, model.qpos[DRIVERS.get(name, name)]]
    found[SHEATH_UP] = moving.qpos[:, model.qpos[SHEATH_UP]] * size.length
    return found


@dataclass(slots=True)
class _Export:
    """The model in standing, cut into segments, in OpenSim's axes and the person's size."""

    model: Model
    size: Size
    data: MjData
    segments: dict[str, _Segment]
    home: dict[int, str]
    around: dict[int, list[tuple[int, str, int]]]

    @classmethod
    def of(cls, model: Model, size: Size) -> _Export:
        import mujoco

        data = mujoco.MjData(model.compiled)
        data.qpos[:] = states(model, Posture.of()).qpos[0]
        mujoco.mj_fwdPosition(model.compiled, data)
        export = cls(model, size, data, {}, {}, {})
        export._cut()
        export._wind()
        return export

    def place(self, world: FloatArray) -> FloatArray:
        """Return a place of the model's world, metres, in OpenSim's axes and the person's size."""
        return np.asarray(TURN @ world * self.size.length, dtype=np.float64)

    def _cut(self) -> None:
        compiled = self.model.compiled
        for i in range(1, compiled.nbody):
            name = compiled.body(i).name.replace(" ", "_")
            parent = self.home.get(int(compiled.body_parentid[i]), "")
            if name in LEFT_OUT or (not parent and compiled.body_parentid[i] != 0):
                continue
            if name in JOINTS or not parent:
                self.segments[name] = _Segment(name, parent, [], self.place(self.data.xpos[i]))
                parent = name
            self.home[i] = parent
            self.segments[parent].members.append(i)
        for segment in self.segments.values():
            sides = 2.0 if segment.name.endswith("_r") else 1.0
            for i in segment.members:
                self._add(segment, i, sides)

    def _add(self, segment: _Segment, body: int, sides: float) -> None:
        compiled = self.model.compiled
        turned = TURN @ self.data.ximat[body].reshape(3, 3)
        own = turned @ np.diag(compiled.body_inertia[body]) @ turned.T * self.size.mass * self.size.length**2
        mass = sides * compiled.body_mass[body] * self.size.mass
        self._mass(segment, mass, self.place(self.data.xipos[body]) - segment.origin, sides * own)

    def _mass(self, segment: _Segment, mass: float, centre: FloatArray, inertia: FloatArray) -> None:
        """Add a mass to a segment, whose inertia is kept about its centre."""
        whole = segment.mass + mass
        if whole <= 0:
            return
        middle = (segment.mass * segment.centre + mass * centre) / whole
        segment.inertia = segment.inertia + inertia
        for part_mass, where in ((segment.mass, segment.centre), (mass, centre)):
            off = where - middle
            segment.inertia += part_mass * ((off @ off) * np.eye(3) - np.outer(off, off))
        segment.mass, segment.centre = whole, middle

    def weigh(self, load: ExternalLoad | None) -> None:
        """Add the lifted weight, as a point at the right hand or at its other place."""
        if load is None:
            return
        body, local = self.model.points[PLACES[load.where][0]]
        world = self.data.xpos[body] + self.data.xmat[body].reshape(3, 3) @ local
        segment = self.segments[self.home[body]]
        self._mass(segment, load.mass_kg, self.place(world) - segment.origin, np.zeros((3, 3)))

    def body(self, bodies: ET.Element, segment: _Segment, *, wraps: bool) -> None:
        """Write one rigid body, with the surfaces that muscles wrap around."""
        found = ET.SubElement(bodies, "Body", name=segment.name)
        if wraps:
            self._wraps(found, segment)
        numbers(found, "mass", [segment.mass])
        numbers(found, "mass_center", segment.centre)
        inertia = segment.inertia
        numbers(found, "inertia", [*np.diag(inertia), inertia[0, 1], inertia[0, 2], inertia[1, 2]])

    def joint(self, joints: ET.Element, segment: _Segment) -> None:
        """Write the joint between a segment and its parent, with the functions of its coordinate."""
        found = ET.SubElement(joints, "CustomJoint", name=f"{segment.name}_joint")
        offset = f"{segment.name}_place"
        word(found, "socket_parent_frame", offset)
        word(found, "socket_child_frame", f"/bodyset/{segment.name}")
        known = ET.SubElement(found, "coordinates")
        for name in self._coordinates(segment):
            one = ET.SubElement(known, "Coordinate", name=name)
            numbers(one, "range", [-10.0, 10.0])
            word(one, "clamped", "false")
        frames = ET.SubElement(found, "frames")
        frame = ET.SubElement(frames, "PhysicalOffsetFrame", name=offset)
        word(frame, "socket_parent", f"/bodyset/{segment.parent}" if segment.parent else "/ground")
        parent = self.segments[segment.parent].origin if segment.parent else np.zeros(3)
        numbers(frame, "translation", segment.origin - parent)
        axes = ET.SubElement(found, "SpatialTransform")
        if segment.name == "humphant_r":
            self._arm(axes)
            return
        turns, slides = self._moves(segment)
        for kind, moves in (("rotation", turns), ("translation", slides)):
            for i, (axis, coordinate, function) in enumerate(_completed(moves)):
                transform(axes, f"{kind}{i + 1}", axis, coordinate, function)

    def _coordinates(self, segment: _Segment) -> tuple[str, ...]:
        if not segment.parent:
            return ROOT
        return (SHEATH_UP, *JOINTS["Abdomen"]) if segment.name == "Abdomen" else JOINTS[segment.name]

    def _moves(self, segment: _Segment) -> tuple[list[_Move], list[_Move]]:
        """Return rotations and translations of a joint in order: axis, coordinate, polynomial (highest power last)."""
        if not segment.parent:
            return (
                [(np.array([0.0, 0.0, -1.0]), ROOT[0], (0.0, 1.0))],
                [(np.eye(3)[0], ROOT[1], (0.0, 1.0)), (np.eye(3)[1], ROOT[2], (0.0, 1.0))],
            )
        compiled = self.model.compiled
        driver = self._coordinates(segment)[-1]
        followers = {coupling.dof: coupling for coupling in self.model.couplings.get(DRIVERS.get(driver, driver), ())}
        turns: list[_Move] = []
        slides: list[_Move] = []
        body = self.model.body(segment.name)
        start = int(compiled.body_jntadr[body])
        for joint in range(start, start + int(compiled.body_jntnum[body])):
            name, dof = compiled.joint(joint).name, int(compiled.jnt_dofadr[joint])
            axis = TURN @ self.data.xaxis[joint]
            slide = int(compiled.jnt_type[joint]) == 2
            polynomial: tuple[float, ...] = (0.0, 1.0)
            if name in self._coordinates(segment):
                coordinate = name
            elif dof in followers:
                coordinate = driver
                polynomial = _scaled(followers[dof], self.size.length if slide else 1.0)
            else:
                continue
            (slides if slide else turns).append((axis, coordinate, polynomial))
        return turns, slides

    def _arm(self, axes: ET.Element) -> None:
        """Return the upper arm against the trunk by shoulder angle: rotations about x, y, z, and the joint's place."""
        degrees = np.arange(0.0, _SHOULDER_TO_DEG + _STEP_DEG, _STEP_DEG)
        body, trunk = self.model.body("humphant1_r"), self.model.body("torso")
        turned, places = self._sampled("shoulder_deg", degrees, body, trunk)
        inside = turned @ turned[0].T
        z, x, y = _turns(inside)
        raised = np.radians(degrees)
        for i, (axis, curve) in enumerate(zip(np.eye(3)[[2, 0, 1]], (z, x, y), strict=True)):
            transform(axes, f"rotation{i + 1}", axis, "shoulder_elv_r", (raised, curve))
        for i in range(3):
            transform(
                axes, f"translation{i + 1}", np.eye(3)[i], "shoulder_elv_r", (raised, places[:, i] - places[0, i])
            )

    def _sampled(self, name: str, degrees: FloatArray, body: int, base: int) -> tuple[FloatArray, FloatArray]:
        """Return frames (n, 3, 3) and places (n, 3) of a body relative to another, fixed as in standing."""
        import mujoco

        coordinates = states(self.model, Posture.of(degrees.size, **{name.removesuffix("_deg"): degrees})).qpos
        data = mujoco.MjData(self.model.compiled)
        frames, places = np.empty((degrees.size, 3, 3)), np.empty((degrees.size, 3))
        for i, qpos in enumerate(coordinates):
            data.qpos[:] = qpos
            mujoco.mj_kinematics(self.model.compiled, data)
            seen = self.data.xmat[base].reshape(3, 3) @ data.xmat[base].reshape(3, 3).T
            frames[i] = TURN @ seen @ data.xmat[body].reshape(3, 3)
            places[i] = self.place(seen @ (data.xpos[body] - data.xpos[base]) + self.data.xpos[base])
        return frames, places

    def _wraps(self, body: ET.Element, segment: _Segment) -> None:
        compiled = self.model.compiled
        wanted = sorted({geom for items in self.around.values() for geom, _, _ in items})
        surfaces = objects(body, "WrapObjectSet")
        for geom in wanted:
            if self.home.get(int(compiled.geom_bodyid[geom])) != segment.name:
                continue
            for side in sorted({s for items in self.around.values() for g, s, _ in items if g == geom}):
                self._wrap(surfaces, segment, geom, side)

    def _wrap(self, surfaces: ET.Element, segment: _Segment, geom: int, side: str) -> None:
        compiled = self.model.compiled
        ball = int(compiled.geom_type[geom]) == 2
        name = f"wrap{geom}{_SIDE_NAMES[side]}"
        found = ET.SubElement(surfaces, "WrapSphere" if ball else "WrapCylinder", name=name)
        numbers(found, "xyz_body_rotation", _fixed_turns(TURN @ self.data.geom_xmat[geom].reshape(3, 3)))
        numbers(found, "translation", self.place(self.data.geom_xpos[geom]) - segment.origin)
        word(found, "quadrant", side)
        numbers(found, "radius", [float(compiled.geom_size[geom][0]) * self.size.length])
        if not ball:
            numbers(found, "length", [_WRAP_LENGTH_M])

    def _tendons(self) -> list[int]:
        return [int(tendon) for tendon in self.model.muscles.right]

    def _items(self, tendon: int) -> list[tuple[int, int, int]]:
        """Return the elements of a tendon's path: kind, index and side site of each."""
        compiled = self.model.compiled
        start = int(compiled.tendon_adr[tendon])
        span = range(start, start + int(compiled.tendon_num[tendon]))
        return [(int(compiled.wrap_type[i]), int(compiled.wrap_objid[i]), int(compiled.wrap_prm[i])) for i in span]

    def _wind(self) -> None:
        """Find each tendon's wrapping surfaces, the sides on which it passes, and the number of points before them.

        OpenSim asks for a half of the surface (+x to -y in its own frame); it is where the tendon lies upon it in some
        postures, or passes it where it never does.
        """
        import mujoco

        data = mujoco.MjData(self.model.compiled)
        seen: dict[tuple[int, int], list[FloatArray]] = {}
        for qpos in states(self.model, Posture.from_columns(_SEEN)).qpos:
            data.qpos[:] = qpos
            mujoco.mj_fwdPosition(self.model.compiled, data)
            for tendon in self._tendons():
                items = self._items(tendon)
                for i, (kind, _, _) in enumerate(items):
                    if kind != _SITE:
                        seen.setdefault((tendon, i), []).append(_passed(data, tendon, items[i - 1 : i + 2]))
        for tendon in self._tendons():
            found = self.around.setdefault(tendon, [])
            for i, (kind, index, _) in enumerate(self._items(tendon)):
                if kind != _SITE:
                    before = sum(mass[0] == _SITE for mass in self._items(tendon)[:i])
                    found.append((index, _side(np.array(seen[tendon, i])), before))

    def muscles(self, forces: ET.Element) -> None:
        """Write one actuator for each pair, with the strength of both sides along the path of the right one."""
        known = self.model.muscles
        for name, tendon, strength, carried in zip(
            known.names, known.right, known.strength, known.carried_on, strict=True
        ):
            found = ET.SubElement(forces, "PathActuator", name=name)
            numbers(found, "min_control", [0.0])
            numbers(found, "max_control", [MAX_CONTROL])
            numbers(found, "optimal_force", [2 * float(strength) * self.size.strength])
            path = ET.SubElement(found, "GeometryPath", name="path")
            points = objects(path, "PathPointSet")
            self._path(points, int(tendon), "p")
            if carried:
                self._path(points, known.psoas[0], "on")
            around = objects(path, "PathWrapSet")
            for i, (geom, side, before) in enumerate(self.around[int(tendon)]):
                one = ET.SubElement(around, "PathWrap", name=f"wrap{i}")
                word(one, "wrap_object", f"wrap{geom}{_SIDE_NAMES[side]}")
                numbers(one, "range", [before, before + 1])

    def _path(self, points: ET.Element, tendon: int, prefix: str) -> None:
        compiled = self.model.compiled
        for i, (kind, index, _) in enumerate(self._items(tendon)):
            if kind != _SITE:
                continue
            body = int(compiled.site_bodyid[index])
            segment = self.segments[self.home[body]]
            found = ET.SubElement(points, "PathPoint", name=f"{prefix}{i}")
            word(found, "socket_parent_frame", f"/bodyset/{segment.name}")
            numbers(found, "location", self.place(self.data.site_xpos[index]) - segment.origin)


_SITE: Final = 3
_SIDE_NAMES: Final = {"+x": "a", "-x": "b", "+y": "c", "-y": "d"}

_SEEN: Final = np.array(
    [[0, 0, 0, 0, 0, 0], [60, 10, 20, 3, 72, 0], [40, 10, 110, 25, 50, 0], [-20, 0, 0, 0, 0, 0]], float
)
"""Postures in which the sides of tendons at wrapping surfaces are determined: standing, hinge, squat, arched."""

_Move = tuple[FloatArray, str, tuple[float, ...]]


def _passed(data: MjData, tendon: int, items: list[tuple[int, int, int]]) -> FloatArray:
    """Return the tendon's point nearest to a surface's axis, in the surface's frame, and 1 where it lies upon it: (3,).

    `items` are the point before, the surface, and the point after.
    """
    (_, first, _), (_, surface, _), (_, last, _) = items
    frame, middle = data.geom_xmat[surface].reshape(3, 3), data.geom_xpos[surface]
    start = int(data.ten_wrapadr[tendon])
    span = slice(start, start + int(data.ten_wrapnum[tendon]))
    upon = data.wrap_xpos.reshape(-1, 3)[span][data.wrap_obj.reshape(-1)[span] == surface]
    if len(upon):
        return np.array([*(frame.T @ (upon.mean(axis=0) - middle))[:2], 1.0])
    ends = np.stack([data.site_xpos[first], data.site_xpos[last]]) - middle
    line = np.linspace(ends[0], ends[1], 101) @ frame
    nearest = line[np.hypot(line[:, 0], line[:, 1]).argmin()]
    return np.array([*nearest[:2], 0.0])


def _side(passed: FloatArray) -> str:
    """Return the side on which a tendon passes, by `_passed` of several postures, shape (postures, 3)."""
    upon = passed[:, 2] > 0
    off = passed[upon] if upon.any() else passed
    mean = (off[:, :2] / np.hypot(off[:, 0], off[:, 1])[:, None]).sum(axis=0)
    across = int(np.argmax(np.abs(mean)))
    return f"{'+' if mean[across] > 0 else '-'}{'xy'[across]}"


def _scaled(coupling: Coupling, factor: float) -> tuple[float, ...]:
    """Return a follower's polynomial relative to standing, where its driver is 0."""
    return 0.0, *(factor * value for value in coupling.coefficients[1:])


def _turns(frames: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return angles about z, then x, then y of the turned body, of frames (n, 3, 3) that are Rz Rx Ry: radians."""
    x = np.arcsin(np.clip(frames[:, 2, 1], -1.0, 1.0))
    z = np.unwrap(np.arctan2(-frames[:, 0, 1], frames[:, 1, 1]))
    y = np.unwrap(np.arctan2(-frames[:, 2, 0], frames[:, 2, 2]))
    return z, x, y


def _fixed_turns(frame: FloatArray) -> list[float]:
    """Return angles about x, then y, then z of the turned body, radians, of a frame (3, 3) that is Rx Ry Rz."""
    return [
        float(np.arctan2(-frame[1, 2], frame[2, 2])),
        float(np.arcsin(np.clip(frame[0, 2], -1.0, 1.0))),
        float(np.arctan2(-frame[0, 1], frame[0, 0])),
    ]


def _completed(moves: list[_Move]) -> list[tuple[FloatArray, str | None, Function]]:
    """Return three moves: the given ones, and further axes along which nothing moves."""
    found: list[tuple[FloatArray, str | None, Function]] = [*moves]
    for axis in np.eye(3)[[2, 0, 1]]:
        if len(found) == 3:
            break
        if np.linalg.matrix_rank(np.stack([*(known[0] for known in found), axis]), tol=0.3) > len(found):
            found.append((axis, None, (0.0,)))
    return found
