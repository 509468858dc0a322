"""The picture of the peak: the posture of that frame, and the lever of the weight."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.measure import Curve, Measure
from hiphinge.core.quantities import of_group
from hiphinge.report.figure import ANKLE, L5S1, SHOULDER, point
from hiphinge.report.page import load_scene
from hiphinge.report.table import FrameTable, read
from hiphinge.result import HandPlace, LoadBasis
from tests.report.loaded import make_basis, make_loaded


def table_at(**angles: float) -> FrameTable:
    """Return a table of one frame."""

    def curve(value: float) -> Curve:
        return Curve(*(np.array([value + shift]) for shift in (0.0, -1.0, 1.0)))

    blank = read(make_loaded(repetitions=1))
    curves = {name: curve(angles.get(name, np.nan)) for name in blank.curves}
    curves |= {quantity.key: curve(1000.0) for quantity in of_group("load")}
    return FrameTable(np.array([1.0]), curves, [None])


def test_the_posture_is_that_of_the_frame() -> None:
    at = load_scene.moment(read(make_loaded()), 6.5, make_basis())
    assert at is not None
    assert at.bend_known
    assert (at.stance.shank_deg, at.stance.thigh_deg) == pytest.approx((4.0, -18.0), abs=0.1)
    assert (at.stance.pelvis_deg, at.stance.lumbar_deg) == pytest.approx((55.0, 22.0), abs=0.1)


def test_a_back_whose_bend_is_not_known_is_drawn_straight() -> None:
    table = table_at(shank_deg=4, knee_flexion_deg=20, trunk_lean_deg=70)
    at = load_scene.moment(table, 1.0, make_basis())
    assert at is not None
    assert not at.bend_known
    assert (at.stance.pelvis_deg, at.stance.lumbar_deg) == (70.0, 0.0)


def test_legs_hidden_for_a_moment_are_between_those_that_were_seen() -> None:
    table = read(make_loaded())
    knee = table.curves["knee_flexion_deg"]
    hidden = replace(table, curves={**table.curves, "knee_flexion_deg": knee.masked(np.arange(len(table)) == 195)})
    at, seen = (load_scene.moment(rows, 6.5, make_basis()) for rows in (hidden, table))
    assert at is not None
    assert seen is not None
    assert (at.legs_seen, seen.legs_seen) == (False, True)
    assert at.stance.thigh_deg == pytest.approx(seen.stance.thigh_deg, abs=0.5)


@pytest.mark.parametrize("missing", ["shank_deg", "knee_flexion_deg", "trunk_lean_deg"])
def test_no_posture_is_made_up(missing: str) -> None:
    angles = {"shank_deg": 4.0, "knee_flexion_deg": 20.0, "trunk_lean_deg": 70.0}
    assert load_scene.moment(table_at(**{**angles, missing: np.nan}), 1.0, make_basis()) is None


@pytest.mark.parametrize("where", ["hands", "back"])
def test_the_lever_reaches_from_disc_to_weight(where: str) -> None:
    basis: LoadBasis = make_basis(where=where)
    at = load_scene.moment(read(make_loaded()), 6.5, basis)
    assert at is not None
    weight = load_scene.weight_at(basis, at.stance)
    assert weight is not None
    drawn = load_scene.scene(at, basis)
    levers = re.findall(r'<line class="lever" x1="([-\d.]+)" y1="7" x2="([-\d.]+)" y2="7"/>', drawn)
    assert [float(x) for x in levers[0]] == pytest.approx([point(L5S1, at.stance)[0], weight[0]], abs=0.06)
    assert "60 kg" in drawn


def test_hands_are_where_they_were_seen() -> None:
    hands = HandPlace(horizontal_cm=Measure(25, 20, 30), height_cm=Measure(30, 28, 32))
    basis = make_basis()
    at = load_scene.moment(read(make_loaded()), 6.5, basis, hands)
    assert at is not None
    weight = load_scene.weight_at(basis, at.stance)
    assert weight is not None
    shoulder, wanted = point(SHOULDER, at.stance), np.array([ANKLE[0] + 25, 30])
    drawn, target = weight - shoulder, wanted - shoulder
    turn = np.degrees(np.arctan2(*drawn) - np.arctan2(*target))
    assert turn == pytest.approx(0.0, abs=3.0), "the arm points at them"


def test_without_a_weight_there_is_no_lever() -> None:
    basis = make_basis(where="none", load_kg=0.0)
    at = load_scene.moment(read(make_loaded()), 6.5, basis)
    assert at is not None
    drawn = load_scene.scene(at, basis)
    assert "lever" not in drawn
    assert "kg" not in drawn
