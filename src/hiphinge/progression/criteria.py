"""What the steps ask for, each with its limit and source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Final, Literal

from hiphinge.core.measure import Measure
from hiphinge.exercises.catalogue import CATALOGUE, CatalogueEntry
from hiphinge.judging.faults import FAULTS
from hiphinge.measures.light import GREEN_PERCENT, GREEN_SHARE
from hiphinge.measures.lumbopelvic import CONTROL_DEG
from hiphinge.measures.pattern import HINGE_ABOVE
from hiphinge.progression.criterion import (
    KEPT_SHARE,
    Answer,
    CriterionRule,
    Grade,
    StepRepetition,
    graded,
    needed_of,
    plural,
)
from hiphinge.result import Held, WallDrill, WallVerdict

SETS: Final = 3
SET_REPETITIONS: Final = 8
"""Sets, and repetitions of each, in which a step is shown: 3 x 8 to 10 of coaching practice; no trial was found
(proposal)."""

KNEE_LEAN_DEG: Final = 45.0
"""Trunk lean of a hinge that takes the hands to the knees: squats lean by less than 45-50° (proposal)."""

SHIN_LEAN_DEG: Final = 60.0
"""Trunk lean of a hinge that takes the hands below the knees, to mid-shin: practice asks for 60-70° (proposal)."""

PELVIS_PART: Final = 1.0 - GREEN_SHARE
"""Of a lean, the pelvis takes at least this part where the low back's share is green."""

NEUTRAL_DEG: Final = MappingProxyType({KNEE_LEAN_DEG: 31.5, SHIN_LEAN_DEG: 42.0})
"""Pelvic tilt that the lean of a step asks for: `PELVIS_PART` of it."""

KNEE_TRAVEL_CM: Final = 5.0
"""Knees that come forward by more turn the wall drill into a squat (proposal)."""

WALL_CM: Final = 25.0
"""Heels this far from the wall: about a foot's length, at which the drill is taught (muscleandmotion.com)."""

_PRACTICE: Final = "proposal: 3 sets of 8 to 10 are coaching practice; no trial of a progression was found"
_FOUR_IN_FIVE: Final = "proposal: one bad repetition in five does not decide"


def _index(seen: Sequence[StepRepetition]) -> str:
    """The middle hinge index, where it is known."""
    indices = [item.repetition.pattern.hinge_index for item in seen if item.repetition is not None]
    known = sorted(index for index in indices if index is not None)
    return f" (middle index {known[len(known) // 2]:.2f}, a hinge from {HINGE_ABOVE:.2f})" if known else ""


def _which(seen: Sequence[StepRepetition]) -> str:
    """The titles of the major faults."""
    done = [item.repetition for item in seen if item.repetition is not None]
    codes = {fault.code for repetition in done for fault in repetition.faults if fault.severity == "major"}
    titles = [_title(code) for code in sorted(codes)]
    return f" ({', '.join(titles)})" if titles else ""


def _title(code: str) -> str:
    """The title of a fault; its code in words for one that a later version stated."""
    return FAULTS[code].text.title if code in FAULTS else code.replace("_", " ")


def _left(seen: Sequence[StepRepetition]) -> str:
    """Which contact of the rod left first, and how often."""
    done = [item.with_rod.first_left for item in seen if item.with_rod is not None]
    left = Counter(name for name in done if name is not None)
    said = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in left.most_common())
    return f" (first to leave: {said})" if said else ""


def _total(seen: Sequence[StepRepetition]) -> str:
    return f" ({plural(len(seen))})"


