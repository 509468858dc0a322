"""The revised NIOSH lifting equation: six multipliers that take from a load constant what a lift makes harder.

Source of every number here: Waters, Putz-Anderson and Garg, Applications manual for the revised NIOSH lifting
equation, NIOSH publication 94-110 (1994, revised 9/2021). The manual prints the equation twice, in centimetres and
kilograms and in inches and pounds, with rounded constants that do not quite agree; both are here as printed, and
neither is the other converted. It also prints tables of the formulas, to two decimals, and multiplies those in its
worksheets: see `worksheet`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Final, Literal

Units = Literal["metric", "us"]
Grip = Literal["good", "fair", "poor"]

MAX_PER_MINUTE: Final = 15.0
"""Lifts a minute beyond which the manual's table of frequencies ends."""

LONGEST_H: Final = 8.0
"""Hours of lifting a day beyond which the manual's table of durations ends."""

LARGEST_TURN_DEG: Final = 135.0
"""Angle of asymmetry beyond which AM is 0."""

ASYMMETRY_LOSS: Final = 0.0032
"""Loss of AM for a degree of asymmetry."""

LB_KG: Final = 0.45359237
"""Kilograms in a pound, exactly."""

IN_CM: Final = 2.54
"""Centimetres in an inch, exactly."""


@dataclass(frozen=True, slots=True)
class Form:
    """The equation as printed in one system of units; lengths and the load constant are in that system's own units.

    `reach` is the horizontal distance up to which nothing is lost and `farthest` the one beyond which HM is 0;
    `knuckle` is the height at which nothing is lost and below which the tables of FM and CM change; `height_loss` is
    that of VM for a unit of length; `travel` stands over the distance in DM, which is 1 up to `shortest`; heights
    beyond `highest` and distances beyond `longest` give 0. `printed` holds the entries of the manual's tables that are
    not the formula rounded to two decimals.
    """

    constant: float
    reach: float
    farthest: float
    knuckle: float
    height_loss: float
    highest: float
    travel: float
    shortest: float
    longest: float
    length_cm: float
    mass_kg: float
    printed: Mapping[tuple[str, float], float]


FORMS: Final[Mapping[Units, Form]] = MappingProxyType(
    {
        "metric": Form(
            23.0, 25.0, 63.0, 75.0, 0.003, 175.0, 4.5, 25.0, 175.0, 1.0, 1.0, MappingProxyType({("DM", 130.0): 0.86})
        ),
        "us": Form(
            51.0,
            10.0,
            25.0,
            30.0,
            0.0075,
            70.0,
            1.8,
            10.0,
            70.0,
            IN_CM,
            LB_KG,
            MappingProxyType({("HM", 22.0): 0.46, ("HM", 23.0): 0.44}),
        ),
    }
)
"""Both printed forms."""

FREQUENCIES: Final = (0.2, 0.5, *(float(lifts) for lifts in range(1, 16)))
"""Lifts a minute of the rows of the manual's table of FM; less often than 0.2 counts as 0.2."""

_UP_TO_1_H: Final = (1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.80, 0.75, 0.70, 0.60, 0.52, 0.45, 0.41, 0.37)
_UP_TO_2_H: Final = (0.95, 0.92, 0.88, 0.84, 0.79, 0.72, 0.60, 0.50, 0.42, 0.35, 0.30, 0.26)
_UP_TO_8_H: Final = (0.85, 0.81, 0.75, 0.65, 0.55, 0.45, 0.35, 0.27, 0.22, 0.18)

FREQUENCY_TABLE: Final = (
    (1.0, _UP_TO_1_H, (0.34, 0.31, 0.28)),
    (2.0, _UP_TO_2_H, (0.23, 0.21)),
    (LONGEST_H, _UP_TO_8_H, (0.15, 0.13)),
)
"""FM by hours: the rows for any height, and the rows after them, which hold only where the lift starts at the knuckle
height or above (0 below it); what is not listed is 0."""

GRIP_TABLE: Final[Mapping[Grip, tuple[float, float]]] = MappingProxyType(
    {"good": (1.0, 1.0), "fair": (0.95, 1.0), "poor": (0.90, 0.90)}
)
"""CM by grip, with the hands below the knuckle height and at it or above."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Where the hands are at one end of a lift.

    `horizontal_cm` is the distance of the point between the hands from the point between the ankles, along the floor;
    `height_cm` that of the hands above the floor; `asymmetry_deg` how far the load is out of the sagittal plane, to
    either side.
    """

    horizontal_cm: float
    height_cm: float
    asymmetry_deg: float


@dataclass(frozen=True, slots=True)
class Work:
    """How often, how long and with what grip: lifts a minute (mean of 15 minutes), hours a day, quality of the grip."""

    per_minute: float
    hours: float
    grip: Grip


