"""The history as one object: save, read, progress, plan, export, import, forget."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self

from hiphinge.core.arguments import PATH, check_type
from hiphinge.core.errors import ArgumentError, MissingExtraError
from hiphinge.core.files import atomic_write
from hiphinge.progression import plan_of
from hiphinge.result import Analysis
from hiphinge.result.plan import Plan
from hiphinge.result.progress import Progress
from hiphinge.result.read import files_of, parse, read

if TYPE_CHECKING:
    import polars as pl

    from hiphinge.history.database import Database
    from hiphinge.history.readings import KnownAthlete

NEEDED: Final = ("sqlalchemy", "alembic")
_WHERE: Final = "a database: the path of a file, or a URL"
_RESULT: Final = "an analysis, or the folder of its results"
_TABLES: Final = {".csv": "write_csv", ".parquet": "write_parquet"}
"""How the long table of measurements is written, by the ending of the file."""


def open_history(database: str | Path | None = None, *, create: bool = True) -> History:
    """Open a history; its tables are made or brought up to date.

    Parameters
    ----------
    database
        A URL (`postgresql://user@host/name`) or the path of a file of SQLite. None for the environment's
        `HIPHINGE_DATABASE_URL` and, without it, `history.db` in the user's data folder.
    create
        Whether a file that does not exist is made.

    Returns
    -------
    History
        The history, to be closed or used as a context.

    Raises
    ------
    ArgumentError
        If there is another database, or none and none is to be made.
    OutputError
        If it cannot be opened.
    MissingExtraError
        If the packages of the extra are not installed.
    """
    check_type(database, PATH, _WHERE, "give one, or None for the default", argument="database", optional=True)
    missing = [name for name in NEEDED if find_spec(name) is None]
    if missing:
        raise MissingExtraError(
            "the packages of the history", f"no {' and no '.join(missing)}", "run: pip install 'hiphinge[history]'"
        )
    from hiphinge.history.database import NEWEST, Database, url_of

    named = str(database) if database is not None and not isinstance(database, str) else database
    opened = Database(url_of(named))
    try:
        opened.prepare(create=create)
        if opened.version() != NEWEST:
            opened.migrate()
    except BaseException:
        opened.close()
        raise
    return History(opened)


class History:
    """Athletes with their sessions, recordings, analyses and plans in a database; opened by `hiphinge.open_history`.

    Every method is one transaction: all of it is kept, or nothing.

    Parameters
    ----------
    database
        The database, whose tables are up to date.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __str__(self) -> str:
        """Return where the database is, without a password."""
        return str(self._database)

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def save(self, result: Analysis | str | Path, *, athlete: str | None = None) -> bool:
        """Keep an analysis beside the earlier ones of the same recording.

        Parameters
        ----------
        result
            The analysis, or the folder of its results, whose analysis.json is kept as it is.
        athlete
            Whose recording it is; None for the name in the analysis.

        Returns
        -------
        bool
            False if the same analysis was kept before: nothing is changed then.

        Raises
        ------
        ArgumentError
            If there is no name, or no analysis that can be read.
        OutputError
            If the database cannot be written.
        """
        return self.save_all([result], athlete=athlete) == 1

    def save_all(self, results: Iterable[Analysis | str | Path], *, athlete: str | None = None) -> int:
        """Keep several analyses in one transaction, and return how many were not kept before; see `save`.

        A path may be a folder that holds folders of results.
        """
        from hiphinge.history.saving import checked_name

        given = None if athlete is None else checked_name(athlete)
        items = list(_named([document for result in results for document in _documents(result)], given))
        with self._database.writing() as connection:
            return _keep(connection, items)

    def athletes(self) -> list[KnownAthlete]:
        """Return all athletes by name: sessions, recordings, and when the last recording was filmed."""
        from hiphinge.history.readings import athletes_of

        with self._database.reading() as connection:
            return athletes_of(connection)

    def analyses(self, athlete: str, *, all_versions: bool = False) -> list[Analysis]:
        """Return the analyses of an athlete: the newest of each recording, oldest first, or all of them.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        """
        from hiphinge.history import readings

        with self._database.reading() as connection:
            number = readings.athlete_id_of(connection, athlete)
            if all_versions:
                documents = [document for _, _, document in readings.documents_of(connection, number)]
            else:
                documents = readings.newest_documents(connection, readings.recordings_of(connection, number))
        return [parse(document) for document in documents]

    def progress(self, athlete: str) -> Progress:
        """Return what changed over the sessions of an athlete, beside what can be detected.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        """
        from hiphinge.history import readings
        from hiphinge.history.trends import progress_of

        with self._database.reading() as connection:
            number = readings.athlete_id_of(connection, athlete)
            recordings = readings.recordings_of(connection, number)
            values = readings.values_of(connection, number, recordings)
        return progress_of(athlete, recordings, values, version("hiphinge"))

    def plan(self, athlete: str) -> Plan:
        """Return the plan of an athlete, made from the newest analysis of each recording, and keep it.

        As long as nothing was added, the plan that was kept is returned.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        """
        from hiphinge.history import readings
        from hiphinge.history.plans import keep_plan, kept_plan

        with self._database.reading() as connection:
            number = readings.athlete_id_of(connection, athlete)
            recordings = readings.recordings_of(connection, number)
            basis = _digest([version("hiphinge"), *(recording.digest for recording in recordings)])
            kept = kept_plan(connection, number, basis)
            if kept is not None:
                return kept
            documents = readings.newest_documents(connection, recordings)
        written = plan_of([parse(document) for document in documents]).to_json()
        with self._database.writing() as connection:
            keep_plan(connection, athlete, (datetime.now(UTC), basis, written))
        return Plan.model_validate_json(written)

    def measurements(self, athlete: str | None = None) -> pl.DataFrame:
        """Return the long table of all measurements of all analyses, of one athlete or of all.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        """
        from hiphinge.history import readings

        with self._database.reading() as connection:
            number = None if athlete is None else readings.athlete_id_of(connection, athlete)
            return readings.table_of(connection, number)

    def export(self, path: str | Path, *, athlete: str | None = None) -> Path:
        """Write everything into one file, or the long table of measurements as CSV or Parquet.

        Parameters
        ----------
        path
            The file: a table if its name ends in .csv or .parquet, else an archive that `import_all` reads.
        athlete
            Whose part is written; None for all.

        Returns
        -------
        Path
            The file.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        OutputError
            If the file cannot be written; an earlier one stays.
        """
        from hiphinge.history import archive, readings
        from hiphinge.history.plans import plans_of

        check_type(path, PATH, "a file to write", "name one", argument="path")
        path = Path(path)
        table = _TABLES.get(path.suffix.lower())
        if table is not None:
            content = self.measurements(athlete)
            with atomic_write(path) as temporary:
                getattr(content, table)(temporary)
            return path
        with self._database.reading() as connection:
            number = None if athlete is None else readings.athlete_id_of(connection, athlete)
            names = [each.name for each in readings.athletes_of(connection)] if athlete is None else [athlete]
            documents = readings.documents_of(connection, number)
            return archive.write(path, names, documents, plans_of(connection, number))

    def import_all(self, paths: Iterable[str | Path], *, athlete: str | None = None) -> int:
        """Add files that `export` wrote and folders of results, and return how many analyses were not here before.

        What is here already stays as it is, so that importing the same again changes nothing. All of it is added, or
        nothing.

        Parameters
        ----------
        paths
            The files and folders.
        athlete
            Whose the folders are; None for the name in each analysis. Exported files say it themselves.

        Raises
        ------
        ArgumentError
            If a path is neither, or a file is damaged; nothing is added then.
        OutputError
            If the database cannot be written.
        """
        from hiphinge.history.archive import Archive, is_archive
        from hiphinge.history.plans import keep_plan
        from hiphinge.history.saving import athlete_row, checked_name

        added = 0
        given = None if athlete is None else checked_name(athlete)
        with self._database.writing() as connection:
            for each in paths:
                check_type(each, PATH, _RESULT, "give one of them", argument="paths")
                path = Path(each)
                if not is_archive(path):
                    added += _keep(connection, _named(_documents(path), given))
                    continue
                with Archive(path) as archive:
                    for name in archive.contents.athletes:
                        athlete_row(connection, checked_name(name))
                    added += _keep(connection, _parsed(archive.analyses(), path))
                    for entry, document in archive.plans():
                        keep_plan(connection, checked_name(entry.athlete), (entry.made_utc, entry.digest, document))
        return added

    def forget(self, athlete: str) -> None:
        """Delete an athlete with everything that belongs to them, and overwrite it in the files of the database.

        Raises
        ------
        ArgumentError
            If there is no such athlete.
        OutputError
            If another program holds the database, so that its files still have what was deleted.
        """
        from hiphinge.history.forgetting import forget

        forget(self._database, athlete)


