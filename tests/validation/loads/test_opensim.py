"""Our body as OpenSim's: what is written; where OpenSim is installed, that both find the same moments and levers."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from validation.loads.opensim import runs
from validation.loads.opensim.body import JOINTS, coordinates, write
from validation.loads.opensim.runs import COORDINATES, inverse_dynamics, opensim, static_optimisation, table

from hiphinge.core.errors import MissingExtraError
from hiphinge.loads.dynamics import ROWS, ExternalLoad, solve
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.muscles import GLUTEAL_LEVER_M
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.static_optimization import share
from tests.loads.lifts import held, hinge

HERE = importlib.util.find_spec("opensim") is not None
wanted = pytest.mark.skipif(not HERE, reason="needs the extra opensim")


def test_the_file_holds_the_whole_body(man: Model, tmp_path: Path) -> None:
    size = size_of(man, 1.78, 80.0)
    root = ET.parse(write(man, size, tmp_path / "body.osim", ExternalLoad(20.0))).getroot()  # noqa: S314  (just written)
    masses = [float(mass.text or "nan") for mass in root.iter("mass")]
    assert sum(masses) == pytest.approx(100.0, abs=0.01)
    assert len(masses) == len(JOINTS) + 1
    assert len(list(root.iter("PathActuator"))) == len(man.muscles.names)
    strengths = [float(force.text or "nan") for force in root.iter("optimal_force")]
    assert strengths == pytest.approx(2 * man.muscles.strength * size.strength, rel=1e-9)
    named = {coordinate.get("name") for coordinate in root.iter("Coordinate")}
    assert set(coordinates(man, size, states(man, held()))) == named


def test_coordinates_are_the_curves(man: Model) -> None:
    size = size_of(man, 1.78, 80.0)
    found = coordinates(man, size, states(man, Posture.of(pelvic_tilt=30.0, lumbar_flexion=20.0, knee_flexion=40.0)))
    assert np.degrees(found["pelvis_tilt"]) == pytest.approx([30.0])
    assert sum(np.degrees(found[name]) for name in COORDINATES if name in found) == pytest.approx([-20.0])
    assert np.degrees(found["knee_cap_r"]) == pytest.approx([40.0])
    assert found["pelvis_ty"][0] < 0


def test_a_table_is_read_back(tmp_path: Path) -> None:
    time_s = np.array([0.0, 0.1, 0.2])
    table(tmp_path / "a.sto", time_s, {"one": time_s**2, "two": -time_s})
    found = runs._read(tmp_path / "a.sto")
    assert list(found) == ["time", "one", "two"]
    assert found["one"] == pytest.approx(time_s**2)


def test_without_opensim_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "opensim", None)
    with pytest.raises(MissingExtraError, match=r"hiphinge\[opensim\]"):
        opensim()


@wanted
def test_opensim_finds_the_same_moments(man: Model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    size, load = size_of(man, 1.78, 80.0), ExternalLoad(20.0)
    time_s, posture = hinge(rate_hz=100.0)
    moving = states(man, posture, time_s)
    theirs = inverse_dynamics(man, size, moving, time_s, load, tmp_path)
    ours = solve(man, size, moving, load, muscles=False).moments_nm
    inner = slice(30, -30)  # programs differentiate in ways of their own at the ends
    for row, apart in (("flex_extension", 0.01), ("L1_L2_FE", 0.01), ("hip", 0.01), ("knee", 0.02), ("ankle", 0.02)):
        i = ROWS.index(row)
        assert np.abs(theirs - ours)[inner, i].max() < apart * np.abs(ours[:, i]).max()
    assert list((tmp_path / "here").iterdir()) == []


@wanted
def test_opensim_finds_the_same_levers(man: Model, tmp_path: Path) -> None:
    package = opensim()
    size = size_of(man, 1.78, 80.0)
    body = package.Model(str(write(man, size, tmp_path / "body.osim")))
    state = body.initSystem()
    moving = states(man, held())
    ours = solve(man, size, moving).arms_m / 2
    known = body.getCoordinateSet()
    checked = [(i, COORDINATES[row]) for i, row in enumerate(ROWS) if row != "sheath"]
    for frame in (0, 2, 4):
        for name, curve in coordinates(man, size, moving).items():
            known.get(name).setValue(state, float(curve[frame]), False)  # noqa: FBT003  (OpenSim takes it so)
        body.realizePosition(state)
        for pair, muscle in enumerate(man.muscles.names):
            if muscle in GLUTEAL_LEVER_M:
                continue
            actuator = package.PathActuator.safeDownCast(body.getForceSet().get(muscle))
            path = package.GeometryPath.safeDownCast(actuator.updPath())
            for row, (name, sign) in checked:
                theirs = sign * path.computeMomentArm(state, known.get(name))
                assert theirs == pytest.approx(ours[frame, row, pair], abs=1e-3), (muscle, name)


@wanted
def test_opensim_shares_alike(man: Model, tmp_path: Path) -> None:
    size, load = size_of(man, 1.78, 80.0), ExternalLoad(20.0)
    time_s, posture = hinge(rate_hz=4.0)
    moving = states(man, posture, time_s)
    theirs = static_optimisation(man, size, moving, time_s, load, tmp_path)
    found = solve(man, size, moving, load)
    ours = share(found.arms_m, found.moments_nm, man.muscles.strength * size.strength).activation
    back = np.array([name.startswith(("IL_", "LTp", "MF_")) for name in man.muscles.names])
    assert np.abs(theirs.activation - ours)[4:-4, back].max() < 0.05
    assert theirs.seconds > 0
