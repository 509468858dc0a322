"""Atomic writing: a result appears under its name only when it is complete."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hiphinge.core.errors import OutputError


@contextmanager
def atomic_write(path: Path) -> Iterator[Path]:
    """Lend a name beside `path` to write to, and move what was written into place at the end.

    If the block is left by any exception (an interrupt too), what was written is removed and an earlier file at
    `path` stays.

    Parameters
    ----------
    path
        Where the complete file is to appear; its folder must exist.

    Yields
    ------
    Path
        A name that is free, in the same folder and with the same suffix.

    Raises
    ------
    OutputError
        If the folder or the disk does not take the file.
    """
    beside = path.with_name(f".{path.stem}-{secrets.token_hex(4)}{path.suffix}")
    try:
        yield beside
        beside.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path.parent} to take {path.name}",
            f"'{error.strerror or error}'",
            "choose another folder, or make room on the disk",
        ) from error
    finally:
        beside.unlink(missing_ok=True)
