"""Standard output whose reader may have gone: `hiphinge analyze … | head -1`."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from hiphinge.core.errors import OutputError


class _Pipe(io.FileIO):
    """A file that drops what is written after its reader has gone, or after it could not be written."""

    failed = False

    def write(self, data: Any, /) -> int:  # noqa: ANN401  (any buffer)
        """Write the bytes and return how many were taken; all of them if nobody reads.

        Raises
        ------
        OutputError
            If they cannot be written; nothing more is tried then.
        """
        taken = memoryview(data).nbytes
        if self.failed:
            return taken
        try:
            return super().write(data)
        except BrokenPipeError:
            return taken
        except OSError as error:
            self.failed = True
            found = (error.strerror or str(error)).strip()
            raise OutputError("an output that can be written to", found, "write it somewhere else") from error


@contextmanager
def closed_pipe_ignored() -> Iterator[None]:
    """Let a command end as usual if the reader of its output ends first."""
    original = sys.stdout
    try:
        number = original.fileno()
        if not isinstance(original, io.TextIOWrapper) or original.isatty():
            raise io.UnsupportedOperation
    except (AttributeError, OSError, ValueError):
        yield
        return
    original.flush()
    raw = io.BufferedWriter(_Pipe(number, "wb", closefd=False))
    with io.TextIOWrapper(raw, encoding=original.encoding, errors=original.errors) as pipe:
        sys.stdout = pipe
        try:
            yield
        finally:
            sys.stdout = original
