"""Solve the inverse dynamics: reactions and net moments from movement, weight and support, frame by frame.

Moments are internal; positive moments extend L5/S1, hip and knee and plantar-flex the ankle. All results are in the
person's own size (N, Nm, m); x is forward, y up, as everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import FloatArray
from hiphinge.loads.model import GRAVITY, LUMBAR, SLIDES, Model, Size
from hiphinge.loads.muscles import GLUTEAL_LEVER_M, GLUTEAL_STEP_DEG
from hiphinge.loads.posture import States

if TYPE_CHECKING:
    from mujoco import MjData

Where = Literal["hands", "upper_back", "hips"]

PLACES: Final[dict[Where, tuple[str, ...]]] = {
    "hands": ("hand_r", "hand_l"),
    "upper_back": ("upper_back",),
    "hips": ("hips",),
}
"""The model's points that carry a load in each place, in equal parts."""

ROWS: Final = (*LUMBAR, "hip", "knee", "ankle", "sheath")
"""Equilibria that the muscles must maintain, in the order of all arrays with a row axis: the five lumbar joints from
L5/S1 up, hips, knees and ankles of both sides together, and the rectus sheath along its length (only muscles pull it up
and down)."""

_SHEATH_UP: Final = "Abs_t2"
"""The model's joint along the rectus sheath."""

HEEL_BEHIND_ANKLE_M: Final = 0.055
"""Length of the foot behind the ankle joint of a person of 1.75 m (de Leva's foot is 0.148 of stature; barefoot the
ankle stands over its hind quarter)."""

TOES_AHEAD_OF_ANKLE_M: Final = 0.19
"""Length of the foot ahead of the ankle joint, likewise."""

MID_FOOT_M: Final = 0.05
"""Assumed centre of pressure ahead of the ankle, in a person of 1.75 m, when the upper back is supported too: the
movement then does not determine it. A centimetre more or less changes the feet's share by about 1 %."""

MAX_FRICTION: Final = 0.5
"""Ratio of horizontal to vertical floor force beyond which feet would slide (shoes on wood or rubber: 0.5 to 0.8)."""

_REFERENCE_STATURE_M: Final = 1.75
"""Stature that the lengths above belong to."""


@dataclass(frozen=True, slots=True)
class ExternalLoad:
    """A lifted weight: its mass, and where it is held."""

    mass_kg: float
    where: Where = "hands"


@dataclass(frozen=True, slots=True)
class Reactions:
    """Forces of floor and bench, newtons, and the centre of pressure, metres ahead of the ankles, shape (frames,) each.

    `support_n` is the upward force under the upper back, 0 without a support. `believable` is true where the centre of
    pressure lies under the foot, the feet do not slide, and no force pulls the body down.
    """

    vertical_n: FloatArray
    forward_n: FloatArray
    pressure_m: FloatArray
    support_n: FloatArray
    believable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dynamics:
    """Net moments and reactions of a movement, and the moment arms of the muscles.

    Attributes
    ----------
    moments_nm
        Net moments in the order of `ROWS`, both sides together, shape (frames, rows).
    arms_m
        Moment about each row per newton in both muscles of a pair, metres, shape (frames, rows, pairs).
    bare_n
        Force that the sacrum exerts on L5 without any muscle, (forward, up), shape (frames, 2).
    pull_n
        Change of that force per newton in both muscles of a pair, shape (frames, 2, pairs).
    reactions
        Forces of floor and bench.
    """

    moments_nm: FloatArray
    arms_m: FloatArray
    bare_n: FloatArray
    pull_n: FloatArray
    reactions: Reactions

    def moment(self, row: str) -> FloatArray:
        """Return the net moment of one of `ROWS`, both sides together, shape (frames,); L5/S1 is `flex_extension`."""
        return self.moments_nm[:, ROWS.index(row)]


def solve(
    model: Model,
    size: Size,
    moving: States,
    load: ExternalLoad | None = None,
    *,
    supported: bool = False,
    muscles: bool = True,
) -> Dynamics:
    """Return net moments and reactions of each frame.

    Parameters
    ----------
    model, size
        The model and the person's size relative to it.
    moving
        Coordinates, velocities and accelerations.
    load
        The lifted weight; its acceleration is included.
    supported
        Whether the upper back rests on floor or bench; its upward force is found from the balance of moments, with the
        feet pressing at `MID_FOOT_M`. The horizontal force between feet and back is indeterminate and taken as 0; the
        knee's moment depends on it most.
    muscles
        Whether to compute the muscles' moment arms (they take most of the time).
    """
    frame = _Frame.of(model, size, load, supported=supported)
    frames = len(moving.qpos)
    pairs = len(model.muscles.names)
    moments, bare = np.empty((frames, len(ROWS))), np.empty((frames, 2))
    arms, pull = np.zeros((frames, len(ROWS), pairs)), np.zeros((frames, 2, pairs))
    floor = np.empty((frames, 4))
    for i in range(frames):
        moments[i], bare[i], floor[i] = frame.forces(moving, i)
        if muscles:
            arms[i], pull[i] = frame.muscles(moving, i)
    floor *= np.array([size.force, size.force, size.length, size.force])
    return Dynamics(
        moments_nm=moments * size.moment,
        arms_m=arms * size.length,
        bare_n=bare * size.force,
        pull_n=pull,
        reactions=_reactions(floor, size.length * model.stature_m),
    )


