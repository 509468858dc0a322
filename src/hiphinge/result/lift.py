"""The lift file, `hiphinge.lift/1`: one lift assessed by the revised NIOSH lifting equation.

As in the result file, keys are added, never renamed or dropped. `hiphinge schema lift` prints the
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
    """Where the hands are at one end of the lift, as given."""

    horizontal_cm: Measure = Field(
        description="horizontal distance from the midpoint between the ankles to the midpoint between the hands"
    )
    height_cm: Measure = Field(description="height of the hands above the floor")
    asymmetry_deg: float = Field(description="angle of the load from the sagittal plane, to either side")


class Task(Part):
    """The lift as given."""

    load_kg: float
    origin: HandPlacement
    destination_height_cm: Measure
    destination: HandPlacement | None = Field(
        description="None if not given; the destination then has no limit of its own"
    )
    per_minute: float
    hours: float
    grip: GripName


class Multiplier(Part):
    """One multiplier at one end of the lift."""

    name: MultiplierName
    title: str
    told: str = Field(description="what it was computed from, in words, in the chosen units")
    value: Measure
    costs_percent: Measure = Field(description="reduction of the limit by this multiplier")


class End(Part):
    """One end of the lift: multipliers, recommended weight limit, lifting index."""

    name: EndName
    multipliers: list[Multiplier]
    recommended_weight_limit_kg: Measure
    recommended_weight_limit_lb: Measure
    lifting_index: Measure | None = Field(description="load over limit; None where the limit is or may be zero")
    reason: str | None = Field(description="why there is no lifting index")


class Change(Part):
    """What to change first: the multiplier that reduces the limit most, at the end with the lower limit."""

    end: EndName
    multiplier: MultiplierName
    what: str
    recommended_weight_limit_kg: Measure = Field(
        description="the limit if this multiplier were 1 and the others unchanged"
    )


class Lift(File):
    """One lift assessed by the equation."""

    schema_: Literal["hiphinge.lift/1"] = Field(default=LIFT_SCHEMA, alias="schema")
    task: Task
    units: UnitsName = Field(description="which of the two printed forms of the equation was used")
    worksheet: bool = Field(description="multipliers to two decimals, as in the manual's worksheets")
    recording: str | None = Field(description="the recording from which some of the values were taken")
    ends: list[End] = Field(
        description="origin, then the destination if its hands were given; empty if not judged, see cannot_judge"
    )
    governs: EndName | None = Field(description="the end with the lower limit")
    first: Change | None = Field(description="None if no multiplier reduces the limit, or nothing was judged")
    means: str | None = Field(description="what the larger lifting index means")
    notes: list[str] = Field(description="assumptions")
    cannot_judge: list[CannotJudge]
    applies_to: str = Field(description="what the equation covers, and what it does not")
    source: str
    disclaimer: str

    @property
    def judged(self) -> bool:
        """Whether the equation could be applied to this lift."""
        return bool(self.ends)

    @property
    def deciding(self) -> End | None:
        """The end with the lower limit."""
        return next((end for end in self.ends if end.name == self.governs), None)
