"""The environment of migrations: Alembic runs this file for every upgrade and downgrade."""

from __future__ import annotations

from typing import Final

from alembic import context

VERSION_TABLE: Final = "hiphinge_version"
"""The table that holds the version of the tables, apart from that of any other program in the same database."""

LOADED_AS: Final = "env_py"
"""The name under which Alembic runs this file; under any other, nothing is run."""


def migrate() -> None:
    """Run the migrations that were asked for, within the transaction of the connection that was handed over."""
    context.configure(
        connection=context.config.attributes["connection"], version_table=VERSION_TABLE, transactional_ddl=True
    )
    with context.begin_transaction():
        context.run_migrations()


if __name__ == LOADED_AS:
    migrate()
