"""The dowel drill on the page: its verdict, a row a hinge, and the gaps beside the rod over time."""

from __future__ import annotations

from typing import Any, Final

from hiphinge.core.quantities import of_group
from hiphinge.report import drill_words
from hiphinge.report.limits import gap_limit_cm
from hiphinge.report.page.plots import TimePlot
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, DowelDrill, DowelRepetition

NAME: Final = "gaps"
"""Name of the plot and of its element in the page."""


def plots(analysis: Analysis, table: FrameTable) -> list[TimePlot]:
    """Return the plot of the gaps over time, with the times at which a first contact was lost; none without a gap."""
    drill, lines = analysis.drill, list(table.known("gap"))
    if not isinstance(drill, DowelDrill) or not lines:
        return []
    firsts = (drill_words.first_left(repetition) for repetition in drill.repetitions)
    moments = [
        (first.left_s, f"{drill_words.contact_name(first.contact)} off", f"{first.contact}_gap_cm")
        for first in firsts
        if first is not None and first.left_s is not None
    ]
    return [TimePlot(NAME, lines, limits=[(gap_limit_cm(analysis), "red")], moments=moments)]


def panel(analysis: Analysis, table: FrameTable) -> dict[str, Any] | None:
    """Return the values that the page shows of the drill; None where there is no dowel drill."""
    drill = analysis.drill
    if not isinstance(drill, DowelDrill):
        return None
    return {
        "drill": drill,
        "work_to": None if drill.work_to is None else drill_words.dowel_depth(drill.work_to),
        "legend": of_group("gap"),
        "known": [of.key for of, _ in table.known("gap")],
        "rows": [_row(repetition) for repetition in drill.repetitions],
    }


def _row(repetition: DowelRepetition) -> dict[str, Any]:
    """Return one hinge with its contacts, and the contact that was lost first."""
    first = drill_words.first_left(repetition)
    return {
        "index": repetition.index,
        "contacts": [drill_words.contact_state(contact) for contact in repetition.contacts],
        "first": first,
        "name": None if first is None else drill_words.contact_name(first.contact),
    }
