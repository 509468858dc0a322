"""Evaluate the revised NIOSH lifting equation: a load constant times six multipliers that reduce it.

Source of every number here: Waters, Putz-Anderson and Garg, Applications manual for the revised NIOSH lifting
equation, NIOSH publication 94-110 (1994, revised 9/2021). The manual prints the equation twice, in centimetres and
kilograms and in inches and pounds, with rounded constants that do not quite agree; both are implemented as printed,
neither by conversion of the other. It also prints tables of the formulas, to two decimals, and multiplies those in its
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
"""Largest number of lifts a minute in the manual's table of frequencies."""

MAX_HOURS: Final = 8.0
"""Most hours of lifting a day in the manual's table of durations."""

MAX_ASYMMETRY_DEG: Final = 135.0
"""Angle of asymmetry beyond which AM is 0."""

ASYMMETRY_LOSS: Final = 0.0032
"""Decrease of AM per degree of asymmetry."""

LB_KG: Final = 0.45359237
"""Kilograms in a pound, exactly."""

IN_CM: Final = 2.54
"""Centimetres in an inch, exactly."""


@dataclass(frozen=True, slots=True)
class Form:
    """The equation as printed in one system of units; lengths and the load constant are in that system's own units.

    HM is 1 up to the horizontal distance `reach` and 0 beyond `farthest`. VM is 1 at the height `knuckle`, below which
    the tables of FM and CM change, decreases by `height_loss` per unit of length, and is 0 above `highest`. `travel` is
    the numerator in DM, which is 1 up to the distance `shortest` and 0 beyond `longest`. `printed` holds the entries of
    the manual's tables that are not the formula rounded to two decimals.
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
"""The two printed forms."""

FREQUENCIES: Final = (0.2, 0.5, *(float(lifts) for lifts in range(1, 16)))
"""Lifts a minute of the rows of the manual's table of FM; less often than 0.2 counts as 0.2."""

_UP_TO_1_H: Final = (1.0, 0.97, 0.94, 0.91, 0.88, 0.84, 0.80, 0.75, 0.70, 0.60, 0.52, 0.45, 0.41, 0.37)
_UP_TO_2_H: Final = (0.95, 0.92, 0.88, 0.84, 0.79, 0.72, 0.60, 0.50, 0.42, 0.35, 0.30, 0.26)
_UP_TO_8_H: Final = (0.85, 0.81, 0.75, 0.65, 0.55, 0.45, 0.35, 0.27, 0.22, 0.18)

FREQUENCY_TABLE: Final = (
    (1.0, _UP_TO_1_H, (0.34, 0.31, 0.28)),
    (2.0, _UP_TO_2_H, (0.23, 0.21)),
    (MAX_HOURS, _UP_TO_8_H, (0.15, 0.13)),
)
"""FM by hours: the rows for any height, and the rows after them, which hold only where the lift starts at the knuckle
height or above (0 below it); FM is 0 in rows that are not listed."""

GRIP_TABLE: Final[Mapping[Grip, tuple[float, float]]] = MappingProxyType(
    {"good": (1.0, 1.0), "fair": (0.95, 1.0), "poor": (0.90, 0.90)}
)
"""CM by grip, with the hands below the knuckle height and at or above it."""


@dataclass(frozen=True, slots=True)
class Hold:
    """Where the hands are at one end of a lift.

    `horizontal_cm` is the distance of the midpoint of the hands from the midpoint of the ankles, along the floor;
    `height_cm` the height of the hands above the floor; `asymmetry_deg` the angle of the load from the sagittal plane,
    to either side.
    """

    horizontal_cm: float
    height_cm: float
    asymmetry_deg: float


@dataclass(frozen=True, slots=True)
class Work:
    """Frequency, duration and grip: lifts a minute (mean of 15 minutes), hours a day, quality of the grip."""

    per_minute: float
    hours: float
    grip: Grip


@dataclass(frozen=True, slots=True)
class Multipliers:
    """The six multipliers at one end of a lift, each from 0 (no load is allowed) to 1 (no reduction)."""

    hm: float
    vm: float
    dm: float
    am: float
    fm: float
    cm: float

    @property
    def product(self) -> float:
        """Product of all six."""
        return self.hm * self.vm * self.dm * self.am * self.fm * self.cm


