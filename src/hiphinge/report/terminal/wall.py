"""The wall drill in the terminal: verdict, next step, a row a repetition."""

from __future__ import annotations

from collections.abc import Iterable

from rich.console import RenderableType
from rich.text import Text

from hiphinge.report import drill_words
from hiphinge.report.numbers import clock, plus_minus
from hiphinge.report.terminal.tables import plain_table
from hiphinge.result import WallDrill


def lines(drill: WallDrill) -> Iterable[RenderableType]:
    """Yield the drill, line by line."""
    yield Text.assemble(("Wall drill: ", "bold"), (drill_words.wall_headline(drill), "bold"))
    if drill.next_step:
        yield Text(drill_words.wall_next(drill), style="cyan")
    if drill.repetitions:
        table = plain_table("#", "from", "nearest, cm", "contact", "knees, cm", "low back", "verdict")
        for repetition in drill.repetitions:
            table.add_row(
                str(repetition.index),
                clock(repetition.start_s),
                plus_minus(repetition.smallest_distance_cm, "smallest_distance_cm", bare=True),
                drill_words.wall_contact(repetition),
                plus_minus(repetition.knee_travel_cm, "knee_travel_cm", bare=True),
                drill_words.WALL_BACKS[repetition.back],
                drill_words.WALL_VERDICTS_SHORT[repetition.verdict],
            )
        yield table
        yield Text("Nearest: hips to wall. Knees: how far forward since standing.", style="dim")
    yield Text(drill_words.wall_basis(drill), style="dim")
