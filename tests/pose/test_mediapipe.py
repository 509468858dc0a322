"""MediaPipe behind the protocol: what it may not do, and its outline."""

from __future__ import annotations

import os

import cv2
import numpy as np
import pytest

from hiphinge.core.motion import OUTLINE_SCALE
from hiphinge.pose.estimator import OUTLINE_VERTICES, estimator
from hiphinge.pose.mediapipe import NOWHERE, PROXY_VARIABLES, outline_of


def test_nothing_is_reported_while_it_is_open_and_the_environment_is_left_as_it_was(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    with estimator() as pose:
        assert all(os.environ[name] == NOWHERE for name in PROXY_VARIABLES)
        assert pose.estimate(np.zeros((64, 64, 3), dtype=np.uint8), 0.0) is None
    assert os.environ["https_proxy"] == "http://proxy.example:3128"
    assert "http_proxy" not in os.environ


def test_the_outline_goes_evenly_round_the_largest_body() -> None:
    mask = np.zeros((200, 300), dtype=np.float32)
    cv2.circle(mask, (150, 100), 60, 1.0, -1)
    cv2.circle(mask, (20, 20), 8, 1.0, -1)
    outline = outline_of(mask)
    assert outline is not None
    assert outline.shape == (OUTLINE_VERTICES, 2)
    points = outline / OUTLINE_SCALE
    np.testing.assert_allclose(np.hypot(*(points - [150, 100]).T), 60.0, atol=1.0)
    steps = np.hypot(*np.diff(np.vstack([points, points[:1]]), axis=0).T)
    assert steps.max() < 1.3 * steps.mean()


def test_an_empty_mask_has_no_outline() -> None:
    assert outline_of(np.zeros((20, 20), dtype=np.float32)) is None
