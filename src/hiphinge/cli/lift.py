"""`hiphinge lift`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hiphinge.cli.encoding import print_json
from hiphinge.cli.running import EXIT_NOTHING_JUDGED, say

if TYPE_CHECKING:
    from hiphinge.result.lift import Lift


class GripOption(StrEnum):
    """How well the hands hold the load."""

    good = "good"
    fair = "fair"
    poor = "poor"


class UnitsOption(StrEnum):
    """Units of the output, which also choose between the two printed forms of the equation."""

    metric = "metric"
    us = "us"


Inches = Annotated[float | None, typer.Option(help="The same in inches.")]


def lift(
    load_kg: Annotated[float | None, typer.Option(help="Weight of the load, kilograms.")] = None,
    load_lb: Annotated[float | None, typer.Option(help="The same in pounds.")] = None,
    horizontal_cm: Annotated[float | None, typer.Option(help="Hands in front of the ankles at the start, cm.")] = None,
    horizontal_in: Inches = None,
    origin_cm: Annotated[float | None, typer.Option(help="Height of the hands at the start, cm.")] = None,
    origin_in: Inches = None,
    destination_cm: Annotated[float | None, typer.Option(help="Height of the hands at the end, cm.")] = None,
    destination_in: Inches = None,
    asymmetry_deg: Annotated[float | None, typer.Option(help="Twist at the start, degrees; 0 if not given.")] = None,
    per_minute: Annotated[float | None, typer.Option(help="Lifts per minute, averaged over 15 minutes.")] = None,
    hours: Annotated[float | None, typer.Option(help="Hours of this lifting per day.")] = None,
    grip: Annotated[GripOption | None, typer.Option(help="good: handles; poor: no hold; fair: between.")] = None,
    destination_horizontal_cm: Annotated[
        float | None,
        typer.Option(help="Hands in front of the ankles at the end, cm, if the load must be placed there."),
    ] = None,
    destination_horizontal_in: Inches = None,
    destination_asymmetry_deg: Annotated[float | None, typer.Option(help="Twist at the end, degrees.")] = None,
    within_cm: Annotated[float | None, typer.Option(help="Uncertainty of the lengths, cm (90 %).")] = None,
    within_in: Inches = None,
    results: Annotated[Path | None, typer.Option("--from", help="An analysis that gives load and hands.")] = None,
    condition: Annotated[list[str] | None, typer.Option(help="A circumstance: one_hand, sitting …")] = None,
    units: Annotated[UnitsOption | None, typer.Option(help="metric, or us for pounds and inches.")] = None,
    worksheet: Annotated[bool, typer.Option("--worksheet", help="Two-decimal multipliers, as in the manual.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON on standard output.")] = False,
) -> None:
    """Assess a lift by the revised NIOSH equation: recommended limit, lifting index, what to change first."""
    from hiphinge.niosh.assess import assess
    from hiphinge.niosh.description import LiftDescription, one_of
    from hiphinge.niosh.from_analysis import recording_of
    from hiphinge.result.read import read

    description = LiftDescription(
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
    assessed = assess(
        description,
        units=units.value if units else "us" if load_lb is not None else "metric",
        worksheet=worksheet,
        conditions=condition or [],
        recording=None if results is None else recording_of(read(results, frames=False)),
    )
    _show(assessed, as_json=as_json)


def _show(assessed: Lift, *, as_json: bool) -> None:
    """Print the result, and raise `typer.Exit` if nothing could be judged."""
    from rich.console import Console

    from hiphinge.report.terminal import lift as lift_terminal

    if as_json:
        print_json(assessed.to_json())
    else:
        Console().print(lift_terminal.summary(assessed))
    if not assessed.judged:
        first = assessed.cannot_judge[0]
        say(f"hiphinge: nothing could be judged: {first.reason}; {first.mend}.")
        raise typer.Exit(EXIT_NOTHING_JUDGED)
