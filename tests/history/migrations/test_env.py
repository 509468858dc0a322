"""The environment of migrations runs for Alembic, and for nobody who imports it."""

from __future__ import annotations

import importlib

from alembic.config import Config
from alembic.script import ScriptDirectory

from hiphinge.history.database import NEWEST
from hiphinge.history.migrations import env


def test_importing_it_runs_nothing() -> None:
    assert importlib.reload(env).VERSION_TABLE == "hiphinge_version"
    assert env.__name__ != env.LOADED_AS


def test_the_newest_version_is_the_one_that_the_program_expects() -> None:
    config = Config()
    config.set_main_option("script_location", "hiphinge.history:migrations")
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [NEWEST]
    assert script.get_bases() == ["0001"]
