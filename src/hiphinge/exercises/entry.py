"""What a catalogue entry says of an exercise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from hiphinge.result import ExerciseName, PatternName

Posture = Literal["standing", "floor", "bench"]
Start = Literal["top", "bottom"]
LoadPlace = Literal["none", "hands", "upper back", "hips"]
Level = Literal["entry", "basic", "advanced"]
Sign = Literal[
    "start",
    "top_trunk_deg",
    "bottom_trunk_deg",
    "knee_deg",
    "lumbar_deg",
    "hand_height",
    "load_travel",
    "hand_shoulder",
    "top_arm_deg",
    "ascent_s",
]

SIGNS: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        "start": "where a repetition begins: 0 at the top, 1 at the bottom",
        "top_trunk_deg": "trunk lean in the extended posture, degrees",
        "bottom_trunk_deg": "trunk lean in the folded posture, degrees",
        "knee_deg": "knee flexion in the folded posture, degrees",
        "lumbar_deg": "how far the low back bent from the extended to the folded posture, degrees",
        "hand_height": "height of the hand over the ankle in the folded posture, trunk lengths",
        "load_travel": "how far hands or barbell rose, from the folded to the extended posture, trunk lengths",
        "hand_shoulder": "distance of the hand from the shoulder, the smaller of both end postures, trunk lengths",
        "top_arm_deg": "angle of the line from shoulder to hand ahead of hanging, in the extended posture, degrees",
        "ascent_s": "how long coming up takes, seconds",
    }
)
"""What an exercise is told by, each measured in every repetition (`hiphinge.judging.recognition`)."""


@dataclass(frozen=True, slots=True)
class Range:
    """Where a sign usually lies: [low, high], and how far outside it counts as one standard deviation off."""

    low: float
    high: float
    slack: float


FROM_TOP: Final = Range(0.0, 0.0, 0.45)
FROM_BOTTOM: Final = Range(1.0, 1.0, 0.45)
"""Repetitions that begin at the top and at the bottom, as the sign `start` has it."""

Way = Mapping[Sign, Range]
"""One way in which an exercise shows itself: the usual range of some signs."""


@dataclass(frozen=True, slots=True)
class JointRange:
    """How far a joint usually goes in an exercise, degrees, and where that is from."""

    joint: Literal["hip", "knee", "trunk", "low back", "shin"]
    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """One exercise.

    Attributes
    ----------
    name
        Its name in the result file.
    title
        Its name for people.
    posture
        Whether the legs alone hold the trunk up, or it lies on the floor or leans on a bench.
    pattern
        The pattern it is meant to show, None where any is right.
    begins, ends
        The postures in which a repetition begins and ends, in words.
    counts
        What counts as a repetition.
    load
        Where the load is, if there is one.
    level
        Where it stands on the way from low ranges to full and fast lifts.
    joints
        How far joints go, with sources.
    ways
        How it is recognised; empty where it is not told by its movement alone.
    needs
        Signs without which it can hardly be told from its neighbours.
    faults
        Codes of the faults that can occur in it.
    limits
        Limits that differ from the fault's own, by fault code, in the fault's unit.
    source
        Where the limits come from.
    cues
        What to have in mind before the first repetition.
    """

    name: ExerciseName
    title: str
    posture: Posture
    pattern: PatternName | None
    begins: str
    ends: str
    counts: str
    load: LoadPlace
    level: Level
    faults: frozenset[str]
    joints: tuple[JointRange, ...] = ()
    ways: tuple[Way, ...] = ()
    needs: frozenset[Sign] = frozenset()
    limits: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    source: str = ""
    cues: tuple[str, ...] = ()

    @property
    def lying(self) -> bool:
        """Whether something else than the legs holds the trunk."""
        return self.posture != "standing"


def limits(**by_code: float) -> Mapping[str, float]:
    """Limits of an exercise by fault code, in the fault's unit."""
    return MappingProxyType(by_code)


def way(**signs: Range) -> Way:
    """One way in which an exercise shows itself."""
    unknown = set(signs) - set(SIGNS)
    if unknown:
        raise KeyError(f"expected signs among {', '.join(SIGNS)}; found {', '.join(sorted(unknown))}")
    return MappingProxyType(dict(signs))  # type: ignore[arg-type]  # the keys were just checked
