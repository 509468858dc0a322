"""`hiphinge analyze`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.options import SexOption, athlete_of
from hiphinge.cli.running import run


def analyze(
    recording: Annotated[str, typer.Argument(help="Video, image, folder of images, or a camera's number.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")] = None,
    exercise: Annotated[str, typer.Option(help="The exercise done, or auto.")] = "auto",
    load_kg: Annotated[float | None, typer.Option(help="Load lifted, kilograms.")] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres.")] = None,
    mass_kg: Annotated[float | None, typer.Option(help="Mass of the athlete, kilograms.")] = None,
    sex: Annotated[SexOption | None, typer.Option(help="Sex of the athlete.")] = None,
    athlete: Annotated[str | None, typer.Option(help="Your own name or number for the person.")] = None,
    standing: Annotated[
        Path | None, typer.Option(help="A clip of the same person, same clothes, standing upright: zero for the spine.")
    ] = None,
    max_flexion: Annotated[
        Path | None, typer.Option(help="A clip of the same person touching the toes: how far the low back can bend.")
    ] = None,
    pose: Annotated[str, typer.Option(help="Pose estimator: mediapipe or rtmlib.")] = "mediapipe",
    pose_model: Annotated[Path | None, typer.Option(help="Your own pose model file.")] = None,
    seconds: Annotated[float | None, typer.Option(help="Look at no more than this; a camera: 60 seconds.")] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """Turn a recording into a verdict: repetitions, hinge or squat, faults, a replay and a report."""
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
    run(request, quiet=quiet, as_json=as_json)
