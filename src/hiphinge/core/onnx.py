"""onnxruntime, loaded so that it sends nothing.

From 1.29 on its builds for Linux and macOS report their use to Microsoft as soon as they are loaded, and keep a number
of the machine under ``~/.cache/Microsoft`` (microsoft/onnxruntime, pull request 27379). A variable of the environment
prevents all of it, if it is set while the library is loaded. On Windows reports go to the system, and a function of the
library switches them off.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from threading import Lock
from typing import Any, Final

SWITCH: Final = "ORT_DISABLE_TELEMETRY"

_loading = Lock()


def load_onnxruntime() -> Any:  # noqa: ANN401  (onnxruntime is not typed)
    """Return the package onnxruntime with its telemetry switched off; the environment is as before afterwards.

    Where another part of the program has loaded it already, only what it sends during use can still be switched off.
    """
    with _loading:
        if "onnxruntime" not in sys.modules:
            before = os.environ.get(SWITCH)
            os.environ[SWITCH] = "1"
            try:
                import onnxruntime
            finally:
                if before is None:
                    del os.environ[SWITCH]
                else:
                    os.environ[SWITCH] = before
        import onnxruntime

        onnxruntime.disable_telemetry_events()
        return onnxruntime


def open_session(path: Path, *, threads: int = 1) -> Any:  # noqa: ANN401  (onnxruntime is not typed)
    """Return a quiet session of a net on the CPU, with that many threads that do not wait in busy loops."""
    onnxruntime = load_onnxruntime()
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
