"""The one file that a history is exported to and imported from: a ZIP archive of documents as they were written.

`history.json` lists the athletes, and for each analysis whose it is; the analyses are in `analyses/`, the plans in
`plans/`. Sessions, repetitions and measurements are derived from the analyses when they are imported.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from hiphinge.core.errors import ArgumentError
from hiphinge.core.files import atomic_write

ARCHIVE_SCHEMA: Final = "hiphinge.history/1"
LIST_NAME: Final = "history.json"
MAX_DOCUMENT_BYTES: Final = 200_000_000
"""Most bytes of one document, as of a result file."""

_EXPECTED: Final = "a file that an export of a history wrote"
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
"""The date of every member, so that the same history gives the same file."""

_Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True)

    athlete: str
    digest: _Digest


class KeptPlan(_Entry):
    """A plan that was given: whose it is, when it was made, and the digest of what it was made from."""

    made_utc: datetime


class KeptAnalysis(_Entry):
    """An analysis: whose it is, and its digest."""


class Contents(BaseModel):
    """The list of what an archive holds."""

    model_config = ConfigDict(frozen=True, populate_by_name=True, serialize_by_alias=True)

    schema_: Literal["hiphinge.history/1"] = Field(default=ARCHIVE_SCHEMA, alias="schema")
    athletes: list[str]
    analyses: list[KeptAnalysis]
    plans: list[KeptPlan]


def write(
    path: Path,
    athletes: Sequence[str],
    analyses: Iterator[tuple[str, str, str]],
    plans: Sequence[tuple[str, datetime, str, str]],
) -> Path:
    """Write an archive; it appears under its name only when it is complete.

    Parameters
    ----------
    path
        The file to write.
    athletes
        Names of all athletes.
    analyses
        Of each analysis the athlete, the digest and the document.
    plans
        Of each plan the athlete, when it was made, the digest and the document.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier one stays.
    """
    listed, kept = [], set()
    with atomic_write(path) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for athlete, digest, document in analyses:
            listed.append(KeptAnalysis(athlete=athlete, digest=digest))
            if digest not in kept:
                kept.add(digest)
                _add(archive, _analysis_name(digest), document)
        for index, (_, _, _, document) in enumerate(plans):
            _add(archive, _plan_name(index), document)
        contents = Contents(
            athletes=list(athletes),
            analyses=listed,
            plans=[
                KeptPlan(athlete=name, made_utc=made.astimezone(UTC), digest=basis) for name, made, basis, _ in plans
            ],
        )
        _add(archive, LIST_NAME, contents.model_dump_json(indent=1))
    return path


class Archive:
    """An archive that is read, used as a context.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ArgumentError
        If it is not an archive of a history, or is damaged.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._file = zipfile.ZipFile(path)
        except (OSError, zipfile.BadZipFile) as error:
            raise self._damaged("which is none") from error
        try:
            self.contents = self._contents()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def analyses(self) -> Iterator[tuple[str, str]]:
        """Yield the athlete and the document of each analysis."""
        for entry in self.contents.analyses:
            yield entry.athlete, self._text(_analysis_name(entry.digest))

    def plans(self) -> Iterator[tuple[KeptPlan, str]]:
        """Yield each plan with its document."""
        for index, entry in enumerate(self.contents.plans):
            yield entry, self._text(_plan_name(index))

    def _contents(self) -> Contents:
        text = self._text(LIST_NAME)
        try:
            found = json.loads(text)
            schema = found.get("schema") if isinstance(found, dict) else None
            if schema != ARCHIVE_SCHEMA:
                raise self._damaged(f"whose schema is not '{ARCHIVE_SCHEMA}' but {str(schema)[:80]!r}")
            return Contents.model_validate(found)
        except (ValueError, RecursionError, ValidationError) as error:
            raise self._damaged("whose list of contents cannot be read") from error

    def _text(self, name: str) -> str:
        try:
            with self._file.open(name) as member:
                content = member.read(MAX_DOCUMENT_BYTES + 1)
        except KeyError as error:
            raise self._damaged(f"which lacks {name}") from error
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
            raise self._damaged(f"which is damaged at {name}") from error
        if len(content) > MAX_DOCUMENT_BYTES:
            raise self._damaged(f"in which {name} is larger than {MAX_DOCUMENT_BYTES / 1e6:.0f} MB")
        try:
            return content.decode()
        except UnicodeDecodeError as error:
            raise self._damaged(f"which is damaged at {name}") from error

    def _damaged(self, how: str) -> ArgumentError:
        return ArgumentError(_EXPECTED, f"'{self._path}', {how}", "export the history again, or give another file")


def is_archive(path: Path) -> bool:
    """Return whether a path is a ZIP archive."""
    try:
        return path.is_file() and zipfile.is_zipfile(path)
    except OSError:
        return False


def _add(archive: zipfile.ZipFile, name: str, text: str) -> None:
    member = zipfile.ZipInfo(name, date_time=_EPOCH)
    member.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(member, text.encode())


def _analysis_name(digest: str) -> str:
    return f"analyses/{digest}.json"


def _plan_name(index: int) -> str:
    return f"plans/{index}.json"
