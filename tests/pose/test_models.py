"""The nets' files: their checksums, the folder that is used, and one sentence for each thing that is wrong."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn

import pytest

from hiphinge.core.errors import ModelError
from hiphinge.pose import models
from hiphinge.pose.models import NETS, POSE_MODEL_VARIABLE, pose_net_folder, pose_nets, shipped_nets

SMALL = {"eyes": b"a net", "ears": b"another net"}


@pytest.fixture(autouse=True)
def _unnamed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(POSE_MODEL_VARIABLE, raising=False)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a few bytes the right nets, so that copies are cheap."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in SMALL.items()}
    monkeypatch.setattr(models, "NETS", MappingProxyType(sums))


def folder_with(path: Path, **nets: bytes) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in nets.items():
        (path / f"{name}.onnx").write_bytes(content)
    return path


def test_the_nets_of_the_package_are_there_and_correct() -> None:
    nets = pose_nets()
    assert set(nets) == set(NETS)
    for name, net in nets.items():
        assert (net.origin, net.sha256, net.path.name) == ("package", NETS[name], f"{name}.onnx")
        assert hashlib.sha256(net.path.read_bytes()).hexdigest() == net.sha256


def test_only_the_nets_that_are_asked_for_are_verified(tmp_path: Path, small: None) -> None:
    folder = folder_with(tmp_path, eyes=SMALL["eyes"])
    assert set(pose_nets(folder, ("eyes",))) == {"eyes"}
    with pytest.raises(ModelError, match=r"ears\.onnx"):
        pose_nets(folder, ("eyes", "ears"))


def test_a_folder_that_is_named_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None) -> None:
    assert pose_net_folder() == ("package", shipped_nets())
    mine, variable = (folder_with(tmp_path / name, **SMALL) for name in ("mine", "variable"))
    monkeypatch.setenv(POSE_MODEL_VARIABLE, str(variable))
    assert pose_net_folder() == ("environment", variable)
    assert pose_net_folder(mine) == ("argument", mine)
    assert {net.path.parent for net in pose_nets(mine, tuple(SMALL)).values()} == {mine}


def test_the_users_home_may_be_shortened_in_the_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(POSE_MODEL_VARIABLE, "~/nets")
    assert pose_net_folder() == ("environment", Path.home() / "nets")


@pytest.mark.parametrize("content", [b"another", None])
@pytest.mark.parametrize("through", ["argument", "environment", "package"])
def test_each_net_must_be_the_right_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, small: None, through: str, content: bytes | None
) -> None:
    folder = folder_with(tmp_path / "nets", **({} if content is None else {"eyes": content}))
    if through == "environment":
        monkeypatch.setenv(POSE_MODEL_VARIABLE, str(folder))
    elif through == "package":
        monkeypatch.setattr(models, "shipped_nets", lambda: folder)
    with pytest.raises(ModelError, match=r"eyes\.onnx") as caught:
        pose_nets(folder if through == "argument" else None, ("eyes",))
    error = caught.value
    assert ("SHA-256" in error.found) == (content is not None)
    assert ("cannot be read" in error.found) == (content is None)
    assert (f"which {POSE_MODEL_VARIABLE} names" in error.expected) == (through == "environment")
    assert ("reinstall hiphinge" in error.remedy) == (through == "package")
    assert error.arguments == (("pose_model",) if through == "argument" else ())


@pytest.mark.parametrize("through", ["argument", "environment"])
def test_a_file_in_place_of_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, through: str) -> None:
    file = tmp_path / "pose_landmarker_full.task"
    file.write_bytes(b"the model of an earlier release")
    if through == "environment":
        monkeypatch.setenv(POSE_MODEL_VARIABLE, str(file))
    with pytest.raises(ModelError, match=r"in the folder .*pose_landmarker_full\.task.*found a file of that name") as e:
        pose_nets(file if through == "argument" else None)
    assert e.value.remedy.startswith("name the folder that the nets are in, or name no folder")


def test_finding_the_nets_imports_no_heavy_package() -> None:
    code = (
        "import sys; from hiphinge.pose.models import pose_nets; pose_nets(); "
        "print(sorted({'cv2', 'numpy', 'onnxruntime'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_finding_the_nets_uses_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> NoReturn:
        raise AssertionError("finding the nets must not use the network")

    monkeypatch.setattr(socket, "socket", refuse)
    pose_nets()
