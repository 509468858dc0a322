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
from hiphinge.pose import models


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
        *(f"pose net {name}" for name in models.NETS),
        "pose estimator",
        "current folder",
        "temporary folder",
        "rtmlib (optional)",
    } == set(checks)
    assert [check for check in checks.values() if not check.ok] == []
    assert all(check.found for check in checks.values())


def test_the_doctor_works_even_if_nothing_can_be_imported() -> None:
    code = """
import sys
for name in ("av", "cv2", "numpy", "onnxruntime"):
    sys.modules[name] = None
import hiphinge.diagnostics.doctor as doctor
doctor._in_subprocess = lambda name, *_: doctor.Check(name, ok=False, found="not tried")
for check in doctor.examine():
    if not check.ok: print(check.name)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:-1] == ["video (PyAV)", "OpenCV", "pose estimator"]


def test_importing_the_doctor_loads_nothing_heavy() -> None:
    code = (
        "import sys, hiphinge.diagnostics.doctor; "
        "print(sorted({'av', 'cv2', 'onnxruntime', 'numpy'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_fails_in_its_own_process_is_reported_with_its_remedy() -> None:
    check = doctor._in_subprocess("OpenCV", "import no_such_module", "pip install it")
    assert check == Check(
        "OpenCV", ok=False, found="ModuleNotFoundError: No module named 'no_such_module'", remedy="pip install it"
    )


def test_a_crash_is_reported() -> None:
    check = doctor._in_subprocess("OpenCV", "import os; os._exit(7)", "pip install it")
    assert (check.ok, check.found) == (False, "it ended with status 7")


def test_an_estimator_that_cannot_be_opened(monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = "import sys; sys.modules['onnxruntime'] = None\n"
    monkeypatch.setattr(doctor, "_OPEN_ESTIMATOR", blocked + doctor._OPEN_ESTIMATOR)
    check = doctor._pose()
    assert not check.ok
    assert "onnxruntime" in check.found
    assert check.remedy == "pip install --force-reinstall onnxruntime"


@pytest.mark.parametrize(
    ("there", "remedy"),
    [
        (["opencv-python-headless"], None),
        (["opencv-contrib-python"], None),
        (
            ["opencv-python-headless", "opencv-contrib-python", "opencv-python-headless"],
            "pip uninstall opencv-contrib-python opencv-python-headless, then pip install opencv-python-headless",
        ),
        ([], "pip install opencv-python-headless"),
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


def test_a_missing_codec(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_DECODERS", ("h264", "no_such_codec"))
    monkeypatch.setattr(doctor, "_encode_and_decode", lambda: 4)
    decoding, encoding = doctor._codecs()
    assert (decoding.ok, encoding.ok) == (False, False)
    assert "not no_such_codec" in decoding.found
    assert "4 of 5" in encoding.found
    assert decoding.remedy == encoding.remedy == doctor._AV_REMEDY


def test_nets_that_are_missing_or_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(models.POSE_MODEL_VARIABLE, raising=False)
    monkeypatch.setattr(models, "shipped_nets", lambda: tmp_path)
    first, *others = models.NETS
    (tmp_path / f"{first}.onnx").write_bytes(b"half")
    checks = by_name(list(doctor._pose_nets()))
    assert [check.ok for check in checks.values()] == [False] * len(models.NETS)
    assert "SHA-256" in checks[f"pose net {first}"].found
    assert all("cannot be read" in checks[f"pose net {name}"].found for name in others)
    assert {check.remedy for check in checks.values()} == {models.REINSTALL}


def test_a_wrong_folder_in_the_variable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(models.POSE_MODEL_VARIABLE, str(tmp_path))
    for check in doctor._pose_nets():
        assert not check.ok
        assert check.found.startswith(str(tmp_path))
    assert not doctor._pose().ok


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
