"""`hiphinge analyze`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.keeping import keeping
from hiphinge.cli.options import DatabaseOption, SaveOption, SexOption, athlete_of, folder_of, sex_of
from hiphinge.cli.running import run
from hiphinge.pose.factory import DEFAULT_ESTIMATOR, ESTIMATORS


def analyze(
    recording: Annotated[str, typer.Argument(help="Video, image, folder of images, or the number of a camera.")],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", parser=folder_of, metavar="PATH", help="Folder for the results.")
    ] = None,
    exercise: Annotated[
        str, typer.Option(help="The exercise, such as deadlift or romanian_deadlift; auto recognises it.")
    ] = "auto",
    load_kg: Annotated[
        float | None,
        typer.Option(help="Weight lifted, kilograms; 0 for none. Without it no loads on the body are computed."),
    ] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres.")] = None,
    mass_kg: Annotated[float | None, typer.Option(help="Mass of the athlete, kilograms.")] = None,
    sex: Annotated[SexOption | None, typer.Option(parser=sex_of, metavar="[f|m]", help="Sex of the athlete.")] = None,
    athlete: Annotated[str | None, typer.Option(help="Your own name or number for the athlete.")] = None,
    standing: Annotated[
        Path | None,
        typer.Option(help="A clip of the same person in the same clothes, standing upright: the spine's zero."),
    ] = None,
    max_flexion: Annotated[
        Path | None, typer.Option(help="A clip of the same person touching the toes: the low back's full range.")
    ] = None,
    pose: Annotated[str, typer.Option(help=f"Pose estimator: {', '.join(ESTIMATORS)}.")] = DEFAULT_ESTIMATOR,
    pose_model: Annotated[
        Path | None, typer.Option(help="A folder with the pose nets to use instead of the bundled ones.")
    ] = None,
    seconds: Annotated[
        float | None, typer.Option(help="Analyse no more than this many seconds; for a camera the default is 60.")
    ] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    save: SaveOption = False,
    database: DatabaseOption = None,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """Analyse a recording: repetitions, hinge or squat, faults, an annotated video and a report."""
    from hiphinge.pipeline.request import Request

    request = Request(
        recording=recording,
        folder=output,
        exercise=exercise,
        athlete=athlete_of(height_m, mass_kg, sex, name=athlete),
        load_kg=load_kg,
        video=video,
        estimator=pose,
        pose_model=pose_model,
        duration_s=seconds,
        standing=standing,
        max_flexion=max_flexion,
    )
    with keeping(athlete, database, wanted=save) as keep:
        run(request, quiet=quiet, as_json=as_json, keep=keep)
