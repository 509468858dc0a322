"""One lift in the terminal."""

from __future__ import annotations

from rich.console import Console

from hiphinge.niosh.assess import assess
from hiphinge.report.terminal.lift import summary
from tests.niosh import BAG, PLACED


def test_every_end_has_its_limit_and_multipliers() -> None:
    for work, ends in ((BAG, 1), (PLACED, 2)):
        lift = assess(work)
        console = Console(width=200)
        with console.capture() as text:
            console.print(summary(lift))
        assert text.get().count("recommended weight limit") >= ends == len(lift.ends)
        assert lift.disclaimer in " ".join(text.get().split())
        assert all(multiplier.name in text.get() for end in lift.ends for multiplier in end.multipliers)
