"""Inverse dynamics: from movement, weight and support to reactions and net moments, frame by frame.

Moments are internal and positive where they extend (L5/S1, hip, knee) or press the toes down (ankle). All that leaves
this module is in the person's own size (N, Nm, m); x is forward, y up, as everywhere.
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
"""The model's points that carry a load in each place; each bears an equal part."""

ROWS: Final = (*LUMBAR, "hip", "knee", "ankle", "sheath")
"""Equilibria that muscles must keep, in the order of all arrays with a row axis: the five lumbar joints from L5/S1 up,
hips, knees and ankles of both sides together, and the rectus sheath along itself (muscles pull it up and down, nothing
else)."""

_SHEATH_UP: Final = "Abs_t2"

HEEL_BEHIND_ANKLE_M: Final = 0.055
TOES_AHEAD_OF_ANKLE_M: Final = 0.19
"""The foot on the floor behind and ahead of the ankle joint, in a person of 1.75 m (de Leva's foot is 0.148 of stature;
barefoot the ankle stands over its hind quarter)."""

MID_FOOT_M: Final = 0.05
"""Where feet are taken to press when the upper back is supported too, ahead of the ankle, in a person of 1.75 m: there
the floor's pressure cannot be told from the movement. A centimetre more or less moves the feet's share by about 1
%."""

MAX_FRICTION: Final = 0.5
"""Drag along the floor over the force upon it beyond which feet would slide (shoes on wood or rubber: 0.5 to 0.8)."""

_REFERENCE_STATURE_M: Final = 1.75


@dataclass(frozen=True, slots=True)
class ExternalLoad:
    """A weight that is lifted: its mass, and where it is held."""

    mass_kg: float
    where: Where = "hands"


