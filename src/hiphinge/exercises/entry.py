"""The form of a catalogue entry."""

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
    "bent_arm",
    "top_arm_deg",
    "arm_rise_deg",
    "ascent_s",
    "hip_rise",
]

SIGNS: Final[Mapping[Sign, str]] = MappingProxyType(
    {
        "start": "where a repetition begins: 0 at the top, 1 at the bottom",
        "top_trunk_deg": "trunk lean in the extended posture, degrees",
        "bottom_trunk_deg": "trunk lean in the flexed posture, degrees",
        "knee_deg": "knee flexion in the flexed posture, degrees",
        "lumbar_deg": "how far the low back bent from the extended to the flexed posture, degrees",
        "hand_height": "height of the hand over the ankle in the flexed posture, trunk lengths",
        "load_travel": "how far hands or barbell rose, from the flexed to the extended posture, trunk lengths",
        "hand_shoulder": "distance of the hand from the shoulder, the smaller of both end postures, trunk lengths",
        "bent_arm": "smallest distance of the hand from the shoulder while the trunk is bent, trunk lengths",
        "top_arm_deg": "angle of the line from shoulder to hand ahead of hanging, in the extended posture, degrees",
        "arm_rise_deg": "how far that line turned forwards, from the flexed to the extended posture, degrees",
        "ascent_s": "how long coming up takes, seconds",
        "hip_rise": "how far the hips rose, from the flexed to the extended posture, trunk lengths",
    }
)
"""Signs by which an exercise is recognised, each measured in every repetition (`hiphinge.judging.recognition`)."""


@dataclass(frozen=True, slots=True)
class Range:
    """The usual range of a sign, [low, high]; `slack` is one standard deviation outside it, all in the sign's unit."""

    low: float
    high: float
    slack: float


FROM_TOP: Final = Range(0.0, 0.0, 0.45)
"""Range of the sign `start` for repetitions that begin at the top."""

FROM_BOTTOM: Final = Range(1.0, 1.0, 0.45)
"""Range of the sign `start` for repetitions that begin at the bottom."""


@dataclass(frozen=True, slots=True)
class Way:
    """One variant of an exercise: the usual ranges of some signs, and how rare it is among what people film.

    `rarity` is minus the logarithm of how often it is filmed, compared with most ways: 1 = a third as often, -0.7 =
    twice as often. They were fitted to the names of 110 clips of 54 sources and to rendered sets, and judged on sources
    left out (`validation.real`).
    """

    signs: Mapping[Sign, Range]
    rarity: float = 0.0


@dataclass(frozen=True, slots=True)
class JointRange:
    """The usual range of a joint's angle in an exercise, degrees, and its source."""

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
        Its name in sentences.
    posture
        What supports the trunk: the legs alone, the floor or a bench.
    pattern
        The pattern it should show, None where any is right.
    begins, ends
        The postures in which a repetition begins and ends, in words.
    counts
        What counts as a repetition.
    load
        Place of the load, if there is one.
    level
        Its level on the way from small ranges to full and fast lifts.
    joints
        Usual ranges of joint angles, with sources.
    ways
        Variants by which it is recognised; empty where the movement alone does not identify it.
    needs
        Signs without which it can hardly be distinguished from similar exercises.
    faults
        Codes of the faults that can occur in it.
    limits
        Limits that differ from the fault's own, by fault code, in the fault's unit.
    source
        Source of the limits.
    cues
        Cues before the first repetition.
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
        """Whether something other than the legs supports the trunk."""
        return self.posture != "standing"


def limits(**by_code: float) -> Mapping[str, float]:
    """Return the limits of an exercise by fault code, each in the fault's unit."""
    return MappingProxyType(by_code)


def way(usual: Mapping[str, Range] = MappingProxyType({}), /, *, rarity: float = 0.0, **signs: Range) -> Way:
    """Return one variant of an exercise from usual ranges and ranges by name; raise KeyError for an unknown sign."""
    named = {**usual, **signs}
    unknown = set(named) - set(SIGNS)
    if unknown:
        raise KeyError(f"expected signs among {', '.join(SIGNS)}; found {', '.join(sorted(unknown))}")
    return Way(MappingProxyType(named), rarity)  # type: ignore[arg-type]  # the keys were just checked
