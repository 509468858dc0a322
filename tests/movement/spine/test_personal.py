"""Other clips of the same athlete: upright standing, and the maximum flexion of the low back."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve, FloatArray
from hiphinge.core.motion import Motion
from hiphinge.movement.spine import Spine, Standing, max_flexion_of, spine_from_source, standing_of
from hiphinge.movement.view import CameraView
from tests.body_model import Camera, film, from_the_top

STOOD = Standing(np.zeros(3), np.zeros(5))
MOTION = film(from_the_top(1))
FRAMES = len(MOTION)
DEPTH = (1 - np.cos(np.linspace(0, 2 * np.pi, FRAMES))) / 2


def bent(pelvis: float, lumbar: float, standing: Standing | None = STOOD) -> Spine:
    """Return a bend to the toes whose low back flexes by `lumbar`, degrees, known to 3°."""

    def curve(values: FloatArray) -> Curve:
        return Curve(values, values - 3.0, values + 3.0)

    curves = {"pelvic_tilt_deg": curve(pelvis * DEPTH), "lumbar_flexion_deg": curve(lumbar * DEPTH)}
    return replace(spine_from_source(curves), measured=False, standing=standing)


def replace_estimator(monkeypatch: pytest.MonkeyPatch, *spines: Spine) -> list[Standing | None]:
    """Replace the estimator by one that returns the spines in turn; return the list of standings passed to it."""
    standings: list[Standing | None] = []
    left = list(spines)

    def estimate(_motion: Motion, _view: CameraView, *, standing: Standing | None = None) -> Spine:
        standings.append(standing)
        return left.pop(0)

    monkeypatch.setattr("hiphinge.movement.spine.personal.estimate_spine", estimate)
    return standings


def test_standing_is_that_of_the_clip(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_estimator(monkeypatch, bent(0.0, 0.0))
    assert standing_of(MOTION) is STOOD


def test_a_clip_without_standing_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    replace_estimator(monkeypatch, bent(0.0, 0.0, None))
    with pytest.raises(RecordingError) as caught:
        standing_of(MOTION)
    assert "no upright standing in 'lifter.mp4'" in caught.value.found
    assert "upright and still" in caught.value.remedy


@pytest.mark.parametrize("read", [standing_of, max_flexion_of])
def test_a_clip_without_outline_or_side_view_is_refused(read: object) -> None:
    assert callable(read)
    with pytest.raises(RecordingError, match="outline"):
        read(MOTION)
    with pytest.raises(RecordingError, match=r"lifter\.mp4"):
        read(film(from_the_top(1), Camera(yaw_deg=80.0)))


def test_the_maximum_is_that_of_the_deepest_bend(monkeypatch: pytest.MonkeyPatch) -> None:
    standings = replace_estimator(monkeypatch, bent(60.0, 45.0))
    maximum = max_flexion_of(MOTION)
    assert maximum.value == pytest.approx(44.5, abs=1.0)
    assert (maximum.low, maximum.high) == pytest.approx((maximum.value - 3, maximum.value + 3), abs=0.1)
    assert standings == [None]


def test_the_given_standing_is_used_only_where_the_clip_shows_none(monkeypatch: pytest.MonkeyPatch) -> None:
    standings = replace_estimator(monkeypatch, bent(60.0, 45.0))
    max_flexion_of(MOTION, STOOD)
    assert standings == [None]
    standings = replace_estimator(monkeypatch, bent(60.0, 30.0, None), bent(60.0, 45.0))
    assert max_flexion_of(MOTION, STOOD).value > 40
    assert standings == [None, STOOD]
    replace_estimator(monkeypatch, bent(60.0, 45.0, None))
    with pytest.raises(RecordingError, match="a clip of quiet standing") as caught:
        max_flexion_of(MOTION)
    assert caught.value.arguments == ("standing",)


@pytest.mark.parametrize(("pelvis", "lumbar"), [(20.0, 25.0), (80.0, 10.0), (0.0, 0.0)])
def test_a_bend_that_is_no_toe_touch_is_refused(monkeypatch: pytest.MonkeyPatch, pelvis: float, lumbar: float) -> None:
    replace_estimator(monkeypatch, bent(pelvis, lumbar))
    with pytest.raises(RecordingError, match="touching the toes"):
        max_flexion_of(MOTION)


def test_a_back_that_was_never_seen_has_no_maximum(monkeypatch: pytest.MonkeyPatch) -> None:
    blank = bent(60.0, 45.0)
    hidden = {name: curve.masked(np.ones(FRAMES, dtype=bool)) for name, curve in blank.curves.items()}
    replace_estimator(monkeypatch, replace(blank, curves=hidden))
    with pytest.raises(RecordingError, match="touching the toes"):
        max_flexion_of(MOTION)
