"""The lift file, `hiphinge.lift/1`: what the revised NIOSH lifting equation says of one lift.

The contract is that of the result file: keys are added, never renamed or dropped. `hiphinge schema lift` prints the
JSON Schema of `Lift`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result import CannotJudge
from hiphinge.result.part import File, Part

LIFT_SCHEMA: Literal["hiphinge.lift/1"] = "hiphinge.lift/1"

MultiplierName = Literal["HM", "VM", "DM", "AM", "FM", "CM"]
EndName = Literal["origin", "destination"]
UnitsName = Literal["metric", "us"]
GripName = Literal["good", "fair", "poor"]


class HandPlacement(Part):
    """Where the hands are at one end of the lift, as told."""

    horizontal_cm: Measure = Field(description="between the hands from between the ankles, along the floor")
    height_cm: Measure = Field(description="of the hands above the floor")
    asymmetry_deg: float = Field(description="the load out of the sagittal plane, to either side")


class Task(Part):
    """The lift as it was told."""

    load_kg: float
    origin: HandPlacement
    destination_height_cm: Measure
    destination: HandPlacement | None = Field(
        description="None: not told, so that the destination has no limit of its own"
    )
    per_minute: float
    hours: float
    grip: GripName


class Multiplier(Part):
    """One multiplier at one end of the lift."""

    name: MultiplierName
    title: str
    told: str = Field(description="what it was computed from, in words, in the units asked for")
    value: Measure
    costs_percent: Measure = Field(description="what it takes from the limit")


class End(Part):
    """One end of the lift: multipliers, recommended weight limit, lifting index."""

    name: EndName
    multipliers: list[Multiplier]
    recommended_weight_limit_kg: Measure
    recommended_weight_limit_lb: Measure
    lifting_index: Measure | None = Field(description="load over limit; None where the limit is or may be zero")
    reason: str | None = Field(description="why there is no lifting index")


class Change(Part):
    """What to change first: the multiplier that takes most at the end with the lower limit."""

    end: EndName
    multiplier: MultiplierName
    what: str
    recommended_weight_limit_kg: Measure = Field(
        description="the limit if this multiplier were 1 and the others as they are"
    )


class Lift(File):
    """What the equation says of one lift."""

    schema_: Literal["hiphinge.lift/1"] = Field(default=LIFT_SCHEMA, alias="schema")
    task: Task
    units: UnitsName = Field(description="which of the two printed forms of the equation was used")
    worksheet: bool = Field(description="multipliers to two decimals, as in the manual's worksheets")
    recording: str | None = Field(description="the recording from which some of it was taken")
    ends: list[End] = Field(description="origin, then the destination where its hands were told; empty: cannot_judge")
    governs: EndName | None = Field(description="the end with the lower limit")
    first: Change | None = Field(description="None where nothing is lost, or nothing was judged")
    means: str | None = Field(description="what the larger lifting index means")
    notes: list[str] = Field(description="what was taken for granted")
    cannot_judge: list[CannotJudge]
    applies_to: str = Field(description="what the equation is made for, and what lies outside it")
    source: str
    disclaimer: str

    @property
    def judged(self) -> bool:
        """Whether the equation holds for this lift at all."""
        return bool(self.ends)

    @property
    def deciding(self) -> End | None:
        """The end with the lower limit."""
        return next((end for end in self.ends if end.name == self.governs), None)
