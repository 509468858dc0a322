"""Identities of inverse dynamics."""

from __future__ import annotations

import copy
from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ROWS, Dynamics, ExternalLoad, _Frame, solve
from hiphinge.loads.model import GRAVITY, Model, Size, size_of
from hiphinge.loads.muscles import GLUTEAL_LEVER_M
from hiphinge.loads.posture import Posture, States, states
from tests.loads.lifts import held, hinge
from validation.loads import planar


def solved(model: Model, posture: Posture, load: ExternalLoad | None = None, mass: float = 80.0) -> Dynamics:
    return solve(model, size_of(model, 1.78, mass), states(model, posture), load)


def test_forward_dynamics_gives_the_acceleration_back(man: Model) -> None:
    import mujoco

    time, posture = hinge()
    moving = states(man, posture, time)
    size = size_of(man, 1.78, 80.0)
    frame = _Frame.of(man, size, ExternalLoad(20.0), supported=False)
    compiled = copy.copy(man.compiled)
    compiled.opt.gravity[:] = [0.0, 0.0, -GRAVITY / size.length]
    compiled.dof_armature[:] = 0.0
    flags = mujoco.mjtDisableBit
    off = (flags.mjDSBL_CONSTRAINT, flags.mjDSBL_SPRING, flags.mjDSBL_DAMPER, flags.mjDSBL_ACTUATION)
    compiled.opt.disableflags |= sum(int(flag) for flag in off)
    data = mujoco.MjData(compiled)
    for i in (10, 30, 55):
        joints, floor = frame.generalised(moving, i)
        # Nothing remains at the root except the difference of the model's left and right.
        assert joints[[1, 2, 3]] == pytest.approx(np.zeros(3), abs=1e-6)
        assert joints[[0, 4, 5]] == pytest.approx(np.zeros(3), abs=0.5)
        data.qpos[:], data.qvel[:] = moving.qpos[i], moving.qvel[i]
        mujoco.mj_fwdPosition(compiled, data)
        mujoco.mj_fwdVelocity(compiled, data)
        applied = joints.copy()
        vertical, forward, pressure, _ = floor
        ankle = (data.body("talus_r").xpos + data.body("talus_l").xpos) / 2
        for side in "rl":
            heel = data.body(f"calcn_{side}")
            point = np.array([heel.xpos[0], ankle[1] - pressure, ankle[2] - man.ankle_m])
            push = np.array([0.0, -forward / 2, vertical / 2])
            mujoco.mj_applyFT(compiled, data, push, np.zeros(3), point, heel.id, applied)
        for body, place, mass in frame.points:
            jacobian, rate = np.zeros((3, compiled.nv)), np.zeros((3, compiled.nv))
            point = data.xpos[body] + data.xmat[body].reshape(3, 3) @ place
            mujoco.mj_jac(compiled, data, jacobian, None, point, body)
            mujoco.mj_jacDot(compiled, data, rate, None, point, body)
            held_back = mass * (jacobian @ moving.qacc[i] + rate @ moving.qvel[i] - compiled.opt.gravity)
            mujoco.mj_applyFT(compiled, data, -held_back, np.zeros(3), point, body, applied)
        data.qfrc_applied[:] = applied
        mujoco.mj_forward(compiled, data)
        assert data.qacc == pytest.approx(moving.qacc[i], abs=1e-4)


def test_floor_bears_the_weight(man: Model) -> None:
    dynamics = solved(man, held(), ExternalLoad(20.0))
    assert dynamics.reactions.vertical_n == pytest.approx(np.full(6, 100 * GRAVITY), rel=1e-9)
    assert dynamics.reactions.forward_n == pytest.approx(np.zeros(6), abs=1e-6)


