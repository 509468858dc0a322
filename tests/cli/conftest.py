"""A command run in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from hiphinge import cli
from tests.conftest import Run

Call = Callable[..., Run]


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Call:
    """Run the command in this process, in a separate folder."""
    folder = tmp_path / "here"
    folder.mkdir()

    def run(*arguments: str | Path) -> Run:
        monkeypatch.chdir(folder)
        monkeypatch.setattr(sys, "argv", ["hiphinge", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return Run(ended.value.code, said.out, said.err, folder)

    return run
