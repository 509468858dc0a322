"""The request: the folder of the results, the arguments kept, and what is refused before anything is read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.pipeline.request import Request
from hiphinge.pose.factory import DEFAULT_ESTIMATOR
from hiphinge.recordings.recording import Recording


@pytest.mark.parametrize(
    ("recording", "folder"),
    [
        ("clips/deadlift.mp4", "deadlift-hinge"),
        ("clips/", "clips-hinge"),
        (".", "recording-hinge"),
        (3, "camera-3-hinge"),
    ],
)
def test_results_are_named_after_the_recording(recording: str | int, folder: str) -> None:
    assert Request(recording).target == Path(folder)
    assert Request(Recording(recording)).target == Path(folder)
    assert Request(recording, Path("there")).target == Path("there")


def test_only_what_was_given_is_kept() -> None:
    kept = Request("a.mp4").arguments()
    assert kept == {"recording": "a.mp4", "video": True, "estimator": DEFAULT_ESTIMATOR}
    assert Request(Recording("a.mp4"), drill="wall", heel_cm=12.0).arguments() == kept | {
        "drill": "wall",
        "heel_cm": 12.0,
    }


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"exercise": "plank"}, "exercise"),
        ({"drill": "plank"}, "a drill among wall, dowel"),
        ({"duration_s": 0.0}, "a length to analyse above 0 s"),
        ({"duration_s": -1.0}, "-1 s"),
        ({"duration_s": float("nan")}, "nan s"),
        ({"load_kg": -1.0}, "load"),
        ({"load_kg": float("nan")}, "load"),
        ({"heel_cm": 500.0}, "heel"),
        ({"heel_cm": 15.0, "wall_x_px": 80.0}, "one of them"),
    ],
)
def test_impossible_options_are_refused(options: dict[str, Any], words: str) -> None:
    with pytest.raises(ArgumentError, match=words):
        Request("a.mp4", **options).check()
