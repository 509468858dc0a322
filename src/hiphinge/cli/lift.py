"""`hiphinge lift`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hiphinge.cli.running import EXIT_NOTHING_JUDGED, say

if TYPE_CHECKING:
    from hiphinge.result.lift import Lift


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
    from hiphinge.niosh.assess import assess
    from hiphinge.niosh.description import LiftDescription, one_of
    from hiphinge.niosh.from_analysis import recording_of
    from hiphinge.result.read import read

    described = LiftDescription(
        load_kg=one_of("load", load_kg, load_lb),
        horizontal_cm=one_of("horizontal", horizontal_cm, horizontal_in),
        origin_cm=one_of("origin", origin_cm, origin_in),
        destination_cm=one_of("destination", destination_cm, destination_in),
        per_minute=per_minute,
        hours=hours,
        grip=None if grip is None else grip.value,
        asymmetry_deg=asymmetry_deg,
        destination_horizontal_cm=one_of(
            "destination_horizontal", destination_horizontal_cm, destination_horizontal_in
        ),
        destination_asymmetry_deg=destination_asymmetry_deg,
        within_cm=one_of("within", within_cm, within_in),
    )
    made = assess(
        described,
        units=units.value if units else "us" if load_lb is not None else "metric",
        worksheet=worksheet,
        conditions=condition or [],
        recording=None if results is None else recording_of(read(results, frames=False)),
    )
    _show(made, as_json=as_json)


def _show(made: Lift, *, as_json: bool) -> None:
    """Print the result, and raise `typer.Exit` where nothing could be judged."""
    from rich.console import Console

    from hiphinge.report.terminal import lift as lift_terminal

    if as_json:
        typer.echo(made.to_json())
    else:
        Console().print(lift_terminal.summary(made))
    if not made.judged:
        say(f"hiphinge: nothing could be judged: {made.cannot_judge[0].reason}; {made.cannot_judge[0].mend}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)
