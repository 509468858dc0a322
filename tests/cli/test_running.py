"""A run that is interrupted or stopped by a signal leaves nothing behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from hiphinge import cli
from tests.cli.conftest import Call
from tests.conftest import DEMO, Remember

MAX_S = 60.0


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_leaves_no_hidden_folder_and_no_temporary_file(tmp_path: Path, number: signal.Signals) -> None:
    place, temporary = tmp_path / "place", tmp_path / "temporary"
    place.mkdir()
    temporary.mkdir()
    usual = "default_int_handler" if number == signal.SIGINT else "SIG_DFL"  # whoever runs the tests may ignore signals
    code = f"import signal; signal.signal({int(number)}, signal.{usual}); from hiphinge.cli import main; main()"
    command = [sys.executable, "-c", code, "analyze", str(DEMO), "-o", "results"]
    run = subprocess.Popen(
        command, cwd=place, env=os.environ | {"TMPDIR": str(temporary)}, stderr=subprocess.PIPE, text=True
    )
    try:
        began = time.monotonic()
        while not list(place.iterdir()) and run.poll() is None and time.monotonic() - began < MAX_S:
            time.sleep(0.05)
        assert list(place.iterdir()), "the hidden folder appears"
        time.sleep(2.0)  # well into reading
        run.send_signal(number)
        _, said = run.communicate(timeout=MAX_S)
    finally:
        run.kill()
    assert run.returncode == (130 if number == signal.SIGINT else 128 + number)
    assert "nothing was written" in said
    assert list(place.iterdir()) == []
    assert list(temporary.iterdir()) == []


def test_an_interrupt_leaves_earlier_results_untouched(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    first = call("analyze", lifter_clip, "-o", "out", "--quiet")
    before = {path.name: path.read_bytes() for path in (first.folder / "out").iterdir()}
    remember(error=KeyboardInterrupt(), error_at=30)
    run = call("analyze", lifter_clip, "-o", "out")
    assert run.status == cli.EXIT_INTERRUPTED == 130
    assert "Traceback" not in run.err
    assert run.out == ""
    assert {path.name: path.read_bytes() for path in (first.folder / "out").iterdir()} == before
    assert [path.name for path in run.folder.iterdir()] == ["out"]


def test_an_interrupt_says_that_nothing_was_written(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember(error=KeyboardInterrupt(), error_at=30)
    run = call("analyze", lifter_clip, "--quiet")
    assert "nothing was written" in run.err


def test_brackets_in_a_name_are_printed_as_they_are(call: Call, lifter_clip: Path, remember: Remember) -> None:
    remember()
    run = call("analyze", lifter_clip, "-o", "lift [dQw4] [", "--no-video")
    assert run.status == 0
    assert "Report: lift [dQw4] [/report.html" in run.out
    assert (run.folder / "lift [dQw4] [" / "report.html").is_file()
