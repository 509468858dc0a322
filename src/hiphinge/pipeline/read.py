"""Analyses read back from the files that `hiphinge analyze` wrote."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from hiphinge.core.errors import ArgumentError
from hiphinge.niosh.from_analysis import Recording, lengths_of
from hiphinge.progression import Recorded
from hiphinge.result import SCHEMA, Hands

NAME: Final = "analysis.json"
MOST_BYTES: Final = 200_000_000
"""A file larger than this is no analysis: one of an hour of repetitions has a few megabytes."""

_EXPECTED: Final = "an analysis.json, or a folder that `hiphinge analyze` wrote"
_MEND: Final = "give the folder of the results, or make it again with `hiphinge analyze`"


def read(paths: Sequence[Path]) -> list[Recorded]:
    """Read what a plan needs of every analysis under the paths.

    Parameters
    ----------
    paths
        Files, folders of one analysis, or folders that hold such folders, in any order.

    Raises
    ------
    ArgumentError
        If a path is none of these, or a file is not an analysis of `hiphinge.analysis/1`.
    """
    return [_read(file)[1] for file in files_of(paths)]


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Every analysis.json that the paths name, each once.

    Raises
    ------
    ArgumentError
        If a path is not there, or holds no analysis.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_under(path):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def _files_under(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if not path.exists():
                raise ArgumentError(_EXPECTED, f"nothing at '{path}'", _MEND)
            return [path]
        here = path / NAME
        files = [here] if here.is_file() else sorted(one for one in path.glob(f"*/{NAME}") if one.is_file())
    except OSError as error:
        raise ArgumentError(_EXPECTED, f"'{path}', which cannot be read ({error.strerror or error})", _MEND) from error
    if not files:
        raise ArgumentError(_EXPECTED, f"no {NAME} in '{path}' or the folders in it", _MEND)
    return files


def lift_of(path: Path) -> Recording:
    """Read what one analysis tells of a lift: the recording's name, the exercise, the load, and where the hands were.

    Raises
    ------
    ArgumentError
        If the path is no analysis of `hiphinge.analysis/1`, or holds several.
    """
    files = files_of([path])
    if len(files) > 1:
        raise ArgumentError("one analysis", f"{len(files)} in '{path}'", "name the folder of one of them")
    text, recorded = _read(files[0])
    content = json.loads(text)
    load_kg = content["provenance"].get("arguments", {}).get("load_kg")
    told = isinstance(load_kg, int | float) and not isinstance(load_kg, bool)
    try:
        hands = [Hands.model_validate(one["hands"]) for one in content["repetitions"] if one.get("hands") is not None]
    except ValidationError as error:
        raise ArgumentError(_EXPECTED, f"'{files[0]}', {_why(text, error)}", _MEND) from error
    return Recording(recorded.name, recorded.exercise.name, float(load_kg) if told else None, lengths_of(hands))


def _read(path: Path) -> tuple[bytes, Recorded]:
    """The text of an analysis, and what a plan reads of it."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            raise ArgumentError(_EXPECTED, f"'{path}', which is none", _MEND)
        text = path.read_bytes()
    except OSError as error:
        raise ArgumentError(_EXPECTED, f"'{path}', which cannot be read ({error.strerror or error})", _MEND) from error
    try:
        return text, Recorded.parse(text)
    except ValidationError as error:
        raise ArgumentError(_EXPECTED, f"'{path}', {_why(text, error)}", _MEND) from error


def _why(text: bytes, error: ValidationError) -> str:
    """What is wrong with a file that is no analysis, as a clause."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "which is not JSON"
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        return f"whose schema is not '{SCHEMA}' but {'missing' if schema is None else repr(schema)[:80]}"
    first = error.errors()[0]
    return f"which is damaged at {'.'.join(map(str, first['loc'])) or 'its beginning'} ({first['msg'].lower()})"
