"""An estimator in a thread of its own: the order of its answers, how far it may be behind, its errors and its end."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from types import TracebackType
from typing import Self

import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import LANDMARKS
from hiphinge.core.error_model import JOINTS
from hiphinge.core.errors import PoseError
from hiphinge.core.motion import JointBias
from hiphinge.pose.ahead import MAX_WAITING, WorkingAhead
from hiphinge.pose.estimator import Pose, WorksAhead
from hiphinge.pose.follow import follow
from tests.body_model import FakeEstimator, film, from_the_top, seen_as

PATIENCE_S = 30.0
MARKS = len(LANDMARKS)


class Counting:
    """An estimator whose pose is the number that the picture shows; it stops at each picture until it is let go on."""

    name = "counting 1"
    joint_bias: Mapping[str, JointBias] = {"hip": JointBias(0.1, 0.2)}
    errors = JOINTS

    def __init__(self, *, stopped: bool = False) -> None:
        self.go_on = threading.Event()
        self.threads: set[int] = set()
        self.finished: list[int] = []
        self.entered = self.closed = False
        if not stopped:
            self.go_on.set()

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        assert self.go_on.wait(PATIENCE_S)
        self.threads.add(threading.get_ident())
        number = int(image[0, 0, 0])
        if number == 0:
            raise ValueError("nothing to count")
        self.finished.append(number)
        return Pose(np.full((MARKS, 2), number, dtype=np.float32), np.full(MARKS, time_s, dtype=np.float32))

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        self.threads.add(threading.get_ident())
        return [(0.0, 0.0, float(image.shape[1]), float(image.shape[0]))]

    def __enter__(self) -> Self:
        self.entered = True
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.closed = True


def picture(number: int) -> NDArray[np.uint8]:
    return np.full((3, 4, 3), number, dtype=np.uint8)


def number_of(pose: Pose | None) -> int:
    assert pose is not None
    return int(pose.position[0, 0])


@contextmanager
def in_the_background(work: threading.Thread) -> Iterator[None]:
    work.start()
    try:
        yield
    finally:
        work.join(PATIENCE_S)
        assert not work.is_alive()


def test_it_works_ahead_and_passes_on_what_the_estimator_is() -> None:
    inner = Counting()
    with WorkingAhead(inner) as pose:
        assert isinstance(pose, WorksAhead)
        assert inner.entered
        assert pose.name == "counting 1"
        assert pose.joint_bias == {"hip": JointBias(0.1, 0.2)}
        assert pose.errors is JOINTS
        assert pose.people(picture(1)) == [(0.0, 0.0, 4.0, 3.0)]
        estimated = pose.estimate(picture(7), 0.5)
        assert number_of(estimated) == 7
        assert estimated is not None
        assert estimated.confidence[0] == 0.5


def test_pictures_are_worked_on_in_order_in_one_other_thread() -> None:
    inner = Counting()
    with WorkingAhead(inner) as pose:
        answers = [pose.begin(picture(number), float(number)) for number in range(1, 9)]
        assert [number_of(answer()) for answer in reversed(answers)] == list(range(8, 0, -1))
        assert [number_of(answer()) for answer in answers] == list(range(1, 9)), "an answer can be read once only"
        pose.people(picture(1))
    assert inner.finished == list(range(1, 9))
    assert len(inner.threads) == 1
    assert threading.get_ident() not in inner.threads


def test_no_more_pictures_wait_than_may() -> None:
    inner = Counting(stopped=True)
    with WorkingAhead(inner) as pose:
        first = [pose.begin(picture(number), float(number)) for number in range(1, MAX_WAITING + 1)]
        one_more = threading.Thread(target=lambda: first.append(pose.begin(picture(9), 9.0)))
        with in_the_background(one_more):
            one_more.join(0.2)
            assert one_more.is_alive(), "it did not wait"
            inner.go_on.set()
        assert [number_of(answer()) for answer in first] == [*range(1, MAX_WAITING + 1), 9]


def test_an_exception_is_raised_where_its_answer_is_read() -> None:
    with WorkingAhead(Counting()) as pose:
        answers = [pose.begin(picture(number), float(number)) for number in (1, 0, 2)]
        assert number_of(answers[0]()) == 1
        with pytest.raises(ValueError, match="nothing to count"):
            answers[1]()
        assert number_of(answers[2]()) == 2, "the pictures after it are lost"
        with pytest.raises(ValueError, match="nothing to count"):
            pose.estimate(picture(0), 3.0)


def test_leaving_ends_the_thread_and_closes_the_estimator() -> None:
    inner = Counting()
    with WorkingAhead(inner) as pose:
        pose.estimate(picture(1), 0.0)
        (thread,) = (thread for thread in threading.enumerate() if thread.ident in inner.threads)
        assert thread.is_alive()
    assert inner.closed
    assert not thread.is_alive()
    for use in (lambda: pose.begin(picture(1), 1.0), lambda: pose.people(picture(1))):
        with pytest.raises(PoseError, match="open another"):
            use()


def test_pictures_that_still_wait_are_dropped_when_it_is_left() -> None:
    inner = Counting(stopped=True)
    pose = WorkingAhead(inner)
    for number in range(1, MAX_WAITING + 1):
        pose.begin(picture(number), float(number))
    with in_the_background(threading.Thread(target=pose.__exit__, args=(None, None, None))):
        inner.go_on.set()
    assert inner.closed
    assert inner.finished[:1] in ([1], [])
    assert len(inner.finished) <= MAX_WAITING


def test_a_recording_followed_ahead_gives_the_same_motion() -> None:
    from hiphinge.recordings.stream import Frame, VideoInfo

    motion = film(from_the_top(1))
    info = VideoInfo("clip.mp4", "video", 400, 300, 30.0, None, None)
    frames = [
        Frame(index, float(time), np.zeros((300, 400, 3), dtype=np.uint8)) for index, time in enumerate(motion.time_s)
    ]
    fake = FakeEstimator(seen_as(motion, "right"), motion.time_s)
    plain = follow(frames, info, fake)
    with WorkingAhead(fake) as pose:
        ahead = follow(frames, info, pose)
    np.testing.assert_array_equal(ahead.position, plain.position)
    np.testing.assert_array_equal(ahead.time_s, plain.time_s)
    assert fake.closed
