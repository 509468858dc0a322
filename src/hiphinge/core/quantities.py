"""The table of all quantities that are shown: key, name, meaning, unit, sign, digits and colours.

Page, replay, terminal and tables take them from here. In the result files, keys carry their own units.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final, Literal

from hiphinge.core.measure import Curve

Group = Literal["angle", "load", "wall", "gap", "repetition", "joint", "muscle", "view"]
"""Groups of quantities: curves of angles, loads, the wall drill and the dowel drill, in the table of frames; and values
of a repetition, of its joints, of its muscles, and of the camera's view."""

Direction = Literal["more", "less"]
"""The way of an improvement."""

CURVES: Final[tuple[Group, ...]] = ("angle", "load", "wall", "gap")
"""Groups of curves over time, which are columns of the table of frames."""


@dataclass(frozen=True, slots=True)
class Unit:
    """The way numbers of a unit are written.

    Attributes
    ----------
    sign
        Symbol written after a number, including the space before it where there is one.
    steps
        Pairs of a smallest size and the number of decimals from that size on, the largest size first.
    """

    sign: str
    steps: tuple[tuple[float, int], ...]

    def digits(self, *values: float) -> int:
        """Return how many decimals suit the values."""
        largest = max((abs(value) for value in values), default=0.0)
        return next((digits for size, digits in self.steps if largest >= size), self.steps[-1][1])


_WHOLE: Final = ((0.0, 0),)
_TENTHS: Final = ((0.0, 1),)
_BY_SIZE: Final = ((100.0, 0), (10.0, 1), (0.0, 2))

UNITS: Final[Mapping[str, Unit]] = MappingProxyType(
    {
        "deg": Unit("°", _WHOLE),
        "deg/s": Unit(" °/s", _WHOLE),
        "percent": Unit(" %", _WHOLE),
        "Nm": Unit(" Nm", _WHOLE),
        "kN": Unit(" kN", _TENTHS),
        "cm": Unit(" cm", _TENTHS),
        "times": Unit(" ×", ((10.0, 0), (0.0, 1))),
        "ratio": Unit("", _BY_SIZE),
        "m": Unit(" m", _BY_SIZE),
        "kg": Unit(" kg", _BY_SIZE),
    }
)

_OTHER_NAMES: Final = {"%": "percent", "share": "ratio", "1": "ratio", "": "ratio"}


@dataclass(frozen=True, slots=True)
class Colour:
    """A quantity's colour on light ground, on dark ground and over a picture, each as `#rrggbb`."""

    light: str
    dark: str
    picture: str


@dataclass(frozen=True, slots=True)
class Quantity:
    """A quantity and the way it is shown.

    Attributes
    ----------
    key
        Its name in the result file and in the table of frames, with the unit it has there.
    title, short
        Its name, and a short form of one or two words for pictures and table heads.
    group
        The group it belongs to.
    unit
        The unit it is shown in, a key of `UNITS`.
    meaning
        Its meaning in plain words.
    positive
        Meaning of a positive value; None where `meaning` says it, or where the quantity is never negative.
    per
        One shown unit in units of the files: 1000 for newtons shown as kilonewtons.
    colour
        Its colour, where it is drawn.
    reach
        Smallest upper end of the axis of its plots, in the unit shown.
    always
        Whether it is listed even where it could not be judged.
    better
        Which way an improvement goes in a hinge; None where neither more nor less is better by itself.
    """

    key: str
    title: str
    short: str
    group: Group
    unit: str
    meaning: str
    positive: str | None = None
    per: float = 1.0
    colour: Colour | None = None
    reach: float = 30.0
    always: bool = False
    better: Direction | None = None

    @property
    def description(self) -> str:
        """The meaning, with that of the sign."""
        return self.meaning if self.positive is None else f"{self.meaning}; {self.positive} is positive"

    @property
    def sign(self) -> str:
        """The symbol written after its numbers."""
        return UNITS[self.unit].sign

    def digits(self, *values: float) -> int:
        """Return how many decimals suit values in the unit shown."""
        return UNITS[self.unit].digits(*values)

    def scaled(self, curve: Curve) -> Curve:
        """Return the curve, converted from the unit of the files to the unit shown."""
        return Curve(curve.value / self.per, curve.low / self.per, curve.high / self.per)


