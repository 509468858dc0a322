"""`hiphinge demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from hiphinge.cli.options import folder_of
from hiphinge.cli.running import run, say


def demo(
    output: Annotated[
        Path, typer.Option("-o", "--output", parser=folder_of, metavar="PATH", help="Folder for the results.")
    ] = Path("demo-hinge"),
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
) -> None:
    """Analyse the bundled clip of a synthetic lifter."""
    from importlib.resources import as_file, files

    from hiphinge.pipeline.request import Request

    with as_file(files("hiphinge") / "data" / "demo.mp4") as clip:
        run(Request(recording=clip, folder=output, video=video), quiet=False, as_json=False)
    say("The lifter is synthetic. Your own side-view video works the same way: hiphinge analyze YOUR_VIDEO.mp4")