@dataclass(frozen=True, slots=True)
class Reactions:
    """What floor and bench press, shape (frames,) each: newtons, and metres ahead of the ankles.

    `support_n` is the upward force under the upper back, 0 where there is no support. `believable` is true where the
    centre of
    pressure lies under the foot, the feet do not slide, and nothing pulls at the floor.
    """

    vertical_n: FloatArray
    forward_n: FloatArray
    pressure_m: FloatArray
    support_n: FloatArray
    believable: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Dynamics:
    """What the movement asks of the joints, and what muscles could give.

    Attributes
    ----------
    moments_nm
        Net moments in the order of `ROWS`, both sides together, shape (frames, rows).
    arms_m
        What one newton in both muscles of a pair gives to each row, metres, shape (frames, rows, pairs).
    bare_n
        Force that the sacrum exerts on L5 without any muscle, (forward, up), shape (frames, 2).
    pull_n
        What one newton in both muscles of a pair adds to it, shape (frames, 2, pairs).
    reactions
        What floor and bench press.
    """

    moments_nm: FloatArray
    arms_m: FloatArray
    bare_n: FloatArray
    pull_n: FloatArray
    reactions: Reactions

    def moment(self, row: str) -> FloatArray:
        """Net moment of one row of `ROWS`, both sides together, shape (frames,); L5/S1 is `flex_extension`."""
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
    """Net moments and reactions of each frame.

    Parameters
    ----------
    model, size
        The model and the person's size against it.
    moving
        Coordinates, velocities and accelerations.
    load
        What is lifted, its own acceleration included.
    supported
        Whether the upper back rests on floor or bench; its upward force is found from the balance of moments, with the
        feet pressing at `MID_FOOT_M`. How hard feet and back push against each other along the floor cannot be told
        and is taken as 0; of all moments the knee's depends on it most.
    muscles
        Whether the muscles' moment arms are wanted (they take most of the time).
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
    vertical, forward, pressure, support = floor.T
    foot = stature_m / _REFERENCE_STATURE_M
    under = (pressure > -HEEL_BEHIND_ANKLE_M * foot) & (pressure < TOES_AHEAD_OF_ANKLE_M * foot)
    gripping = np.abs(forward) <= MAX_FRICTION * vertical
    return Reactions(vertical, forward, pressure, support, under & gripping & (vertical > 0) & (support >= 0))


@dataclass(slots=True)
class _Frame:
    """Everything that is worked on again and again for the frames of one movement, in the model's own units."""

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
        import mujoco

        points: tuple[tuple[int, FloatArray, float], ...] = ()
        if load is not None and load.mass_kg > 0:
            names = PLACES[load.where]
            points = tuple((*model.points[name], load.mass_kg / size.mass / len(names)) for name in names)
        foot = MID_FOOT_M * model.stature_m / _REFERENCE_STATURE_M
        data = mujoco.MjData(model.compiled)
        return cls(model, data, GRAVITY / size.length, points, supported, foot, _rows(model), _gluteal(model))

    def forces(self, moving: States, i: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Moments, reaction at L5/S1 without muscles, and the floor's part of frame i.

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
        """Generalised forces (nv,) that the joints must give in frame i, and what the floor gives, as in `forces`."""
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
        """Adds to the generalised forces what a mass at a point of a body needs, its own acceleration included."""
        import mujoco

        jacobian, rate = np.zeros((3, force.size)), np.zeros((3, force.size))
        point = self._point(body, place)
        mujoco.mj_jac(self.model.compiled, self.data, jacobian, None, point, body)
        mujoco.mj_jacDot(self.model.compiled, self.data, rate, None, point, body)
        acceleration = jacobian @ self.data.qacc + rate @ self.data.qvel
        force += jacobian.T @ (mass * acceleration)

    def _point(self, body: int, place: FloatArray) -> FloatArray:
        frame = self.data.xmat[body].reshape(3, 3)
        return np.asarray(self.data.xpos[body] + frame @ place, dtype=np.float64)

    def _ground(self, force: FloatArray) -> FloatArray:
        """Takes the root's residual as what floor (and bench) give, and applies it to feet (and upper back)."""
        model, data = self.model, self.data
        ahead, up, turn = force[1], force[2], force[3]
        root = data.qpos[:3]
        ankle = (data.xpos[model.body("talus_r")] + data.xpos[model.body("talus_l")]) / 2
        # The floor stays where it was under the standing foot.
        level = ankle[2] - model.ankle_m
        support = 0.0
        if self.supported:
            body, place = model.points["upper_back"]
            back = self._point(body, place)
            feet = ankle[1] - self.foot
            # The root's moment is that of the feet, of the drag along the floor, and of the back.
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
        import mujoco

        jacobian = np.zeros((3, force.size))
        mujoco.mj_jac(self.model.compiled, self.data, jacobian, None, point, body)
        force -= jacobian.T @ pushed

    def muscles(self, moving: States, i: int) -> tuple[FloatArray, FloatArray]:
        """Moment arms (rows, pairs) and pulls on L5 (2, pairs) of frame i; after `forces` of the same frame."""
        import mujoco

        compiled, data = self.model.compiled, self.data
        mujoco.mj_tendon(compiled, data)
        lengths = np.zeros((compiled.ntendon, compiled.nv))
        mujoco.mju_sparse2dense(
            lengths, data.ten_J, compiled.ten_J_rownnz, compiled.ten_J_rowadr, compiled.ten_J_colind
        )
        known = self.model.muscles
        change = lengths[known.right] + lengths[known.left]
        rows = self.rows.copy()
        rows[ROWS.index("knee")] = moving.knee_extension[i]
        # A pulling muscle works where it shortens.
        arms = -rows @ change.T
        psoas = -rows[ROWS.index("hip")] @ (lengths[list(known.psoas)].sum(axis=0))
        hip = ROWS.index("hip")
        arms[hip, known.carried_on] += psoas
        flexion = float(np.degrees(moving.qpos[i, self.model.qpos["hip_flexion_r"]]))
        for pair, levers in self.gluteal:
            arms[hip, pair] = max(arms[hip, pair], 2 * float(np.interp(flexion, *levers)))
        axes = data.xaxis[[int(compiled.joint(name).id) for name in SLIDES]]
        # What muscles pull L5 along the slides the sacrum must resist.
        resisted = axes.T @ change[:, [self.model.dof[name] for name in SLIDES]].T
        return arms, np.stack([-resisted[1], resisted[2]])


def _gluteal(model: Model) -> tuple[tuple[int, tuple[FloatArray, FloatArray]], ...]:
    """For each part of the gluteus maximus its pair, and its least lever by degrees of hip flexion."""
    found: list[tuple[int, tuple[FloatArray, FloatArray]]] = []
    for name, levers in GLUTEAL_LEVER_M.items():
        angles = GLUTEAL_STEP_DEG * np.arange(len(levers), dtype=np.float64)
        found.append((model.muscles.names.index(name), (angles, np.array(levers))))
    return tuple(found)


def _rows(model: Model) -> FloatArray:
    """How all coordinates move with each of `ROWS` (the knees' couplings vary and are put in by frame), (rows, nv)."""
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
