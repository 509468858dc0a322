"""The command line: parse, call, print. Progress goes to standard error, results to standard output."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final, NoReturn

import typer

from hiphinge.errors import HipHingeError

if TYPE_CHECKING:
    from hiphinge.deliver import OnProgress, Request
    from hiphinge.result import Analysis, Athlete

EXIT_UNUSABLE: Final = 2
EXIT_NOTHING_JUDGED: Final = 3
EXIT_INTERRUPTED: Final = 130

app = typer.Typer(
    name="hiphinge",
    help="Measure, explain and coach the hip hinge from a side-view video.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


class SexOption(StrEnum):
    """Sex of the athlete, for body proportions."""

    f = "f"
    m = "m"


@app.command()
def analyze(
    recording: Annotated[str, typer.Argument(help="Video, image, folder of images, or a camera's number.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")] = None,
    exercise: Annotated[str, typer.Option(help="The exercise done, or auto.")] = "auto",
    load_kg: Annotated[float | None, typer.Option(help="Load lifted, kilograms.")] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres.")] = None,
    mass_kg: Annotated[float | None, typer.Option(help="Mass of the athlete, kilograms.")] = None,
    sex: Annotated[SexOption | None, typer.Option(help="Sex of the athlete.")] = None,
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
    from hiphinge.deliver import Request

    request = Request(
        recording=recording,
        folder=output,
        exercise=exercise,
        athlete=_athlete(height_m, mass_kg, sex),
        load_kg=load_kg,
        video=video,
        estimator=pose,
        pose_model=pose_model,
        duration_s=seconds,
        standing=standing,
        max_flexion=max_flexion,
    )
    _run(request, quiet=quiet, as_json=as_json)


drill_app = typer.Typer(help="Measure a drill in a recording.", no_args_is_help=True)
app.add_typer(drill_app, name="drill")


@drill_app.command()
def wall(
    recording: Annotated[str, typer.Argument(help="Video of the wall drill, filmed from the side.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres: the scale.")] = None,
    sex: Annotated[SexOption | None, typer.Option(help="Sex of the athlete, for the scale without a height.")] = None,
    wall_x: Annotated[
        float | None, typer.Option(help="Column of the picture, pixels from its left, in which hips meet the wall.")
    ] = None,
    heel_cm: Annotated[float | None, typer.Option(help="Heels to wall, centimetres.")] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """Hips back to a wall: distance in centimetres, contacts, knees, low back, and how far out to stand next."""
    from hiphinge.deliver import Request

    request = Request(
        recording=recording,
        folder=output,
        athlete=_athlete(height_m, None, sex),
        video=video,
        drill="wall",
        wall_x_px=wall_x,
        heel_cm=heel_cm,
    )
    _run(request, quiet=quiet, as_json=as_json)


@drill_app.command()
def dowel(
    recording: Annotated[str, typer.Argument(help="Video of the drill from the side, standing first.")],
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Folder for the results.")] = None,
    height_m: Annotated[float | None, typer.Option(help="Height of the athlete, metres, for the scale.")] = None,
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
    quiet: Annotated[bool, typer.Option("--quiet", help="Print nothing but errors.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print analysis.json on standard output.")] = False,
) -> None:
    """A rod held along the back: which contact a hinge loses first, when and how deep."""
    from hiphinge.deliver import Request

    athlete = _athlete(height_m, None, None)
    request = Request(recording=recording, folder=output, athlete=athlete, video=video, drill="dowel")
    _run(request, quiet=quiet, as_json=as_json)


@app.command()
def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="Folder for the results.")] = Path("demo-hinge"),
    video: Annotated[bool, typer.Option("--video/--no-video", help="Draw the annotated video.")] = True,
) -> None:
    """Analyse the bundled clip of a synthetic lifter."""
    from importlib.resources import as_file, files

    from hiphinge.deliver import Request

    with as_file(files("hiphinge") / "data" / "demo.mp4") as clip:
        _run(Request(recording=clip, folder=output, video=video), quiet=False, as_json=False)
    _err("The lifter is synthetic. Any side-view video of yours works the same way: hiphinge analyze YOUR_VIDEO.mp4")


@app.command()
def doctor(
    fetch: Annotated[bool, typer.Option("--fetch", help="Fetch the official pose model into the cache first.")] = False,
) -> None:
    """Say what works here, and how to mend the rest."""
    from rich.console import Console
    from rich.markup import escape
    from rich.table import Table

    from hiphinge.doctor import examine

    if fetch:
        from hiphinge.sources.pose.models import download_pose_model

        _err(f"Fetched {download_pose_model().path}")
    checks = examine()
    table = Table(box=None, pad_edge=False)
    for heading in ("", "what", "found", "how to mend it"):
        table.add_column(heading, overflow="fold")
    for check in checks:
        table.add_row(
            "[green]ok[/]" if check.ok else "[red]--[/]",
            *(escape(t) for t in (check.name, check.found, check.mend or "")),
        )
    Console().print(table)
    if not all(check.ok for check in checks):
        raise typer.Exit(1)


class SchemaOption(StrEnum):
    """Files that have a schema."""

    analysis = "analysis"
    plan = "plan"
    lift = "lift"


@app.command()
def schema(
    of: Annotated[SchemaOption, typer.Argument(help="Which file's: analysis, plan or lift.")] = SchemaOption.analysis,
) -> None:
    """Print the JSON Schema of analysis.json, of a plan or of a lift."""
    import json

    from pydantic import BaseModel

    from hiphinge.lift import Lift
    from hiphinge.plan import Plan
    from hiphinge.result import Analysis

    models: dict[str, type[BaseModel]] = {"analysis": Analysis, "plan": Plan, "lift": Lift}
    model = models[of.value]
    typer.echo(json.dumps(model.model_json_schema(by_alias=True, mode="serialization"), indent=2))


@app.command()
def plan(
    results: Annotated[
        list[Path] | None, typer.Argument(help="analysis.json files, or folders that analyze wrote, in any order.")
    ] = None,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Write the plan as a page, plan.html.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON on standard output.")] = False,
) -> None:
    """Say where to start and when to move on, by what was measured; without results, what to film first."""
    from rich.console import Console

    from hiphinge.exercises.progression import plan_of
    from hiphinge.report import plan_page, plan_terminal, sessions

    made = plan_of(sessions.read(results or []))
    if output is not None:
        plan_page.write(made, output, spare=sessions.files_of(results or []))
    if as_json:
        typer.echo(made.to_json())
        return
    console = Console()
    console.print(plan_terminal.summary(made))
    if output is not None:
        console.print(f"\nPlan: {output}", soft_wrap=True, highlight=False)


class GripOption(StrEnum):
    """How well the hands hold the load."""

    good = "good"
    fair = "fair"
    poor = "poor"


class UnitsOption(StrEnum):
    """Units of the words, and which of the equation's two printed forms counts."""

    metric = "metric"
    us = "us"


