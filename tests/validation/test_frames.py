"""Frames marked by eye: whole, inside their pictures, and scored as a ruler would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from validation.frames.__main__ import Errors, bend_deg
from validation.frames.marks import MARKS, POINTS, Mark, marked_frames


def test_all_frames_have_all_points() -> None:
    frames = marked_frames()
    assert len(frames) == 248
    assert len({frame.clip for frame in frames}) == 30
    assert sum(frame.second is not None for frame in frames) >= 55
    for frame in frames:
        assert set(frame.first) == set(POINTS)
        assert frame.trunk_px > 10.0
        for mark in frame.first.values():
            assert np.isfinite(mark.place).all() == (mark.seen != "outside")


def test_marks_hold_coordinates_only() -> None:
    head = MARKS.read_text(encoding="utf-8").splitlines()[0]
    assert head == "frame_id,clip,frame,time_s,width,height,marker,point,x,y,seen"


def test_marks_of_oneself_have_no_error_and_a_moved_point_has_its_distance() -> None:
    frame = next(frame for frame in marked_frames() if all(mark.seen == "visible" for mark in frame.first.values()))
    errors = Errors()
    errors.add(frame, frame.first)
    assert {off for offs in errors.points.values() for off in offs} == {0.0}
    assert errors.angles["knee"] == [0.0]
    moved = frame.first | {
        "ear": replace(frame.first["ear"], place=frame.first["ear"].place + np.array([0.0, frame.trunk_px]))
    }
    errors.add(frame, moved)
    assert errors.points["ear", "visible"] == pytest.approx([0.0, 100.0])
    errors.add(frame, None)
    assert errors.missing == 1
    assert errors.row("somebody").startswith("| somebody | 1 |")


def test_a_straight_leg_has_no_bend_and_a_square_one_ninety_degrees() -> None:
    points = {"hip": (0.0, 0.0), "knee": (0.0, 1.0), "ankle": (0.0, 2.0), "toe": (1.0, 1.0)}
    marks = {name: Mark(np.array(place), "visible") for name, place in points.items()}
    assert bend_deg(marks, ("hip", "knee", "ankle")) == pytest.approx(0.0)
    assert abs(bend_deg(marks, ("hip", "knee", "toe"))) == pytest.approx(90.0)
