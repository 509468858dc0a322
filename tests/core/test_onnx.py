"""onnxruntime is loaded in one place, leaves nothing on the machine, and leaves the environment as it was."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

import hiphinge
from hiphinge.core.onnx import SWITCH, load_onnxruntime
from tests.conftest import DEMO

PACKAGE = Path(hiphinge.__file__).parent

# Looked for and not imported: that would be the very thing which is tested here.
pytestmark = pytest.mark.skipif(
    find_spec("onnxruntime") is None or find_spec("cv2") is None, reason="the nets' packages are not installed"
)


def python(code: str, home: Path, **variables: str) -> str:
    """What this Python prints, with a home folder and a temporary folder of its own."""
    for name in ("home", "temporary"):
        (home / name).mkdir(parents=True)
    ours = {"HOME": str(home / "home"), "USERPROFILE": str(home / "home"), "TMPDIR": str(home / "temporary")}
    others = {name: value for name, value in os.environ.items() if name not in (SWITCH, "XDG_CACHE_HOME")}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=others | ours | variables, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.strip()


def files_in(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if not path.is_dir()]


def test_an_analysis_leaves_no_trace_on_the_machine(tmp_path: Path) -> None:
    code = f"""
import os
import hiphinge as hh
analysis = hh.analyze(hh.open_motion({str(DEMO)!r}, duration_s=3.0))
assert analysis.provenance.spine_model
print({SWITCH!r} in os.environ)
"""
    assert python(code, tmp_path) == "False"
    assert files_in(tmp_path) == []


@pytest.mark.parametrize("value", ["0", "1"])
def test_what_the_user_had_set_is_kept(tmp_path: Path, value: str) -> None:
    code = f"import os; from hiphinge.core.onnx import *; load_onnxruntime(); print(os.environ['{SWITCH}'])"
    assert python(code, tmp_path, **{SWITCH: value}) == value
    assert files_in(tmp_path) == []


def test_it_is_the_package_itself() -> None:
    assert load_onnxruntime() is load_onnxruntime() is sys.modules["onnxruntime"]


def test_no_other_module_loads_it() -> None:
    loading = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Import) and any(alias.name.startswith("onnxruntime") for alias in node.names))
        or (isinstance(node, ast.ImportFrom) and str(node.module).startswith("onnxruntime"))
    }
    assert loading == {"core/onnx.py"}
