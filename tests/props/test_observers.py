"""Observers of a recording: of the drill's prop, or of a barbell's plate."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.props import DRILLS, DrillName
from hiphinge.props.observers import observers_for
from hiphinge.props.plate_observer import PLATE
from hiphinge.props.rod_observer import ROD
from hiphinge.props.wall_observer import WALL


@pytest.mark.parametrize(("drill", "names"), [(None, [PLATE]), ("wall", [WALL]), ("dowel", [ROD])])
def test_each_drill_has_the_observer_of_its_prop(drill: DrillName | None, names: list[str]) -> None:
    assert [observer.name for observer in observers_for(drill)] == names


@pytest.mark.parametrize("drill", [None, *DRILLS])
def test_pictures_without_a_person_are_accepted(drill: DrillName | None) -> None:
    for observer in observers_for(drill):
        for number in range(3):
            observer.observe(np.zeros((4, 6, 3), dtype=np.uint8), number / 30, None)
        assert observer.observation() is not None
    assert observers_for(drill)[0] is not observers_for(drill)[0], "two recordings share an observer"
