"""Build the musculoskeletal model: `myofullbody` of myo-sim, corrected for a sagittal lift.

The model's errors (myo-sim 0.2.4, measured on the compiled model) and their corrections:

- `flex_extension` is the hinge at L5/S1 and also drives the other lumbar joints (by 0.185, 0.204, 0.231, 0.255), so
  that L5 would take the whole flexion and the others nearly as much again. The four shares and the missing 0.125 sum to
  1: each of the five joints gets its own share, and all equality constraints are removed.
- The torso stands too high on the pelvis: L5/S1 is 15.0 cm above and 4.2 cm behind the hip joints, where Reed 1999
  gives 9 to 11 cm and 1 to 2 cm. The sacrum with all above it is moved to Reed's place. That brings hip to shoulder
  from 0.32 to 0.30 of stature (de Leva: 0.296), and the hip joints from 0.51 to 0.52 of stature.
- Segment masses (84 kg in all, head 2.4 kg, pelvis with sacrum 18.4 kg) are replaced by the shares of Dumas 2007,
  inertia in proportion.
- Centres of mass lie where the bones' meshes are: the trunk's 3.4 cm lower than in Dumas 2007 and de Leva 1996, the
  thigh's at 48 % of its length instead of 41 to 43 %. They are moved along their segments to Dumas's shares. Net
  moments at L5/S1 and hip then differ from those of de Leva's body by less than 2 %, up to 5 % before.
- Phantom bodies of the shoulder (`clavphant`, `scapphant`, `humphant`, `humphant1`) weigh a gram and have an inertia
  of 1 kg m2 each, fingertips of 2 g one of radius 22 cm: together 5.7 kg m2 that turn with the trunk, ten times the
  trunk's own inertia, and 13 Nm at L5/S1 in a hinge of 3 s (found by OpenSim's inverse dynamics). Bodies lighter than
  `LIGHT_KG` get the inertia of a ball.
- The psoas exists twice: as fascicles from the lumbar spine that end at the sacrum's brim, and as `psoas` from there to
  the femur. The fascicles alone have no effect on the hip, and static optimisation uses them freely as back extensors.
  They are joined: a fascicle transmits its tension to the femur (`Muscles.carried_on`).
- Two of the three parts of the gluteus maximus have no surface to wrap around, so that its lever falls to 0.5 cm at 120
  degrees of hip flexion, where Lai 2017 (the same legs in OpenSim) has 2.3 cm. Lai's lever is its lower bound
  (`GLUTEAL_LEVER_M`).
- Trunk muscles have 46 N/cm2 (Christophy 2012), leg muscles 60 N/cm2 (Rajagopal 2016), so the erector spinae of both
  sides have only 2.7 kN, about 130 Nm. Trunk muscles are raised to 100 N/cm2 (`TRUNK_STRENGTH`).
- Shoulder and knee are driven by polynomials, which are kept as data (`Coupling`) and followed with their derivatives.

Lengths and masses stay the model's own. A person is represented by exact scaling: with lengths times lambda, masses
times mu and the same time, forces scale with mu * lambda and moments with mu * lambda squared, provided that gravity is
g / lambda in the model (`Size`). So one compiled model serves every stature and mass.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from hiphinge.core.errors import ModelError
from hiphinge.core.measure import FloatArray
from hiphinge.loads.anthropometry import Sex, lumbosacral_place
from hiphinge.loads.segments import set_centres, set_masses

if TYPE_CHECKING:
    from mujoco import MjData, MjModel, MjSpec
from hiphinge.loads.muscles import Muscles, muscles_of

GRAVITY: Final = 9.80665
"""Standard gravity, m/s2."""

LUMBAR: Final[dict[str, float]] = {
    "flex_extension": 0.125,
    "L4_L5_FE": 0.185,
    "L3_L4_FE": 0.204,
    "L2_L3_FE": 0.231,
    "L1_L2_FE": 0.255,
}
"""Lumbar joints from L5/S1 up, with their share of lumbar flexion: the model's own coupling (Christophy 2012),
completed."""

SHEATH: Final = ("Abs_r3", 0.643)
"""Hinge of the rectus sheath, and its share of lumbar flexion (the model's own coupling)."""

SLIDES: Final = ("lumbosacral_x", "lumbosacral_y", "lumbosacral_z")
"""Joints added at L5/S1; they never move, and the generalised forces along them are the joint's reaction."""

MODEL_STRENGTH_MASS_KG: Final = 75.0
"""Body mass of the man whose leg strengths the model has (Rajagopal 2016). Strength is proportional to mass: muscle
volume to mass times height (Handsfield 2014, J Biomech 47:631), fibre length to height."""

SEX_STRENGTH: Final[dict[Sex | None, float]] = {"m": 1.0, "f": 0.80, None: 0.90}
"""Strength by body mass relative to men: skeletal muscle is 31 % of women's mass and 38 % of men's (Janssen 2000, J
Appl Physiol 89:81, from memory)."""

SKIN_M: Final = 0.02
"""Soft tissue under the heel and over the skull together, added to the height between the bones (about 1 cm each)."""


@dataclass(frozen=True, slots=True)
class Coupling:
    """A joint that follows another by a polynomial of fourth order, `q = rest + c0 + c1 u + ...`: radians, metres."""

    qpos: int
    dof: int
    rest: float
    coefficients: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Model:
    """The compiled model with the indices of its parts. Made by `build`; nothing in it is changed afterwards.

    `stature_m` and `mass_kg` are the model's own. `dof` and `qpos` address joints by name, `couplings` the joints that
    follow a driver, `points` the places of loads and supports as (body, local position); `ankle_m` is the height of the
    ankle joints above the floor.
    """

    compiled: MjModel
    sex: Sex | None
    stature_m: float
    mass_kg: float
    dof: dict[str, int]
    qpos: dict[str, int]
    ranges: dict[str, tuple[float, float]]
    couplings: dict[str, tuple[Coupling, ...]]
    muscles: Muscles
    points: dict[str, tuple[int, FloatArray]]
    ankle_m: float

    def body(self, name: str) -> int:
        """Return the index of a body by name."""
        return int(self.compiled.body(name).id)


@dataclass(frozen=True, slots=True)
class Size:
    """A person's size relative to the model's: lengths times `length`, masses times `mass`, time unchanged."""

    length: float
    mass: float
    strength: float

    @property
    def force(self) -> float:
        """Factor of forces."""
        return self.mass * self.length

    @property
    def moment(self) -> float:
        """Factor of moments."""
        return self.mass * self.length**2


def size_of(model: Model, stature_m: float, mass_kg: float) -> Size:
    """Return the size of a person relative to the model; `strength` is the factor of the muscles' maximal forces."""
    strength = mass_kg / MODEL_STRENGTH_MASS_KG * SEX_STRENGTH[model.sex]
    return Size(length=stature_m / model.stature_m, mass=mass_kg / model.mass_kg, strength=strength)


def build(sex: Sex | None = None) -> Model:
    """Return the model with the masses and the L5/S1 of a woman, a man or the mean of both; takes about a second.

    Raises
    ------
    ModelError
        If `myo_sim` does not have the bodies, joints and muscles that are needed.
    """
    return build_all((sex,))[0]


def build_all(sexes: Sequence[Sex | None]) -> list[Model]:
    """Return several models from one specification, in little more than the time of one.

    Raises
    ------
    ModelError
        If `myo_sim` does not have the bodies, joints and muscles that are needed.
    """
    spec = _specification()
    _add_slides(spec)
    compiled = _compiled(spec)
    return [_made(copy(compiled), sex) for sex in sexes]


def _made(compiled: MjModel, sex: Sex | None) -> Model:
    """Return a corrected model; `compiled` is changed."""
    import mujoco

    compiled.opt.gravity[:] = 0.0  # gravity enters as an upward acceleration of the root, so that it can be scaled
    data = mujoco.MjData(compiled)
    _lower_torso(compiled, data, sex)
    set_masses(compiled, sex)
    mujoco.mj_kinematics(compiled, data)
    low, high = _heights(compiled, data)
    set_centres(compiled, high - low + SKIN_M, sex)
    mujoco.mj_setConst(compiled, data)
    mujoco.mj_forward(compiled, data)
    joints = {compiled.joint(i).name: i for i in range(compiled.njnt)}
    return Model(
        compiled=compiled,
        sex=sex,
        stature_m=high - low + SKIN_M,
        mass_kg=float(compiled.body_mass.sum()),
        dof={name: int(compiled.jnt_dofadr[i]) for name, i in joints.items()},
        qpos={name: int(compiled.jnt_qposadr[i]) for name, i in joints.items()},
        ranges={name: (float(compiled.jnt_range[i][0]), float(compiled.jnt_range[i][1])) for name, i in joints.items()},
        couplings=_couplings(compiled),
        muscles=muscles_of(compiled),
        points=_points(compiled, data),
        ankle_m=float(data.body("talus_r").xpos[2]) - (low - SKIN_M / 2),
    )


def _specification() -> MjSpec:
    """Return the specification of myo-sim, without the warnings that its composition writes to MuJoCo's log."""
    import mujoco
    import myo_sim

    def silent(message: str) -> None:
        logging.getLogger(__name__).debug("myo_sim: %s", message)

    mujoco.set_mju_user_warning(silent)
    try:
        return myo_sim.load_spec("myofullbody")
    except (KeyError, ValueError, FileNotFoundError) as error:
        found = f"a package without it ({error})"
        raise ModelError("myo_sim with its model myofullbody", found, "install myo-sim 0.2.4 or later") from error
    finally:
        mujoco.set_mju_user_warning(None)


def _compiled(spec: MjSpec) -> MjModel:
    """Compile the specification; MuJoCo's warning about saving it to a file does not apply."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Attaching a spec", category=UserWarning)
        return spec.compile()


def _couplings(compiled: MjModel) -> dict[str, tuple[Coupling, ...]]:
    """Return the joints that follow knee and shoulder, by driver. The lumbar coupling is our own."""
    import mujoco

    couplings: dict[str, tuple[Coupling, ...]] = {}
    for equality in range(compiled.neq):
        follower, driver = int(compiled.eq_obj1id[equality]), int(compiled.eq_obj2id[equality])
        if compiled.eq_type[equality] != mujoco.mjtEq.mjEQ_JOINT or driver < 0:
            continue
        name = compiled.joint(driver).name
        if name.startswith(("knee_angle", "shoulder_elv", "elv_angle")):
            qpos, dof = int(compiled.jnt_qposadr[follower]), int(compiled.jnt_dofadr[follower])
            coefficients = tuple(float(value) for value in compiled.eq_data[equality][:5])
            coupling = Coupling(qpos, dof, float(compiled.qpos0[qpos]), coefficients)
            couplings[name] = (*couplings.get(name, ()), coupling)
    return couplings


def _lower_torso(compiled: MjModel, data: MjData, sex: Sex | None) -> None:
    """Move the sacrum and all above it so that L5/S1 has the place of Reed 1999 relative to the hip joints."""
    import mujoco

    mujoco.mj_forward(compiled, data)
    low, high = _heights(compiled, data)
    stature = high - low + SKIN_M
    behind, above = lumbosacral_place(sex)
    hip = (data.body("femur_r").xpos + data.body("femur_l").xpos) / 2
    joint = data.body("lumbar5").xpos
    # Lowering the torso also shortens the model.
    drop = (joint[2] - hip[2] - above * stature) / (1 - above)
    # The model faces -y, and the sacrum's frame is rotated within an unrotated root.
    sacrum = int(compiled.body("sacrum").id)
    compiled.body_pos[sacrum] += np.array([0.0, hip[1] + behind * (stature - drop) - joint[1], -drop])


def _heights(compiled: MjModel, data: MjData) -> tuple[float, float]:
    """Return the lowest point of the foot's bones and the highest of the skull in the reference posture, metres."""
    lowest, highest = np.inf, -np.inf
    for geom in range(compiled.ngeom):
        body = compiled.body(int(compiled.geom_bodyid[geom])).name
        if body not in {"head", "calcn_r", "toes_r"} or compiled.geom_dataid[geom] < 0:
            continue
        mesh = int(compiled.geom_dataid[geom])
        start, count = int(compiled.mesh_vertadr[mesh]), int(compiled.mesh_vertnum[mesh])
        up = data.geom_xmat[geom].reshape(3, 3)[2]
        heights = compiled.mesh_vert[start : start + count] @ up + data.geom_xpos[geom][2]
        lowest, highest = min(lowest, float(heights.min())), max(highest, float(heights.max()))
    return lowest, highest


def _add_slides(spec: MjSpec) -> None:
    """Add the joints `SLIDES` at L5/S1."""
    import mujoco

    body = spec.body("lumbar5")
    for name, axis in zip(SLIDES, np.eye(3), strict=True):
        kind = mujoco.mjtJoint.mjJNT_SLIDE
        body.add_joint(name=name, type=kind, axis=axis, limited=False, range=[-1.0, 1.0])


_BACK_BEHIND_M: Final = 0.05
"""Distance of a bar on the back behind the line of the shoulders, at their height (proposal of `biomechanics` practice:
5 cm behind C7's line)."""

_HIPS_AHEAD_M: Final = 0.09
"""Distance of a bar in the crease of the hips ahead of the hip joints (half of a pelvis's depth; an assumption)."""


def _points(compiled: MjModel, data: MjData) -> dict[str, tuple[int, FloatArray]]:
    """Return the places of loads and supports as (body, position in the body's frame, metres)."""

    def fixed(body: str, world: FloatArray) -> tuple[int, FloatArray]:
        frame = data.body(body)
        return int(compiled.body(body).id), frame.xmat.reshape(3, 3).T @ (world - frame.xpos)

    hip = (data.body("femur_r").xpos + data.body("femur_l").xpos) / 2
    shoulder = (data.body("humerus_r").xpos + data.body("humerus_l").xpos) / 2
    back = shoulder + np.array([0.0, _BACK_BEHIND_M, 0.0])
    return {
        "hand_r": fixed("thirdmc_r", data.body("thirdmc_r").xpos.copy()),
        "hand_l": fixed("thirdmc_l", data.body("thirdmc_l").xpos.copy()),
        "upper_back": fixed("torso", back),
        "hips": fixed("pelvis", hip + np.array([0.0, -_HIPS_AHEAD_M, 0.0])),
    }
