"""The command `hiphinge bench`: each line of a measurement on standard output, and what is refused."""

from __future__ import annotations

import pytest

from hiphinge.diagnostics.bench import run
from tests.cli.conftest import Call


def test_each_line_is_printed(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "start", lambda: iter(["first 1.0 s", "second 2.0 s"]))
    ended = call("bench", "start")
    assert (ended.status, ended.err) == (0, "")
    machine, *lines = ended.out.splitlines()
    assert machine.startswith("hiphinge ")
    assert lines == ["first 1.0 s", "second 2.0 s"]


@pytest.mark.parametrize(
    ("arguments", "word"), [(["everything"], "'everything'"), (["pipeline", "--clip", "gone.mp4"], "gone.mp4")]
)
def test_unusable_arguments_are_refused_in_one_sentence(call: Call, arguments: list[str], word: str) -> None:
    ended = call("bench", *arguments)
    assert ended.status == 2
    assert word in ended.err
    assert len(ended.err.strip().splitlines()) == 1
