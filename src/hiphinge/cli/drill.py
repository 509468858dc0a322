"""`hiphinge drill wall` and `hiphinge drill dowel`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.keeping import keeping
from hiphinge.cli.options import DatabaseOption, SaveOption, SexOption, athlete_of, folder_of, sex_of
from hiphinge.cli.running import run

drill_app = typer.Typer(help="Measure a drill in a recording.", no_args_is_help=True)


@drill_app.command()
def wall(
    recording: Annotated[str, typer.Argument(help="Video of the wall drill, filmed from the side.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", parser=folder_of, metavar="PATH", help="Folder for the results.")
    ] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres, for the scale.")] = None,
    sex: Annotated[
        SexOption | None,
        typer.Option(parser=sex_of, metavar="[f|m]", help="Sex of the athlete, for the scale if no height is given."),
    ] = None,
    wall_x: Annotated[
        float | None, typer.Option(help="Where the hips meet the wall, in pixels from the left of the picture.")
    ] = None,
    heel_cm: Annotated[float | None, typer.Option(help="Distance from the heels to the wall, centimetres.")] = None,
    athlete: Annotated[str | None, typer.Option(help="Your own name or number for the athlete.")] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    save: SaveOption = False,
    database: DatabaseOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """Measure the wall drill: hip distance, contacts, knees and low back, and how far from the wall to stand next."""
    from hiphinge.pipeline.request import Request

    request = Request(
        recording=recording,
        folder=output,
        athlete=athlete_of(height_m, None, sex, name=athlete),
        video=video,
        drill="wall",
        wall_x_px=wall_x,
        heel_cm=heel_cm,
    )
    with keeping(athlete, database, wanted=save) as keep:
        run(request, quiet=quiet, as_json=as_json, keep=keep)


@drill_app.command()
def dowel(
    recording: Annotated[
        str, typer.Argument(help="Video of the dowel drill, filmed from the side, beginning in upright standing.")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", parser=folder_of, metavar="PATH", help="Folder for the results.")
    ] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres, for the scale.")] = None,
    athlete: Annotated[str | None, typer.Option(help="Your own name or number for the athlete.")] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    save: SaveOption = False,
    database: DatabaseOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """Measure the dowel drill, a rod held along the back: which contact is lost first, when and how deep."""
    from hiphinge.pipeline.request import Request

    person = athlete_of(height_m, None, None, name=athlete)
    request = Request(recording=recording, folder=output, athlete=person, video=video, drill="dowel")
    with keeping(athlete, database, wanted=save) as keep:
        run(request, quiet=quiet, as_json=as_json, keep=keep)
