"""The option to keep a result in the history: `--save`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from hiphinge.core.errors import ArgumentError

if TYPE_CHECKING:
    from hiphinge.result import Analysis


@contextmanager
def keeping(athlete: str | None, database: str | None, *, wanted: bool) -> Iterator[Callable[[Analysis], str] | None]:
    """Yield a function that keeps an analysis and returns a line about it; None if that is not wanted.

    The history is opened first, so that nothing is analysed in vain.

    Raises
    ------
    ArgumentError
        If no name is given, or the database cannot be used.
    MissingExtraError
        If the packages of the history are not installed.
    """
    if not wanted:
        yield None
        return
    if athlete is None:
        raise ArgumentError("the athlete's name", "none", "say whose recording it is", arguments=["athlete"])
    from hiphinge.history import open_history

    with open_history(database) as history:

        def keep(analysis: Analysis) -> str:
            added = history.save(analysis, athlete=athlete)
            return f"hiphinge: {'kept' if added else 'kept before'} in the history of {athlete.strip()}."

        yield keep