Inches = Annotated[float | None, typer.Option(help="The same, inches.")]


@app.command()
def lift(
    load_kg: Annotated[float | None, typer.Option(help="Load, kilograms.")] = None,
    load_lb: Annotated[float | None, typer.Option(help="Load, pounds.")] = None,
    horizontal_cm: Annotated[float | None, typer.Option(help="Hands in front of the ankles at the start.")] = None,
    horizontal_in: Inches = None,
    origin_cm: Annotated[float | None, typer.Option(help="Height of the hands at the start.")] = None,
    origin_in: Inches = None,
    destination_cm: Annotated[float | None, typer.Option(help="Height of the hands at the end.")] = None,
    destination_in: Inches = None,
    asymmetry_deg: Annotated[float | None, typer.Option(help="Twist at the start, degrees; 0 if not given.")] = None,
    per_minute: Annotated[float | None, typer.Option(help="Lifts a minute, mean of 15 minutes.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours of such lifting a day.")] = None,
    grip: Annotated[GripOption | None, typer.Option(help="good: handles; fair; poor: nothing to hold.")] = None,
    destination_horizontal_cm: Annotated[
        float | None, typer.Option(help="Hands in front of the ankles at the end, if the load must be placed there.")
    ] = None,
    destination_horizontal_in: Inches = None,
    destination_asymmetry_deg: Annotated[float | None, typer.Option(help="Twist at the end, degrees.")] = None,
    within_cm: Annotated[float | None, typer.Option(help="How far each length may be off (90 %).")] = None,
    within_in: Inches = None,
    results: Annotated[Path | None, typer.Option("--from", help="An analysis: its load and hands.")] = None,
    condition: Annotated[list[str] | None, typer.Option(help="What else is true: one_hand, sitting …")] = None,
    units: Annotated[UnitsOption | None, typer.Option(help="metric, or us for pounds and inches.")] = None,
    worksheet: Annotated[bool, typer.Option("--worksheet", help="Two-decimal multipliers, as NIOSH prints.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")] = False,
) -> None:
    """Weigh a lift by the revised NIOSH equation: recommended limit, lifting index, what to change first."""
    from rich.console import Console

    from hiphinge.loads import niosh_lift
    from hiphinge.report import lift_terminal, sessions

    told = niosh_lift.Told(
        load_kg=niosh_lift.one_of("load", load_kg, load_lb),
        horizontal_cm=niosh_lift.one_of("horizontal", horizontal_cm, horizontal_in),
        origin_cm=niosh_lift.one_of("origin", origin_cm, origin_in),
        destination_cm=niosh_lift.one_of("destination", destination_cm, destination_in),
        per_minute=per_minute,
        hours=hours,
        grip=None if grip is None else grip.value,
        asymmetry_deg=asymmetry_deg,
        destination_horizontal_cm=niosh_lift.one_of(
            "destination-horizontal", destination_horizontal_cm, destination_horizontal_in
        ),
        destination_asymmetry_deg=destination_asymmetry_deg,
        within_cm=niosh_lift.one_of("within", within_cm, within_in),
    )
    made = niosh_lift.assess(
        told,
        units=units.value if units else "us" if load_lb is not None else "metric",
        worksheet=worksheet,
        conditions=condition or [],
        recording=None if results is None else sessions.lift_of(results),
    )
    if as_json:
        typer.echo(made.to_json())
    else:
        Console().print(lift_terminal.summary(made))
    if not made.judged:
        _err(f"hiphinge: nothing could be judged: {made.cannot_judge[0].reason}; {made.cannot_judge[0].mend}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)


@app.command()
def bench(
    what: Annotated[
        str, typer.Argument(help="What to measure: pipeline, memory, loads, kinematics, start or all.")
    ] = "all",
    clip: Annotated[Path | None, typer.Option(help="A video of yours instead of the bundled clip.")] = None,
) -> None:
    """Measure the speed and memory figures on this machine, as ratios within one run."""
    from hiphinge.bench import measure

    for line in measure(what, clip):
        typer.echo(line)


def main() -> NoReturn:
    """Entry point: every error of ours is one sentence on standard error and exit status 2."""
    try:
        app(standalone_mode=True)
    except HipHingeError as error:
        _err(f"hiphinge: {error}")
        sys.exit(EXIT_UNUSABLE)
    sys.exit(0)


def _err(text: str) -> None:
    typer.echo(text, err=True)


def _athlete(height_m: float | None, mass_kg: float | None, sex: SexOption | None) -> Athlete:
    from pydantic import ValidationError

    from hiphinge.errors import ArgumentError
    from hiphinge.result import Athlete

    try:
        return Athlete(height_m=height_m, mass_kg=mass_kg, sex=None if sex is None else sex.value)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0])
        raise ArgumentError(
            f"a believable {name.replace('_', ' in ')}", f"{first['input']}", f"give --{name.replace('_', '-')} again"
        ) from error


