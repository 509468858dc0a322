"""The ladder of the hinge as data: from bridges and small ranges through two drills to full-range and fast lifts.

The order is that of coaching practice; no trial of a progression was found. A step beside the main ladder may replace
the one it is beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from hiphinge.progression import criteria
from hiphinge.progression.criterion import CriterionRule
from hiphinge.result import ExerciseName
from hiphinge.result.plan import Entry, StepKind, StepName

_ORDER: Final = "proposal: coaching practice; no trial of a progression was found"
_SETS: Final = f"{criteria.SETS} sets of {criteria.SET_REPETITIONS} to 10"

HOW_TO_FILM: Final = (
    "exactly from the side, with the camera at hip height, 3 to 4 m away, and the whole body in the picture; before a "
    "standing exercise, stand still for a second"
)
"""How every step is filmed; `Rung.film` adds what is particular to it."""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step as data; `hiphinge.result.plan.Step` says what its fields mean.

    Attributes
    ----------
    rank
        Difficulty: a step is covered by any passed step of higher rank.
    needs_depth_deg
        Least depth limit, as a pelvic tilt, with which the step is begun; None if it can be done to any depth.
    """

    name: StepName
    title: str
    kind: StepKind
    rank: float
    exercise: ExerciseName | None
    purpose: str
    practise: str
    film: str
    entry: str
    criteria: tuple[CriterionRule, ...]
    after: StepName | None = None
    beside: StepName | None = None
    needs_depth_deg: float | None = None
    source: str = _ORDER

    @property
    def lifts(self) -> bool:
        """Whether it is a standing hinge with a load, in which the low back is measured."""
        return self.exercise is not None and self.exercise not in {"glute_bridge", "hip_thrust"}

    @property
    def begins(self) -> Entry:
        """What a person needs before beginning it."""
        return Entry(says=self.entry, after=self.after, neutral_depth_deg=self.needs_depth_deg)


