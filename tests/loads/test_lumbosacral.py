"""The reaction at L5/S1 along and across the disc, and passive tissue's share of the moment."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.loads.dynamics import Dynamics, ExternalLoad, solve
from hiphinge.loads.lumbosacral import (
    DISC_SHARE,
    FULL_FLEXION_DEG,
    PASSIVE_ARM_M,
    PASSIVE_FULL_NM,
    borne,
    loads,
    muscular,
    passive_moment,
)
from hiphinge.loads.model import LUMBAR, Model, size_of
from hiphinge.loads.posture import states
from tests.loads.lifts import held


@pytest.fixture(scope="module")
def dynamics(man: Model) -> Dynamics:
    return solve(man, size_of(man, 1.78, 80.0), states(man, held()), ExternalLoad(20.0))


def test_passive_moment_is_the_published_one() -> None:
    flexion = np.array([-10.0, 0.0, FULL_FLEXION_DEG / 2, FULL_FLEXION_DEG])
    moments = passive_moment(flexion, "m")
    assert moments[:2].tolist() == [0.0, 0.0]
    assert moments[2] == pytest.approx(0.12 * PASSIVE_FULL_NM["m"], rel=0.02)
    assert moments[3] == pytest.approx(PASSIVE_FULL_NM["m"])


@pytest.mark.parametrize("sex", ["f", "m", None])
def test_tissue_bears_nothing_upright_or_extended_and_more_the_further_it_is_bent(sex: str | None) -> None:
    flexion = np.array([-20.0, 0.0, 13.0, 26.0, 39.0, 52.0])
    moments = passive_moment(flexion, sex)  # type: ignore[arg-type]
    assert moments[:2].tolist() == [0.0, 0.0]
    assert (np.diff(moments[1:]) > 0).all()
    assert (np.diff(moments[1:], 2) > 0).all()
    assert moments[-1] == pytest.approx(PASSIVE_FULL_NM[sex])  # type: ignore[index]


def test_tissue_bears_no_more_than_the_net_moment(dynamics: Dynamics) -> None:
    frames = len(dynamics.moments_nm)
    required = dynamics.moments_nm[:, : len(LUMBAR)].min(axis=1)
    assert borne(dynamics, np.full(frames, 1e4)) == pytest.approx(np.maximum(required, 0.0))
    assert borne(dynamics, np.zeros(frames)) == pytest.approx(np.zeros(frames))


def test_the_passive_moment_is_subtracted_from_the_muscles_moment_only(dynamics: Dynamics) -> None:
    tissue = borne(dynamics, np.full(len(dynamics.moments_nm), 30.0))
    left = muscular(dynamics, tissue)
    lumbar = len(LUMBAR)
    assert left[:, :lumbar] + tissue[:, None] == pytest.approx(dynamics.moments_nm[:, :lumbar])
    assert left[:, lumbar:] == pytest.approx(dynamics.moments_nm[:, lumbar:])


def test_the_reaction_has_the_same_size_for_every_slope_of_the_disc(dynamics: Dynamics) -> None:
    posture, frames = held(), len(held())
    force = np.full((frames, dynamics.pull_n.shape[2]), 10.0)
    sizes = []
    for slope in (20.0, 40.0):
        joint = loads(dynamics, force, np.zeros(frames), posture.pelvic_tilt_deg, posture.lumbar_flexion_deg, slope)
        sizes.append(np.hypot(joint.compression_n, joint.shear_n))
        assert (joint.passive_share == 0).all()
    assert sizes[0] == pytest.approx(sizes[1])


def test_a_flatter_disc_turns_shear_into_compression(dynamics: Dynamics) -> None:
    posture, frames = held(), len(held())
    force = np.zeros((frames, dynamics.pull_n.shape[2]))
    flat, steep = (
        loads(dynamics, force, np.zeros(frames), posture.pelvic_tilt_deg, posture.lumbar_flexion_deg, slope)
        for slope in (5.0, 45.0)
    )
    assert flat.shear_n[0] < steep.shear_n[0]
    assert flat.compression_n[0] > steep.compression_n[0]


def test_tissue_that_pulls_compresses_by_its_lever(dynamics: Dynamics) -> None:
    posture, frames = held(), len(held())
    force, tissue = np.zeros((frames, dynamics.pull_n.shape[2])), np.full(frames, 20.0)
    without, pulled = (
        loads(dynamics, force, bears, posture.pelvic_tilt_deg, posture.lumbar_flexion_deg)
        for bears in (np.zeros(frames), tissue)
    )
    more = pulled.compression_n - without.compression_n
    assert more == pytest.approx((1 - DISC_SHARE) * tissue / PASSIVE_ARM_M)
    assert pulled.shear_n == pytest.approx(without.shear_n)
    assert pulled.passive_share[2] == pytest.approx(20.0 / pulled.moment_nm[2])
