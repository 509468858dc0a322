"""The database of a history: where it is, how it is opened, and what its errors mean.

Each use is one transaction. SQLite is used in the write-ahead mode with foreign keys; what is deleted is overwritten.
"""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.exc import ArgumentError as UnusableUrlError
from sqlalchemy.exc import DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from hiphinge.core.errors import ArgumentError, MissingExtraError, OutputError, unwritable
from hiphinge.history.migrations.env import VERSION_TABLE
from hiphinge.history.tables import METADATA

VARIABLE: Final = "HIPHINGE_DATABASE_URL"
"""The variable of the environment that names the database."""

FILE_NAME: Final = "history.db"
BUSY_S: Final = 30.0
"""How long a writer waits for another one, seconds."""

NEWEST: Final = "0001"
"""The version of the tables that this program reads and writes."""

_LOCK: Final = 0x68696E6765
"""Number of the lock that writers hold in PostgreSQL, one at a time ("hinge")."""

_EXPECTED: Final = "a database of hiphinge"
_DRIVER: Final = "pg8000"
_PRAGMAS: Final = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA secure_delete=ON",
)


def data_folder() -> Path:
    """Return the user's folder for the data of this program; it need not exist."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "hiphinge"
    if sys.platform == "darwin":
        return home / "Library" / "Application Support" / "hiphinge"
    given = os.environ.get("XDG_DATA_HOME", "")
    return (Path(given) if Path(given).is_absolute() else home / ".local" / "share") / "hiphinge"


def url_of(database: str | Path | None) -> URL:
    """Return the URL of a database.

    Parameters
    ----------
    database
        A URL, the path of a file of SQLite, or None for `HIPHINGE_DATABASE_URL` and, without it, the user's data
        folder.

    Raises
    ------
    ArgumentError
        If it is not the URL of SQLite or PostgreSQL.
    MissingExtraError
        If the driver for PostgreSQL is not installed.
    """
    named = database if database is not None else os.environ.get(VARIABLE) or data_folder() / FILE_NAME
    if isinstance(named, Path) or "://" not in named:
        return URL.create("sqlite", database=os.fspath(named))
    try:
        url = make_url(named)
        kind = url.get_backend_name()
    except UnusableUrlError as error:
        raise _not_a_url("a text that is none") from error
    if kind in {"postgres", "postgresql"}:
        if find_spec(_DRIVER) is None and "+" not in url.drivername:
            raise MissingExtraError(
                f"a driver for PostgreSQL ({_DRIVER})", "none installed", "run: pip install 'hiphinge[postgresql]'"
            )
        return url if "+" in url.drivername else url.set(drivername=f"postgresql+{_DRIVER}")
    if kind != "sqlite" or url.database in {None, "", ":memory:"}:
        raise _not_a_url(f"'{url.render_as_string(hide_password=True)}'")
    return url


def _not_a_url(found: str) -> ArgumentError:
    expected = "the path of a file, or a URL such as postgresql://user@host/name"
    return ArgumentError(expected, found, "give another database", arguments=["database"])


class Database:
    """A database of histories, opened and closed for each use.

    Parameters
    ----------
    url
        Where it is, by `url_of`.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_file = url.get_backend_name() == "sqlite"
        self._engine = _engine_of_file(url) if self.is_file else _engine_of_server(url)

    def __str__(self) -> str:
        """Return where it is, without a password."""
        return str(self.url.database) if self.is_file else self.url.render_as_string(hide_password=True)

    @property
    def path(self) -> Path | None:
        """The file, if it is one."""
        return Path(str(self.url.database)) if self.is_file else None

    def prepare(self, *, create: bool = True) -> None:
        """Make the file, readable by its owner alone, and its folder, if there is none.

        Raises
        ------
        ArgumentError
            If there is none and `create` is false.
        OutputError
            If they cannot be made.
        """
        path = self.path
        if path is None or path.exists():
            return
        if not create:
            remedy = "save a recording first, or give another database"
            raise ArgumentError("a history", f"nothing at '{self}'", remedy, arguments=["database"])
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
        except OSError as error:
            raise unwritable(path.parent, error, what="the history", arguments=["database"]) from error

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Yield a connection within a transaction that only reads.

        Raises
        ------
        ArgumentError, OutputError
            If the database is none of ours, or cannot be read.
        """
        with self._reported(), self._engine.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Yield a connection within a transaction: all of it is kept, or nothing; there is one writer at a time.

        Raises
        ------
        ArgumentError, OutputError
            If the database is none of ours, or cannot be written.
        """
        with self._reported(), self._engine.connect() as opened:
            connection = opened.execution_options(writes=True)
            with connection.begin():
                if not self.is_file:
                    connection.execute(text("SELECT pg_advisory_xact_lock(:number)"), {"number": _LOCK})
                yield connection

    @contextmanager
    def maintaining(self) -> Iterator[Connection]:
        """Yield a connection without a transaction, for commands that allow none."""
        with self._reported(), self._engine.connect() as opened:
            yield opened.execution_options(isolation_level="AUTOCOMMIT")

    def version(self) -> str | None:
        """Return the version of the tables; None for an empty database.

        Raises
        ------
        ArgumentError
            If there are tables that are not ours.
        """
        with self.reading() as connection:
            names = set(inspect(connection).get_table_names())
            if VERSION_TABLE in names:
                query = text(f"SELECT version_num FROM {VERSION_TABLE}")  # noqa: S608  (a constant)
                version: str | None = connection.execute(query).scalar()
                return version
        if names if self.is_file else names & set(METADATA.tables):
            remedy = "give another database; it has tables of another program"
            raise ArgumentError(_EXPECTED, f"another one at '{self}'", remedy, arguments=["database"])
        return None

    def migrate(self, target: str = "head") -> None:
        """Bring the tables to a version, `head` for the newest or `base` for none, in one transaction.

        Raises
        ------
        ArgumentError
            If they are of a version that this program does not know.
        """
        from alembic import command
        from alembic.config import Config
        from alembic.util import CommandError

        config = Config()
        config.set_main_option("script_location", "hiphinge.history:migrations")
        with self.writing() as connection:
            config.attributes["connection"] = connection
            try:
                (command.downgrade if target == "base" else command.upgrade)(config, target)
            except CommandError as error:
                remedy = "update hiphinge"
                raise ArgumentError(_EXPECTED, f"one of a newer version at '{self}'", remedy) from error

    def close(self) -> None:
        """Close every connection."""
        self._engine.dispose()

    @contextmanager
    def _reported(self) -> Iterator[None]:
        """Turn errors of the database into errors of this package."""
        try:
            yield
        except DBAPIError as error:
            raise _error_of(_words_of(error), str(self), is_file=self.is_file) from error


