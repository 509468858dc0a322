"""MediaPipe's estimator: no network, no output, no changed environment; and the outline."""

from __future__ import annotations

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import cv2
import numpy as np
import pytest

from hiphinge.core.motion import OUTLINE_SCALE
from hiphinge.pose import worker
from hiphinge.pose.estimator import OUTLINE_VERTICES
from hiphinge.pose.factory import open_estimator
from hiphinge.pose.mediapipe import outline_of


@contextmanager
def refusing_proxy() -> Iterator[tuple[str, list[object]]]:
    """Start a proxy that refuses every connection; yield its address and the list of clients."""
    clients: list[object] = []

    class RefusingHandler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            clients.append(self.client_address)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), RefusingHandler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}", clients
        finally:
            server.shutdown()
            thread.join()


def test_two_estimators_at_once_leave_the_environment_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("http_proxy", raising=False)
    before = dict(os.environ)
    with open_estimator() as one:
        two = open_estimator()
        assert dict(os.environ) == before
        assert one.estimate(np.zeros((64, 64, 3), dtype=np.uint8), 0.0) is None
    with two:
        assert dict(os.environ) == before
        assert two.people(np.zeros((64, 64, 3), dtype=np.uint8)) == []
    assert dict(os.environ) == before


def test_no_usage_report_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    with refusing_proxy() as (address, clients):
        proxied = {name: value.replace(worker.NOWHERE, address) for name, value in worker.OFFLINE.items()}
        monkeypatch.setattr(worker, "OFFLINE", proxied)
        with open_estimator() as pose:
            pose.people(np.zeros((64, 64, 3), dtype=np.uint8))
            pose.estimate(np.zeros((64, 64, 3), dtype=np.uint8), 0.0)
        assert clients == []


def test_reading_a_recording_in_python_prints_nothing() -> None:
    """The native libraries write neither to Python's streams nor to the file descriptors below them."""
    code = """
import hiphinge as hh
from hiphinge.pose.factory import open_estimator
import numpy as np
with open_estimator() as one, open_estimator() as two:
    one.people(np.zeros((64, 64, 3), dtype=np.uint8))
motion = hh.open_motion(sys.argv[1], duration_s=1.0)
assert motion.source.pose_model.startswith("mediapipe")
"""
    demo = files("hiphinge") / "data" / "demo.mp4"
    command = [sys.executable, "-c", f"import sys\n{code}", str(demo)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_program_itself_does_not_load_mediapipe() -> None:
    code = """
import sys
from hiphinge.pose.factory import open_estimator
with open_estimator() as pose:
    assert pose.name.startswith("mediapipe "), pose.name
    assert set(pose.joint_bias) == {"hip", "shoulder"}
print("mediapipe" in sys.modules)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


def test_the_outline_is_evenly_spaced_around_the_largest_body() -> None:
    mask = np.zeros((200, 300), dtype=np.float32)
    cv2.circle(mask, (150, 100), 60, 1.0, -1)
    cv2.circle(mask, (20, 20), 8, 1.0, -1)
    outline = outline_of(mask)
    assert outline is not None
    assert outline.shape == (OUTLINE_VERTICES, 2)
    points = outline / OUTLINE_SCALE
    np.testing.assert_allclose(np.hypot(*(points - [150, 100]).T), 60.0, atol=1.0)
    steps = np.hypot(*np.diff(np.vstack([points, points[:1]]), axis=0).T)
    assert steps.max() < 1.3 * steps.mean()


def test_an_empty_mask_has_no_outline() -> None:
    assert outline_of(np.zeros((20, 20), dtype=np.float32)) is None
