"""The drills of the result file."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import Discriminator, Field, Tag

from hiphinge.core.measure import Measure
from hiphinge.core.props import CONTACTS, ContactName
from hiphinge.result.part import Limit, Part

ScaleSource = Literal["height", "population"]
WallSource = Literal["given", "heel", "picture", "contact"]
WallVerdict = Literal["touched", "knees_travelled", "not_reached", "unclear"]
WallBack = Literal["kept", "rounded", "unclear", "unknown"]
ContactState = Literal["kept", "left", "unclear", "hidden"]
Held = Literal["kept", "left", "unknown"]
DowelVerdict = Literal["kept", "head", "upper_back", "tailbone", "unclear", "no_rod"]

DRILLS: Final = ("wall", "dowel")
"""Names of the drills that this version knows."""


class DrillScale(Part):
    """Scale of the analysed picture in the plane of the body, and its source."""

    cm_per_px: Measure
    source: ScaleSource = Field(description="height: the one given; population: that of adults")


class WallPlace(Part):
    """Position of the wall."""

    x_px: float = Field(description="column of the picture as shown in which the hips meet the wall")
    behind_reach_cm: Measure = Field(description="distance of the wall behind the rearmost position of the hips")
    sources: list[WallSource] = Field(description="what it was determined from, the most certain first")


class WallRepetition(Part):
    """One repetition at the wall; contact is [contact_start_s, contact_end_s), None if the wall was not touched."""

    index: int = Field(ge=1)
    start_s: float
    end_s: float
    smallest_distance_cm: Measure | None
    touch_chance: float | None = Field(ge=0, le=1, description="chance that the hips touched the wall")
    contact_start_s: float | None
    contact_end_s: float | None
    knee_travel_cm: Measure | None = Field(description="largest forward travel of the knees from standing")
    shank_deg: Measure | None = Field(description="largest inclination of the shank")
    peak_lumbar_flexion_deg: Measure | None
    back: WallBack = Field(description="whether the low back kept its shape")
    verdict: WallVerdict
    why: str


class WallDrill(Part):
    """The wall drill: hips pushed back to a wall while knees and spine keep their position.

    The distance over time is in the table of frames: `wall_distance_cm` with `_low` and `_high`.
    """

    name: Literal["wall"] = "wall"
    scale: DrillScale | None
    wall: WallPlace | None
    heel_to_wall_cm: Measure | None
    repetitions: list[WallRepetition]
    verdict: WallVerdict
    next_heel_to_wall_cm: Measure | None
    next_step: str
    limits: dict[str, str] = Field(description="the limits applied, with their sources")


class DowelContact(Part):
    """One contact of the rod in one repetition."""

    contact: ContactName
    state: ContactState
    largest_gap_cm: Measure | None = Field(description="largest increase of the gap over the one in standing")
    left_s: float | None = None
    trunk_lean_deg: Measure | None = Field(default=None, description="when the contact was lost")
    hip_flexion_deg: Measure | None = Field(default=None, description="when the contact was lost")


class DowelRepetition(Part):
    """One hinge with the rod: which contacts were kept, and which was lost first."""

    index: int = Field(ge=1)
    contacts: list[DowelContact]
    first_left: ContactName | None = Field(
        description="None if no contact is known to be lost, which does not mean that all were kept"
    )
    means: str
    cue: str
    rounded_by_spine: bool | None = Field(description="verdict of the spine estimator; None if it has none")
    agrees: bool | None = Field(description="whether rod and spine estimator agree on the low back")

    @property
    def held(self) -> Held:
        """Whether all three contacts were kept or one was lost, else unknown: a hidden contact never counts as kept."""
        states = {contact.state for contact in self.contacts}
        if self.first_left is not None or "left" in states:
            return "left"
        complete = {contact.contact for contact in self.contacts} == set(CONTACTS)
        return "kept" if complete and states == {"kept"} else "unknown"


class DowelDepth(Part):
    """A depth of the hinge."""

    trunk_lean_deg: Measure | None
    hip_flexion_deg: Measure | None


class DowelDrill(Part):
    """The drill with a rod along the back."""

    name: Literal["dowel"] = "dowel"
    verdict: DowelVerdict
    summary: str
    cue: str
    reason: str | None = Field(default=None, description="why no rod was found, or why the drill could not be judged")
    found_fraction: float = Field(default=0.0, ge=0, le=1, description="share of the frames in which the rod was found")
    height_given: bool = Field(default=False, description="False: the scale is based on the average height of adults")
    centimetres_per_pixel: Measure | None = None
    standing_gap_cm: dict[ContactName, Measure] = Field(default_factory=dict)
    repetitions: list[DowelRepetition] = Field(default_factory=list)
    work_to: DowelDepth | None = Field(default=None, description="the depth up to which all contacts were kept")
    turn_against_spine_deg: Measure | None = Field(
        default=None, description="rotation of the rod from standing minus that of the thorax by the spine estimator"
    )
    limits: list[Limit] = Field(default_factory=list)

    @property
    def judged(self) -> bool:
        """Whether any contact of any hinge could be judged."""
        states = (contact.state for repetition in self.repetitions for contact in repetition.contacts)
        return any(state in {"kept", "left"} for state in states)


class OtherDrill(Part):
    """A drill of a later version that this one does not know; only its name is read."""

    name: str = Field(description="the drill's name", json_schema_extra={"not": {"enum": list(DRILLS)}})

    @property
    def repetitions(self) -> tuple[()]:
        """Always empty: this version cannot read them."""
        return ()


def _which(drill: Any) -> str:  # noqa: ANN401  (the input of pydantic)
    name = drill.get("name") if isinstance(drill, dict) else getattr(drill, "name", None)
    return name if name in DRILLS else "other"


Drill = Annotated[
    Annotated[WallDrill, Tag("wall")] | Annotated[DowelDrill, Tag("dowel")] | Annotated[OtherDrill, Tag("other")],
    Discriminator(_which),
]
"""Any drill, distinguished by its name."""
