"""Finding and verifying the files of the pose nets, which come with the package. Nothing is ever downloaded."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

from hiphinge.core.errors import ModelError

NETS: Final = MappingProxyType(
    {
        "blazepose_detector": "690a4e6735e472a7f81ec9589cb5f028bf9f740b61b8396dfcb3cb93751f6371",
        "blazepose_full": "959ae75100dfed8f06c51915e5e6363f1897de1874d4c3e2d0bc89d0b208cfcb",
        "joints": "f3c1b8c3e216c1ce0cd5192f8fa5782fbeb8ff72b34c08eae999d3372f61b374",
        "keypoints": "2dbf2fde5c2b3a91f12d3f389f9563a427bfe66be485b70d360f4309413f1be3",
        "stem": "47102e0bc0149dac9b404e7b259a3f88060a4a118e883e2a23e0d8e9b96c69fc",
    }
)
"""SHA-256 of each net's file, ``<name>.onnx``; where they come from is in NOTICE, how they were made in `lab/nets`."""

POSE_MODEL_VARIABLE: Final = "HIPHINGE_POSE_MODEL"
REINSTALL: Final = "reinstall hiphinge, which comes with it (pip install --force-reinstall --no-deps hiphinge)"

Origin = Literal["argument", "environment", "package"]


@dataclass(frozen=True, slots=True)
class NetFile:
    """A verified net.

    Attributes
    ----------
    path
        The file.
    sha256
        Its checksum, in lower-case hexadecimal digits.
    origin
        Where it comes from: an argument, the environment variable, or this package.
    """

    path: Path
    sha256: str
    origin: Origin


def pose_nets(folder: Path | None = None, names: Sequence[str] = tuple(NETS)) -> dict[str, NetFile]:
    """Return the nets called `names` from the folder that is used, each verified by this call.

    Raises
    ------
    ModelError
        If one is missing there, cannot be read, or has another checksum.
    """
    origin, used = pose_net_folder(folder)
    return {name: verified_net(name, used, origin) for name in names}


def pose_net_folder(folder: Path | None = None) -> tuple[Origin, Path]:
    """Return the folder whose nets are used, and who named it.

    It is `folder`, else the one that the variable ``HIPHINGE_POSE_MODEL`` names, else that of this package.
    """
    if folder is not None:
        return "argument", folder
    if named := os.environ.get(POSE_MODEL_VARIABLE):
        return "environment", Path(named).expanduser()
    return "package", shipped_nets()


def shipped_nets() -> Path:
    """Return the folder of the nets in this package."""
    return Path(str(files("hiphinge") / "data"))


def verified_net(name: str, folder: Path, origin: Origin) -> NetFile:
    """Check the checksum of a net in a folder and return it.

    Raises
    ------
    ModelError
        If its file is missing, cannot be read, or has another checksum.
    """
    path = folder / f"{name}.onnx"
    named = {"argument": ", which you named", "environment": f", which {POSE_MODEL_VARIABLE} names"}.get(origin, "")
    expected = f"the pose net {path.name} in the folder {folder}{named}"
    remedy = REINSTALL if origin == "package" else "name no folder, to use the nets that came with the installation"
    arguments = ("pose_model",) if origin == "argument" else ()
    if folder.is_file():
        remedy = f"name the folder that the nets are in, or {remedy}"
        raise ModelError(expected, "a file of that name", remedy, arguments=arguments)
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        found = f"{path}, which cannot be read ({error.strerror})"
        raise ModelError(expected, found, remedy, arguments=arguments) from error
    if digest != NETS[name]:
        found = f"another file at {path} (SHA-256 {digest[:12]}… instead of {NETS[name][:12]}…)"
        raise ModelError(expected, found, remedy, arguments=arguments)
    return NetFile(path, digest, origin)
