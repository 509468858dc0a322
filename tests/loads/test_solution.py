"""Loads of whole lifts: standing, trends of the literature, bad input."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture, outside
from hiphinge.loads.solution import LiftLoads, LoadCase, lift_loads
from tests.loads.lifts import held, hinge


def loads_of(model: Model, posture: Posture, load: ExternalLoad | None = None, *, supported: bool = False) -> LiftLoads:
    return lift_loads(model, size_of(model, 1.78, 80.0), posture, LoadCase(load, supported))


def compression(model: Model, load_kg: float = 0.0) -> float:
    loads = loads_of(model, Posture.of(), ExternalLoad(load_kg))
    return float(loads.curves["l5s1_compression_n"][0])


def test_standing_compresses_as_measured(man: Model) -> None:
    # Pressure of 0.43 to 0.50 MPa (Sato 1999, Wilke 1999) on 14 to 18 cm2 of disc, by two thirds.
    assert 350 < compression(man) < 700


def test_rounding_gives_passive_tissue_a_part(man: Model) -> None:
    straight = loads_of(
        man, Posture.of(pelvic_tilt=60, lumbar_flexion=8, knee_flexion=20, shoulder=70), ExternalLoad(20.0)
    )
    rounded = loads_of(
        man, Posture.of(pelvic_tilt=23, lumbar_flexion=45, knee_flexion=20, shoulder=70), ExternalLoad(20.0)
    )
    assert straight.curves["passive_share"][0] < 0.03
    assert 0.15 < rounded.curves["passive_share"][0] < 0.5
    assert rounded.demand["erector_spinae"][0] < straight.demand["erector_spinae"][0]
    # At the same trunk the compression is similar: passive tissue pulls where muscles do not.
    ratio = rounded.curves["l5s1_compression_n"] / straight.curves["l5s1_compression_n"]
    assert 0.8 < ratio[0] < 1.2


def test_a_hinge_loads_the_hamstrings_and_a_squat_the_quadriceps(man: Model) -> None:
    loads = loads_of(man, held(), ExternalLoad(20.0))
    assert loads.demand["hamstrings"][2] > 1.5 * loads.demand["gluteus_maximus"][2]
    assert loads.demand["quadriceps"][4] > 4 * loads.demand["quadriceps"][2]
    assert loads.demand["erector_spinae"][2] > 0.3


def test_heavier_is_more_at_the_same_posture(man: Model) -> None:
    light, heavy = (loads_of(man, held(), ExternalLoad(kg)) for kg in (20.0, 40.0))
    assert (heavy.curves["l5s1_compression_n"] > light.curves["l5s1_compression_n"]).all()
    assert (heavy.demand["erector_spinae"] > light.demand["erector_spinae"]).all()


def test_shear_pushes_forward_in_lifts(man: Model) -> None:
    loads = loads_of(man, held(), ExternalLoad(20.0)).curves
    assert (loads["l5s1_shear_n"] > 0).all()
    assert (loads["l5s1_shear_n"][1:] < 0.4 * loads["l5s1_compression_n"][1:]).all()


def test_frames_beyond_the_range_are_absent(man: Model) -> None:
    time, posture = hinge()
    broken = replace(posture, knee_flexion_deg=posture.knee_flexion_deg.copy())
    broken.knee_flexion_deg[40:44] = np.nan
    broken.knee_flexion_deg[60] = 150.0
    loads = lift_loads(man, size_of(man, 1.78, 80.0), broken, LoadCase(), time)
    absent = np.isnan(loads.curves["l5s1_moment_nm"])
    assert np.flatnonzero(absent).tolist() == [40, 41, 42, 43, 60]
    assert np.isnan(loads.demand["hamstrings"]).tolist() == absent.tolist()


def test_unknown_postures_have_unknown_loads(man: Model) -> None:
    posture = Posture.of(3, knee_flexion=np.full(3, np.nan))
    assert outside(posture).all()
    loads = lift_loads(man, size_of(man, 1.78, 80.0), posture, LoadCase())
    assert all(np.isnan(curve).all() for curve in (*loads.curves.values(), *loads.demand.values()))


def test_blocks_do_not_change_the_result(man: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    time, posture = hinge()
    size, task = size_of(man, 1.78, 80.0), LoadCase(ExternalLoad(20.0))
    whole = lift_loads(man, size, posture, task, time)
    monkeypatch.setattr("hiphinge.loads.solution.BLOCK", 25)
    parts = lift_loads(man, size, posture, task, time)
    for name, curve in whole.curves.items():
        assert parts.curves[name] == pytest.approx(curve, rel=1e-6, abs=1e-6)
    assert parts.reactions.pressure_m == pytest.approx(whole.reactions.pressure_m)


def test_a_movement_is_continuous(man: Model) -> None:
    time, posture = hinge()
    loads = lift_loads(man, size_of(man, 1.78, 80.0), posture, LoadCase(ExternalLoad(20.0)), time)
    inner = loads.curves["l5s1_compression_n"][3:-3]
    assert np.abs(np.diff(inner)).max() < 0.12 * inner.max()
    deepest = int(np.argmax(inner)) + 3
    assert 0.3 < time[deepest] / time[-1] < 0.7
