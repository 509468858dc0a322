"""Videos that lie on their side: found, turned and said; people who lie are left lying."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from numpy.typing import NDArray

import hiphinge as hh
from hiphinge.core.body import LANDMARKS, pair
from hiphinge.pose.estimator import Pose
from hiphinge.pose.factory import open_estimator
from hiphinge.pose.lifter import TURNED, look_around
from hiphinge.pose.upright import LYING_DEG, STANDING_DEG, Sight, best_turn, quarters_to_upright
from hiphinge.recordings.recording import Recording
from hiphinge.recordings.stream import Frame
from tests.motions import DEMO, motion_of

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
SURE, UNSURE = Sight(0.2, 5.0), Sight(0.6, 85.0)


def seen(*doubts: float, legs: tuple[float, float, float, float] = (85.0, 5.0, 95.0, 175.0)) -> list[list[Sight]]:
    return [[Sight(doubt, leg) for doubt, leg in zip(doubts, legs, strict=True)]] * 3


@pytest.mark.parametrize("turn", [1, 2, 3])
def test_the_way_in_which_the_lifter_is_seen_clearly_better_is_chosen(turn: int) -> None:
    doubts = [0.6] * 4
    doubts[turn] = 0.2
    assert best_turn(seen(*doubts)) == turn


def test_a_small_difference_turns_nothing() -> None:
    assert best_turn(seen(0.2, 0.19, 0.6, 0.6)) == 0
    assert best_turn(seen(0.3, 0.25, 0.6, 0.6)) == 0
    assert best_turn(seen(0.9, 0.5, 0.9, 0.9)) == 0, "nobody is seen well in any way"
    assert best_turn(seen(0.6, 0.3, 0.31, 0.6)) == 0, "two ways are alike"
    assert best_turn(seen(1.0, 1.0, 1.0, 1.0)) == 0


def test_legs_that_lay_and_stand_need_less() -> None:
    doubts = (0.38, 0.25, 0.6, 0.6)
    assert best_turn(seen(*doubts)) == 1
    assert best_turn(seen(*doubts, legs=(LYING_DEG - 1, 5.0, 95.0, 175.0))) == 0
    assert best_turn(seen(*doubts, legs=(85.0, STANDING_DEG + 1, 95.0, 175.0))) == 0


def test_one_picture_of_three_decides_nothing() -> None:
    one = [Sight(1.0, float("nan")), SURE, UNSURE, UNSURE]
    usual = [SURE, UNSURE, UNSURE, UNSURE]
    assert best_turn([one, usual, usual]) == 0
    assert quarters_to_upright([], lambda _: None) == 0


def test_a_sure_look_at_the_middle_picture_is_enough() -> None:
    calls = []

    def look(image: NDArray[np.uint8]) -> Pose | None:
        calls.append(image)
        return standing()

    picture = np.zeros((8, 6, 3), dtype=np.uint8)
    assert quarters_to_upright([picture] * 3, look) == 0
    assert len(calls) == 1
    assert Sight.of(standing()).leg_deg == 0.0
    assert Sight.of(None).doubt == 1.0


def standing() -> Pose:
    position = np.zeros((len(LANDMARKS), 2), dtype=np.float32)
    position[list(pair("ankle"))] = (0.0, 100.0)
    return Pose(position, np.full(len(LANDMARKS), 0.9, dtype=np.float32))


def sideways(recording: Path, quarters: int, folder: Path, *, mirrored: bool = False) -> Path:
    """Write every third picture of a recording turned counterclockwise, with nothing that says so."""
    path = folder / f"{recording.stem}-{quarters}{mirrored}.mp4"
    with Recording(recording) as source, source.frames() as frames, av.open(str(path), "w") as container:
        images = _turned(frames, quarters, mirrored=mirrored)
        time_s, first = next(images)
        stream = container.add_stream("libx264", rate=30, options={"crf": "20", "g": "12"})
        stream.height, stream.width = (side // 2 * 2 for side in first.shape[:2])
        stream.time_base = Fraction(1, 90000)
        for at, image in ((time_s, first), *images):
            cut = np.ascontiguousarray(image[: stream.height, : stream.width])
            frame = av.VideoFrame.from_ndarray(cut, format="rgb24")
            frame.pts, frame.time_base = round(at * 90000), Fraction(1, 90000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def _turned(
    frames: Iterator[Frame],
    quarters: int,
    *,
    mirrored: bool,
) -> Iterator[tuple[float, NDArray[np.uint8]]]:
    for frame in frames:
        if frame.index % 3:
            continue
        image = np.rot90(frame.image, quarters)
        yield frame.time_s, np.asarray(image[:, ::-1] if mirrored else image)


def quarters_of(recording: Path) -> int:
    with Recording(recording) as source, open_estimator() as estimator:
        return look_around(source, estimator).quarters


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_the_bundled_clip_is_turned_back_from_every_side(tmp_path: Path, quarters: int) -> None:
    assert quarters_of(sideways(DEMO, quarters, tmp_path)) == 4 - quarters


def test_a_clip_on_its_side_is_analysed_as_the_upright_one_and_the_warning_says_so(tmp_path: Path) -> None:
    motion = hh.open_motion(sideways(DEMO, 1, tmp_path))
    upright, there = hh.analyze(motion), hh.analyze(motion_of())
    assert motion.source.quarters == 3
    assert TURNED[3] in upright.quality.warnings
    assert (motion.source.width_px, motion.source.height_px) == (
        motion_of().source.width_px,
        motion_of().source.height_px,
    )
    assert motion.source.facing == motion_of().source.facing
    assert upright.exercise.name == there.exercise.name
    assert len(upright.repetitions) == len(there.repetitions)


def test_a_transposed_clip_is_turned_too(tmp_path: Path) -> None:
    assert quarters_of(sideways(DEMO, 1, tmp_path, mirrored=True)) % 2 == 1


def test_an_upright_clip_is_not_turned() -> None:
    assert motion_of().source.quarters == 0
    assert not set(TURNED.values()) & set(motion_of().source.warnings)


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not beside this checkout")
@pytest.mark.parametrize(
    "name", ["nd_glute_bridges", "wan_glute-bridge", "wan_sit-ups", "kai_pushup_inc", "pal_hip_thrust"]
)
def test_people_who_lie_are_not_stood_up(name: str) -> None:
    assert quarters_of(REAL / f"{name}.mp4") == 0


@pytest.mark.skipif(not REAL.is_dir(), reason="the real recordings are not beside this checkout")
@pytest.mark.parametrize("name", ["han_squats", "cat_RDL", "juri_deadlift"])
def test_people_who_stand_are_stood_up_from_either_side(name: str, tmp_path: Path) -> None:
    for quarters in (0, 1, 3):
        assert quarters_of(sideways(REAL / f"{name}.mp4", quarters, tmp_path)) == -quarters % 4
