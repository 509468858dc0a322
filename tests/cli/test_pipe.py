"""A reader that ends before the output does."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Run, run_command
from tests.lift_results import text_of


@pytest.mark.skipif(sys.platform == "win32", reason="pipes report a closed end otherwise there")
@pytest.mark.parametrize("arguments", [["schema"], ["plan", "analysis.json"], ["plan", "--json"], ["lift", "--help"]])
def test_a_closed_pipe_ends_quietly(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "analysis.json").write_text(text_of(), encoding="utf-8")
    end, output = os.pipe()
    os.close(end)
    command = [sys.executable, "-c", "from hiphinge.cli import main; main()", *arguments]
    try:
        done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, check=False, cwd=tmp_path)
    finally:
        os.close(output)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_open_pipe_gets_everything(tmp_path: Path) -> None:
    run: Run = run_command("schema", folder=tmp_path)
    assert run.out.rstrip().endswith("}")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
@pytest.mark.parametrize("arguments", [["schema"], ["plan", "analysis.json"], ["plan", "--json"]])
def test_a_full_disk_behind_the_output_is_one_sentence(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "analysis.json").write_text(text_of(), encoding="utf-8")
    command = [sys.executable, "-c", "from hiphinge.cli import main; main()", *arguments]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, check=False, cwd=tmp_path, text=True)
    assert done.returncode == 2
    assert "Expected an output that can be written to" in done.stderr
    assert done.stderr.count("\n") == 1