def _run(request: Request, *, quiet: bool, as_json: bool) -> None:
    from hiphinge.deliver import REPORT_NAME, deliver

    try:
        with _native_logs_hidden(), _progress(shown=not quiet) as tell:
            analysis, folder = deliver(request, on_progress=tell)
    except KeyboardInterrupt:
        _err("hiphinge: interrupted; nothing was written.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    from hiphinge.result import DowelDrill

    if as_json:
        typer.echo(analysis.to_json())
    elif not quiet:
        _tell(analysis, folder / REPORT_NAME)
    if isinstance(analysis.drill, DowelDrill) and not analysis.drill.judged:
        _err(f"hiphinge: nothing could be judged: {analysis.drill.summary} {analysis.drill.cue}")
        raise typer.Exit(EXIT_NOTHING_JUDGED)
    if not analysis.judged:
        reasons = "; ".join(f"{gap.reason}; {gap.mend}" for gap in analysis.cannot_judge[:1])
        _err(f"hiphinge: nothing could be judged: {reasons}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)


def _tell(analysis: Analysis, report: Path) -> None:
    from rich.console import Console

    from hiphinge.report import terminal

    console = Console()
    console.print(terminal.summary(analysis))
    console.print(f"\nReport: {report}", soft_wrap=True, highlight=False)


@contextmanager
def _native_logs_hidden() -> Iterator[None]:
    """Keep what libraries of other languages log (OpenCV of a camera, say) off standard error; ours still shows.

    They write to file descriptor 2 itself, past Python: it is turned to nowhere, and Python's standard error to a copy.
    """
    ours = sys.stderr
    try:
        direct = ours.fileno() == 2
    except (AttributeError, OSError, ValueError):
        direct = False
    if not direct:
        yield
        return
    ours.flush()
    copy = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        with os.fdopen(copy, "w", encoding=ours.encoding, errors="backslashreplace", closefd=False) as shown:
            sys.stderr = shown
            os.dup2(nowhere, 2)
            yield
    finally:
        sys.stderr = ours
        os.dup2(copy, 2)
        os.close(copy)
        os.close(nowhere)


@contextmanager
def _progress(*, shown: bool) -> Iterator[OnProgress | None]:
    """Progress bars on standard error, one a stage."""
    if not shown:
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

    titles = {
        "standing": "Looking at the standing clip",
        "bending": "Looking at the toe touch",
        "reading": "Looking at the frames",
        "looking": "Looking for the wall",
        "prop": "Looking for the rod",
        "bar": "Looking for a barbell",
        "drawing": "Drawing the replay",
    }
    console = Console(stderr=True)
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} frames"),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        refresh_per_second=4,
    ) as bars:
        tasks: dict[str, TaskID] = {}

        def tell(stage: str, done: int, total: int | None) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(titles[stage], total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield tell
