"""Opening the nets under onnxruntime: quiet, on the CPU, one thread each.

Several nets of one process run side by side in threads of their own. Pools of several threads a net would wait for each
other in busy loops and slow each other by two to three times.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.errors import PoseError
from hiphinge.core.onnx import open_session


class Net:
    """One net: arrays by name in, arrays by name out.

    Parameters
    ----------
    path
        Its ONNX file.
    threads
        Number of threads that it may use.

    Raises
    ------
    PoseError
        If onnxruntime cannot open it, or later fails to run it.
    """

    def __init__(self, path: Path, *, threads: int = 1) -> None:
        self._name = path.name
        try:
            self._session: Any = open_session(path, threads=threads)
        except Exception as error:  # onnxruntime's own exceptions have no common base
            raise self._failure("to open", error) from error
        self.outputs = tuple(output.name for output in self._session.get_outputs())

    def __call__(self, **inputs: NDArray[Any]) -> dict[str, NDArray[Any]]:
        """Return all outputs for the inputs by name."""
        try:
            values = self._session.run(self.outputs, inputs)
        except Exception as error:
            raise self._failure("to run", error) from error
        return dict(zip(self.outputs, values, strict=True))

    def _failure(self, what: str, error: Exception) -> PoseError:
        remedy = "reinstall onnxruntime (pip install --force-reinstall onnxruntime)"
        return PoseError(f"{what} {self._name} with onnxruntime", f"that it failed ({error})", remedy)


def chance(logits: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the logistic function of an array, in its shape."""
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * logits.astype(np.float64)))
