from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from hiphinge.loads.anthropometry import Sex, lumbosacral_place, segment_masses
from hiphinge.loads.model import LUMBAR, Model, build, size_of


def test_lumbar_shares_sum_to_1() -> None:
    assert sum(LUMBAR.values()) == pytest.approx(1.0)


@pytest.mark.parametrize("sex", ["f", None])
def test_masses_are_those_of_the_table(sex: Sex | None) -> None:
    model = build(sex)
    expected = segment_masses(model.mass_kg, sex)
    compiled = model.compiled
    thigh = compiled.body("femur_r").mass[0] + compiled.body("patella_r").mass[0]
    assert thigh == pytest.approx(expected["thigh"])
    assert compiled.body("sacrum").mass[0] + compiled.body("pelvis").mass[0] == pytest.approx(expected["pelvis"])
    # L5 carries head, thorax and arms.
    below, above = [model.body("lumbar5")], 0.0
    for body in range(compiled.nbody):
        if int(compiled.body_parentid[body]) in below:
            below.append(body)
    above = float(compiled.body_mass[below].sum())
    limbs = 2 * (expected["arm"] + expected["forearm"] + expected["hand"])
    assert above == pytest.approx(expected["head"] + expected["thorax"] + limbs, rel=1e-3)


def test_lumbosacral_joint_is_where_it_was_measured(man: Model) -> None:
    import mujoco

    data = mujoco.MjData(man.compiled)
    mujoco.mj_kinematics(man.compiled, data)
    hip = (data.body("femur_r").xpos + data.body("femur_l").xpos) / 2
    behind, above = lumbosacral_place("m")
    off = data.body("lumbar5").xpos - hip
    assert off[1] == pytest.approx(behind * man.stature_m, abs=1e-3)
    assert off[2] == pytest.approx(above * man.stature_m, abs=1e-3)
    shoulder = (data.body("humerus_r").xpos + data.body("humerus_l").xpos) / 2
    assert (shoulder - hip)[2] / man.stature_m == pytest.approx(0.296, abs=0.015)


def test_sizes_scale_by_their_dimensions(man: Model) -> None:
    size = size_of(man, 2 * man.stature_m, 3 * man.mass_kg)
    assert (size.force, size.moment) == pytest.approx((6.0, 12.0))


def test_building_writes_no_warnings(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)  # where MuJoCo would keep a log
    build()
    assert capfd.readouterr() == ("", "")
    assert list(tmp_path.iterdir()) == []


def test_joints_are_the_ones_named(man: Model) -> None:
    assert all(name in man.dof for name in LUMBAR)
    assert np.isfinite(man.stature_m)
    assert 1.5 < man.stature_m < 1.9
