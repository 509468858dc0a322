"""What works on this machine, tried rather than looked up, and how to fix the rest. Returns data; prints nothing."""

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
_MIN_FREE_MB: Final = 500  # an annotated video of ten minutes and what it takes to write it beside the last one
_SUBPROCESS_S: Final = 120.0  # the first import after an installation compiles everything
_DECODERS: Final = ("h264", "hevc", "vp9", "av1")
_OPENCV: Final = "opencv-contrib-python"  # the distribution that MediaPipe asks for
_AV_REMEDY: Final = "pip install --force-reinstall av (its wheels bring FFmpeg along)"
_LIBRARIES: Final = {
    "libGL.so": "libgl1",
    "libEGL.so": "libegl1",
    "libGLESv2.so": "libgles2",
    "libglib-2.0.so": "libglib2.0-0",
    "libgthread-2.0.so": "libglib2.0-0",
    "libSM.so": "libsm6",
    "libXext.so": "libxext6",
    "libXrender.so": "libxrender1",
    "libxcb.so": "libxcb1",
}
"""Debian's packages for the system libraries that OpenCV and MediaPipe load."""


@dataclasses.dataclass(frozen=True, slots=True)
class Check:
    """One thing that was tried.

    Parameters
    ----------
    name
        What was tried.
    ok
        Whether everything that needs it can run; an optional thing that is absent is ok.
    found
        What was there.
    remedy
        What to do about it; None where nothing needs doing.
    """

    name: str
    ok: bool
    found: str
    remedy: str | None = None


def examine() -> list[Check]:
    """Try everything that an analysis needs, in the order in which it needs it; takes a few seconds.

    Returns
    -------
    list of Check
        Never raises for what it finds wrong: that is in the checks.
    """
    return [_python(), *_codecs(), _opencv(), _one_opencv(), *_pose_model(), _pose(), *_folders(), _rtmlib()]


def _python() -> Check:
    found = ".".join(str(part) for part in sys.version_info[:3])
    oldest = ".".join(str(part) for part in _OLDEST_PYTHON)
    ok = sys.version_info >= _OLDEST_PYTHON
    return Check("Python", ok, found, None if ok else f"install Python {oldest} or newer")


def _codecs() -> Iterator[Check]:
    """Yield what PyAV decodes, and whether a clip survives being encoded and decoded."""
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
        except ValueError:  # PyAV's unknown codec
            missing.append(name)
    found = f"PyAV {av.__version__} decodes " + (", ".join(n for n in _DECODERS if n not in missing) or "none of these")
    if missing:
        found += f", not {', '.join(missing)}"
    yield Check("video decoding", not missing, found, _AV_REMEDY if missing else None)
    try:
        count = _encode_and_decode()
    except (av.FFmpegError, ValueError) as error:
        yield Check("video encoding", ok=False, found=f"no H.264: {_last_line(str(error))}", remedy=_AV_REMEDY)
        return
    ok = count == 5
    found = "H.264 by libx264" if ok else f"{count} of 5 frames came back from a clip"
    yield Check("video encoding", ok, found, None if ok else _AV_REMEDY)


def _encode_and_decode() -> int:
    """Return how many of the five frames of a clip in memory come back."""
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
    """Import OpenCV in a process of its own, so that a missing system library is told rather than met."""
    return _in_subprocess("OpenCV", "import cv2; print(cv2.__version__)", [], _library_remedy)


def _one_opencv() -> Check:
    """Look for a second distribution of OpenCV: all of them unpack into one folder, where the last one wins."""
    there = sorted(set(importlib.metadata.packages_distributions().get("cv2", ())))
    found = " and ".join(f"{package} {importlib.metadata.version(package)}" for package in there) or "none"
    remedy = f"pip uninstall {' '.join(there)}, then pip install {_OPENCV}" if there else f"pip install {_OPENCV}"
    return Check("OpenCV, one distribution", len(there) == 1, found, None if len(there) == 1 else remedy)