def test_moving_weight_is_borne_by_the_floor(man: Model) -> None:
    time, posture = hinge()
    size = size_of(man, 1.78, 80.0)
    dynamics = solve(man, size, states(man, posture, time), ExternalLoad(20.0), muscles=False)
    # The mean force over a movement that ends as it started is the weight.
    assert dynamics.reactions.vertical_n.mean() == pytest.approx(100 * GRAVITY, rel=0.005)
    assert dynamics.reactions.vertical_n.std() > 5


def test_double_mass_double_moment(man: Model) -> None:
    single, double = solved(man, held(), ExternalLoad(10.0)), solved(man, held(), ExternalLoad(20.0), mass=160.0)
    assert double.moments_nm == pytest.approx(2 * single.moments_nm, rel=1e-9, abs=1e-9)


def test_stature_scales_lengths(man: Model) -> None:
    moving = states(man, held())
    short = solve(man, size_of(man, 1.5, 80.0), moving, ExternalLoad(20.0))
    tall = solve(man, size_of(man, 1.8, 80.0), moving, ExternalLoad(20.0))
    assert tall.moments_nm == pytest.approx(1.2 * short.moments_nm, rel=1e-9, abs=1e-9)
    assert tall.arms_m == pytest.approx(1.2 * short.arms_m, rel=1e-9, abs=1e-12)
    assert tall.bare_n == pytest.approx(short.bare_n, rel=1e-9, abs=1e-9)


def test_scaled_gravity_is_exact_in_movement(man: Model) -> None:
    # A body larger by a ratio in every direction and slower by its root makes the same movement.
    time, posture = hinge()
    ratio = 1.3
    base, large = size_of(man, 1.5, 80.0), size_of(man, 1.5 * ratio, 80.0)
    here = solve(man, base, states(man, posture, time), muscles=False)
    there = solve(man, large, states(man, posture, time * np.sqrt(ratio)), muscles=False)
    assert there.moments_nm == pytest.approx(ratio * here.moments_nm, rel=1e-6, abs=1e-6)


def test_left_and_right_bear_the_same(man: Model) -> None:
    frame = _Frame.of(man, Size(1.0, 1.0, 1.0), ExternalLoad(20.0), supported=False)
    moving = states(man, held())
    for i in range(6):
        joints, _ = frame.generalised(moving, i)
        for name in ("hip_flexion", "knee_angle", "ankle_angle"):
            assert joints[man.dof[f"{name}_r"]] == pytest.approx(joints[man.dof[f"{name}_l"]], rel=0.01, abs=0.3)


def test_static_levers(man: Model) -> None:
    # A weight on the back of a body held still adds its lever at every joint.
    import mujoco

    size = size_of(man, 1.78, 80.0)
    moving = states(man, held())
    more = solve(man, size, moving, ExternalLoad(30.0, "upper_back")).moments_nm - solve(man, size, moving).moments_nm
    data = mujoco.MjData(man.compiled)
    body, place = man.points["upper_back"]
    for i in range(6):
        data.qpos[:] = moving.qpos[i]
        mujoco.mj_kinematics(man.compiled, data)
        bar = data.xpos[body] + data.xmat[body].reshape(3, 3) @ place
        for row, anchor in (("flex_extension", "flex_extension"), ("hip", "hip_flexion_r")):
            joint = data.xanchor[man.compiled.joint(anchor).id]
            lever = -(bar - joint)[1] * size.length
            assert more[i, ROWS.index(row)] == pytest.approx(30 * GRAVITY * lever, rel=0.01, abs=0.5)


def test_two_routes_agree_on_net_moments(man: Model) -> None:
    dynamics = solved(man, held(), ExternalLoad(20.0))
    other = planar.top_down(held(), 1.78, 80.0, "m", 20.0)
    straight = np.array([True, True, True, False, True, True])  # the planar trunk does not bend between its ends
    for row, curve, apart in (
        ("flex_extension", other.l5s1_moment_nm, 15.0),
        ("hip", other.hip_moment_nm, 15.0),
        ("knee", other.knee_moment_nm, 25.0),
        ("ankle", other.ankle_moment_nm, 15.0),
    ):
        assert np.abs(dynamics.moment(row) - curve)[straight].max() < apart


