"""Criteria of the steps, each with its limit and source."""

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
"""Sets, and repetitions of each, that show a step: 3 x 8 to 10 in coaching practice; no trial was found
(proposal)."""

KNEE_LEAN_DEG: Final = 45.0
"""Trunk lean of a hinge with the hands at the knees; squats lean by less than 45-50° (proposal)."""

SHIN_LEAN_DEG: Final = 60.0
"""Trunk lean of a hinge with the hands at mid-shin; coaching practice requires 60-70° (proposal)."""

PELVIS_PART: Final = 1.0 - GREEN_SHARE
"""Least share of the pelvis in the trunk lean if the share of the low back is green."""

NEUTRAL_DEG: Final = MappingProxyType({KNEE_LEAN_DEG: 31.5, SHIN_LEAN_DEG: 42.0})
"""Pelvic tilt in degrees that belongs to the trunk lean of a step: `PELVIS_PART` of it."""

KNEE_TRAVEL_CM: Final = 5.0
"""Forward travel of the knees beyond which the wall drill becomes a squat (proposal)."""

WALL_CM: Final = 25.0
"""Distance of the heels from the wall at which the drill is taught: about a foot's length (muscleandmotion.com)."""

_PRACTICE: Final = "proposal: 3 sets of 8 to 10 are coaching practice; no trial of a progression was found"
_FOUR_IN_FIVE: Final = "proposal: one bad repetition in five does not decide"


def _index(items: Sequence[StepRepetition]) -> str:
    """Return the median hinge index in brackets, if known."""
    indices = [item.repetition.pattern.hinge_index for item in items if item.repetition is not None]
    known = sorted(index for index in indices if index is not None)
    return f" (median index {known[len(known) // 2]:.2f}, hinge from {HINGE_ABOVE:.2f})" if known else ""


def _which(items: Sequence[StepRepetition]) -> str:
    """Return the titles of the major faults in brackets."""
    repetitions = [item.repetition for item in items if item.repetition is not None]
    codes = {fault.code for repetition in repetitions for fault in repetition.faults if fault.severity == "major"}
    titles = [_title(code) for code in sorted(codes)]
    return f" ({', '.join(titles)})" if titles else ""


def _title(code: str) -> str:
    """Return the title of a fault; for a fault of a later version, its code in words."""
    return FAULTS[code].text.title if code in FAULTS else code.replace("_", " ")


def _left(items: Sequence[StepRepetition]) -> str:
    """Return in brackets which contacts of the rod were lost first, and how often."""
    contacts = [item.with_rod.first_left for item in items if item.with_rod is not None]
    lost = Counter(name for name in contacts if name is not None)
    listed = ", ".join(f"{name.replace('_', ' ')} {count}" for name, count in lost.most_common())
    return f" (lost first: {listed})" if listed else ""


def _total(items: Sequence[StepRepetition]) -> str:
    return f" ({plural(len(items))})"


