"""Progress of synthetic histories, for what shows it."""

from __future__ import annotations

from pathlib import Path

from hiphinge.history import open_history
from hiphinge.result import Analysis
from hiphinge.result.plan import Plan
from hiphinge.result.progress import Progress
from tests.history.people import sets
from tests.lift_results import wall

NAME = "[bold]<b>Ann & Bo"


def progressed(folder: Path, *analyses: Analysis) -> tuple[Progress, Plan]:
    """The progress and the plan of a person of an awkward name."""
    with open_history(folder / "history.db") as history:
        history.save_all(analyses, athlete=NAME)
        return history.progress(NAME), history.plan(NAME)


def deeper(folder: Path) -> tuple[Progress, Plan]:
    """Two sessions of a lift that became deeper and a wall drill, one of them by an older version."""
    first = sets(0.0, neutral=40.0, lumbar=33.0, kind="late", version="0.0.9")
    return progressed(folder, first, sets(30.0, neutral=58.0), wall(day=31.0))
