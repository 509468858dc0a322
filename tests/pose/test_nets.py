"""Nets under onnxruntime: arrays by name, the same answer from every thread, and one sentence for what fails."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.errors import PoseError
from hiphinge.pose.models import NETS, shipped_nets
from hiphinge.pose.nets import Net


@pytest.fixture(scope="module")
def detector() -> Net:
    return Net(shipped_nets() / "blazepose_detector.onnx")


def noise(side: int = 224) -> dict[str, np.ndarray[tuple[int, ...], np.dtype[np.float32]]]:
    return {"picture": np.random.default_rng(1).uniform(-1, 1, (1, side, side, 3)).astype(np.float32)}


def test_arrays_go_in_and_come_out_by_name(detector: Net) -> None:
    outputs = detector(**noise())
    assert {name: array.shape for name, array in outputs.items()} == {"boxes": (1, 2254, 12), "scores": (1, 2254, 1)}
    assert set(detector.outputs) == set(outputs)
    assert all(np.isfinite(array).all() for array in outputs.values())


@pytest.mark.parametrize("name", NETS)
def test_every_net_of_the_package_opens(name: str) -> None:
    assert Net(shipped_nets() / f"{name}.onnx").outputs


def test_several_threads_may_use_one_net(detector: Net) -> None:
    alone = detector(**noise())["boxes"]
    with ThreadPoolExecutor(3) as threads:
        for answer in [threads.submit(detector, **noise()) for _ in range(6)]:
            np.testing.assert_array_equal(answer.result()["boxes"], alone)


def test_a_net_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "broken.onnx").write_bytes(b"no net")
    with pytest.raises(PoseError, match=r"to open broken\.onnx with onnxruntime.*reinstall onnxruntime") as caught:
        Net(tmp_path / "broken.onnx")
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)  # noqa: S301  (our own)


def test_a_net_that_cannot_be_run(detector: Net) -> None:
    with pytest.raises(PoseError, match=r"to run blazepose_detector\.onnx"):
        detector(**noise(side=8))