def _sets(rule: CriterionRule, items: Sequence[StepRepetition]) -> Answer:
    each = Counter(id(item.recording) for item in items)
    sets = float(sum(count // SET_REPETITIONS for count in each.values()))
    return Answer("pass" if sets >= rule.limit else "fail", Measure(sets, sets, sets))


def _faults(rule: CriterionRule, items: Sequence[StepRepetition]) -> Answer:
    repetitions = [item.repetition for item in items]
    if not repetitions:
        return Answer("unknown")
    majors = float(
        sum(
            fault.severity == "major"
            for repetition in repetitions
            if repetition is not None
            for fault in repetition.faults
        )
    )
    if majors > rule.limit:
        return Answer("fail", Measure(majors, majors, majors))
    measured = sum(repetition is not None and repetition.peak.seen for repetition in repetitions)
    if measured < needed_of(len(repetitions)):
        return Answer("unknown")
    unread = Counter(code for repetition in repetitions if repetition is not None for code in repetition.unread_faults)
    if unread or measured < len(repetitions):
        # What was not judged was not ruled out. Some faults can rarely be judged (bar drift if no plate is visible), so
        # the step may be passed without this criterion, but the criterion itself is not called passed.
        names = ", ".join(f"{_title(code)} in {count}" for code, count in unread.most_common())
        detail = f": none found in {plural(len(repetitions))}; not judged: {names or 'hidden repetitions'}"
        return Answer("unknown", needed=False, detail=detail)
    return Answer("pass", Measure(majors, majors, majors))


def _pattern(rule: CriterionRule, item: StepRepetition) -> Answer:
    del rule
    repetition = item.repetition
    # From an oblique view the pattern is estimated without angles, which is too uncertain for a place.
    name = "unknown" if repetition is None or not repetition.peak.seen else repetition.pattern.name
    return Answer("unknown" if name == "unknown" else "pass" if name in {"hinge", "bridge"} else "fail")


def _peak(name: str, *, spine: bool = False) -> Callable[[CriterionRule, StepRepetition], Answer]:
    def read(rule: CriterionRule, item: StepRepetition) -> Answer:
        repetition = item.repetition
        value = None if repetition is None else getattr(repetition.peak, name)
        answer = graded(value, rule, own=item.own or not spine)
        hidden = spine and repetition is not None and "lumbar_rounding" in repetition.unread_faults
        # If the low back was hidden where it bends most, its largest measured value rules nothing out.
        return Answer("unknown") if hidden and answer.grade == "pass" else answer

    return read


def _share(rule: CriterionRule, item: StepRepetition) -> Answer:
    value = None if item.repetition is None else item.repetition.lumbar_share
    return graded(value, rule, own=item.own)


def _range(rule: CriterionRule, item: StepRepetition) -> Answer:
    bend = None if item.repetition is None else item.repetition.lumbopelvic
    if bend is None or bend.percent_of_range is None:
        # The person's own range is optional; if it was given, the criterion is needed.
        low_back = item.recording.low_back
        return Answer("unknown", needed=low_back is not None and low_back.max_flexion_deg is not None)
    return graded(bend.percent_of_range, rule, own=item.own)


def _neutral(rule: CriterionRule, item: StepRepetition) -> Answer:
    value = None if item.repetition is None else item.repetition.neutral_depth_deg
    return graded(value, rule, own=item.own)


def _touch(rule: CriterionRule, item: StepRepetition) -> Answer:
    del rule
    repetition = item.at_wall
    if repetition is None or repetition.touch_chance is None or repetition.smallest_distance_cm is None:
        return Answer("unknown")
    grades: dict[WallVerdict, Grade] = {"touched": "pass", "knees_travelled": "pass", "not_reached": "fail"}
    return Answer(grades.get(repetition.verdict, "unknown"))


def _knees(rule: CriterionRule, item: StepRepetition) -> Answer:
    return graded(None if item.at_wall is None else item.at_wall.knee_travel_cm, rule)


def _contacts(rule: CriterionRule, item: StepRepetition) -> Answer:
    del rule
    grades: dict[Held, Grade] = {"kept": "pass", "left": "fail", "unknown": "unknown"}
    return Answer("unknown" if item.with_rod is None else grades[item.with_rod.held])


def _distance(rule: CriterionRule, items: Sequence[StepRepetition]) -> Answer:
    drills = [item.recording.drill for item in items]
    places = [drill.next_heel_to_wall_cm for drill in drills if isinstance(drill, WallDrill)]
    known = [place for place in places if place is not None]
    return graded(max(known, key=lambda place: place.low), rule) if known else Answer("unknown")


def sets() -> CriterionRule:
    """Return the criterion that there are enough sets, so that a single good one does not decide."""
    asks = f"{SETS} sets of at least {SET_REPETITIONS} repetitions in one session"
    label = f"sets of {SET_REPETITIONS} or more"
    return CriterionRule("sets", label, asks, "count", float(SETS), "at_least", _PRACTICE, whole=_sets, detail=_total)


def pattern(name: Literal["hinge", "bridge"] = "hinge") -> CriterionRule:
    """Return the criterion that repetitions are hinges or bridges, by the limits of `hiphinge.measures.pattern`."""
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
        asks=f"four in five repetitions are hinges, with a hinge index of {HINGE_ABOVE:.2f} or more",
        unit="percent",
        limit=share,
        sense="at_least",
        source=source,
        answer=_pattern,
        regression="wall",
        detail=_index,
    )


def lumbar(exercise: CatalogueEntry) -> CriterionRule:
    """Return the criterion that the low back stays neutral, by the exercise's own limit of `lumbar_rounding`."""
    rule = FAULTS["lumbar_rounding"]
    limit, _ = rule.limits(exercise)
    own = limit != rule.limit
    return replace(
        lumbar_of(limit),
        asks=f"the low back bends by no more than {limit:.0f}° from standing",
        source=exercise.source if own else rule.source,
    )


def lumbar_of(limit: float) -> CriterionRule:
    """Return the same criterion for any limit, degrees, to grade single repetitions."""
    return CriterionRule(
        code="lumbar_flexion",
        label="low-back flexion",
        asks=f"the low back bends by no more than {limit:.0f}°",
        unit="deg",
        limit=limit,
        sense="at_most",
        source="the limit that the analysis applied",
        answer=_peak("lumbar_flexion_deg", spine=True),
        regression="rounding",
    )


def of_range() -> CriterionRule:
    """Return the same criterion in per cent of the person's own lumbar range, if known."""
    return CriterionRule(
        code="percent_of_range",
        label="low-back flexion as a share of its range",
        asks=f"no more than {GREEN_PERCENT:.0f} % of what this low back can bend",
        unit="percent",
        limit=GREEN_PERCENT,
        sense="at_most",
        source="the bending moment on passive tissue grows steeply beyond half of the range (Adams & Dolan 1991)",
        answer=_range,
        regression="rounding",
        needed=False,
        remedy="give a clip of yourself touching your toes",
        arguments=("max_flexion",),
    )


def share() -> CriterionRule:
    """Return the criterion that the pelvis does most of the bending."""
    return CriterionRule(
        code="lumbar_share",
        label="low back's share of the bend",
        asks=f"the low back takes no more than {GREEN_SHARE:.2f} of the bend",
        unit="share",
        limit=GREEN_SHARE,
        sense="at_most",
        source="proposal: of a full forward bend it takes 0.37 (Esola 1996, Spine 21:71), of a hinge less",
        answer=_share,
        regression="dowel",
    )


def lean(limit: float, source: str) -> CriterionRule:
    """Return the criterion that the trunk leans far enough for the step; `limit` in degrees."""
    asks = f"the trunk leans by {limit:.0f}° or more"
    read = _peak("trunk_lean_deg")
    return CriterionRule("trunk_lean", "trunk lean", asks, "deg", limit, "at_least", source, answer=read, depth=True)


def neutral(limit: float) -> CriterionRule:
    """Return the criterion that the low back is neutral to the pelvic tilt `limit`, degrees, that the step needs."""
    return CriterionRule(
        code="neutral_depth",
        label="neutral up to a pelvic tilt of",
        asks=f"the low back stays neutral up to a pelvic tilt of {limit:g}° or more",
        unit="deg",
        limit=limit,
        sense="at_least",
        source=f"proposal: in a hinge the pelvis takes {PELVIS_PART:.2f} or more of the lean of the step",
        answer=_neutral,
        depth=True,
    )


def faults() -> CriterionRule:
    """Return the criterion that no repetition has a major fault."""
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
    """Return the criterion that the hips touch the wall."""
    return CriterionRule(
        code="wall_touched",
        label="wall touched",
        asks="the hips touch the wall in four of five repetitions",
        unit="percent",
        limit=100.0 * KEPT_SHARE,
        sense="at_least",
        source=f"hips that miss the wall did not go back; {_FOUR_IN_FIVE}",
        answer=_touch,
        remedy="record it as a wall drill, with the wall in the picture",
    )


def knees_still() -> CriterionRule:
    """Return the criterion that the knees stay in place."""
    return CriterionRule(
        code="knee_travel",
        label="knee travel",
        asks=f"the knees travel by no more than {KNEE_TRAVEL_CM:.0f} cm",
        unit="cm",
        limit=KNEE_TRAVEL_CM,
        sense="at_most",
        source="proposal: knees that come forward turn the drill into a squat",
        answer=_knees,
        remedy="record it as a wall drill, and give your height",
        arguments=("height_m",),
    )


def far_enough() -> CriterionRule:
    """Return the criterion that the heels have reached the distance at which the drill is taught."""
    return CriterionRule(
        code="wall_distance",
        label="next distance of the heels",
        asks=f"ready for heels {WALL_CM:.0f} cm from the wall",
        unit="cm",
        limit=WALL_CM,
        sense="at_least",
        source="the drill is taught at a foot's length from the wall (muscleandmotion.com); in centimetres a proposal",
        whole=_distance,
        remedy="record it as a wall drill, and give your height",
        arguments=("height_m",),
    )


def contacts() -> CriterionRule:
    """Return the criterion that head, upper back and tailbone stay on the rod."""
    return CriterionRule(
        code="rod_contacts",
        label="all three contacts of the rod kept",
        asks="head, upper back and tailbone stay on the rod in four of five repetitions",
        unit="percent",
        limit=100.0 * KEPT_SHARE,
        sense="at_least",
        source=f"as the drill is taught (muscleandmotion.com); no reliability study was found; {_FOUR_IN_FIVE}",
        answer=_contacts,
        remedy="record it as a dowel drill, with the whole rod in the picture",
        detail=_left,
    )


def bowed() -> CriterionRule:
    """Return the criterion that the trunk leans as far as in the standing bow."""
    source = "the standing bow requires 50° with a neutral low back (Monnier 2012, BMC Musculoskelet Disord 13:263)"
    return lean(CONTROL_DEG, source)


def of_lift(
    name: Literal["romanian_deadlift", "rack_pull", "good_morning", "deadlift", "kettlebell_swing"],
    lean_deg: float | None = None,
) -> tuple[CriterionRule, ...]:
    """Return the criteria of a lift: those of every hinge and, if the exercise leaves it open, the lean in degrees."""
    deep: tuple[CriterionRule, ...] = ()
    if lean_deg is not None:
        source = "proposal: practice requires 60 to 70° before the floor, and squats lean by less than 45 to 50°"
        deep = (lean(lean_deg, source), neutral(NEUTRAL_DEG[lean_deg]))
    return (sets(), pattern(), lumbar(CATALOGUE[name]), of_range(), share(), *deep, faults())
