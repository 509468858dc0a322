"""The loads of the result file, and the positions of the hands."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result.part import Part

WhatIfName = Literal["closer", "less_rounded", "lighter"]
LoadPlace = Literal["none", "hands", "back", "hips"]


class WhatIf(Part):
    """The same moment of the lift with one thing changed, and how that changes the load on the low back."""

    name: WhatIfName
    what: str = Field(description="the change, in words")
    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    change_percent: Measure = Field(description="change of the compression at L5/S1; negative: less")


class Loads(Part):
    """Loads of one repetition: for each quantity the value of largest magnitude, each at its own time.

    Moments are those of both legs together, + = extending (hip, low back, knee), as in `loads.solution`. Compression
    is along the axis of the disc, shear perpendicular to it, + = the upper body forward.
    """

    l5s1_moment_nm: Measure
    l5s1_compression_n: Measure
    l5s1_shear_n: Measure
    hip_moment_nm: Measure
    knee_moment_nm: Measure
    passive_share: Measure = Field(
        description="share of the extending moment at L5/S1 that discs, ligaments and fascia bear"
    )
    compression_over_standing: Measure = Field(
        description="compression at L5/S1 divided by that of standing without a load"
    )
    demand: dict[str, float] = Field(description="largest used share of the strength of each muscle group")
    demand_low: dict[str, float]
    demand_high: dict[str, float]
    peak_s: dict[str, float] = Field(description="when each of the above was largest, seconds")
    what_if: list[WhatIf] = Field(description="at the moment of the largest compression")


class PublishedLoad(Part):
    """A published load at L5/S1 or another joint, for comparison; it does not mark what is safe."""

    what: str
    value: str
    source: str


class LoadBasis(Part):
    """The person, the weight and the assumptions for which the loads were computed."""

    height_m: Measure
    mass_kg: Measure
    height_given: bool
    mass_given: bool
    sex_given: bool = Field(description="False: the intervals include both the man's and the woman's model")
    load_kg: float
    where: LoadPlace
    hands_seen: bool = Field(description="False: the arms were assumed to be as usual in the exercise")
    supported: bool = Field(description="whether the floor or a bench supported the upper back")
    standing_compression_n: Measure = Field(
        description="compression at L5/S1 of the same person standing without a load"
    )
    notes: list[str] = Field(description="assumptions, in words")
    published: list[PublishedLoad] = Field(description="published figures for comparison; they are not limits")


class HandPlace(Part):
    """Where the hands held the weight."""

    horizontal_cm: Measure = Field(description="in front of the midpoint between the ankles")
    height_cm: Measure = Field(description="above the floor")


class Hands(Part):
    """Where the hands held the weight at the start and end of the lift, as the NIOSH equation needs it."""

    lift_off: HandPlace = Field(description="start of the lift: the hands at their lowest")
    end: HandPlace = Field(description="end of the lift: the end of the way up")
