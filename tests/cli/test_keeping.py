"""`--save`: results are kept in the history."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from hiphinge import cli
from hiphinge.cli.keeping import keeping
from hiphinge.core.errors import ArgumentError
from hiphinge.history import open_history
from tests.conftest import Remember
from tests.history.people import sets


def test_nothing_is_opened_unless_it_is_wanted(tmp_path: Path) -> None:
    with keeping(None, str(tmp_path / "a.db"), wanted=False) as keep:
        assert keep is None
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ArgumentError, match="whose recording"), keeping(None, None, wanted=True):
        pass


def test_an_analysis_is_kept_once(tmp_path: Path) -> None:
    with keeping("Ann", str(tmp_path / "a.db"), wanted=True) as keep:
        assert keep is not None
        assert keep(sets()) == "hiphinge: kept in the history of Ann."
        assert keep(sets()) == "hiphinge: kept before in the history of Ann."


def test_analyze_keeps_what_it_wrote(lifter_clip: Path, tmp_path: Path, remember: Remember) -> None:
    remember()
    command = ["analyze", str(lifter_clip), "-o", str(tmp_path / "out"), "--no-video", "--athlete", "Ann", "--save"]
    done = CliRunner().invoke(cli.app, [*command, "--database", str(tmp_path / "a.db")])
    assert done.exit_code == 0
    with open_history(tmp_path / "a.db") as history:
        (analysis,) = history.analyses("Ann")
    assert analysis.to_json() == (tmp_path / "out" / "analysis.json").read_text(encoding="utf-8").strip()
