"""Finding and verifying the file of MediaPipe's pose model. Nothing is downloaded without an explicit request."""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Final, Literal

from hiphinge.core.errors import ModelError

POSE_MODEL_NAME: Final = "pose_landmarker_full.task"
POSE_MODEL_SHA256: Final = "4eaa5eb7a98365221087693fcc286334cf0858e2eb6e15b506aa4a7ecdcec4ad"
POSE_MODEL_URL: Final = (
    "https://storage.googleapis.com/mediapipe-models/pose_landmarker/pose_landmarker_full/float16/1/" + POSE_MODEL_NAME
)
POSE_MODEL_VARIABLE: Final = "HIPHINGE_POSE_MODEL"
REINSTALL: Final = "reinstall hiphinge, which comes with it (pip install --force-reinstall --no-deps hiphinge)"
_REMEDIES: Final = (
    f"{REINSTALL}, or fetch {POSE_MODEL_URL} and name it in the environment variable {POSE_MODEL_VARIABLE}"
)

Origin = Literal["argument", "environment", "package", "cache"]


@dataclass(frozen=True, slots=True)
class PoseModelFile:
    """A verified model file.

    Parameters
    ----------
    path
        The file.
    sha256
        Its checksum, in lower-case hexadecimal digits.
    origin
        Where it comes from: an argument, the environment variable, this package, or the user's cache.
    """

    path: Path
    sha256: str
    origin: Origin


def find_pose_model(explicit: Path | None = None) -> PoseModelFile:
    """Return the first pose model file that exists and has the right checksum.

    The search order is `explicit`, the variable ``HIPHINGE_POSE_MODEL``, the copy in this package, the user's cache. A
    file named by the user must have the right checksum; otherwise, wrong files are skipped.

    Parameters
    ----------
    explicit
        A file named by the caller, or None.

    Returns
    -------
    PoseModelFile
        The file, verified by this call (about 10 ms).

    Raises
    ------
    ModelError
        If a named file is missing, cannot be read or has another checksum, or no place has the right file.
    """
    for origin, path in pose_model_candidates(explicit):
        if origin in ("argument", "environment"):
            return verify_pose_model(path, origin)
        try:
            return verify_pose_model(path, origin)
        except ModelError:
            continue
    raise ModelError(f"the pose model file {POSE_MODEL_NAME}", "it nowhere on this machine", _REMEDIES)


def pose_model_candidates(explicit: Path | None = None) -> Iterator[tuple[Origin, Path]]:
    """Yield the places where the model file is searched for, in order, whether or not it exists.

    Parameters
    ----------
    explicit
        A file named by the caller, or None.
    """
    if explicit is not None:
        yield "argument", explicit
    if named := os.environ.get(POSE_MODEL_VARIABLE):
        yield "environment", Path(named).expanduser()
    yield "package", shipped_pose_model()
    yield "cache", cache_folder() / POSE_MODEL_NAME


def shipped_pose_model() -> Path:
    """Return the path of the model file in this package."""
    return Path(str(files("hiphinge") / "data" / POSE_MODEL_NAME))


def verify_pose_model(path: Path, origin: Origin) -> PoseModelFile:
    """Check the checksum of a model file and return it.

    Parameters
    ----------
    path
        The file.
    origin
        Where it comes from.

    Raises
    ------
    ModelError
        If the file is missing, cannot be read, or has another checksum.
    """
    named = {"argument": "as you named it", "environment": f"as {POSE_MODEL_VARIABLE} names it"}.get(origin, "")
    expected = f"the pose model file {POSE_MODEL_NAME} {named}".rstrip()
    try:
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        remedy = "name the file itself, or name none, to use the one that came with the installation"
        raise ModelError(expected, f"{path}, which cannot be read ({error.strerror})", remedy) from error
    if digest != POSE_MODEL_SHA256:
        found = f"another file at {path} (SHA-256 {digest[:12]}… instead of {POSE_MODEL_SHA256[:12]}…)"
        raise ModelError(expected, found, f"name none, to use the one that came with the installation, or {_REMEDIES}")
    return PoseModelFile(path, digest, origin)


def cache_folder() -> Path:
    """Return the user's cache folder for this program, which need not exist."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "hiphinge"


def download_pose_model(url: str = POSE_MODEL_URL) -> PoseModelFile:
    """Download the official model file into the user's cache, verify it and return it; called on request only.

    Parameters
    ----------
    url
        Where to download it from; the checksum must be the same for every address.

    Returns
    -------
    PoseModelFile
        The file in the cache.

    Raises
    ------
    ModelError
        If it cannot be downloaded or written, or has the wrong checksum; the cache is then unchanged.
    """
    target = cache_folder() / POSE_MODEL_NAME
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=target.parent) as folder:
            fetched = Path(folder) / POSE_MODEL_NAME
            with urllib.request.urlopen(url, timeout=30) as answer, fetched.open("wb") as file:  # noqa: S310  (checksum)
                shutil.copyfileobj(answer, file)
            verify_pose_model(fetched, "cache")
            fetched.replace(target)
    except OSError as error:
        expected = f"to download {url} into {target.parent}"
        raise ModelError(expected, f"that it failed ({error})", f"check the connection, or {_REMEDIES}") from error
    return PoseModelFile(target, POSE_MODEL_SHA256, "cache")