def _pose_model() -> Iterator[Check]:
    """Yield each place where the model file is looked for, then whether one of them holds it."""
    from hiphinge.core.errors import ModelError
    from hiphinge.pose.models import REINSTALL, find_pose_model, pose_model_candidates, verify_pose_model

    for origin, path in pose_model_candidates():
        named = origin == "environment"
        try:
            verify_pose_model(path, origin)
        except ModelError as error:
            there = path.exists()
            found = error.found if named or there else f"none at {path}"
            remedy = {"environment": error.remedy, "package": REINSTALL}.get(origin, "delete it" if there else None)
            yield Check(f"pose model, {origin}", not named, found, remedy)
        else:
            yield Check(f"pose model, {origin}", ok=True, found=f"{path}, checksum right")
    try:
        model = find_pose_model()
    except ModelError as error:
        yield Check("pose model", ok=False, found=error.found.removeprefix("it "), remedy=error.remedy)
    else:
        yield Check("pose model", ok=True, found=f"the one from the {model.origin} is used")


def _pose() -> Check:
    """Run MediaPipe on one blank picture, in its own process, where a crash is told rather than met."""
    import numpy as np

    from hiphinge.core.errors import ModelError, PoseError
    from hiphinge.pose.factory import open_estimator

    try:
        with open_estimator("mediapipe") as pose:
            seen = pose.people(np.zeros((240, 320, 3), dtype=np.uint8))
    except ModelError:
        return Check("MediaPipe", ok=False, found="not tried without the model file", remedy="fix the pose model first")
    except PoseError as error:
        return Check("MediaPipe", ok=False, found=error.found, remedy=_library_remedy("MediaPipe", error.found))
    found = pose.name if not seen else f"{pose.name}, which sees somebody in a blank picture"
    return Check("MediaPipe", not seen, found, _library_remedy("MediaPipe", found) if seen else None)


def _in_subprocess(name: str, code: str, arguments: list[str], remedy: Callable[[str, str], str]) -> Check:
    """Run code with this Python, away from the current folder's modules; found is the last line that it prints."""
    command = [sys.executable, "-P", "-c", code, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_SUBPROCESS_S, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired) as error:
        return Check(name, ok=False, found=_last_line(str(error)), remedy=remedy(name, str(error)))
    if done.returncode == 0:
        return Check(name, ok=True, found=_last_line(done.stdout))
    told = _last_line(done.stderr) or f"it ended with status {done.returncode}"
    return Check(name, ok=False, found=told, remedy=remedy(name, done.stderr))


def _library_remedy(name: str, told: str) -> str:
    """Return the remedy for what an import said: the system's packages where it missed its libraries."""
    packages = sorted({package for library, package in _LIBRARIES.items() if library in told})
    if packages:
        remedy = f"install the system's libraries (Debian, Ubuntu: apt-get install {' '.join(packages)})"
        return f"{remedy}, or pip install {_OPENCV}-headless in place of {_OPENCV}" if name == "OpenCV" else remedy
    package = {"OpenCV": _OPENCV, "MediaPipe": "mediapipe"}[name]
    return f"pip install --force-reinstall {package}"


def _folders() -> Iterator[Check]:
    from hiphinge.pose.models import cache_folder

    yield _folder("current folder", Path.cwd, "work in another folder, or name another for the results")
    yield _folder("temporary folder", lambda: Path(tempfile.gettempdir()), "set TMPDIR to a folder that can be written")
    cache = _folder("cache folder", cache_folder, "set XDG_CACHE_HOME to a folder that can be written")
    yield dataclasses.replace(cache, name="cache folder (optional)", ok=True)


def _folder(name: str, locate: Callable[[], Path], remedy: str) -> Check:
    """Write a file into a folder, or into the nearest one above it that is there, and look at the free space."""
    folder = None
    try:
        folder = locate()
        place = next(p for p in (folder, *folder.parents) if p.exists())
        with tempfile.TemporaryFile(dir=place) as file:
            file.write(b"hiphinge")
        free_mb = shutil.disk_usage(place).free // 10**6
    except (OSError, RuntimeError) as error:  # RuntimeError: nobody's home
        return Check(
            name, ok=False, found=f"{folder or 'it'} cannot be written ({error})", remedy=f"allow it, or {remedy}"
        )
    found = f"{folder}, {free_mb / 1000:.1f} GB free"
    if free_mb < _MIN_FREE_MB:
        return Check(name, ok=False, found=found, remedy=f"make at least {_MIN_FREE_MB} MB free, or {remedy}")
    return Check(name, ok=True, found=found)


def _rtmlib() -> Check:
    """Look for the optional estimator without loading it."""
    absent = [p for p in ("rtmlib", "onnxruntime") if importlib.util.find_spec(p) is None]
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