@dataclass(frozen=True, slots=True)
class Multipliers:
    """The six multipliers at one end of a lift, each from 0 (the equation allows nothing) to 1 (nothing is lost)."""

    hm: float
    vm: float
    dm: float
    am: float
    fm: float
    cm: float

    @property
    def product(self) -> float:
        """All six multiplied."""
        return self.hm * self.vm * self.dm * self.am * self.fm * self.cm


def multipliers(
    hold: Hold, origin_cm: float, destination_cm: float, work: Work, units: Units, *, worksheet: bool = False
) -> Multipliers:
    """The six multipliers at the end of the lift where the hands are as in `hold`.

    Parameters
    ----------
    hold
        The hands at this end.
    origin_cm, destination_cm
        Height of the hands where the lift starts and where it ends, centimetres: their difference is the distance
        travelled. FM depends on the height of the origin at both ends of the lift, CM on that of the end itself.
    work
        Frequency, duration, grip.
    units
        Which of the two printed forms counts.
    worksheet
        True: as the manual's worksheets, each multiplier to two decimals, with the entries of the tables that are
        not the formula rounded (HM at 22 and 23 in, DM at 130 cm).

    Returns
    -------
    Multipliers
        A multiplier is 0 where its quantity lies beyond the equation's range.
    """
    form = FORMS[units]
    reach, height = _native(hold.horizontal_cm, form), _native(hold.height_cm, form)
    distance = _native(abs(destination_cm - origin_cm), form)
    made = Multipliers(
        hm=horizontal_multiplier(reach, form),
        vm=vertical_multiplier(height, form),
        dm=distance_multiplier(distance, form),
        am=asymmetry_multiplier(hold.asymmetry_deg),
        fm=frequency_multiplier(work.per_minute, work.hours, low=_native(origin_cm, form) < form.knuckle),
        cm=GRIP_TABLE[work.grip][0 if height < form.knuckle else 1],
    )
    if not worksheet:
        return made
    return Multipliers(
        hm=form.printed.get(("HM", reach), two_decimals(made.hm)),
        vm=two_decimals(made.vm),
        dm=form.printed.get(("DM", distance), two_decimals(made.dm)),
        am=two_decimals(made.am),
        fm=two_decimals(made.fm),
        cm=made.cm,
    )


def recommended_weight_limit_kg(made: Multipliers, units: Units) -> float:
    """The recommended weight limit in kilograms: the load constant of the printed form times all multipliers."""
    form = FORMS[units]
    return form.constant * form.mass_kg * made.product


def horizontal_multiplier(reach: float, form: Form) -> float:
    """HM at a horizontal distance in the form's unit of length."""
    return 0.0 if reach > form.farthest else form.reach / max(reach, form.reach)


def vertical_multiplier(height: float, form: Form) -> float:
    """VM at a height of the hands in the form's unit of length."""
    return 0.0 if height > form.highest else 1.0 - form.height_loss * abs(height - form.knuckle)


def distance_multiplier(distance: float, form: Form) -> float:
    """DM for a vertical distance in the form's unit of length."""
    return 0.0 if distance > form.longest else min(1.0, 0.82 + form.travel / max(distance, form.shortest))


def asymmetry_multiplier(turn_deg: float) -> float:
    """AM at an angle of asymmetry in degrees."""
    return 0.0 if turn_deg > LARGEST_TURN_DEG else 1.0 - ASYMMETRY_LOSS * turn_deg


def frequency_multiplier(per_minute: float, hours: float, *, low: bool) -> float:
    """FM from the manual's table; `low`: the lift starts below the knuckle height.

    The manual prints rows only. Between two rows this is linear, except that it is 0 as soon as a row with 0 comes
    next: nothing is allowed by half. Beyond 15 lifts a minute or 8 hours the table ends and this is 0.
    """
    rows = next(((always + (() if low else high)) for most, always, high in FREQUENCY_TABLE if hours <= most), ())
    table = dict(zip(FREQUENCIES, rows, strict=False))
    often = max(per_minute, FREQUENCIES[0])
    if often in table:
        return table[often]
    if not table or often > MAX_PER_MINUTE:
        return 0.0
    below, above = next(pair for pair in pairwise(FREQUENCIES) if pair[0] < often <= pair[1])
    if above not in table:
        return 0.0
    part = (often - below) / (above - below)
    return table[below] + part * (table[above] - table[below])


def two_decimals(value: float) -> float:
    """Round half up to two decimals, as the manual's tables are (VM at 60 in, 0.775, stands as 0.78)."""
    near = Decimal(repr(round(value, 9)))
    return float(near.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _native(length_cm: float, form: Form) -> float:
    """A length in the form's own unit, without the noise of the conversion, which would pass the tables' borders."""
    return round(length_cm / form.length_cm, 9)
