"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from hiphinge.result import Athlete


SaveOption = Annotated[
    bool, typer.Option("--save", help="Keep the result in the history, under the name that --athlete gives.")
]
DatabaseOption = Annotated[
    str | None,
    typer.Option(
        metavar="PATH|URL",
        help="The history: a file, or a URL. Without it HIPHINGE_DATABASE_URL or, without that, your data folder.",
    ),
]


class SexOption(StrEnum):
    """Sex of the athlete, for body proportions."""

    f = "f"
    m = "m"


def sex_of(text: str) -> SexOption:
    """Return the sex that the option names; raise ArgumentError for another text."""
    if text in set(SexOption):
        return SexOption(text)
    from hiphinge.core.errors import ArgumentError

    raise ArgumentError("a sex of f or m", f"'{text}'", "give --sex again")


def folder_of(text: str | Path) -> Path:
    """Return the folder that the option names; raise ArgumentError for an empty name, which would be this folder."""
    if str(text).strip():
        return Path(text)
    from hiphinge.core.errors import ArgumentError

    raise ArgumentError("a folder for the results", "an empty name", "name a folder with -o, or '.' for this one")


def athlete_of(
    height_m: float | None, mass_kg: float | None, sex: SexOption | None, *, name: str | None = None
) -> Athlete:
    """Return the athlete that the options describe; `name` is the user's own name or number for the person.

    Raises
    ------
    ArgumentError
        If a value is outside what is possible for a person.
    """
    from pydantic import ValidationError

    from hiphinge.core.errors import ArgumentError
    from hiphinge.result import Athlete

    try:
        return Athlete(id=name, height_m=height_m, mass_kg=mass_kg, sex=None if sex is None else sex.value)
    except ValidationError as error:
        first = error.errors()[0]
        if first["loc"] == ("id",):
            found = (
                "bytes of another encoding" if first["type"] == "string_unicode" else f"{len(name or '')} characters"
            )
            raise ArgumentError("a name of 1 to 200 characters", found, "give --athlete again") from error
        name = str(first["loc"][0])
        low, high = (
            getattr(limit, end) for limit, end in zip(Athlete.model_fields[name].metadata, ("gt", "lt"), strict=True)
        )
        quantity, unit = name.split("_")
        expected = f"a {quantity} between {low:g} and {high:g} {unit}"
        remedy = f"give --{name.replace('_', '-')} again"
        raise ArgumentError(expected, f"{first['input']:g} {unit}", remedy) from error