_LADDER: Final = (
    Rung(
        name="glute_bridge",
        title="Glute bridge",
        kind="entry",
        rank=1.0,
        exercise="glute_bridge",
        purpose="Extend the hips with the glutes while the floor supports the back: a small range without balancing.",
        practise=f"{_SETS}: heels down, hips up until knee, hip and shoulder form a line, then stop.",
        film="three sets of bridges",
        entry="Anyone may begin here.",
        criteria=(criteria.sets(), criteria.pattern("bridge"), criteria.faults()),
    ),
    Rung(
        name="hip_thrust",
        title="Hip thrust",
        kind="entry",
        rank=1.5,
        exercise="hip_thrust",
        purpose="The bridge with the shoulders on a bench: over twice the range for the hips, and room for a weight.",
        practise=f"{_SETS}: shoulders on a bench, shins upright at the top, ribs down as the hips come up.",
        film="three sets of thrusts, with nothing hiding the bench",
        entry="An easy glute bridge; the thrust may also replace it.",
        criteria=(criteria.sets(), criteria.pattern("bridge"), criteria.faults()),
        beside="glute_bridge",
        source=f"the bar travels 36 cm against 15 cm in the bridge (Zabaleta-Korta 2024); its place is a {_ORDER}",
    ),
    Rung(
        name="wall_drill",
        title="Wall drill",
        kind="drill",
        rank=2.0,
        exercise=None,
        purpose="Send the hips back instead of down: the wall shows whether they went back; the knees stay in place.",
        practise=f"{_SETS}: stand 15 cm (six inches) from a wall, touch it with the hips, then step out a few cm.",
        film="the drill, with the wall in the picture; analyse it as a wall drill",
        entry="The glute bridge, or no difficulty with it.",
        criteria=(criteria.sets(), criteria.touches(), criteria.knees_still(), criteria.far_enough()),
        after="glute_bridge",
        source="drill as taught (muscleandmotion.com); its place is a " + _ORDER,
    ),
    Rung(
        name="dowel_drill",
        title="Dowel drill",
        kind="drill",
        rank=3.0,
        exercise=None,
        purpose="Keep the shape of the spine while the hips go back: a rod shows when it is lost, and where first.",
        practise=f"{_SETS}: a rod along the back touches head, upper back and tailbone; bow until one would come off.",
        film="the drill, with the whole rod in the picture; analyse it as a dowel drill",
        entry="The wall drill: hips that reach the wall while the knees stay in place.",
        criteria=(criteria.sets(), criteria.contacts(), criteria.pattern(), criteria.bowed()),
        after="wall_drill",
        source="drill as taught (muscleandmotion.com); its place is a " + _ORDER,
    ),
    Rung(
        name="rack_pull",
        title="Rack pull from above the knee",
        kind="entry",
        rank=3.5,
        exercise="rack_pull",
        purpose="A bar from the first day, in a small range: the pins stop the bar before the low back has to round.",
        practise=f"{_SETS}: pins just above the knees, a light bar, hips back on the way down and through at the top.",
        film="the pulls, with small plates that do not hide the legs; analyse them as rack pulls",
        entry="Anyone with a rack may begin here instead of on the floor; the two drills make it easier.",
        criteria=criteria.of_lift("rack_pull"),
        beside="dowel_drill",
    ),
    Rung(
        name="romanian_deadlift_knee",
        title="Romanian deadlift to the knee",
        kind="lift",
        rank=4.0,
        exercise="romanian_deadlift",
        purpose="A loaded hinge that starts at the top, so that you choose how deep you go.",
        practise=f"{_SETS}, light: load close to the thighs, hips back, stop at the knees or before the back rounds.",
        film="three sets, as deep as the low back stays neutral; analyse them as Romanian deadlifts",
        entry="The dowel drill: a bow that keeps all three contacts of the rod.",
        criteria=criteria.of_lift("romanian_deadlift", criteria.KNEE_LEAN_DEG),
        after="dowel_drill",
    ),
    Rung(
        name="romanian_deadlift_shin",
        title="Romanian deadlift to mid-shin",
        kind="lift",
        rank=5.0,
        exercise="romanian_deadlift",
        purpose="The full range of the hips, with the low back as neutral as before.",
        practise=f"{_SETS}: hands below the knees, to mid-shin, as far as the low back stays neutral.",
        film="three sets, as deep as the low back stays neutral; analyse them as Romanian deadlifts",
        entry="The Romanian deadlift to the knee, and no depth limit shallower than this step.",
        criteria=criteria.of_lift("romanian_deadlift", criteria.SHIN_LEAN_DEG),
        after="romanian_deadlift_knee",
        needs_depth_deg=criteria.NEUTRAL_DEG[criteria.SHIN_LEAN_DEG],
    ),
    Rung(
        name="good_morning",
        title="Good morning",
        kind="lift",
        rank=5.5,
        exercise="good_morning",
        purpose="The same hinge with the bar on the shoulders: the longest lever, and therefore the lightest load.",
        practise=f"{_SETS}, with much less than in the Romanian deadlift: bar on the shoulders, hips back, soft knees.",
        film="three sets, with small plates that hide nothing; analyse them as good mornings",
        entry="The Romanian deadlift to mid-shin; it may replace that step later.",
        criteria=criteria.of_lift("good_morning", criteria.SHIN_LEAN_DEG),
        after="romanian_deadlift_shin",
        beside="romanian_deadlift_shin",
        needs_depth_deg=criteria.NEUTRAL_DEG[criteria.SHIN_LEAN_DEG],
    ),
    Rung(
        name="deadlift",
        title="Deadlift from the floor",
        kind="lift",
        rank=6.0,
        exercise="deadlift",
        purpose="The floor sets the depth: hips and knees share it, and the back keeps its shape from a dead stop.",
        practise=f"{_SETS}: from blocks first, then lower; bar over mid-foot, hips and chest rise together.",
        film="three sets, with nothing between the camera and the legs; analyse them as deadlifts",
        entry="The Romanian deadlift to mid-shin.",
        criteria=criteria.of_lift("deadlift"),
        after="romanian_deadlift_shin",
    ),
    Rung(
        name="kettlebell_swing",
        title="Kettlebell swing",
        kind="lift",
        rank=7.0,
        exercise="kettlebell_swing",
        purpose="The hinge at speed: the low back has to stay neutral when the bell pulls the chest down.",
        practise=f"{_SETS}: hike the bell back between the thighs, snap the hips through, let the arms hang.",
        film="three sets, at 60 frames a second if the phone offers it; analyse them as kettlebell swings",
        entry="The deadlift from the floor.",
        criteria=criteria.of_lift("kettlebell_swing"),
        after="deadlift",
    ),
)

LADDER: Final[Mapping[StepName, Rung]] = MappingProxyType({rung.name: rung for rung in _LADDER})
"""Every step by its name, easiest first."""

SHOWN_BY: Final[Mapping[ExerciseName, tuple[StepName, ...]]] = MappingProxyType(
    {
        "glute_bridge": ("glute_bridge",),
        "hip_thrust": ("hip_thrust",),
        "rack_pull": ("rack_pull",),
        "romanian_deadlift": ("romanian_deadlift_knee", "romanian_deadlift_shin"),
        "good_morning": ("romanian_deadlift_knee", "good_morning"),
        "deadlift": ("deadlift",),
        "kettlebell_swing": ("kettlebell_swing",),
        "stoop": ("romanian_deadlift_knee",),
        "squat": ("romanian_deadlift_knee",),
    }
)
"""The steps that a recording of an exercise shows, the shallower first; the deeper one only if its depth was reached.
A squat or stoop that was recognised without being given as one is judged as an attempted Romanian deadlift."""


def after(rank: float) -> Rung | None:
    """Return the next step of the main ladder above a rank; None at the top."""
    return next((rung for rung in LADDER.values() if rung.beside is None and rung.rank > rank), None)
