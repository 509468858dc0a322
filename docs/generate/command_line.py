"""The page of the command line, from the commands themselves."""

from __future__ import annotations

import inspect
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from types import NoneType
from typing import Any, Final, get_args, get_origin, get_type_hints

import typer
from docs.generate.markdown import page, sentence, table
from typer.models import ArgumentInfo, OptionInfo

from hiphinge.cli import EXIT_INTERRUPTED, EXIT_NOTHING_JUDGED, EXIT_UNUSABLE, app
from hiphinge.cli.running import EXIT_BY_SIGNAL

_STATUSES: Final = {
    0: "Done. For an analysis: analysed, whether or not faults were found.",
    EXIT_UNUSABLE: "The arguments or the recording cannot be used. One sentence on standard error says what was "
    "expected, what was found and how to fix it. No partial results are left behind.",
    EXIT_NOTHING_JUDGED: "The recording was read, but nothing could be judged. `analysis.json` is written and says "
    "why.",
    EXIT_INTERRUPTED: "Interrupted. Results of an earlier run are left as they were, or replaced as a whole.",
    EXIT_BY_SIGNAL + int(signal.SIGTERM): "Stopped by SIGTERM (SIGHUP: 129); the results as for an interrupt.",
    1: "`hiphinge doctor` only: something does not work.",
}

_INTRODUCTION: Final = f"""
# Command line

Every command with every argument and option. `hiphinge COMMAND --help` prints the same;
`hiphinge --version` prints the version.

A length, mass or angle is given in the unit that the option's name carries: `--height-m 1.78`, `--load-kg 60`.

## Exit status

{table(("Status", "Meaning"), [(str(status), said) for status, said in _STATUSES.items()])}

Results go to standard output, progress and errors to standard error.
"""

_NAMES: Final = {str: "text", float: "number", int: "whole number", Path: "path"}


@dataclass(frozen=True)
class Parameter:
    """One argument or option of a command: its names, whether it is an argument, its type, default and meaning."""

    names: tuple[str, ...]
    argument: bool
    type: Any
    default: Any
    meaning: str


def command_line_page() -> str:
    """The page of every command, Markdown."""
    return page(_INTRODUCTION, *(part for path, run in commands(app, "hiphinge") for part in _section(path, run)))


def commands(group: typer.Typer, path: str) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Every command below a group: how it is called, and the function that it runs."""
    for command in group.registered_commands:
        if command.callback is not None:
            yield f"{path} {command.name or command.callback.__name__}", command.callback
    for below in group.registered_groups:
        if below.typer_instance is not None:
            yield from commands(below.typer_instance, f"{path} {below.name}")


def parameters(run: Callable[..., Any]) -> Iterator[Parameter]:
    """The arguments and options of a command, in order."""
    defaults = inspect.signature(run).parameters
    for name, hint in get_type_hints(run, include_extras=True).items():
        infos = [info for info in getattr(hint, "__metadata__", ()) if isinstance(info, ArgumentInfo | OptionInfo)]
        for info in infos:
            argument = isinstance(info, ArgumentInfo)
            option = f"--{name.replace('_', '-')}"
            # In an annotation, typer takes the first name for the default.
            said = [text for text in (info.default, *(info.param_decls or ())) if isinstance(text, str)]
            declared = tuple(part for text in said for part in text.split("/"))
            names = (name.upper(),) if argument else declared or (option,)
            if not argument and not declared and get_args(hint)[0] is bool:
                names = (option, f"--no-{option.removeprefix('--')}")
            yield Parameter(names, argument, get_args(hint)[0], defaults[name].default, sentence(info.help or ""))


def _section(path: str, run: Callable[..., Any]) -> Iterator[str]:
    found = list(parameters(run))
    usage = " ".join([path, "[OPTIONS]", *(_usage(parameter) for parameter in found if parameter.argument)])
    yield f"## {path}"
    yield sentence(inspect.getdoc(run) or "")
    yield f"```text\n{usage}\n```"
    if found:
        yield table(("Argument or option", "Takes", "Default", "Meaning"), [_row(parameter) for parameter in found])


def _usage(parameter: Parameter) -> str:
    name = parameter.names[0] + ("..." if _many(parameter) else "")
    return name if parameter.default is inspect.Parameter.empty else f"[{name}]"


def _row(parameter: Parameter) -> tuple[str, str, str, str]:
    names = (_usage(parameter),) if parameter.argument else parameter.names
    return ", ".join(f"`{name}`" for name in names), _takes(parameter), _default(parameter), parameter.meaning


def _many(parameter: Parameter) -> bool:
    return any(get_origin(choice) is list for choice in _choices(parameter))


def _choices(parameter: Parameter) -> list[Any]:
    """The types that a value may have, None left out."""
    return [choice for choice in get_args(parameter.type) or (parameter.type,) if choice is not NoneType]


def _takes(parameter: Parameter) -> str:
    (kind,) = _choices(parameter)
    if kind is bool:
        return ""
    kind = get_args(kind)[0] if get_origin(kind) is list else kind
    said = ", ".join(f"`{member.value}`" for member in kind) if issubclass(kind, Enum) else _NAMES[kind]
    if not _many(parameter):
        return said
    return f"{said}, any number" if parameter.argument else f"{said}, may be repeated"


def _default(parameter: Parameter) -> str:
    value = parameter.default
    if value is inspect.Parameter.empty:
        return "required"
    if value is None or value is False:
        return ""
    if value is True:
        return f"`{parameter.names[0]}`"
    return f"`{value.value if isinstance(value, Enum) else value}`"
