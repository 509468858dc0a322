"""Databases for tests: SQLite always, PostgreSQL where a server can be started or one is named."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine, make_url, text

from hiphinge.history import History, open_history
from hiphinge.history.database import url_of

VARIABLE = "HIPHINGE_TEST_DATABASE_URL"
"""Names a server of PostgreSQL on which the tests may make and drop databases."""

USER = "postgres"
"""The user that a server runs as if the tests run as root, which PostgreSQL refuses."""


def tool(name: str) -> str | None:
    """Path of a program of PostgreSQL's server."""
    there = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(there[-1]) if there else shutil.which(name)


def as_user() -> str | None:
    """The other user that a server has to run as; None for this one."""
    return USER if hasattr(os, "geteuid") and os.geteuid() == 0 else None


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """URL of a server of PostgreSQL, started for these tests if none is named."""
    if VARIABLE in os.environ:
        yield os.environ[VARIABLE]
        return
    initdb, control = tool("initdb"), tool("pg_ctl")
    if initdb is None or control is None:
        pytest.skip(f"there is no server of PostgreSQL, and {VARIABLE} names none")
    folder = Path(subprocess.check_output(["mktemp", "-d"], text=True, user=as_user()).strip())  # noqa: S607
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data, log = str(folder / "data"), str(folder / "log")

    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True, user=as_user(), cwd="/")

    run(initdb, "-D", data, "-A", "trust", "-U", "hinge", "--no-sync", "-E", "UTF8", "--locale=C")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    run(control, "-D", data, "-o", options, "-l", log, "-w", "start")
    try:
        yield f"postgresql://hinge@127.0.0.1:{port}/postgres"
    finally:
        run(control, "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def where(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind: a path or a URL."""
    if request.param == "sqlite":
        yield str(tmp_path / "history.db")
        return
    url = make_url(request.getfixturevalue("server"))
    name = f"hinge_{uuid4().hex}"
    engine = create_engine(url_of(url.render_as_string(hide_password=False)), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    try:
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        engine.dispose()


@pytest.fixture
def history(where: str) -> Iterator[History]:
    """An empty history in each kind of database."""
    with open_history(where) as opened:
        yield opened


@pytest.fixture
def in_file(tmp_path: Path) -> Iterator[History]:
    """An empty history in a file."""
    with open_history(tmp_path / "history.db") as opened:
        yield opened
