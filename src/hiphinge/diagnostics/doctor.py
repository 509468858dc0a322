"""Checks of what works on this machine, by trying it, with remedies for the rest. Returns data; prints nothing."""

from __future__ import annotations

import dataclasses
import importlib.metadata
import importlib.util
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

_OLDEST_PYTHON: Final = (3, 11)
_MIN_FREE_MB: Final = 500  # two annotated videos of ten minutes: a new one is complete before the old one is replaced
_SUBPROCESS_S: Final = 120.0  # the first import after an installation compiles all modules
_DECODERS: Final = ("h264", "hevc", "vp9", "av1")
_OPENCV: Final = "opencv-python-headless"
_AV_REMEDY: Final = "pip install --force-reinstall av (its wheels contain FFmpeg)"
_OPEN_ESTIMATOR: Final = """
import sys
import numpy as np
from hiphinge.pose.factory import open_estimator
with open_estimator() as pose:
    if pose.people(np.zeros((240, 320, 3), dtype=np.uint8)):
        sys.exit(f"{pose.name} finds a person in a blank picture")
    print(pose.name)
"""


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """The outcome of one check.

    Parameters
    ----------
    name
        What was checked.
    ok
        Whether everything that needs it can run; true for an optional package that is absent.
    found
        What was found.
    remedy
        How to fix it; None if nothing needs fixing.
    """

    name: str
    ok: bool
    found: str
    remedy: str | None = None


def examine() -> list[Check]:
    """Return the checks of everything that an analysis needs, in that order; takes a few seconds.

    Returns
    -------
    list of Check
        One per item. What fails is stated in the check and never raised.
    """
    return [_python(), *_codecs(), _opencv(), _one_opencv(), *_pose_nets(), _pose(), *_folders(), _rtmlib()]


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    oldest = ".".join(str(part) for part in _OLDEST_PYTHON)
    ok = sys.version_info >= _OLDEST_PYTHON
    return Check("Python", ok, found, None if ok else f"install Python {oldest} or newer")


def _codecs() -> Iterator[Check]:
    """Yield which codecs PyAV decodes, and whether a clip can be encoded and decoded again."""
    try:
        import av
        from av.codec import Codec
    except ImportError as error:
        yield Check("video (PyAV)", ok=False, found=_last_line(str(error)), remedy=_AV_REMEDY)
        return
    missing = []
    for name in _DECODERS:
        try:
            Codec(name, "r")
        except ValueError:  # PyAV raises it for an unknown codec
            missing.append(name)
    found = f"PyAV {av.__version__} decodes " + (
        ", ".join(n for n in _DECODERS if n not in missing) or "none of the usual codecs"
    )
    if missing:
        found += f", not {', '.join(missing)}"
    yield Check("video decoding", not missing, found, _AV_REMEDY if missing else None)
    try:
        count = _encode_and_decode()
    except (av.FFmpegError, ValueError) as error:
        yield Check("video encoding", ok=False, found=f"no H.264: {_last_line(str(error))}", remedy=_AV_REMEDY)
        return
    ok = count == 5
    found = "H.264 by libx264" if ok else f"{count} of 5 encoded frames could be decoded"
    yield Check("video encoding", ok, found, None if ok else _AV_REMEDY)


def _encode_and_decode() -> int:
    """Return how many of five frames are decoded from a clip encoded in memory."""
    import av
    import numpy as np

    buffer = io.BytesIO()
    with av.open(buffer, "w", format="mp4") as container:
        stream = container.add_stream("libx264", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(5):
            frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    buffer.seek(0)
    with av.open(buffer, "r") as container:
        return sum(1 for _ in container.decode(video=0))


def _opencv() -> Check:
    """Import OpenCV in a separate process, so that a crash is reported and does not end this one."""
    code = "import cv2; print(cv2.__version__)"
    return _in_subprocess("OpenCV", code, f"pip install --force-reinstall {_OPENCV}")


def _one_opencv() -> Check:
    """Check that one distribution of OpenCV is installed: all unpack into one folder, and the last one wins."""
    installed = sorted(set(importlib.metadata.packages_distributions().get("cv2", ())))
    found = " and ".join(f"{package} {importlib.metadata.version(package)}" for package in installed) or "none"
    remedy = (
        f"pip uninstall {' '.join(installed)}, then pip install {_OPENCV}" if installed else f"pip install {_OPENCV}"
    )
    return Check("OpenCV, one distribution", len(installed) == 1, found, None if len(installed) == 1 else remedy)


def _pose_nets() -> Iterator[Check]:
    """Yield a check of each net in the folder that is used."""
    from hiphinge.core.errors import ModelError
    from hiphinge.pose.models import NETS, pose_net_folder, verified_net

    origin, folder = pose_net_folder()
    for name in NETS:
        try:
            net = verified_net(name, folder, origin)
        except ModelError as error:
            yield Check(f"pose net {name}", ok=False, found=error.found, remedy=error.remedy)
        else:
            yield Check(f"pose net {name}", ok=True, found=f"{net.path}, correct checksum")


def _pose() -> Check:
    """Run the default estimator on one blank picture in a separate process, so that a crash is reported."""
    return _in_subprocess("pose estimator", _OPEN_ESTIMATOR, "pip install --force-reinstall onnxruntime")


def _in_subprocess(name: str, code: str, remedy: str) -> Check:
    """Return the check of code run by this Python in a separate process; `found` is the last line it prints."""
    command = [sys.executable, "-P", "-c", code]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SUBPROCESS_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(name, ok=False, found=_last_line(str(error)), remedy=remedy)
    if done.returncode == 0:
        return Check(name, ok=True, found=_last_line(done.stdout))
    message = _last_line(done.stderr) or f"it ended with status {done.returncode}"
    return Check(name, ok=False, found=message, remedy=remedy)


def _folders() -> Iterator[Check]:
    yield _folder("current folder", Path.cwd, "work in another folder, or name another for the results")
    yield _folder(
        "temporary folder", lambda: Path(tempfile.gettempdir()), "set TMPDIR to a folder that can be written to"
    )


def _folder(name: str, locate: Callable[[], Path], remedy: str) -> Check:
    """Check that a folder, or its nearest existing parent, can be written to and has enough free space."""
    folder = None
    try:
        folder = locate()
        place = next(path for path in (folder, *folder.parents) if path.exists())
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"hiphinge")
        free_mb = shutil.disk_usage(place).free // 10**6
    except (OSError, RuntimeError) as error:  # RuntimeError: the home folder is unknown
        return Check(
            name,
            ok=False,
            found=f"{folder or 'the folder'} cannot be written to ({error})",
            remedy=f"allow it, or {remedy}",
        )
    found = f"{folder}, {free_mb / 1000:.1f} GB free"
    if free_mb < _MIN_FREE_MB:
        return Check(name, ok=False, found=found, remedy=f"make at least {_MIN_FREE_MB} MB free, or {remedy}")
    return Check(name, ok=True, found=found)


def _rtmlib() -> Check:
    """Check whether the optional estimator is installed, without importing it."""
    absent = [package for package in ("rtmlib", "onnxruntime") if importlib.util.find_spec(package) is None]
    if absent:
        return Check(
            "rtmlib (optional)",
            ok=True,
            found=f"no {' and no '.join(absent)}",
            remedy=f"pip install {' '.join(absent)}",
        )
    return Check("rtmlib (optional)", ok=True, found=importlib.metadata.version("rtmlib"))


def _last_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1] if lines else ""
