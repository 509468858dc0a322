"""The command line as a whole: its commands, their help, and how quickly it starts."""

from __future__ import annotations

import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from typer.testing import CliRunner

from hiphinge import cli
from tests.conftest import run_command


@pytest.mark.parametrize("command", ["analyze", "demo", "doctor", "schema", "plan", "lift", "bench"])
def test_every_command_has_help(command: str) -> None:
    run = CliRunner().invoke(cli.app, [command, "--help"])
    assert run.exit_code == 0
    assert "Usage" in run.stdout


def test_help_and_mistyped_commands_load_nothing_heavy(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom hiphinge.cli import app\n"
        "try: app(['--help'])\nexcept SystemExit: pass\n"
        "print(sorted({'av', 'cv2', 'onnxruntime', 'numpy', 'polars', 'bokeh'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path)
    assert done.stdout.strip().endswith("[]")
    wrong = run_command("analyse", "x.mp4", folder=tmp_path)
    assert wrong.status == 2
    assert "Traceback" not in wrong.err


def test_the_version_is_printed(tmp_path: Path) -> None:
    run = run_command("--version", folder=tmp_path)
    assert (run.status, run.out.strip(), run.err) == (0, f"hiphinge {version('hiphinge')}", "")


@pytest.mark.parametrize(
    "command", [["analyze", "x.mp4"], ["demo"], ["drill", "wall", "x.mp4"], ["drill", "dowel", "x.mp4"]]
)
def test_an_empty_folder_name_is_refused(command: list[str], tmp_path: Path) -> None:
    run = run_command(*command, "-o", "", folder=tmp_path)
    assert (run.status, run.out) == (2, "")
    assert run.err.startswith("hiphinge: Expected a folder for the results, but found an empty name")
    assert list(tmp_path.iterdir()) == []