# fmt: off
_ANGLES: Final = (
    Quantity("trunk_lean_deg", "Trunk lean", "trunk", "angle", "deg", "mid-hip to mid-shoulder against the vertical",
             "forward", colour=Colour("#9a5b00", "#f2b84b", "#ffc44d"), always=True),
    Quantity("hip_flexion_deg", "Hip flexion", "hip", "angle", "deg", "bend between trunk and thigh",
             colour=Colour("#0b63b0", "#6fb7ff", "#78c3ff"), always=True),
    Quantity("knee_flexion_deg", "Knee flexion", "knee", "angle", "deg", "bend of the knee; a straight leg is 0°",
             colour=Colour("#117a4b", "#5fd39b", "#68e09e"), always=True),
    Quantity("shank_deg", "Shin", "shin", "angle", "deg", "ankle to knee against the vertical",
             "the knee in front of the ankle", colour=Colour("#00707a", "#5cc8d6", "#5cc8d6"), always=True),
    Quantity("pelvic_tilt_deg", "Pelvic tilt", "pelvis", "angle", "deg", "rotation of the pelvis since standing",
             "forward", colour=Colour("#7a3fb5", "#c79bff", "#ceaaff")),
    Quantity("lumbar_flexion_deg", "Lumbar flexion", "low back", "angle", "deg", "bend of the low back since standing",
             "rounding", colour=Colour("#b02a6b", "#ff8fc1", "#ff8fc1"), better="less"),
    Quantity("lumbar_extension_deg", "Lumbar extension", "arch", "angle", "deg",
             "arch of the low back beyond standing", better="less"),
    Quantity("neck_extension_deg", "Neck extension", "neck", "angle", "deg", "head against the chest", "chin up",
             colour=Colour("#4b5a6a", "#b6c2cf", "#b6c2cf")),
)

_LOADS: Final = (
    Quantity("l5s1_compression_n", "Compression", "lowest disc", "load", "kN",
             "how hard the lowest disc (L5/S1) is pressed along its axis",
             per=1000.0, colour=Colour("#8f2d56", "#ff9cc0", "#ff8fc1"), reach=2.0),
    Quantity("l5s1_shear_n", "Shear", "shear", "load", "kN", "force across the same disc",
             "the upper body pushed forward", per=1000.0, colour=Colour("#1f5fa8", "#7db8ff", "#7db8ff"), reach=1.0),
    Quantity("l5s1_moment_nm", "Moment at L5/S1", "moment", "load", "Nm",
             "turning effect of the back's muscles and tissue about that disc", "straightening",
             colour=Colour("#6b4a00", "#e8c268", "#e8c268"), reach=50.0),
)

_DRILLS: Final = (
    Quantity("wall_distance_cm", "Distance to the wall", "wall", "wall", "cm", "from the hips to the wall",
             colour=Colour("#0b63b0", "#6fb7ff", "#ff94d6"), reach=10.0),
    Quantity("head_gap_cm", "Head", "head", "gap", "cm", "growth of the gap between rod and head since standing",
             colour=Colour("#1f6fb5", "#6fb7ff", "#78c3ff"), reach=4.0, better="less"),
    Quantity("upper_back_gap_cm", "Upper back", "upper back", "gap", "cm",
             "growth of the gap between rod and upper back since standing",
             colour=Colour("#7a3fb5", "#c79bff", "#ceaaff"), reach=4.0, better="less"),
    Quantity("tailbone_gap_cm", "Tailbone", "tailbone", "gap", "cm",
             "growth of the gap between rod and tailbone since standing",
             colour=Colour("#b25e09", "#f2a65a", "#ffc44d"), reach=4.0, better="less"),
)

