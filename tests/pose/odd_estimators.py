"""Estimators that answer by plain arithmetic or misbehave on purpose, for processes of their own."""

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
    """A pose that is a function of the picture and its time."""

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
    """It writes to standard output and standard error, from Python and past it, whenever it is asked."""

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        print("INFO from Python")  # noqa: T201
        sys.stderr.write("WARNING from Python\n")
        os.write(1, b"INFO from the library\n")
        os.write(2, b"W0000 from the library\n")
        return super().estimate(image, time_s)


class Unwilling(Arithmetic):
    """It cannot be made."""

    def __init__(self, model: Path | None) -> None:
        super().__init__(model)
        raise ImportError("libGL.so.1: cannot open shared object file")


class Slow(Arithmetic):
    """It takes a minute to be made."""

    def __init__(self, model: Path | None) -> None:
        super().__init__(model)
        time.sleep(60)


class Failing(Arithmetic):
    """It refuses odd pictures in Python, and takes its process down with others."""

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        if image.shape[0] % 2:
            raise ValueError("an odd height")
        os.write(2, b"F0000 check failed\n")
        os.kill(os.getpid(), signal.SIGSEGV)
        time.sleep(60)
        return []


class Deaf(Arithmetic):
    """It does not come back from native code, and does not see the end of its input."""

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:  # noqa: ARG002
        ctypes.CDLL(None).sleep(600)
        return None


class Environment(Arithmetic):
    """Its name is what its process's environment says of the network."""

    @property
    def name(self) -> str:  # type: ignore[override]
        return " ".join(f"{key}={value}" for key, value in sorted(os.environ.items()) if "proxy" in key.casefold())
