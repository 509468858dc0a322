"""The drawn figure: it bends at its joints, keeps its lengths, and its lines go through their points."""

from __future__ import annotations

import re

import numpy as np
import pytest

from hiphinge.core.measure import FloatArray
from hiphinge.report import figure
from hiphinge.report.figure import ANKLE, GRIP, HIP, KNEE, SHOULDER, Stance

HEAD = (5.0, 178.0)
DEEP = Stance(shank_deg=8, thigh_deg=-30, pelvis_deg=60, lumbar_deg=25, neck_deg=10)


def lean_deg(low: FloatArray, high: FloatArray) -> float:
    dx, dy = high - low
    return float(np.degrees(np.arctan2(dx, dy)))


def change_deg(low: tuple[float, float], high: tuple[float, float], stance: Stance) -> float:
    rest = lean_deg(np.array(low), np.array(high))
    return lean_deg(figure.point(low, stance), figure.point(high, stance)) - rest


def test_standing_changes_nothing() -> None:
    for name in ("body", "arm"):
        points = np.array(figure.view("side")[name])
        placed = figure.posed(points, Stance()) if name == "body" else figure.arm(points, Stance())
        assert placed == pytest.approx(points)


def test_feet_stay_on_the_floor() -> None:
    sole = np.array([[-5.0, 0.3], [18.0, 0.1]])
    assert figure.posed(sole, DEEP) == pytest.approx(sole)


def test_segments_turn_by_the_angles_of_the_stance() -> None:
    assert change_deg(ANKLE, KNEE, DEEP) == pytest.approx(8.0)
    assert change_deg(KNEE, HIP, DEEP) == pytest.approx(-30.0)
    ribs = ((-4.0, 130.0), (4.0, 135.0))
    assert change_deg(*ribs, DEEP) == pytest.approx(60 + 25), "the thorax turns by pelvis and low back together"
    skull = ((0.0, 165.0), (4.0, 175.0))
    assert change_deg(*skull, DEEP) == pytest.approx(60 + 25 - 10)


def test_a_pelvis_alone_turns_the_trunk_about_the_hip() -> None:
    turn = np.radians(30.0)
    away = np.array(HEAD) - HIP
    turned = (
        HIP[0] + away[0] * np.cos(turn) + away[1] * np.sin(turn),
        HIP[1] + away[1] * np.cos(turn) - away[0] * np.sin(turn),
    )
    assert figure.point(HEAD, Stance(pelvis_deg=30)) == pytest.approx(turned)


def test_bones_keep_their_lengths() -> None:
    for low, high in ((ANKLE, KNEE), (KNEE, HIP)):
        rest = np.hypot(*(np.array(high) - low))
        assert np.hypot(*(figure.point(high, DEEP) - figure.point(low, DEEP))) == pytest.approx(rest)


@pytest.mark.parametrize("stance", [Stance(), DEEP, Stance(pelvis_deg=-85, thigh_deg=-85)])
def test_arms_hang_whatever_the_trunk_does(stance: Stance) -> None:
    shoulder = figure.point(SHOULDER, stance)
    hand = figure.arm(np.array([GRIP]), stance)[0]
    assert hand - shoulder == pytest.approx(np.array(GRIP) - SHOULDER)


def test_an_arm_swings_forward_where_positive() -> None:
    hand = figure.arm(np.array([GRIP]), Stance(arm_deg=90))[0]
    assert hand[0] - SHOULDER[0] == pytest.approx(SHOULDER[1] - GRIP[1], abs=3.0)
    assert abs(hand[1] - SHOULDER[1]) < 4.0


@pytest.mark.parametrize("closed", [True, False])
def test_a_line_goes_through_its_points(*, closed: bool) -> None:
    points = np.array([[0.0, 0.0], [10.0, 3.0], [12.0, 9.0], [4.0, 12.0]])
    numbers = np.array([float(number) for number in re.findall(r"-?\d+\.?\d*", figure.path(points, closed=closed))])
    corners = numbers.reshape(-1, 2)
    through = corners[np.r_[0, 3 : len(corners) : 3]] * [1, -1]
    wanted = np.concatenate([points, points[:1]]) if closed else points
    assert through == pytest.approx(wanted)


def test_dense_keeps_the_given_points() -> None:
    points = np.array(figure.view("side")["body"])
    assert figure.dense(points, 4)[::4] == pytest.approx(points)


def test_the_view_from_behind_is_the_same_on_both_sides() -> None:
    outline = figure.whole(np.array(figure.view("back")["body"]))
    mirrored = {(round(-x, 6) + 0.0, round(y, 6)) for x, y in outline}
    assert mirrored == {(round(x, 6) + 0.0, round(y, 6)) for x, y in outline}


@pytest.mark.parametrize("name", ["side", "back"])
def test_every_muscle_lies_within_the_body(name: figure.ViewName) -> None:
    import cv2

    drawn = figure.view(name)
    outline = np.array(drawn["body"], dtype=np.float64)
    body = figure.dense(figure.whole(outline) if name == "back" else outline).astype(np.float32)
    for muscle, points in drawn["muscles"].items():
        for x, y in points:
            inside = cv2.pointPolygonTest(body.reshape(-1, 1, 2), (float(x), float(y)), True)  # noqa: FBT003
            assert inside > -0.3, f"{muscle} at {x}, {y}"
