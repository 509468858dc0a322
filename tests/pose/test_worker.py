"""An estimator in a process of its own: same answers, nothing of it in this process, and an end in every case."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.errors import PoseError
from hiphinge.core.motion import JointBias
from hiphinge.pose.worker import NOWHERE, WATCH_S, EstimatorProcess
from tests.pose import odd_estimators
from tests.pose.odd_estimators import Arithmetic

ROOT = Path(__file__).parents[2]
PATIENCE_S = 20.0
PICTURE = np.random.default_rng(1).integers(1, 255, (48, 36, 3)).astype(np.uint8)

posix = pytest.mark.skipif(os.name != "posix", reason="signals")


def opened(factory: type[Arithmetic] = Arithmetic, model: Path | None = None) -> EstimatorProcess:
    return EstimatorProcess(odd_estimators.__name__, factory.__name__, model)


def runs(pid: int) -> bool:
    """Whether a process is there and no zombie that waits for its parent."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text(encoding="utf-8").rsplit(")", 1)[1].split()[0] != "Z"


def comes_true(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not (true := condition()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return true


@contextmanager
def somebody_else(code: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A process that runs code and prints the number of its worker, and that number."""
    head = (
        "from tests.pose import odd_estimators\nfrom tests.pose.test_worker import opened, PICTURE\n"
        "import signal\nsignal.signal(signal.SIGHUP, signal.SIG_DFL)\n"  # whoever runs the tests may ignore it
    )
    command = [sys.executable, "-c", head + code]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process, int(process.stdout.readline())
        finally:
            process.kill()


def test_it_answers_as_the_estimator_does(tmp_path: Path) -> None:
    here = Arithmetic(tmp_path)
    with opened(model=tmp_path) as there:
        assert there.name == "arithmetic 1"
        assert there.joint_bias == {"hip": JointBias(0.1, 0.2)}
        for picture in (PICTURE, PICTURE[::2, 3:20], PICTURE[:, ::-1], np.zeros_like(PICTURE)):
            expected, got = here.estimate(picture, 0.25), there.estimate(picture, 0.25)
            assert there.people(picture) == here.people(picture)
            assert (expected is None) == (got is None)
            if expected is not None and got is not None:
                for name in ("position", "confidence", "outline"):
                    one, other = getattr(expected, name), getattr(got, name)
                    np.testing.assert_array_equal(one, other)
                    assert one.dtype == other.dtype
                assert got.world is None


def test_a_large_picture_goes_through_whole() -> None:
    picture = np.full((2160, 3840, 3), 200, dtype=np.uint8)
    with opened() as pose:
        assert pose.people(picture) == [(0.0, 0.0, 3840.0, 200.0 * picture.size)]


@pytest.mark.parametrize("first", [0, 1])
def test_two_at_once_leave_the_environment_as_it_was(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    before = dict(os.environ)
    both = [opened(), opened()]
    assert dict(os.environ) == before
    both[first].close()
    assert dict(os.environ) == before
    assert both[1 - first].estimate(PICTURE, 0.0) is not None
    both[1 - first].close()
    assert dict(os.environ) == before


def test_threads_that_open_and_close_at_will_leave_the_environment_as_it_was() -> None:
    before = dict(os.environ)
    seen: list[dict[str, str]] = []
    failed: list[BaseException] = []

    def work(pause_s: float) -> None:
        try:
            with opened() as pose:
                time.sleep(pause_s)
                pose.estimate(PICTURE, 0.0)
                seen.append(dict(os.environ))
        except BaseException as error:  # noqa: BLE001  (told by the test below)
            failed.append(error)

    threads = [threading.Thread(target=work, args=(0.05 * number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failed
    assert seen == [before] * 4
    assert dict(os.environ) == before


def test_threads_share_one() -> None:
    answers: dict[int, object] = {}
    with opened() as pose:

        def work(number: int) -> None:
            picture = np.full((8 + number, 4, 3), 1, dtype=np.uint8)
            answers[number] = [pose.people(picture) for _ in range(20)]

        threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert answers == {n: [[(0.0, 0.0, 4.0, (8 + n) * 12.0)]] * 20 for n in range(4)}


def test_its_process_has_nowhere_to_connect_to_whatever_ours_says(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"https_proxy": "http://proxy.example:3128", "no_proxy": "*", "NO_PROXY": ".com"}.items():
        monkeypatch.setenv(name, value)
    with opened(odd_estimators.Environment) as pose:
        found = dict(word.split("=", 1) for word in pose.name.split(" "))
    assert {name: found[name] for name in ("https_proxy", "HTTPS_PROXY", "http_proxy", "ALL_PROXY", "all_proxy")} == (
        dict.fromkeys(("https_proxy", "HTTPS_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"), NOWHERE)
    )
    assert found["no_proxy"] == found["NO_PROXY"] == ""


def test_nothing_that_it_prints_reaches_the_screen_or_the_answers(capfd: pytest.CaptureFixture[str]) -> None:
    with opened(odd_estimators.Loud) as pose:
        for time_s in (0.0, 0.1):
            found = pose.estimate(PICTURE, time_s)
            assert found is not None
            np.testing.assert_array_equal(found.confidence, np.float32(time_s))
    assert capfd.readouterr() == ("", "")


def test_one_that_cannot_be_made_says_why() -> None:
    asks: list[Callable[[EstimatorProcess], object]] = [
        lambda pose: pose.name,
        lambda pose: pose.joint_bias,
        lambda pose: pose.people(PICTURE),
    ]
    for ask in asks:
        with opened(odd_estimators.Unwilling) as pose:
            with pytest.raises(PoseError, match=r"libGL\.so\.1"):
                ask(pose)
            with pytest.raises(PoseError):
                ask(pose)


def test_a_module_that_is_not_there_is_told() -> None:
    with EstimatorProcess("no_such_module", "Nothing") as pose, pytest.raises(PoseError, match="no_such_module"):
        _ = pose.name


def test_a_python_that_is_not_there_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(sys, "executable", str(tmp_path / "python"))
    with pytest.raises(PoseError, match="start a process"):
        opened()


@posix
def test_a_script_may_stand_between_us_and_the_worker(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "python"
    script.write_text(f'#!/bin/sh\n"{sys.executable}" "$@"\n', encoding="utf-8")
    script.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(script))
    with opened() as pose:
        assert pose.estimate(PICTURE, 0.0) is not None
        time.sleep(1.5 * WATCH_S)
        assert pose.estimate(PICTURE, 0.1) is not None


def test_an_error_of_the_estimator_is_told_and_the_next_picture_is_looked_at() -> None:
    with opened(odd_estimators.Failing) as pose:
        with pytest.raises(PoseError, match="ValueError: an odd height"):
            pose.people(PICTURE[:47])
        assert pose.estimate(PICTURE, 0.0) is not None


@posix
def test_a_crash_is_an_error_with_its_last_words_and_not_the_end() -> None:
    with opened(odd_estimators.Failing) as pose:
        with pytest.raises(PoseError, match=r"signal 11 .*last words: F0000 check failed"):
            pose.people(PICTURE)
        with pytest.raises(PoseError, match="closed or has crashed"):
            pose.estimate(PICTURE, 0.0)
    with opened() as another:
        assert another.estimate(PICTURE, 0.0) is not None


@posix
def test_one_that_was_killed_is_told() -> None:
    with opened() as pose:
        os.kill(pose.pid, signal.SIGKILL)
        with pytest.raises(PoseError, match="signal 9"):
            pose.estimate(np.zeros((1080, 1920, 3), dtype=np.uint8), 0.0)


def test_one_that_was_closed_is_told_and_closing_again_does_nothing() -> None:
    pose = opened()
    pose.close()
    pose.close()
    assert not runs(pose.pid)
    with pytest.raises(PoseError, match="open another"):
        pose.estimate(PICTURE, 0.0)


@posix
def test_one_that_was_never_asked_is_closed_without_waiting_for_it() -> None:
    with opened(odd_estimators.Slow) as pose:
        pass
    assert not runs(pose.pid)
    assert pose._process.returncode == -signal.SIGKILL


def test_one_that_is_forgotten_ends() -> None:
    pose = opened()
    pid = pose.pid
    del pose
    gc.collect()
    assert not runs(pid)


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Python's own answer to an interrupt, also where the tests run in the background and ignore interrupts."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@posix
@pytest.mark.usefixtures("interruptible")
def test_an_interrupt_leaves_no_stale_answer() -> None:
    """The answer to an interrupted request must not be taken for that to the next one."""
    with opened(odd_estimators.Deaf) as pose:
        assert pose.name
        interrupt = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGINT))
        interrupt.start()
        with pytest.raises(KeyboardInterrupt):
            pose.estimate(PICTURE, 0.0)
        with pytest.raises(PoseError):
            pose.people(PICTURE)
    assert not runs(pose.pid)


@posix
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL, signal.SIGHUP])
@pytest.mark.parametrize("factory", ["Arithmetic", "Deaf"])
def test_it_ends_with_the_process_that_started_it(number: int, factory: str) -> None:
    code = f"""
pose = opened(odd_estimators.{factory})
print(pose.pid, flush=True)
while True:
    pose.estimate(PICTURE, 0.0)
"""
    with somebody_else(code) as (process, worker):
        assert runs(worker)
        process.send_signal(number)
        assert process.wait(PATIENCE_S) == -number
        assert comes_true(lambda: not runs(worker))


@posix
def test_it_ends_even_if_a_fork_of_that_process_lives_on() -> None:
    code = """
import os, sys, time
pose = opened()
if os.fork() == 0:
    sys.stdout.close(); os.close(1); os.close(2)
    time.sleep(30)
    os._exit(0)
print(pose.pid, flush=True)
time.sleep(60)
"""
    with somebody_else(code) as (process, worker):
        process.kill()
        process.wait(PATIENCE_S)
        assert comes_true(lambda: not runs(worker))


@posix
def test_a_fork_does_not_end_it() -> None:
    code = """
import os
pose = opened()
print(pose.pid, flush=True)
if os.fork() == 0:
    raise SystemExit(0)
os.wait()
assert pose.estimate(PICTURE, 0.0) is not None
pose.close()
"""
    with somebody_else(code) as (process, _):
        assert process.wait(PATIENCE_S) == 0, process.stderr


def test_a_program_that_forgets_to_close_it_ends_without_a_word() -> None:
    code = """
pose = opened(odd_estimators.Loud)
print(pose.pid, flush=True)
pose.estimate(PICTURE, 0.0)
"""
    with somebody_else(code) as (process, worker):
        out, err = process.communicate(timeout=PATIENCE_S)
        assert (process.returncode, out, err) == (0, "", "")
        assert not runs(worker)


def test_pictures_handed_over_ahead_are_answered_each_in_its_place() -> None:
    with opened() as pose:
        answers = [pose.begin(PICTURE, float(number)) for number in range(5)]
        assert pose.people(PICTURE) == Arithmetic(None).people(PICTURE)
        for number in (3, 0, 4, 1, 2, 3):
            found = answers[number]()
            assert found is not None
            np.testing.assert_array_equal(found.confidence, np.float32(number))


def test_its_name_stays_known_when_it_is_closed() -> None:
    with opened() as pose:
        assert pose.name == "arithmetic 1"
    assert pose.name == "arithmetic 1"


def test_one_that_is_closed_before_its_answer_is_read_says_so() -> None:
    with opened() as pose:
        answer = pose.begin(PICTURE, 0.0)
    assert not runs(pose.pid)
    with pytest.raises(PoseError, match="open another"):
        answer()
