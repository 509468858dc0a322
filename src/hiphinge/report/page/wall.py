"""The wall drill on the page: its verdict, a row a repetition, and the distance to the wall over time."""

from __future__ import annotations

from typing import Any

from hiphinge.report import drill_words, words
from hiphinge.report.numbers import plus_minus
from hiphinge.report.page.plots import TimePlot
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, WallDrill


def plots(analysis: Analysis, table: FrameTable) -> list[TimePlot]:
    """Return the plot of the distance to the wall, contacts shaded; none without a distance."""
    drill = analysis.drill
    if not isinstance(drill, WallDrill):
        return []
    contacts = drill_words.wall_contacts(drill)
    return [TimePlot(of.key, [(of, curve)], contacts=contacts) for of, curve in table.known("wall")]


def panel(analysis: Analysis) -> dict[str, Any] | None:
    """Return the values that the page shows of the drill; None where there is no wall drill."""
    drill = analysis.drill
    if not isinstance(drill, WallDrill):
        return None
    return {
        "headline": drill_words.wall_headline(drill),
        "next": drill_words.wall_next(drill),
        "basis": drill_words.wall_basis(drill),
        "rows": [
            {
                "index": repetition.index,
                "start_s": repetition.start_s,
                "contact": drill_words.wall_contact(repetition),
                "nearest": plus_minus(repetition.smallest_distance_cm, "smallest_distance_cm", bare=True),
                "knees": plus_minus(repetition.knee_travel_cm, "knee_travel_cm", bare=True),
                "back": drill_words.WALL_BACKS[repetition.back],
                "verdict": drill_words.WALL_VERDICTS[repetition.verdict],
                "why": words.sentence(repetition.why),
            }
            for repetition in drill.repetitions
        ],
        "limits": [f"{name}: {source}" for name, source in drill.limits.items()],
    }
