"""The muscles of the model: pairs, groups and strengths."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.loads.model import Model
from hiphinge.loads.muscles import GLUTEAL_LEVER_M, GLUTEAL_STEP_DEG, GROUPS, TRUNK, TRUNK_STRENGTH


def test_muscles_are_pairs_in_groups(man: Model) -> None:
    known = man.muscles
    assert len(set(known.names)) == len(known.names) > 130
    assert set(known.group) == set(range(len(GROUPS)))
    assert "psoas" not in known.names
    assert (known.strength > 0).all()


def test_no_group_is_empty_and_no_muscle_is_in_two(man: Model) -> None:
    assert set(man.muscles.group.tolist()) == set(range(len(GROUPS)))
    for name in man.muscles.names:
        assert sum(f"{name}_r_tendon".startswith(prefixes) for prefixes in GROUPS.values()) == 1


def test_only_trunk_and_lumbar_psoas_are_raised(man: Model) -> None:
    groups = list(GROUPS)
    gains = {
        int(man.compiled.actuator_trnid[i][0]): float(man.compiled.actuator_gainprm[i][2])
        for i in range(man.compiled.nu)
    }
    own = np.array([gains[index] for index in man.muscles.right.tolist()])
    for name, group, factor in zip(man.muscles.names, man.muscles.group, man.muscles.strength / own, strict=True):
        raised = groups[group] in TRUNK or name.startswith("Ps_")
        assert factor == pytest.approx(TRUNK_STRENGTH if raised else 1.0)


def test_the_fascicles_that_carry_on_are_those_of_the_lumbar_psoas(man: Model) -> None:
    carried = {name for name, carries in zip(man.muscles.names, man.muscles.carried_on, strict=True) if carries}
    assert carried
    assert all(name.startswith("Ps_") for name in carried)
    names = [man.compiled.tendon(index).name for index in man.muscles.psoas]
    assert names == ["psoas_r_tendon", "psoas_l_tendon"]


def test_levers_of_the_gluteus_are_given_from_0_to_120_degrees() -> None:
    for levers in GLUTEAL_LEVER_M.values():
        assert GLUTEAL_STEP_DEG * (len(levers) - 1) == 120.0
        assert all(0.01 < lever < 0.08 for lever in levers)
