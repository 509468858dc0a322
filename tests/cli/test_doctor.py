"""The command `hiphinge doctor`: one row per check, remedies that can be typed as shown, and the exit status."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from hiphinge.diagnostics import doctor
from hiphinge.diagnostics.doctor import Check
from tests.cli.conftest import Call

FINE = Check("Python", ok=True, found="3.12")
BROKEN = Check("rtmlib", ok=False, found="not installed", remedy="pip install 'hiphinge[rtmlib]'")

Found = Callable[..., None]


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Found:
    """Make the examination return these checks."""
    monkeypatch.setenv("COLUMNS", "160")
    return lambda *checks: monkeypatch.setattr(doctor, "examine", lambda: list(checks))


def test_a_machine_on_which_everything_works_exits_with_success(call: Call, found: Found) -> None:
    found(FINE)
    run = call("doctor")
    assert (run.status, run.err) == (0, "")
    assert "Python" in run.out
    assert "3.12" in run.out


def test_a_failed_check_shows_its_remedy_and_exits_with_failure(call: Call, found: Found) -> None:
    found(FINE, BROKEN)
    run = call("doctor")
    assert run.status == 1
    fine, broken = (next(line for line in run.out.splitlines() if name in line) for name in ("Python", "rtmlib"))
    assert fine.startswith("ok")
    assert broken.startswith("--")
    assert "not installed" in broken


def test_brackets_of_a_remedy_are_not_read_as_markup(call: Call, found: Found) -> None:
    found(BROKEN)
    assert "hiphinge[rtmlib]" in call("doctor").out