def _reactions(floor: FloatArray, stature_m: float) -> Reactions:
    """Return the reactions from (vertical, forward, pressure, support) of each frame, shape (frames, 4)."""
    vertical, forward, pressure, support = floor.T
    foot = stature_m / _REFERENCE_STATURE_M
    under = (pressure > -HEEL_BEHIND_ANKLE_M * foot) & (pressure < TOES_AHEAD_OF_ANKLE_M * foot)
    gripping = np.abs(forward) <= MAX_FRICTION * vertical
    return Reactions(vertical, forward, pressure, support, under & gripping & (vertical > 0) & (support >= 0))


@dataclass(slots=True)
class _Frame:
    """Data that is reused for all frames of one movement, in the model's own units."""

    model: Model
    data: MjData
    gravity: float
    points: tuple[tuple[int, FloatArray, float], ...]
    supported: bool
    foot: float
    rows: FloatArray
    gluteal: tuple[tuple[int, tuple[FloatArray, FloatArray]], ...]

    @classmethod
    def of(cls, model: Model, size: Size, load: ExternalLoad | None, *, supported: bool) -> _Frame:
        """Return the data for a model, a size and a load."""
        import mujoco

        points: tuple[tuple[int, FloatArray, float], ...] = ()
        if load is not None and load.mass_kg > 0:
            names = PLACES[load.where]
            points = tuple((*model.points[name], load.mass_kg / size.mass / len(names)) for name in names)
        foot = MID_FOOT_M * model.stature_m / _REFERENCE_STATURE_M
        data = mujoco.MjData(model.compiled)
        return cls(model, data, GRAVITY / size.length, points, supported, foot, _rows(model), _gluteal(model))

    def forces(self, moving: States, i: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return moments, reaction at L5/S1 without muscles, and the floor's forces in frame i.

        Shapes (rows,), (2,) as (forward, up), and (4,) as (vertical, forward, pressure, support).
        """
        force, floor = self.generalised(moving, i)
        compiled = self.model.compiled
        axes = self.data.xaxis[[int(compiled.joint(name).id) for name in SLIDES]]
        reaction = axes.T @ force[[self.model.dof[name] for name in SLIDES]]
        rows = self.rows.copy()
        rows[ROWS.index("knee")] = moving.knee_extension[i]
        return rows @ force, np.array([-reaction[1], reaction[2]]), floor

    def generalised(self, moving: States, i: int) -> tuple[FloatArray, FloatArray]:
        """Return the generalised forces (nv,) of the joints in frame i, and the floor's forces as in `forces`."""
        import mujoco

        compiled, data = self.model.compiled, self.data
        data.qpos[:], data.qvel[:] = moving.qpos[i], moving.qvel[i]
        mujoco.mj_kinematics(compiled, data)
        mujoco.mj_comPos(compiled, data)
        mujoco.mj_comVel(compiled, data)
        data.qacc[:] = moving.qacc[i]
        data.qacc[2] += self.gravity
        force = np.zeros(compiled.nv)
        mujoco.mj_rne(compiled, data, 1, force)
        for body, place, mass in self.points:
            self._carry(force, body, place, mass)
        return force, self._ground(force)

    def _carry(self, force: FloatArray, body: int, place: FloatArray, mass: float) -> None:
        """Add the generalised forces that accelerate a mass at a point of a body and carry its weight."""
        import mujoco

        jacobian, rate = np.zeros((3, force.size)), np.zeros((3, force.size))
        point = self._point(body, place)
        mujoco.mj_jac(self.model.compiled, self.data, jacobian, None, point, body)
        mujoco.mj_jacDot(self.model.compiled, self.data, rate, None, point, body)
        acceleration = jacobian @ self.data.qacc + rate @ self.data.qvel
        force += jacobian.T @ (mass * acceleration)

    def _point(self, body: int, place: FloatArray) -> FloatArray:
        """Return a point of a body in the world, metres, shape (3,)."""
        frame = self.data.xmat[body].reshape(3, 3)
        return np.asarray(self.data.xpos[body] + frame @ place, dtype=np.float64)

    def _ground(self, force: FloatArray) -> FloatArray:
        """Take the root's residual as the force of floor (and bench), and apply it to feet (and upper back)."""
        model, data = self.model, self.data
        ahead, up, turn = force[1], force[2], force[3]
        root = data.qpos[:3]
        ankle = (data.xpos[model.body("talus_r")] + data.xpos[model.body("talus_l")]) / 2
        # The floor stays at its level under the standing foot.
        level = ankle[2] - model.ankle_m
        support = 0.0
        if self.supported:
            body, place = model.points["upper_back"]
            back = self._point(body, place)
            feet = ankle[1] - self.foot
            # The root's moment is that of the feet, of the friction along the floor, and of the back.
            missing = turn + (level - root[2]) * ahead - (feet - root[1]) * up
            support = missing / (back[1] - feet)
            self._push(force, body, back, np.array([0.0, 0.0, support]))
            pressed = feet
        else:
            pressed = root[1] + (turn + (level - root[2]) * ahead) / up
        half = np.array([0.0, ahead, up - support]) / 2
        for side in ("_r", "_l"):
            foot = model.body(f"calcn{side}")
            point = np.array([data.xpos[foot][0], pressed, level])
            self._push(force, foot, point, half)
        return np.array([up - support, -ahead, -(pressed - ankle[1]), support])

    def _push(self, force: FloatArray, body: int, point: FloatArray, pushed: FloatArray) -> None:
        """Subtract the generalised forces of a force that acts on a body at a point of the world."""
        import mujoco

        jacobian = np.zeros((3, force.size))
        mujoco.mj_jac(self.model.compiled, self.data, jacobian, None, point, body)
        force -= jacobian.T @ pushed

    def muscles(self, moving: States, i: int) -> tuple[FloatArray, FloatArray]:
        """Return moment arms (rows, pairs) and pulls on L5 (2, pairs) of frame i; call after `forces` of that frame."""
        import mujoco

        compiled, data = self.model.compiled, self.data
        mujoco.mj_tendon(compiled, data)
        lengths = np.zeros((compiled.ntendon, compiled.nv))
        mujoco.mju_sparse2dense(
            lengths, data.ten_J, compiled.ten_J_rownnz, compiled.ten_J_rowadr, compiled.ten_J_colind
        )
        muscles = self.model.muscles
        change = lengths[muscles.right] + lengths[muscles.left]
        rows = self.rows.copy()
        rows[ROWS.index("knee")] = moving.knee_extension[i]
        # By virtual work a moment arm is the muscle's shortening per unit of joint motion.
        arms = -rows @ change.T
        psoas = -rows[ROWS.index("hip")] @ (lengths[list(muscles.psoas)].sum(axis=0))
        hip = ROWS.index("hip")
        arms[hip, muscles.carried_on] += psoas
        flexion = float(np.degrees(moving.qpos[i, self.model.qpos["hip_flexion_r"]]))
        for pair, levers in self.gluteal:
            arms[hip, pair] = max(arms[hip, pair], 2 * float(np.interp(flexion, *levers)))
        axes = data.xaxis[[int(compiled.joint(name).id) for name in SLIDES]]
        # The sacrum must resist the muscles' pull on L5 along the slides.
        resisted = axes.T @ change[:, [self.model.dof[name] for name in SLIDES]].T
        return arms, np.stack([-resisted[1], resisted[2]])


def _gluteal(model: Model) -> tuple[tuple[int, tuple[FloatArray, FloatArray]], ...]:
    """Return, for each part of the gluteus maximus, its pair and its least lever by degrees of hip flexion."""
    parts: list[tuple[int, tuple[FloatArray, FloatArray]]] = []
    for name, levers in GLUTEAL_LEVER_M.items():
        angles = GLUTEAL_STEP_DEG * np.arange(len(levers), dtype=np.float64)
        parts.append((model.muscles.names.index(name), (angles, np.array(levers))))
    return tuple(parts)


def _rows(model: Model) -> FloatArray:
    """Return the rate of all coordinates with each of `ROWS`, (rows, nv); the knees' couplings are set by frame."""
    rows = np.zeros((len(ROWS), model.compiled.nv))
    for i, name in enumerate(ROWS):
        if name in LUMBAR:
            rows[i, model.dof[name]] = 1.0
        elif name == "hip":
            rows[i, [model.dof["hip_flexion_r"], model.dof["hip_flexion_l"]]] = -1.0
        elif name == "ankle":
            rows[i, [model.dof["ankle_angle_r"], model.dof["ankle_angle_l"]]] = -1.0
        elif name == "sheath":
            rows[i, model.dof[_SHEATH_UP]] = 1.0
    return rows
