"""Reading of saved results: an analysis with its frames, from a folder or file that `hiphinge analyze` wrote."""

from __future__ import annotations

import codecs
import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from pydantic import ValidationError

from hiphinge.core.arguments import PATH, check_type
from hiphinge.core.errors import ArgumentError
from hiphinge.result.analysis import SCHEMA, Analysis

if TYPE_CHECKING:
    import polars as pl

JSON_NAME: Final = "analysis.json"
FRAMES_NAME: Final = "frames.parquet"
VIDEO_NAME: Final = "annotated.mp4"
MAX_BYTES: Final = 200_000_000
"""A larger file cannot be a result: an hour of repetitions has a few megabytes."""

_EXPECTED: Final = "an analysis.json, or a folder with the results of an analysis"
_FRAMES: Final = "a table of frames that belongs to the analysis"
_REMEDY: Final = "give the folder of the results, or analyse the recording again"


def read(path: str | Path, *, frames: bool = True) -> Analysis:
    """Read an analysis written by any version of `hiphinge.analysis/1`.

    Unknown keys are ignored; keys that an older version did not write get their defaults. The page of the analysis
    (`Analysis.report`) needs no recording.

    Parameters
    ----------
    path
        The folder of the results, or their analysis.json. The page links an `annotated.mp4` in the same folder.
    frames
        Whether the table of frames is read too, from the `frames.parquet` in the same folder; the table is empty if
        there is none.

    Returns
    -------
    Analysis
        The analysis; `analysis.to_frame()` is its table of frames.

    Raises
    ------
    ArgumentError
        If the path is of another type, or there is no analysis, more than one, or one that cannot be read.
    """
    check_type(path, PATH, _EXPECTED, _REMEDY, argument="path")
    files = files_of([Path(path)])
    if len(files) > 1:
        raise ArgumentError("one analysis", f"{len(files)} in '{path}'", "name the folder of one of them")
    return _read(files[0], frames=frames)


def read_all(paths: Sequence[Path]) -> list[Analysis]:
    """Read every analysis under the paths, without the tables of frames.

    Parameters
    ----------
    paths
        Files, folders of one analysis, or folders that contain such folders, in any order.

    Raises
    ------
    ArgumentError
        If a path is none of these, or an analysis cannot be read.
    """
    return [_read(file, frames=False) for file in files_of(paths)]


def files_of(paths: Sequence[Path]) -> list[Path]:
    """Return every analysis.json under the paths, each once.

    Raises
    ------
    ArgumentError
        If a path does not exist, or contains no analysis.
    """
    found: dict[Path, Path] = {}
    for path in paths:
        for file in _files_under(path):
            found.setdefault(file.resolve(), file)
    return list(found.values())


def parse(text: str | bytes) -> Analysis:
    """Return the analysis in the text of an analysis.json, without frames; unknown keys are ignored.

    Raises
    ------
    pydantic.ValidationError
        If the text is not an analysis of `hiphinge.analysis/1`.
    """
    return Analysis.model_validate_json(text, extra="ignore")


def _files_under(path: Path) -> list[Path]:
    try:
        if not path.is_dir():
            if not path.exists():
                raise ArgumentError(_EXPECTED, f"nothing at '{path}'", _REMEDY)
            return [path]
        here = path / JSON_NAME
        files = [here] if here.is_file() else sorted(file for file in path.glob(f"*/{JSON_NAME}") if file.is_file())
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from error
    if not files:
        raise ArgumentError(_EXPECTED, f"no {JSON_NAME} in '{path}' or the folders in it", _REMEDY)
    return files


def _read(path: Path, *, frames: bool) -> Analysis:
    try:
        if not path.is_file() or path.stat().st_size > MAX_BYTES:
            raise ArgumentError(_EXPECTED, f"'{path}', which is neither", _REMEDY)
        text = path.read_bytes().removeprefix(codecs.BOM_UTF8)
    except OSError as error:
        raise _unreadable(path, error) from error
    try:
        analysis = parse(text)
    except ValidationError as error:
        raise ArgumentError(_EXPECTED, f"'{path}', {_why(text, error)}", _REMEDY) from error
    table, video = path.with_name(FRAMES_NAME), path.with_name(VIDEO_NAME)
    if video.is_file():
        analysis = analysis.with_video(video.absolute())
    return analysis.with_frames(_frames(table, analysis.source.frames)) if frames and table.is_file() else analysis


def _frames(path: Path, count: int) -> pl.DataFrame:
    """Return the table of frames, which must have `count` rows."""
    import polars as pl

    try:
        if path.stat().st_size > MAX_BYTES:
            raise ArgumentError(_FRAMES, f"'{path}' of {path.stat().st_size / 1e6:.0f} MB", _REMEDY)
        table = pl.read_parquet(path)
    except OSError as error:
        raise _unreadable(path, error) from error
    except pl.exceptions.PolarsError as error:
        raise ArgumentError(_FRAMES, f"'{path}', which is not a Parquet file", _REMEDY) from error
    if table.height != count:
        raise ArgumentError(_FRAMES, f"{table.height} rows for {count} frames in '{path}'", _REMEDY)
    return table


def _unreadable(path: Path, error: OSError | ValueError) -> ArgumentError:
    why = getattr(error, "strerror", None) or error
    return ArgumentError(_EXPECTED, f"'{path}', which cannot be read ({why})", _REMEDY)


def _why(text: bytes, error: ValidationError) -> str:
    """Return as a clause what is wrong with a file that is not an analysis."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return "which is not JSON"
    schema = content.get("schema") if isinstance(content, dict) else None
    if schema != SCHEMA:
        return f"whose schema is not '{SCHEMA}' but {'missing' if schema is None else repr(schema)[:80]}"
    first = error.errors()[0]
    return f"which is damaged at {'.'.join(map(str, first['loc'])) or 'its beginning'} ({first['msg'].lower()})"