def _sets(asked: CriterionRule, seen: Sequence[StepRepetition]) -> Answer:
    sets = float(len(seen) // SET_REPETITIONS)
    return Answer("pass" if sets >= asked.limit else "fail", Measure(sets, sets, sets))


def _faults(asked: CriterionRule, seen: Sequence[StepRepetition]) -> Answer:
    done = [item.repetition for item in seen]
    if not done:
        return Answer("unknown")
    majors = float(
        sum(fault.severity == "major" for repetition in done if repetition is not None for fault in repetition.faults)
    )
    if majors > asked.limit:
        return Answer("fail", Measure(majors, majors, majors))
    measured = sum(repetition is not None and repetition.peak.seen for repetition in done)
    if measured < needed_of(len(done)):
        return Answer("unknown")
    unread = Counter(code for repetition in done if repetition is not None for code in repetition.unread_faults)
    if unread or measured < len(done):
        # What was not looked for was not ruled out. Some faults can hardly ever be (a bar that no plate shows), so
        # the step may be left without it; it is not called passed.
        names = ", ".join(f"{_title(code)} in {count}" for code, count in unread.most_common())
        detail = f": none seen in {plural(len(done))}; not looked for: {names or 'repetitions that were hidden'}"
        return Answer("unknown", needed=False, detail=detail)
    return Answer("pass", Measure(majors, majors, majors))


def _pattern(asked: CriterionRule, seen: StepRepetition) -> Answer:
    del asked
    done = seen.repetition
    # From an oblique view the pattern is guessed without angles: too little to place anybody by.
    name = "unknown" if done is None or not done.peak.seen else done.pattern.name
    return Answer("unknown" if name == "unknown" else "pass" if name in {"hinge", "bridge"} else "fail")


def _peak(name: str, *, spine: bool = False) -> Callable[[CriterionRule, StepRepetition], Answer]:
    def read(asked: CriterionRule, seen: StepRepetition) -> Answer:
        done = seen.repetition
        value = None if done is None else getattr(done.peak, name)
        answer = graded(value, asked, own=seen.own or not spine)
        hidden = spine and done is not None and "lumbar_rounding" in done.unread_faults
        # The largest value of a low back that was hidden where it bends most rules nothing out.
        return Answer("unknown") if hidden and answer.grade == "pass" else answer

    return read


def _share(asked: CriterionRule, seen: StepRepetition) -> Answer:
    value = None if seen.repetition is None else seen.repetition.lumbar_share
    return graded(value, asked, own=seen.own)


def _range(asked: CriterionRule, seen: StepRepetition) -> Answer:
    bend = None if seen.repetition is None else seen.repetition.lumbopelvic
    if bend is None or bend.percent_of_range is None:
        # The person's own range is an extra that few give; where it was given its answer is needed.
        low_back = seen.recording.low_back
        return Answer("unknown", needed=low_back is not None and low_back.max_flexion_deg is not None)
    return graded(bend.percent_of_range, asked, own=seen.own)


def _neutral(asked: CriterionRule, seen: StepRepetition) -> Answer:
    value = None if seen.repetition is None else seen.repetition.neutral_depth_deg
    return graded(value, asked, own=seen.own)


def _touch(asked: CriterionRule, seen: StepRepetition) -> Answer:
    del asked
    done = seen.at_wall
    if done is None or done.touch_chance is None or done.smallest_distance_cm is None:
        return Answer("unknown")
    grades: dict[WallVerdict, Grade] = {"touched": "pass", "knees_travelled": "pass", "not_reached": "fail"}
    return Answer(grades.get(done.verdict, "unknown"))


def _knees(asked: CriterionRule, seen: StepRepetition) -> Answer:
    return graded(None if seen.at_wall is None else seen.at_wall.knee_travel_cm, asked)


def _contacts(asked: CriterionRule, seen: StepRepetition) -> Answer:
    del asked
    grades: dict[Held, Grade] = {"kept": "pass", "left": "fail", "unknown": "unknown"}
    return Answer("unknown" if seen.with_rod is None else grades[seen.with_rod.held])


def _distance(asked: CriterionRule, seen: Sequence[StepRepetition]) -> Answer:
    drills = [item.recording.drill for item in seen]
    places = [drill.next_heel_to_wall_cm for drill in drills if isinstance(drill, WallDrill)]
    known = [place for place in places if place is not None]
    return graded(max(known, key=lambda place: place.low), asked) if known else Answer("unknown")


def sets() -> CriterionRule:
    """Enough sets, so that one lucky one does not decide."""
    asks = f"{SETS} sets of at least {SET_REPETITIONS} repetitions in one session"
    label = f"sets of {SET_REPETITIONS} or more"
    return CriterionRule("sets", label, asks, "count", float(SETS), "at_least", _PRACTICE, whole=_sets, detail=_total)


def pattern(name: Literal["hinge", "bridge"] = "hinge") -> CriterionRule:
    """The repetition is what it should be; the index has its own borders (`hiphinge.measures.pattern`)."""
    share = 100.0 * KEPT_SHARE
    if name == "bridge":
        asks = "four in five repetitions are bridges"
        return CriterionRule("pattern", "a bridge", asks, "percent", share, "at_least", _FOUR_IN_FIVE, answer=_pattern)
    source = (
        "good mornings have a hip:knee ratio of 7.5, competition deadlifts 1.7 to 2.1 (Schellenberg 2013, BMC Sports "
        f"Sci Med Rehabil 5:27; Escamilla 2000, MSSE 32:1265); {_FOUR_IN_FIVE}"
    )
    return CriterionRule(
        code="pattern",
        label="a hinge",
        asks=f"four in five repetitions are hinges, with a hinge index from {HINGE_ABOVE:.2f}",
        unit="percent",
        limit=share,
        sense="at_least",
        source=source,
        answer=_pattern,
        remedy="wall",
        detail=_index,
    )


def lumbar(exercise: CatalogueEntry) -> CriterionRule:
    """The low back keeps its shape: the limit of the exercise's own `lumbar_rounding`."""
    rule = FAULTS["lumbar_rounding"]
    limit, _ = rule.limits(exercise)
    own = limit != rule.limit
    return replace(
        lumbar_of(limit),
        asks=f"the low back bends by no more than {limit:.0f}° since standing",
        source=exercise.source if own else rule.source,
    )


def lumbar_of(limit: float) -> CriterionRule:
    """The same for any limit, to grade a single repetition by."""
    return CriterionRule(
        code="lumbar_flexion",
        label="low-back flexion",
        asks=f"the low back bends by no more than {limit:.0f}°",
        unit="deg",
        limit=limit,
        sense="at_most",
        source="the limit that the analysis went by",
        answer=_peak("lumbar_flexion_deg", spine=True),
        remedy="rounding",
    )


def of_range() -> CriterionRule:
    """The same in per cent of what this person's low back can bend, where that is known."""
    return CriterionRule(
        code="percent_of_range",
        label="low-back flexion in its own range",
        asks=f"no more than {GREEN_PERCENT:.0f} % of what this low back can bend",
        unit="percent",
        limit=GREEN_PERCENT,
        sense="at_most",
        source="the bending moment on passive tissue grows steeply beyond half of the range (Adams & Dolan 1991)",
        answer=_range,
        remedy="rounding",
        needed=False,
        mend="give a clip of yourself touching your toes",
        arguments=("max_flexion",),
    )


def share() -> CriterionRule:
    """The pelvis does the bending."""
    return CriterionRule(
        code="lumbar_share",
        label="low back's share of the bend",
        asks=f"the low back takes no more than {GREEN_SHARE:.2f} of the bend",
        unit="share",
        limit=GREEN_SHARE,
        sense="at_most",
        source="proposal: of a full forward bend it takes 0.37 (Esola 1996, Spine 21:71), of a hinge less",
        answer=_share,
        remedy="dowel",
    )


def lean(limit: float, source: str) -> CriterionRule:
    """Deep enough to be the step's depth."""
    asks = f"the trunk leans by {limit:.0f}° or more"
    read = _peak("trunk_lean_deg")
    return CriterionRule("trunk_lean", "trunk lean", asks, "deg", limit, "at_least", source, answer=read, depth=True)


def neutral(limit: float) -> CriterionRule:
    """Neutral as far as the step's depth asks of the pelvis."""
    return CriterionRule(
        code="neutral_depth",
        label="neutral up to a pelvic tilt of",
        asks=f"the low back keeps neutral up to a pelvic tilt of {limit:g}° or more",
        unit="deg",
        limit=limit,
        sense="at_least",
        source=f"proposal: of the lean that the step asks for the pelvis takes {PELVIS_PART:.2f} or more in a hinge",
        answer=_neutral,
        depth=True,
    )


def faults() -> CriterionRule:
    """Nothing major in any repetition."""
    return CriterionRule(
        code="major_faults",
        label="major faults",
        asks="no major fault in any repetition",
        unit="count",
        limit=0.0,
        sense="at_most",
        source="the limits of the faults themselves; that none may be major is a proposal",
        whole=_faults,
        detail=_which,
    )


def touches() -> CriterionRule:
    """The hips find the wall."""
    return CriterionRule(
        code="wall_touched",
        label="wall touched",
        asks="the hips touch the wall in four of five repetitions",
        unit="percent",
        limit=100.0 * KEPT_SHARE,
        sense="at_least",
        source=f"a wall that is missed is hips that did not go back; {_FOUR_IN_FIVE}",
        answer=_touch,
        mend="record it as a wall drill, the wall in the picture",
    )


def knees_still() -> CriterionRule:
    """The knees stay where they are."""
    return CriterionRule(
        code="knee_travel",
        label="knee travel",
        asks=f"the knees travel by no more than {KNEE_TRAVEL_CM:.0f} cm",
        unit="cm",
        limit=KNEE_TRAVEL_CM,
        sense="at_most",
        source="proposal: knees that come forward turn the drill into a squat",
        answer=_knees,
        mend="record it as a wall drill, and give your height",
        arguments=("height_m",),
    )


def far_enough() -> CriterionRule:
    """The heels have gone out to where the drill is taught."""
    return CriterionRule(
        code="wall_distance",
        label="heels next at",
        asks=f"ready for heels {WALL_CM:.0f} cm from the wall",
        unit="cm",
        limit=WALL_CM,
        sense="at_least",
        source="the drill is taught at a foot's length from the wall (muscleandmotion.com); in centimetres a proposal",
        whole=_distance,
        mend="record it as a wall drill, and give your height",
        arguments=("height_m",),
    )


def contacts() -> CriterionRule:
    """Head, upper back and tailbone stay on the rod."""
    return CriterionRule(
        code="rod_contacts",
        label="rod kept on all three contacts",
        asks="the rod keeps head, upper back and tailbone in four of five repetitions",
        unit="percent",
        limit=100.0 * KEPT_SHARE,
        sense="at_least",
        source=f"as the drill is taught (muscleandmotion.com); no reliability study was found; {_FOUR_IN_FIVE}",
        answer=_contacts,
        mend="record it as a dowel drill, the rod in the picture from end to end",
        detail=_left,
    )


def bowed() -> CriterionRule:
    """As deep as the standing bow asks with a neutral low back."""
    source = "the standing bow asks for 50° with a neutral low back (Monnier 2012, BMC Musculoskelet Disord 13:263)"
    return lean(CONTROL_DEG, source)


def of_lift(
    name: Literal["romanian_deadlift", "rack_pull", "good_morning", "deadlift", "kettlebell_swing"],
    lean_deg: float | None = None,
) -> tuple[CriterionRule, ...]:
    """The criteria of a lift: those of every hinge, and its depth where the exercise does not give it."""
    deep: tuple[CriterionRule, ...] = ()
    if lean_deg is not None:
        source = "proposal: practice asks for 60 to 70° before the floor, and squats lean by less than 45 to 50°"
        deep = (lean(lean_deg, source), neutral(NEUTRAL_DEG[lean_deg]))
    return (sets(), pattern(), lumbar(CATALOGUE[name]), of_range(), share(), *deep, faults())
