"""The stored outline in the sagittal frame."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.outline import sagittal_outline

ABSENT = np.iinfo(np.int16).min


def test_the_outline_is_in_pixels_with_y_up() -> None:
    stored = np.array([[[16, 32], [-8, 0]]], dtype=np.int16)
    assert sagittal_outline(stored, 16.0, 1.0).tolist() == [[[1.0, -2.0], [-0.5, 0.0]]]


def test_a_lifter_who_faces_left_is_mirrored() -> None:
    stored = np.array([[[16, 32], [-8, 48]]], dtype=np.int16)
    right, left = (sagittal_outline(stored, 16.0, sign) for sign in (1.0, -1.0))
    assert left == pytest.approx(right * np.array([-1.0, 1.0]))


def test_a_frame_without_an_outline_is_absent_as_a_whole() -> None:
    stored = np.zeros((3, 4, 2), dtype=np.int16)
    stored[1] = ABSENT
    outline = sagittal_outline(stored, 16.0, 1.0)
    assert np.isnan(outline[1]).all()
    assert np.isfinite(outline[[0, 2]]).all()
