"""The core names no options or commands: only the command line spells the names of arguments."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer

import hiphinge
from hiphinge.cli import app
from hiphinge.cli.spelling import command_of, option_of, spelled
from hiphinge.progression import plan_of
from hiphinge.progression.steps import LADDER
from hiphinge.result.limitation import SENTENCES

PACKAGE = Path(hiphinge.__file__).parent
BELOW = sorted(path for path in PACKAGE.rglob("*.py") if path.relative_to(PACKAGE).parts[0] != "cli")
MEASURES_COMMANDS = {"diagnostics/bench/start.py", "diagnostics/bench/memory.py"}
"""Modules that may name commands: they measure the commands themselves."""


def commands(command: object, name: str = "hiphinge") -> Iterator[tuple[str, Any]]:
    """Yield every command with its full name."""
    yield name, command
    for part, below in getattr(command, "commands", {}).items():
        yield from commands(below, f"{name} {part}")


COMMANDS = dict(commands(typer.main.get_command(app)))
PARAMETERS = [parameter for command in COMMANDS.values() for parameter in command.params]
OPTIONS = {option for parameter in PARAMETERS for option in (*parameter.opts, *parameter.secondary_opts)}
TYPED = re.compile(
    "|".join(rf"(?<![\w-]){re.escape(text)}(?![\w-])" for text in sorted({o for o in OPTIONS if o.startswith("-")}))
    + "|"
    + "|".join(rf"\b{name}\b" for name in COMMANDS if name != "hiphinge")
)


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that are not docstrings, with their lines."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    described = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in described:
            yield node.lineno, node.value


@pytest.mark.parametrize("path", BELOW, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_nothing_below_the_command_line_names_an_option_or_a_command(path: Path) -> None:
    if path.relative_to(PACKAGE).as_posix() in MEASURES_COMMANDS:
        return
    named = [(line, text) for line, text in texts(path) if "pip install" not in text and TYPED.search(text)]
    assert named == []


def test_no_template_and_no_catalogue_names_an_option_or_a_command() -> None:
    files = [*PACKAGE.rglob("*.j2"), *PACKAGE.rglob("*.toml"), *PACKAGE.rglob("*.js")]
    assert len(files) > 3
    assert [path.name for path in files if TYPED.search(path.read_text(encoding="utf-8"))] == []


def test_the_patterns_find_options_and_commands() -> None:
    for text in ("give --load-kg", "choose another with -o", "see hiphinge doctor", "leave it out (--no-video)"):
        assert TYPED.search(text), text
    assert not TYPED.search("well-known, on-off, x - o")


def named_arguments() -> Iterator[str]:
    """Yield the names in every ``arguments=(…)`` of the package."""
    for path in BELOW:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.keyword) and node.arg == "arguments" and isinstance(node.value, ast.Tuple):
                yield from (str(part.value) for part in node.value.elts if isinstance(part, ast.Constant))
    for sentences in SENTENCES.values():
        yield from sentences.arguments


def test_every_argument_that_a_text_refers_to_is_an_option() -> None:
    named = set(named_arguments())
    assert {"standing", "load_kg", "wall_x_px", "video"} <= named
    assert {option_of(name) for name in named} <= OPTIONS


def test_arguments_are_spelled_as_options() -> None:
    assert spelled(()) == ""
    assert spelled(["load_kg", "folder", "video"]) == " (--load-kg, -o, --no-video)"


def test_each_step_has_a_command_that_exists() -> None:
    for step in plan_of([]).ladder:
        command = command_of(step)
        assert command is not None
        assert command.split(" VIDEO")[0] in COMMANDS
    assert len(LADDER) == len(plan_of([]).ladder)