def test_signs_are_those_of_the_conventions(man: Model) -> None:
    dynamics = solved(man, held(), ExternalLoad(20.0))
    assert (dynamics.moment("flex_extension")[1:] > 50).all()
    assert (dynamics.moment("hip")[1:] > 50).all()
    knee = dynamics.moment("knee")
    assert knee[2] < -50  # a hinge loads the knee flexors
    assert knee[4] > 50  # a squat loads the extensors


def test_moment_arms_are_changes_of_length(man: Model) -> None:
    import mujoco

    moving = states(man, held())
    size = Size(1.0, 1.0, 1.0)
    frame = _Frame.of(man, size, None, supported=False)
    frame.forces(moving, 2)
    arms, _ = frame.muscles(moving, 2)
    data = mujoco.MjData(man.compiled)

    def lengths(bend: float) -> FloatArray:
        data.qpos[:] = moving.qpos[2]
        data.qpos[[man.qpos["hip_flexion_r"], man.qpos["hip_flexion_l"]]] += bend
        mujoco.mj_fwdPosition(man.compiled, data)
        return np.array(data.ten_length, dtype=np.float64)

    change = (lengths(1e-4) - lengths(-1e-4)) / 2e-4
    muscles = man.muscles
    pairs = change[muscles.right] + change[muscles.left]
    psoas = change[list(muscles.psoas)].sum()
    expected = pairs + np.where(muscles.carried_on, psoas, 0.0)
    gluteus = np.isin(muscles.names, list(GLUTEAL_LEVER_M))
    hip = arms[ROWS.index("hip")]
    assert hip[~gluteus] == pytest.approx(expected[~gluteus], abs=2e-4)
    assert (hip[gluteus] >= expected[gluteus] - 2e-4).all()


def test_bench_and_feet_share_the_weight(man: Model) -> None:
    lying = Posture.of(pelvic_tilt=-90.0, knee_flexion=100.0)
    dynamics = solve(man, size_of(man, 1.78, 80.0), states(man, lying), ExternalLoad(60.0, "hips"), supported=True)
    floor = dynamics.reactions
    assert floor.vertical_n + floor.support_n == pytest.approx([140 * GRAVITY], rel=1e-9)
    assert 0.3 < floor.support_n[0] / (140 * GRAVITY) < 0.7
    assert dynamics.moment("hip")[0] > 100
    assert floor.believable[0]


def test_pressure_beyond_the_toes_is_not_believed(man: Model) -> None:
    dynamics = solved(man, held(), ExternalLoad(80.0))
    assert dynamics.reactions.believable[0]
    assert not dynamics.reactions.believable[2]


def test_velocity_products_matter(man: Model) -> None:
    time, posture = hinge(seconds=1.0)
    size = size_of(man, 1.78, 80.0)
    moving = states(man, posture, time)
    still = replace(moving, qvel=np.zeros_like(moving.qvel))
    assert isinstance(still, States)
    fast, slow = solve(man, size, moving, muscles=False), solve(man, size, still, muscles=False)
    assert np.abs(fast.moments_nm - slow.moments_nm).max() > 5


def test_slightly_hyperextended_knees_are_followed(man: Model) -> None:
    # Clipped at 0 their acceleration would jump whenever the lifter stands with straight knees.
    time = np.arange(0.0, 2.0, 0.01)
    moving = states(man, Posture.of(time.size, knee_flexion=3.0 * np.sin(2 * np.pi * time)), time)
    size = size_of(man, 1.78, 80.0)
    vertical = solve(man, size, moving, muscles=False).reactions.vertical_n[10:-10]
    assert np.degrees(moving.qpos[:, man.qpos["knee_angle_r"]].min()) == pytest.approx(-3.0, abs=0.01)
    assert np.abs(np.diff(vertical)).max() < 0.01 * 80 * GRAVITY
