"""Centimetres per pixel, for lifters whose height is known."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.core.measure import Z90
from hiphinge.measures.scale import POPULATION_M, body_scale, sagittal_outlines, upright_frames
from hiphinge.result import Athlete
from tests.body_model import HEAD, HEEL, SHANK, SQUATTED, THIGH, TRUNK_M, Camera, Script, film, from_the_top

EAR_OVER_HEEL_CM = 100 * TRUNK_M * (HEAD + 1 + THIGH + SHANK - HEEL[1])
"""Height of the planar lifter's ears over the heels; the lifter is 1.75 m tall and stands nearly upright."""


@pytest.mark.parametrize("trunk_px", [60.0, 110.0])
def test_centimetres_are_those_of_the_body(trunk_px: float) -> None:
    motion = film(from_the_top(1), Camera(trunk_px=trunk_px))
    upright = upright_frames(motion)
    scale = body_scale(motion, upright, Athlete(height_m=1.75))
    assert scale is not None
    assert scale.source == "height"
    # This lifter's ears are 0.94 of the height above the heels, people's 0.91, so the scale is off by this ratio.
    assert scale.cm_per_px == pytest.approx(100 * TRUNK_M / trunk_px * 0.91 * 175 / EAR_OVER_HEEL_CM, rel=0.02)


def test_twice_the_height_in_pixels_is_half_the_centimetres() -> None:
    near, far = (film(from_the_top(1), Camera(trunk_px=size)) for size in (120.0, 60.0))
    scales = [body_scale(motion, upright_frames(motion), Athlete(height_m=1.75)) for motion in (near, far)]
    assert scales[0] is not None
    assert scales[1] is not None
    assert scales[1].cm_per_px == pytest.approx(2 * scales[0].cm_per_px, rel=1e-3)


@pytest.mark.parametrize("sex", ["f", "m", None])
def test_without_a_height_the_scale_is_that_of_the_population_and_less_certain(sex: str | None) -> None:
    motion = film(from_the_top(1))
    upright = upright_frames(motion)
    mean, _ = POPULATION_M[sex]
    known = body_scale(motion, upright, Athlete(height_m=mean))
    estimated = body_scale(motion, upright, Athlete(sex=sex))
    assert known is not None
    assert estimated is not None
    assert estimated.source == "population"
    assert estimated.cm_per_px == pytest.approx(known.cm_per_px)
    assert estimated.share_sigma > known.share_sigma
    measure = estimated.measure()
    assert measure.high - measure.low == pytest.approx(2 * Z90 * estimated.share_sigma * estimated.cm_per_px, abs=2e-4)


def test_without_upright_standing_there_is_no_scale() -> None:
    motion = film(Script.start(SQUATTED, 2.0))
    assert not upright_frames(motion).any()
    assert body_scale(motion, upright_frames(motion), Athlete(height_m=1.75)) is None


def test_a_motion_without_an_outline_has_absent_ones() -> None:
    motion = film(from_the_top(1))
    assert np.isnan(sagittal_outlines(motion)).all()
    assert len(sagittal_outlines(motion)) == len(motion)
    marked = np.zeros(len(motion), dtype=bool)
    marked[3:5] = True
    assert len(sagittal_outlines(motion, marked)) == 2
