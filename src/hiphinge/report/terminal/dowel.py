"""The dowel drill in the terminal: verdict, cue, a row a hinge, the depth to work to."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from hiphinge.report import drill_words
from hiphinge.report.numbers import clock, plus_minus
from hiphinge.report.terminal.spelling import Spelling, unspelled
from hiphinge.report.terminal.tables import plain_table
from hiphinge.result import CONTACTS, DowelDrill

_STYLES: Final = {"kept": "green", "left": "red", "unclear": "yellow", "hidden": "dim"}


def lines(drill: DowelDrill, spell: Spelling = unspelled) -> Iterable[RenderableType]:
    """Yield the drill, line by line."""
    yield Text(drill.summary, style="bold")
    yield Text(drill.cue)
    if drill.repetitions:
        yield _hinges(drill)
        yield Text(
            "Growth of each gap since standing, cm; trunk lean and hip flexion when the contact was lost.", style="dim"
        )
    if drill.work_to is not None:
        yield Text(drill_words.dowel_depth(drill.work_to))
    if drill.turn_against_spine_deg is not None:
        agreed = [hinge.agrees for hinge in drill.repetitions if hinge.agrees is not None]
        rounding = f"; they agree on rounding in {sum(agreed)} of {len(agreed)} hinges" if agreed else ""
        turn = plus_minus(drill.turn_against_spine_deg)
        yield Text(f"Rod against the estimate of the spine: the rod turns {turn} further than the chest{rounding}.")
    if drill.repetitions and not drill.height_given:
        remedy = f"the person's own height makes the intervals narrower{spell(('height_m',))}"
        yield Text(f"Centimetres rest on the usual height of adults: {remedy}.", style="dim")


def _hinges(drill: DowelDrill) -> Table:
    """Return a table of the hinges with their contacts, and the posture in which the first contact was lost."""
    table = plain_table("#", *(drill_words.contact_name(contact) for contact in CONTACTS), "first off", "lean", "hip")
    for hinge in drill.repetitions:
        first = drill_words.first_left(hinge)
        table.add_row(
            str(hinge.index),
            *(Text(drill_words.contact_state(contact), style=_STYLES[contact.state]) for contact in hinge.contacts),
            "–"
            if first is None or first.left_s is None
            else f"{drill_words.contact_name(first.contact)}, {clock(first.left_s)}",
            "–" if first is None else plus_minus(first.trunk_lean_deg),
            "–" if first is None else plus_minus(first.hip_flexion_deg),
        )
    return table
