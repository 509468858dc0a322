"""What the result file says of loads, and of where the hands were."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result.part import Part

WhatIfName = Literal["closer", "less_rounded", "lighter"]
LoadPlace = Literal["none", "hands", "back", "hips"]


class WhatIf(Part):
    """The same moment of the lift with one thing changed, and what that takes from the load on the low back."""

    name: WhatIfName
    what: str = Field(description="the change, in words")
    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    change_percent: Measure = Field(description="of the compression at L5/S1; negative: less")


class Loads(Part):
    """What one repetition asked of the joints: of each quantity the value largest in size, at a moment of its own.

    Moments are of both legs together, + = extending (hip, low back, knee) as in `loads.solution`. Compression is
    along the disc's axis, shear across it, + = the upper body forward.
    """

    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    hip_moment_nm: Measure
    knee_moment_nm: Measure
    passive_share: Measure = Field(description="of the extending moment at L5/S1, borne by discs, ligaments, fascia")
    compression_over_standing: Measure = Field(description="compression at L5/S1 over that of standing without a load")
    demand: dict[str, float] = Field(description="largest share of a muscle group's strength that was used")
    demand_low: dict[str, float]
    demand_high: dict[str, float]
    peak_s: dict[str, float] = Field(description="when each of the above was largest, seconds")
    what_if: list[WhatIf] = Field(description="at the moment of the largest compression")


class PublishedLoad(Part):
    """A published load of L5/S1 or another joint: for context, neither safe nor unsafe."""

    what: str
    value: str
    source: str


class LoadBasis(Part):
    """What the loads were computed for."""

    height_m: Measure
    mass_kg: Measure
    height_given: bool
    mass_given: bool
    sex_given: bool = Field(description="False: the man's and the woman's model both stand in the intervals")
    load_kg: float
    where: LoadPlace
    hands_seen: bool = Field(description="False: arms were taken as the exercise has them")
    supported: bool = Field(description="whether floor or bench bore the upper back")
    standing_compression_n: Measure = Field(description="at L5/S1, the same person standing without a load")
    notes: list[str] = Field(description="what was taken for granted, in words")
    published: list[PublishedLoad] = Field(description="published figures to read one's own beside: not limits")


class HandPlace(Part):
    """Where the hands held the weight."""

    horizontal_cm: Measure = Field(description="forward of the middle between the ankles")
    height_cm: Measure = Field(description="above the floor")


class Hands(Part):
    """Where the hands held the weight at the two ends of lifting it: what the NIOSH equation asks."""

    lift_off: HandPlace = Field(description="where the weight was lifted from: the hands at their lowest")
    end: HandPlace = Field(description="where it was brought: the end of the way up")
