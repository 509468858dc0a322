"""What all tests share: the same examples in every run, a clip with its estimator, the bundled clip analysed once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import settings

import hiphinge
from hiphinge.loads.model import Model, build
from tests.body_model import Camera, FakeEstimator, Script, film, from_the_top, seen_as

settings.register_profile("same", derandomize=True, database=None, deadline=None)
settings.register_profile("search", max_examples=400, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same"))

DEMO = Path(hiphinge.__file__).parent / "data" / "demo.mp4"
RATE = Fraction(15)
SIZE = (250, 210)
TRUNK_PX = 50.0
"""A lifter of this size stands in a picture of that size."""

Remember = Callable[..., FakeEstimator]


@dataclass(frozen=True)
class Run:
    """How a command ended and what it said."""

    status: int
    out: str
    err: str
    folder: Path


def run_command(*arguments: str | Path, folder: Path) -> Run:
    """Run `hiphinge` in a process of its own, in `folder`."""
    command = [sys.executable, "-c", "from hiphinge.cli import main; main()", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False)
    return Run(done.returncode, done.stdout, done.stderr, folder)


@pytest.fixture(scope="session")
def demo_run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The bundled clip, analysed by the command with all its results, once for all tests."""
    folder = tmp_path_factory.mktemp("demo")
    return run_command("analyze", DEMO, "-o", "results", "--json", folder=folder)


@pytest.fixture(scope="session")
def lifter_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clip as long as two hinges; nobody is in it but for an estimator that remembers them."""
    from tests import clips

    duration_s = from_the_top(2).duration_s
    times = [i / RATE for i in range(int(duration_s * RATE))]
    path = tmp_path_factory.mktemp("clips") / "lifter.mp4"
    return clips.write_clip(path, times, size=SIZE, rate=RATE)


@pytest.fixture
def remember(monkeypatch: pytest.MonkeyPatch) -> Remember:
    """A function that puts an estimator in place of the real one; it remembers a script as a camera saw it."""

    def put(script: Script | None = None, camera: Camera | None = None, **more: object) -> FakeEstimator:
        camera = camera or Camera(trunk_px=TRUNK_PX)
        motion = film(script or from_the_top(2), camera)
        fake = FakeEstimator(seen_as(motion, "right"), motion.time_s, **more)  # type: ignore[arg-type]
        monkeypatch.setattr("hiphinge.pose.factory.open_estimator", lambda *_, **__: fake)
        return fake

    return put


@pytest.fixture(scope="session")
def man() -> Model:
    """The model of a man, built once for all tests of loads."""
    return build("m")