def _words_of(error: DBAPIError) -> str:
    """Return what a database said, as text; that of PostgreSQL comes with codes and places."""
    first = error.orig.args[0] if error.orig is not None and error.orig.args else error.orig
    return str(first["M"]) if isinstance(first, dict) and "M" in first else str(first)


def _error_of(said: str, place: str, *, is_file: bool) -> ArgumentError | OutputError:
    """Return the error for what a database said."""
    said = " ".join(said.split())[:200]
    if "not a database" in said or "malformed" in said:
        return ArgumentError(_EXPECTED, f"'{place}', which is none or is damaged", "give another database")
    remedy = "check that it is running, and the name and the password in its URL"
    if is_file:
        remedies = {
            "disk is full": "free some space",
            "locked": "close the program that writes to it, and try again",
            "readonly": "allow writing there",
            "unable to open": "allow reading and writing there, or give another database",
        }
        remedy = next((fix for part, fix in remedies.items() if part in said), "give another database")
    return OutputError("a history that can be read and written", f"'{said}' at '{place}'", remedy)


def _engine_of_file(url: URL) -> Engine:
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": BUSY_S})

    @event.listens_for(engine, "connect")
    def _prepare(connection: sqlite3.Connection, _record: Any) -> None:  # noqa: ANN401
        connection.isolation_level = None  # transactions are begun below, also for changes of tables
        for pragma in _PRAGMAS:
            connection.execute(pragma).close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if options.get("isolation_level") != "AUTOCOMMIT":
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get("writes") else "BEGIN")

    return engine


def _engine_of_server(url: URL) -> Engine:
    try:
        return create_engine(url, poolclass=NullPool)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        driver = url.drivername.partition("+")[2]
        remedy = "install it, or leave its name out of the URL"
        raise ArgumentError(
            "an installed driver for PostgreSQL", f"'{driver}'", remedy, arguments=["database"]
        ) from error
