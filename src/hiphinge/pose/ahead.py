"""Working one picture ahead: a pose estimator in a thread of its own.

The nets compute outside Python's lock, so that decoding and observing go on in the caller's thread meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from types import TracebackType
from typing import Final, ParamSpec, Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.error_model import ErrorModel
from hiphinge.core.errors import PoseError
from hiphinge.core.motion import JointBias
from hiphinge.pose.estimator import LooksOnce, Pose, PoseEstimator

MAX_WAITING: Final = 2
"""Largest number of pictures that were handed over and are not finished; whoever hands over another one waits."""

_Arguments = ParamSpec("_Arguments")
_Answer = TypeVar("_Answer")


class WorkingAhead:
    """A pose estimator that works on one picture while its caller is busy with another (`WorksAhead`).

    All pictures go through one thread, in the order in which they were handed over. What the estimator raises there is
    raised where its answer is read.

    Parameters
    ----------
    estimator
        The estimator; it is closed with this one.
    """

    def __init__(self, estimator: PoseEstimator) -> None:
        self._estimator = estimator
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="pose")
        self._room = BoundedSemaphore(MAX_WAITING)
        self._closed = False

    @property
    def name(self) -> str:
        """Name and version of the model."""
        return self._estimator.name

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Measured offsets of its landmarks from joint centres."""
        return self._estimator.joint_bias

    @property
    def errors(self) -> ErrorModel | None:
        """Error model of its landmarks."""
        return self._estimator.errors

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Return the person in an RGB picture, (height, width, 3), or None; times must increase from call to call."""
        return self.begin(image, time_s)()

    def begin(self, image: NDArray[np.uint8], time_s: float) -> Callable[[], Pose | None]:
        """Hand over the next picture and return a function that waits for its pose, as `estimate` gives it."""
        return self._handed_over(self._estimator.estimate, image, time_s).result

    def look_once(self, image: NDArray[np.uint8]) -> Pose | None:
        """Return the person in one picture as `LooksOnce` does; None where the estimator cannot."""
        if not isinstance(self._estimator, LooksOnce):
            return None
        return self._handed_over(self._estimator.look_once, image).result()

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return boxes (left, top, right, bottom), pixels, of all people in one RGB picture (height, width, 3)."""
        return self._handed_over(self._estimator.people, image).result()

    def __enter__(self) -> Self:
        self._estimator.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._closed = True
        self._thread.shutdown(cancel_futures=True)
        self._estimator.__exit__(kind, error, trace)

    def _handed_over(
        self, work: Callable[_Arguments, _Answer], *arguments: _Arguments.args, **options: _Arguments.kwargs
    ) -> Future[_Answer]:
        """Return the answer to come of some work in the thread; waits while `MAX_WAITING` are unfinished."""
        if self._closed:
            raise PoseError("a pose estimator that is open", "one that was closed", "open another")
        self._room.acquire()
        answer = self._thread.submit(work, *arguments, **options)
        answer.add_done_callback(lambda _: self._room.release())
        return answer
