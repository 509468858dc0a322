"""The doctor finds what works by trying it, and says how to fix the rest."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

import pytest

from hiphinge.diagnostics import doctor
from hiphinge.diagnostics.doctor import Check, examine
from hiphinge.pose import models, worker


def by_name(checks: list[Check]) -> dict[str, Check]:
    return {check.name: check for check in checks}


def test_everything_works_on_this_machine() -> None:
    checks = by_name(examine())
    assert {
        "Python",
        "video decoding",
        "video encoding",
        "OpenCV",
        "OpenCV, one distribution",
        "pose model, cache",
        "pose model, package",
        "pose model",
        "MediaPipe",
        "current folder",
        "temporary folder",
        "cache folder (optional)",
        "rtmlib (optional)",
    } <= set(checks)
    assert [check for check in checks.values() if not check.ok] == []
    assert all(check.found for check in checks.values())


def test_the_doctor_works_even_if_nothing_can_be_imported() -> None:
    code = """
import sys
for name in ("av", "cv2", "mediapipe"):
    sys.modules[name] = None
import hiphinge.diagnostics.doctor as doctor
import hiphinge.pose.worker as worker
doctor._in_subprocess = lambda name, *_: doctor.Check(name, ok=False, found="not tried")
worker._BOOT = "raise SystemExit('not tried')"
for check in doctor.examine():
    if not check.ok: print(check.name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:-1] == ["video (PyAV)", "OpenCV", "MediaPipe"]


def test_importing_the_doctor_loads_nothing_heavy() -> None:
    code = (
        "import sys, hiphinge.diagnostics.doctor; print(sorted({'av', 'cv2', 'mediapipe', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize(
    ("message", "packages"),
    [
        ("ImportError: libGL.so.1: cannot open shared object file: No such file or directory", "libgl1)"),
        ("ImportError: libgthread-2.0.so.0: cannot open shared object file", "libglib2.0-0)"),
        ("OSError: libGLESv2.so.2: cannot open shared object file", "libgles2)"),
    ],
)
def test_a_missing_system_library_is_fixed_by_its_package(message: str, packages: str) -> None:
    check = doctor._in_subprocess("OpenCV", f"raise SystemExit({message!r})", [], doctor._library_remedy)
    assert not check.ok
    assert check.found == message
    assert check.remedy is not None
    assert f"apt-get install {packages}" in check.remedy
    assert "opencv-contrib-python-headless" in check.remedy


def test_another_failure_is_fixed_by_reinstalling() -> None:
    check = doctor._in_subprocess("MediaPipe", "import no_such_module", [], doctor._library_remedy)
    assert check == Check(
        "MediaPipe",
        ok=False,
        found="ModuleNotFoundError: No module named 'no_such_module'",
        remedy="pip install --force-reinstall mediapipe",
    )


def test_mediapipe_that_cannot_be_started_is_fixed_by_the_missing_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "import sys; sys.exit('ImportError: libEGL.so.1: cannot open shared object file')"
    monkeypatch.setattr(worker, "_BOOT", said)
    check = doctor._pose()
    assert not check.ok
    assert "libEGL.so.1" in check.found
    assert check.remedy == "install the system's libraries (Debian, Ubuntu: apt-get install libegl1)"


@pytest.mark.parametrize(
    ("there", "remedy"),
    [
        (["opencv-contrib-python"], None),
        (["opencv-contrib-python-headless"], None),
        (
            ["opencv-python", "opencv-contrib-python", "opencv-python"],
            "pip uninstall opencv-contrib-python opencv-python, then pip install opencv-contrib-python",
        ),
        ([], "pip install opencv-contrib-python"),
    ],
)
def test_opencv_comes_from_one_distribution(
    there: list[str], remedy: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("importlib.metadata.packages_distributions", lambda: {"cv2": there})
    monkeypatch.setattr("importlib.metadata.version", lambda _: "5.1.0.95")
    check = doctor._one_opencv()
    assert (check.ok, check.remedy) == (remedy is None, remedy)
    assert check.found == (" and ".join(f"{name} 5.1.0.95" for name in sorted(set(there))) or "none")


def test_a_crash_is_reported() -> None:
    check = doctor._in_subprocess("OpenCV", "import os; os._exit(7)", [], doctor._library_remedy)
    assert (check.ok, check.found) == (False, "it ended with status 7")


def test_a_missing_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_DECODERS", ("h264", "no_such_codec"))
    monkeypatch.setattr(doctor, "_encode_and_decode", lambda: 4)
    decoding, encoding = doctor._codecs()
    assert (decoding.ok, encoding.ok) == (False, False)
    assert "not no_such_codec" in decoding.found
    assert "4 of 5" in encoding.found
    assert decoding.remedy == encoding.remedy == doctor._AV_REMEDY


def test_no_model_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "cache_folder", lambda: tmp_path)
    monkeypatch.setattr(models, "shipped_pose_model", lambda: tmp_path / "absent.task")
    (tmp_path / models.POSE_MODEL_NAME).write_bytes(b"half")
    checks = by_name(list(doctor._pose_model()))
    assert [checks[f"pose model{where}"].ok for where in (", cache", ", package", "")] == [True, True, False]
    assert checks["pose model, cache"].remedy == "delete it"
    assert checks["pose model, package"].remedy == models.REINSTALL
    assert models.POSE_MODEL_URL in (checks["pose model"].remedy or "")
    assert not doctor._pose().ok


def test_a_wrong_model_in_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    wrong = tmp_path / "wrong.task"
    wrong.write_bytes(b"wrong")
    monkeypatch.setenv(models.POSE_MODEL_VARIABLE, str(wrong))
    checks = by_name(list(doctor._pose_model()))
    assert not checks["pose model, environment"].ok
    assert not checks["pose model"].ok
    assert checks["pose model, package"].ok


def test_a_read_only_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    check = doctor._folder("current folder", lambda: tmp_path, "work elsewhere")
    assert not check.ok
    assert "Permission denied" in check.found
    assert check.remedy == "allow it, or work elsewhere"


def test_a_full_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_MIN_FREE_MB", 10**12)
    check = doctor._folder("current folder", lambda: tmp_path / "not" / "yet", "work elsewhere")
    assert not check.ok
    assert "make at least" in (check.remedy or "")
    assert not (tmp_path / "not").exists()
