"""Estimators for tests of the worker process: a simple arithmetic one, and some that misbehave deliberately."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import LANDMARKS
from hiphinge.core.motion import JointBias
from hiphinge.pose.estimator import Pose

MARKS = len(LANDMARKS)


class Arithmetic:
    """An estimator whose pose is a simple function of the picture and its time."""

    name = "arithmetic 1"
    joint_bias: Mapping[str, JointBias] = {"hip": JointBias(0.1, 0.2)}

    def __init__(self, model: Path | None) -> None:
        self.model = model

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        if not image.any():
            return None
        corner = np.array([image[0, 0, 0], image[-1, -1, -1]], dtype=np.float32)
        return Pose(
            position=np.tile(corner, (MARKS, 1)),
            confidence=np.full(MARKS, time_s, dtype=np.float32),
            outline=np.array(image.shape[:2], dtype=np.int16)[None],
        )

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        return [(0.0, 0.0, float(image.shape[1]), float(image.sum()))]


class Loud(Arithmetic):
    """An estimator that writes to standard output and standard error, from Python and from native code."""

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        print("INFO from Python")  # noqa: T201
        sys.stderr.write("WARNING from Python\n")
        os.write(1, b"INFO from the library\n")
        os.write(2, b"W0000 from the library\n")
        return super().estimate(image, time_s)


class Unwilling(Arithmetic):
    """An estimator whose constructor fails."""

    def __init__(self, model: Path | None) -> None:
        super().__init__(model)
        raise ImportError("libGL.so.1: cannot open shared object file")


class Slow(Arithmetic):
    """An estimator whose constructor takes a minute."""

    def __init__(self, model: Path | None) -> None:
        super().__init__(model)
        time.sleep(60)


class Failing(Arithmetic):
    """An estimator that raises an exception for odd heights and crashes its process for even ones."""

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        if image.shape[0] % 2:
            raise ValueError("an odd height")
        os.write(2, b"F0000 check failed\n")
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)
        return []


class Deaf(Arithmetic):
    """An estimator that hangs in native code and does not notice the end of its input."""

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:  # noqa: ARG002
        ctypes.CDLL(None).sleep(600)
        return None


class Environment(Arithmetic):
    """An estimator whose name lists the proxy variables of its process's environment."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return " ".join(f"{key}={value}" for key, value in sorted(os.environ.items()) if "proxy" in key.casefold())
