"""A pose estimator in a process of its own: pictures go in through a pipe, poses come back through another.

What a native library does to its process then stays there. MediaPipe writes log lines past Python to the screen, and it
reports its use to its maker a minute after a landmarker was opened and again when one is closed, without a setting
against it. Here its process has an environment of its own, in which every proxy is a port of this machine on which
nothing listens, and a standard error of its own, of which the last lines are kept in case it crashes. Nothing of the
process that asks is changed.
"""

from __future__ import annotations

import importlib
import os
import pickle
import queue
import signal
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from io import BufferedReader
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import IO, Any, Final, Self, cast

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import PoseError
from hiphinge.core.motion import JointBias
from hiphinge.pose.estimator import Pose

NOWHERE: Final = "http://127.0.0.1:9"
_PROXIES: Final = ("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
OFFLINE: Final = MappingProxyType(dict.fromkeys(_PROXIES, NOWHERE) | dict.fromkeys(("no_proxy", "NO_PROXY"), ""))
"""Variables that leave a library which honours proxies nowhere to connect to, and no host that is excepted."""

STOP_S: Final = 5.0
"""Time given to a worker to end by itself, seconds."""

WATCH_S: Final = 1.0
"""How often a worker looks whether the process that started it is still there, seconds."""

KEPT_LINES: Final = 20

PIPE_BYTES: Final = 2**20
"""Room in the pipe of the pictures, where the system lets us choose (Linux): most of one goes in without waiting."""

MAX_AHEAD: Final = 2
"""Pictures handed over whose answers nobody has read yet: so few answers always fit into the smallest pipe."""

# -P keeps modules of the current folder from being taken for those of the installation.
_BOOT: Final = """
import signal
signal.signal(signal.SIGINT, signal.SIG_IGN)
import importlib, pickle, sys
sys.path[:], worker = pickle.load(sys.stdin.buffer)
importlib.import_module(worker).serve()
"""


class EstimatorProcess:
    """The `PoseEstimator` that a process of its own runs; it ends with this one, however this one ends.

    The process starts at once and is waited for when it is first asked something. Several threads may use it; they wait
    for each other. Whatever is asked raises `PoseError` where the estimator cannot be made, fails, or has crashed.

    Parameters
    ----------
    module
        Name of the module that makes the estimator.
    factory
        Name of the class or function there; it is called with `model`.
    model
        The model file.

    Raises
    ------
    PoseError
        If the process cannot be started.
    """

    def __init__(self, module: str, factory: str, model: Path | None = None) -> None:
        self._lock = threading.Lock()
        self._about: tuple[str, Mapping[str, JointBias]] | None = None
        self._unread: deque[_Answer] = deque()
        self._last_words: deque[str] = deque(maxlen=KEPT_LINES)
        self._process = _started()
        self._stop = weakref.finalize(self, _stopped, self._process, os.getpid())
        self._listener = threading.Thread(
            target=_listen, args=(cast("IO[bytes]", self._process.stderr), self._last_words), daemon=True
        )
        self._listener.start()
        with suppress(BrokenPipeError):  # whoever asks first is told why
            _send(self._process, (list(sys.path), __name__), (os.getpid(), module, factory, model))

    @property
    def name(self) -> str:
        """Name and version of the model."""
        return self._made()[0]

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Measured offsets of its landmarks from joint centres."""
        return self._made()[1]

    @property
    def pid(self) -> int:
        """Number of the process that it runs in."""
        return self._process.pid

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """The person in an RGB picture of shape (height, width, 3), or None. Times must increase from call to call."""
        return self.begin(image, time_s)()

    def begin(self, image: NDArray[np.uint8], time_s: float) -> Callable[[], Pose | None]:
        """Hand over the next picture and return a function that waits for its pose, as `estimate` gives it."""
        answer = self._handed(("estimate", image.shape, time_s), image)
        return lambda: cast("Pose | None", self._read(answer))

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Boxes (left, top, right, bottom) in pixels of all people seen in one RGB picture (height, width, 3)."""
        return cast("list[tuple[float, float, float, float]]", self._read(self._handed(("people", image.shape), image)))

    def close(self) -> None:
        """End the process; afterwards the estimator cannot be used."""
        with self._lock:
            if self._about is None:
                self._process.kill()  # it may be busy with starting for a second, and nobody has asked for anything
            self._stop()
        self._listener.join(STOP_S)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _made(self) -> tuple[str, Mapping[str, JointBias]]:
        """Name and joint bias, when the estimator is there; known from then on, also when it is closed."""
        if self._about is not None:
            return self._about
        with self._exchange():
            return self._greeted()

    def _handed(self, request: tuple[object, ...], image: NDArray[np.uint8]) -> _Answer:
        """Hand over a request, of which the picture is a part; waits for the estimator to be made before."""
        with self._exchange():
            self._greeted()
            while len(self._unread) >= MAX_AHEAD:
                self._hear()
            _send(self._process, request, image=image)
            answer = _Answer()
            self._unread.append(answer)
            return answer

    def _read(self, answer: _Answer) -> object:
        """The answer to a request, once it is there."""
        if answer.words is None:
            with self._exchange():
                while answer.words is None:
                    self._hear()
        return _of(answer.words)

    @contextmanager
    def _exchange(self) -> Iterator[None]:
        """Speak with the process alone; what goes wrong there is a `PoseError`."""
        with self._lock:
            if not self._stop.alive:
                raise PoseError("a pose estimator that is open", "one that was closed or has crashed", "open another")
            try:
                yield
            except (OSError, EOFError, pickle.UnpicklingError) as error:
                raise self._crash() from error
            except PoseError:
                raise
            except BaseException:
                # An answer that nobody waits for any more would be taken for that to the next request.
                self._process.kill()
                self._stop()
                raise

    def _greeted(self) -> tuple[str, Mapping[str, JointBias]]:
        """Name and joint bias, which the process sends first."""
        if self._about is None:
            self._about = _of(_load(self._process))
        return self._about

    def _hear(self) -> None:
        """Read the next answer of the process, which is that to the oldest request."""
        words = _load(self._process)
        self._unread.popleft().words = words

    def _crash(self) -> PoseError:
        """The error that says how the process ended; what is left of it is taken away."""
        self._stop()
        self._listener.join(STOP_S)
        status = self._process.returncode
        how = f"status {status}" if status >= 0 else f"signal {-status} ({signal.strsignal(-status)})"
        said = f"; its last words: {self._last_words[-1]}" if self._last_words else ""
        return PoseError("the pose estimator to answer", f"that its process ended with {how}{said}", _REMEDY)


class _Answer:
    """The reply to one request: whether it succeeded, and its result or the error."""

    words: tuple[bool, Any] | None = None


_REMEDY: Final = "try again, and if that does not help, check the installation"


def _started() -> subprocess.Popen[bytes]:
    pipe = subprocess.PIPE
    try:
        process = subprocess.Popen(  # noqa: S603  (this Python, our own words)
            [sys.executable, "-P", "-c", _BOOT], stdin=pipe, stdout=pipe, stderr=pipe, env={**os.environ, **OFFLINE}
        )
    except OSError as error:
        raise PoseError("to start a process for the pose estimator", f"that it failed ({error})", _REMEDY) from error
    if sys.platform == "linux":
        import fcntl

        with suppress(OSError):  # a user may have too many large pipes already
            fcntl.fcntl(cast("IO[bytes]", process.stdin), fcntl.F_SETPIPE_SZ, PIPE_BYTES)
    return process


def _load(process: subprocess.Popen[bytes]) -> tuple[bool, Any]:
    """The next words of a process."""
    return cast("tuple[bool, Any]", pickle.load(cast("IO[bytes]", process.stdout)))  # noqa: S301  (our own process)


def _of(words: tuple[bool, Any]) -> Any:  # noqa: ANN401  (what the estimator's methods return)
    """The result that an answer holds; `PoseError` where it says what was wrong."""
    done, result = words
    if not done:
        raise PoseError("a pose estimator that works", str(result), _REMEDY)
    return result


def _send(
    process: subprocess.Popen[bytes], *requests: tuple[object, ...], image: NDArray[np.uint8] | None = None
) -> None:
    into = cast("IO[bytes]", process.stdin)
    for request in requests:
        pickle.dump(request, into)
    if image is not None:
        into.write(np.ascontiguousarray(image, dtype=np.uint8).data.cast("B"))
    into.flush()


def _stopped(process: subprocess.Popen[bytes], owner: int) -> None:
    """End a worker: by asking, then by force. A fork of the process that owns it leaves it alone."""
    if os.getpid() != owner:
        return
    with suppress(OSError):
        pickle.dump(None, cast("IO[bytes]", process.stdin))
    with suppress(OSError):
        cast("IO[bytes]", process.stdin).close()
    try:
        process.wait(STOP_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    cast("IO[bytes]", process.stdout).close()


def _listen(stream: IO[bytes], lines: deque[str]) -> None:
    """Keep the last lines of a stream until it ends."""
    with stream:
        for line in stream:
            if line.strip():
                lines.append(line.decode(errors="replace").strip())


def serve() -> None:
    """Be the worker: read requests from standard input, answer on standard output, until there are no more."""
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a native library prints must not get among the answers
    requests = sys.stdin.buffer
    try:
        owner, module, factory, model = pickle.load(requests)  # noqa: S301  (from the process that started this one)
        threading.Thread(target=_end_with, args=(owner,), daemon=True).start()
        works, estimator = _tried(lambda: getattr(importlib.import_module(module), factory)(model))
        _reply(replies, (works, (estimator.name, dict(estimator.joint_bias)) if works else estimator))
        waiting: queue.Queue[tuple[Any, ...] | None] = queue.Queue(1)
        threading.Thread(target=_read_ahead, args=(requests, waiting), daemon=True).start()
        while works and (request := waiting.get()) is not None:
            method, *arguments = request
            _reply(replies, _tried(getattr(estimator, method), *arguments))
    except (EOFError, BrokenPipeError):
        pass  # whoever asked is gone
    except BaseException:  # noqa: BLE001  (the last words)
        traceback.print_exc()
        os._exit(1)
    # At once, without closing the estimator: MediaPipe would try to report its use once more.
    os._exit(0)


def _read_ahead(requests: IO[bytes], waiting: queue.Queue[tuple[Any, ...] | None]) -> None:
    """Put method, picture and other arguments of each request into a queue, and None when there are no more."""
    try:
        while (request := pickle.load(requests)) is not None:  # noqa: S301  (from the process that started this one)
            method, shape, *others = request
            waiting.put((method, _read_picture(requests, shape), *others))
    except EOFError:
        pass  # whoever asked is gone
    except BaseException:  # noqa: BLE001  (the last words)
        traceback.print_exc()
        os._exit(1)
    waiting.put(None)


def _tried(work: Callable[..., Any], *arguments: object) -> tuple[bool, Any]:
    """Whether some work could be done, and its result or what was wrong."""
    try:
        return True, work(*arguments)
    except Exception as error:  # noqa: BLE001  (whatever it is, whoever asked is told)
        return False, f"{type(error).__name__}: {error}"


def _reply(replies: IO[bytes], answer: tuple[bool, Any]) -> None:
    pickle.dump(answer, replies)
    replies.flush()


def _read_picture(requests: IO[bytes], shape: tuple[int, ...]) -> NDArray[np.uint8]:
    image = np.empty(shape, dtype=np.uint8)
    if cast("BufferedReader", requests).readinto(image.data.cast("B")) < image.nbytes:
        raise EOFError
    return image


def _end_with(owner: int) -> None:
    """End this process when the one that started it is gone, even if somebody else still holds the pipe open."""
    parent = os.getppid()  # the owner, or a script that stands between and starts Python for it
    while os.name != "posix" or (os.getppid() == parent and _exists(owner)):
        time.sleep(WATCH_S)
    os._exit(1)


def _exists(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
