"""Atomic writing: all of a file or none of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from hiphinge.core.errors import OutputError
from hiphinge.core.files import atomic_write


def test_atomic_writing_keeps_the_earlier_file_on_any_exit(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    path.write_text("earlier")

    def fail(reason: type[BaseException]) -> None:
        with atomic_write(path) as beside:
            beside.write_text("half")
            raise reason

    for reason in (KeyboardInterrupt, ValueError):
        with pytest.raises(reason):
            fail(reason)
        assert path.read_text() == "earlier"
        assert [entry.name for entry in tmp_path.iterdir()] == ["analysis.json"]
    with atomic_write(path) as beside:
        beside.write_text("whole")
    assert path.read_text() == "whole"


def test_a_full_disk_is_one_sentence(tmp_path: Path) -> None:
    def write() -> None:
        with atomic_write(tmp_path / "analysis.json") as beside:
            beside.write_text("half")
            raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left on device"):
        write()
    assert not list(tmp_path.iterdir())