_REPETITION: Final = (
    Quantity("hinge_index", "Hinge index", "hinge", "repetition", "ratio", "1 is all hinge, 0 is all squat",
             better="more"),
    Quantity("lumbar_share", "Share of the low back", "its share", "repetition", "percent",
             "the low back's part of the bend at its deepest", per=0.01, better="less"),
    Quantity("neutral_depth_deg", "Neutral depth", "neutral to", "repetition", "deg",
             "pelvic tilt up to which the low back kept its shape", colour=Colour("#7a3fb5", "#c79bff", "#ceaaff"),
             better="more"),
    Quantity("percent_of_range", "Part of its range", "of its range", "repetition", "percent",
             "largest lumbar flexion in per cent of the most that this low back bends", better="less"),
    Quantity("lumbar_pelvis_ratio", "Low back to pelvis", "ratio", "repetition", "ratio",
             "degrees that the low back bent for each degree of the pelvis"),
    Quantity("snap_deg_s", "Hip snap", "snap", "repetition", "deg/s", "fastest opening of the hips on the way up"),
    Quantity("smallest_distance_cm", "Nearest to the wall", "nearest", "repetition", "cm", "from the hips to the wall"),
    Quantity("knee_travel_cm", "Knees forward", "knees", "repetition", "cm", "how far the knees moved since standing",
             better="less"),
)

_JOINTS: Final = (
    Quantity("hip_moment_nm", "Hips", "hips", "joint", "Nm", "moment of both hips together", "straightening"),
    Quantity("knee_moment_nm", "Knees", "knees", "joint", "Nm", "moment of both knees together", "straightening"),
    Quantity("compression_over_standing", "Times standing", "× standing", "joint", "times",
             "compression over that of the same person standing without a weight"),
    Quantity("passive_share", "Discs and ligaments", "passive", "joint", "percent",
             "their part of what straightens the back", per=0.01),
)

_MUSCLES: Final = tuple(
    Quantity(key, title, short, "muscle", "percent", "largest share of the group's strength that was used", per=0.01)
    for key, title, short in (
        ("erector_spinae", "Back extensors (erector spinae)", "erector spinae"),
        ("gluteus_maximus", "Buttocks (gluteus maximus)", "gluteus maximus"),
        ("hamstrings", "Hamstrings", "hamstrings"),
        ("adductor_magnus", "Inner thigh (adductor magnus)", "adductor magnus"),
        ("quadriceps", "Front of the thigh (quadriceps)", "quadriceps"),
        ("abdominal_wall", "Abdominal wall", "abdominal wall"),
    )
)
"""The muscle groups, from the top of the back down and then the front."""

_VIEW: Final = (
    Quantity("yaw_deg", "Turn off the side view", "turn", "view", "deg", "how far the camera is turned off the side"),
    Quantity("roll_deg", "Tilt of the picture", "tilt", "view", "deg", "tilt of the camera", "clockwise"),
)
# fmt: on

QUANTITIES: Mapping[str, Quantity] = MappingProxyType(
    {shown.key: shown for shown in (*_ANGLES, *_LOADS, *_DRILLS, *_REPETITION, *_JOINTS, *_MUSCLES, *_VIEW)}
)
"""All quantities by key, each group in the order in which it is shown."""


def quantity(key: str) -> Quantity:
    """Return the quantity that has this key in the files."""
    return QUANTITIES[key]


def of_group(*groups: Group) -> list[Quantity]:
    """Return the quantities of some groups, in the order in which they are shown."""
    return [shown for shown in QUANTITIES.values() if shown.group in groups]


def unit_named(name: str) -> Unit:
    """Return the unit with this name; a name that is not in the table is written after its numbers unchanged."""
    return UNITS.get(_OTHER_NAMES.get(name, name)) or Unit(f" {name}", _BY_SIZE)
