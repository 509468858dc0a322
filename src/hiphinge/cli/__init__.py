"""The command line: parse, call, print. Progress goes to standard error, results to standard output.

Each command has a module of its own; `app` joins them.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Final, NoReturn

import typer

from hiphinge.cli.analyze import analyze
from hiphinge.cli.bench import bench
from hiphinge.cli.demo import demo
from hiphinge.cli.doctor import doctor
from hiphinge.cli.drill import drill_app
from hiphinge.cli.encoding import print_what_can_be_shown
from hiphinge.cli.export import export
from hiphinge.cli.forget import forget
from hiphinge.cli.import_ import import_
from hiphinge.cli.lift import lift
from hiphinge.cli.pipe import closed_pipe_ignored
from hiphinge.cli.plan import plan
from hiphinge.cli.progress import progress
from hiphinge.cli.running import EXIT_INTERRUPTED, EXIT_NOTHING_JUDGED, EXIT_UNUSABLE, say
from hiphinge.cli.schema import schema
from hiphinge.cli.spelling import spelled
from hiphinge.core.errors import HipHingeError, PoseError

__all__ = ["EXIT_INTERRUPTED", "EXIT_NOTHING_JUDGED", "EXIT_UNUSABLE", "app", "main"]

_ADVICE: Final[Mapping[type[HipHingeError], str]] = MappingProxyType(
    {PoseError: " Run `hiphinge doctor` to see what is missing."}
)

app = typer.Typer(
    name="hiphinge",
    help="Measure, explain and coach the hip hinge from a side-view video.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("analyze")(analyze)
app.add_typer(drill_app, name="drill")
for command in (plan, progress, lift, export, import_, forget, demo, doctor, schema, bench):
    app.command(command.__name__.rstrip("_"))(command)


def _print_version(*, wanted: bool) -> None:
    """Print the version and end, if that is wanted."""
    if wanted:
        from importlib.metadata import version

        typer.echo(f"hiphinge {version('hiphinge')}")
        raise typer.Exit


@app.callback()
def _of_all(
    *,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=lambda wanted: _print_version(wanted=wanted), is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    del version


def main() -> NoReturn:
    """Run the command line; print an error of this package as one sentence on standard error, with exit status 2."""
    print_what_can_be_shown()
    try:
        with closed_pipe_ignored():
            app(standalone_mode=True)
    except HipHingeError as error:
        say(f"hiphinge: {str(error).removesuffix('.')}{spelled(error.arguments)}.{_ADVICE.get(type(error), '')}")
        sys.exit(EXIT_UNUSABLE)
    sys.exit(0)