def multipliers(
    hold: Hold, origin_cm: float, destination_cm: float, work: Work, units: Units, *, worksheet: bool = False
) -> Multipliers:
    """Return the six multipliers at the end of the lift where the hands are as in `hold`.

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
        The printed form that is used.
    worksheet
        Whether to round each multiplier to two decimals as in the manual's worksheets, with the table entries that
        differ from the rounded formula (HM at 22 and 23 in, DM at 130 cm).

    Returns
    -------
    Multipliers
        A multiplier is 0 where its quantity lies beyond the equation's range.
    """
    form = FORMS[units]
    reach, height = _native(hold.horizontal_cm, form), _native(hold.height_cm, form)
    distance = _native(abs(destination_cm - origin_cm), form)
    raw = Multipliers(
        hm=horizontal_multiplier(reach, form),
        vm=vertical_multiplier(height, form),
        dm=distance_multiplier(distance, form),
        am=asymmetry_multiplier(hold.asymmetry_deg),
        fm=frequency_multiplier(work.per_minute, work.hours, low=_native(origin_cm, form) < form.knuckle),
        cm=GRIP_TABLE[work.grip][0 if height < form.knuckle else 1],
    )
    if not worksheet:
        return raw
    return Multipliers(
        hm=form.printed.get(("HM", reach), two_decimals(raw.hm)),
        vm=two_decimals(raw.vm),
        dm=form.printed.get(("DM", distance), two_decimals(raw.dm)),
        am=two_decimals(raw.am),
        fm=two_decimals(raw.fm),
        cm=raw.cm,
    )


def recommended_weight_limit_kg(factors: Multipliers, units: Units) -> float:
    """Return the recommended weight limit, kilograms: the load constant of the printed form times all multipliers."""
    form = FORMS[units]
    return form.constant * form.mass_kg * factors.product


def too_high(height_cm: float, units: Units) -> bool:
    """Return whether a height of the hands lies above the equation's range, where VM is 0."""
    form = FORMS[units]
    return _native(height_cm, form) > form.highest


def too_far(horizontal_cm: float, units: Units) -> bool:
    """Return whether a horizontal distance of the hands lies beyond the equation's range, where HM is 0."""
    form = FORMS[units]
    return _native(horizontal_cm, form) > form.farthest


def horizontal_multiplier(reach: float, form: Form) -> float:
    """Return HM at a horizontal distance in the form's unit of length."""
    return 0.0 if reach > form.farthest else form.reach / max(reach, form.reach)


def vertical_multiplier(height: float, form: Form) -> float:
    """Return VM at a height of the hands in the form's unit of length."""
    return 0.0 if height > form.highest else 1.0 - form.height_loss * abs(height - form.knuckle)


def distance_multiplier(distance: float, form: Form) -> float:
    """Return DM for a vertical distance in the form's unit of length."""
    return 0.0 if distance > form.longest else min(1.0, 0.82 + form.travel / max(distance, form.shortest))


def asymmetry_multiplier(turn_deg: float) -> float:
    """Return AM at an angle of asymmetry in degrees."""
    return 0.0 if turn_deg > MAX_ASYMMETRY_DEG else 1.0 - ASYMMETRY_LOSS * turn_deg


def frequency_multiplier(per_minute: float, hours: float, *, low: bool) -> float:
    """Return FM from the manual's table; `low` says that the lift starts below the knuckle height.

    Between two rows of the table it is interpolated linearly, except that it is 0 between a row and a next one of 0.
    Beyond the table, which ends at 15 lifts a minute and 8 hours, it is 0.
    """
    rows = next(((always + (() if low else high)) for most, always, high in FREQUENCY_TABLE if hours <= most), ())
    table = dict(zip(FREQUENCIES, rows, strict=False))
    frequency = max(per_minute, FREQUENCIES[0])
    if frequency in table:
        return table[frequency]
    if not table or frequency > MAX_PER_MINUTE:
        return 0.0
    below, above = next(pair for pair in pairwise(FREQUENCIES) if pair[0] < frequency <= pair[1])
    if above not in table:
        return 0.0
    part = (frequency - below) / (above - below)
    return table[below] + part * (table[above] - table[below])


def two_decimals(value: float) -> float:
    """Return a value rounded half up to two decimals, as in the manual's tables (VM at 60 in, 0.775, is 0.78)."""
    exact = Decimal(repr(round(value, 9)))
    return float(exact.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP))


def _native(length_cm: float, form: Form) -> float:
    """Return a length in the form's own unit, rounded so that conversion errors do not cross the tables' borders."""
    return round(length_cm / form.length_cm, 9)
