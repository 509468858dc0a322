"""Atomic writing: a result appears under its name only when it is complete."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hiphinge.core.errors import unwritable


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Yield a temporary path in the folder of `path`, and move the file into place at the end.

    If the block raises any exception (an interrupt too), the temporary file is removed and an earlier file at `path`
    stays.

    Parameters
    ----------
    path
        The path of the complete file; its folder must exist.

    Yields
    ------
    Path
        An unused path in the same folder, with the same suffix.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    temporary = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise unwritable(path.parent, error, what=path.name) from error
    finally:
        temporary.unlink(missing_ok=True)