def _keep(connection: Any, items: Iterable[tuple[str, str, Analysis]]) -> int:  # noqa: ANN401  (a connection)
    """Keep analyses, each with the athlete's name and its document, and return how many were not kept before."""
    from hiphinge.history.saving import regroup, save_document

    added: dict[str, int] = {}
    for name, document, analysis in items:
        added[name] = added.get(name, 0) + save_document(connection, document, analysis, name)
    for name, count in added.items():
        if count:
            regroup(connection, name)
    return sum(added.values())


def _named(documents: Iterable[str], athlete: str | None) -> Iterator[tuple[str, str, Analysis]]:
    """Yield the athlete's name, the document and the analysis of each document of a folder of results."""
    from hiphinge.history.saving import name_of

    for document in documents:
        analysis = parse(document)
        yield name_of(athlete, analysis), document, analysis


def _parsed(documents: Iterator[tuple[str, str]], path: Path) -> Iterator[tuple[str, str, Analysis]]:
    """Yield the athlete's name, the document and the analysis of each document of an archive."""
    from pydantic import ValidationError

    from hiphinge.history.saving import checked_name

    for name, document in documents:
        try:
            yield checked_name(name), document, parse(document)
        except ValidationError as error:
            remedy = "update hiphinge, or export the history again"
            raise ArgumentError("analyses that can be read", f"another file in '{path}'", remedy) from error


def _documents(result: Analysis | str | Path) -> Sequence[str]:
    """Return the texts of the analyses that were given."""
    if isinstance(result, Analysis):
        return [result.to_json()]
    check_type(result, PATH, _RESULT, "give one of them", argument="result")
    files = files_of([Path(result)])
    for file in files:
        read(file, frames=False)
    return [file.read_text(encoding="utf-8").strip() for file in files]


def _digest(parts: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
