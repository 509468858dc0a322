"""What one session shows of each step: its criteria, and the easier step at which a failure is practised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hiphinge.progression.criteria import PELVIS_PART, SHIN_LEAN_DEG, lumbar_of, neutral
from hiphinge.progression.criterion import BACK_SHARE, CriterionRule, Regression, StepRepetition, graded, needed_of
from hiphinge.progression.sessions import Sitting
from hiphinge.progression.steps import LADDER, SHOWN_BY, Rung
from hiphinge.result import Analysis, RoundingKind
from hiphinge.result.limitation import LOAD_LIMITATIONS, CannotJudge, limitation
from hiphinge.result.plan import Criterion, LeftOut, StepName, StepState

Return = Literal["squatted", "stooped", "early", "unclear", "late", "deep"]
"""Why a step is taken back: the knees or the low back bent instead of the hips, or the low back rounded early, late,
or beyond the depth of mid-shin."""

RETURNS: Final[Mapping[Return, StepName]] = {
    "squatted": "wall_drill",
    "stooped": "dowel_drill",
    "early": "dowel_drill",
    "unclear": "dowel_drill",
    "late": "romanian_deadlift_knee",
    "deep": "romanian_deadlift_shin",
}
"""Where it is practised: hips back at the wall; a neutral spine with the rod, which also distinguishes control from
range if the recording did not; range in the lift whose depth the lifter chooses (proposal)."""

_OF_FAULT: Final[Mapping[str, Regression]] = {
    "squatting_the_hinge": "wall",
    "knees_forward": "wall",
    "lumbar_rounding": "rounding",
}


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """A step in one session."""

    rung: Rung
    sitting: Sitting
    recordings: tuple[Analysis, ...]
    criteria: tuple[Criterion, ...]
    returns: frozenset[Return]
    state: StepState

    @property
    def missing(self) -> list[Criterion]:
        """The criteria that count and were not passed."""
        return [criterion for criterion in self.criteria if _counts(criterion) and criterion.verdict != "passed"]


def steps_of(recording: Analysis) -> tuple[StepName, ...]:
    """Return the steps that a recording may show, the shallower first; none if it is not on the ladder."""
    if recording.drill is not None:
        drills: dict[str, tuple[StepName, ...]] = {"wall": ("wall_drill",), "dowel": ("dowel_drill",)}
        return drills.get(recording.drill.name, ())
    if left_out_of(recording) is not None:
        return ()
    name = recording.exercise.name
    if name in {"squat", "stoop"} and recording.exercise.given:
        return ()
    return SHOWN_BY.get(name, ())


def left_out_of(recording: Analysis) -> LeftOut | None:
    """Return why a lift belongs to no step, if its exercise was neither given nor recognised in what was judged."""
    if recording.drill is not None or recording.exercise.given:
        return None
    if not any(done.peak.seen for done in recording.repetitions):
        why = unjudged_because(recording)
        return LeftOut(recording=recording.source.name, reason=why.reason, mend=why.mend, arguments=list(why.arguments))
    if recording.exercise.name not in {"unknown", "other"}:
        return None
    return LeftOut(
        recording=recording.source.name,
        reason="the exercise was not recognised",
        mend="analyse it again with its name",
        arguments=["exercise"],
    )


def unjudged_because(recording: Analysis) -> CannotJudge:
    """Return the limitation of a recording in which no repetition could be judged; not one of its loads."""
    limitations = (each for each in recording.cannot_judge if each.code not in LOAD_LIMITATIONS)
    return next(limitations, limitation("no_repetition"))


def shown_in(sitting: Sitting) -> dict[StepName, StepEvidence]:
    """Return the evidence of every step that a session shows."""
    found: dict[StepName, StepEvidence] = {}
    for rung in LADDER.values():
        chosen = [
            recording
            for recording in sitting.recordings
            if rung.name in steps_of(recording) and _deep_enough(rung, recording)
        ]
        if chosen:
            found[rung.name] = _judged(rung, sitting, chosen)
    return found


def repetitions_of(recordings: Sequence[Analysis]) -> list[StepRepetition]:
    """Return the repetitions of recordings, including those that only a drill counted."""
    items = []
    for recording in recordings:
        count = len(recording.drill.repetitions) if recording.drill is not None else 0
        items += [StepRepetition(recording, index) for index in range(max(count, len(recording.repetitions)))]
    return items


def rounding_kind(items: Sequence[StepRepetition]) -> RoundingKind:
    """Return when the low back rounds over repetitions: late if four in five of those that round do so late."""
    bends = [item.repetition.lumbopelvic for item in items if item.repetition is not None]
    kinds = Counter(bend.rounding.kind for bend in bends if bend is not None and bend.rounding is not None)
    count = kinds.total()
    if count and kinds["late"] >= needed_of(count):
        return "late"
    return "early" if 2 * kinds["early"] > count else "unclear"


def rounds(item: StepRepetition) -> bool:
    """Return whether the low back certainly rounded in a repetition, by the limit that its analysis applied."""
    repetition = item.repetition
    if repetition is None or repetition.lumbopelvic is None or repetition.lumbopelvic.rounding is None:
        return False
    rule = lumbar_of(repetition.lumbopelvic.neutral_limit_deg)
    stated = any(fault.code == "lumbar_rounding" for fault in repetition.faults)
    return stated or graded(repetition.peak.lumbar_flexion_deg, rule, own=item.own).grade == "fail"


def _deep_enough(rung: Rung, recording: Analysis) -> bool:
    """Return whether a recording is deep enough for a step, if that is the deeper step of its exercise."""
    if steps_of(recording)[0] == rung.name:
        return True
    items = repetitions_of([recording])
    return all(rule.of(items)[0].verdict == "passed" for rule in rung.criteria if rule.depth)


def _judged(rung: Rung, sitting: Sitting, recordings: list[Analysis]) -> StepEvidence:
    items = repetitions_of(recordings)
    answers = [(rule, *rule.of(items, recordings)) for rule in rung.criteria]
    criteria = tuple(criterion for _, criterion, _ in answers)
    returns = _returns(items, [rule for rule, _, back in answers if back]) if rung.lifts else frozenset()
    measured = {
        criterion.code for criterion in criteria if criterion.needed and criterion.verdict != "cannot_judge"
    } - {"sets"}
    state: StepState = "open"
    if not measured or (rung.lifts and "pattern" not in measured):
        state = "unjudged"
    elif returns:
        state = "step_back"
    elif all(criterion.verdict == "passed" for criterion in criteria if _counts(criterion)):
        state = "passed"
    return StepEvidence(
        rung, sitting, tuple(recordings), criteria, returns if state == "step_back" else frozenset(), state
    )


def _counts(criterion: Criterion) -> bool:
    """Return whether a criterion has to be passed: always if needed, else only if it could be measured."""
    return criterion.needed or criterion.verdict != "cannot_judge"


def _returns(items: Sequence[StepRepetition], failed: Sequence[CriterionRule]) -> frozenset[Return]:
    """Return why to go back, by criteria that fail and major faults that occur in at least half of the repetitions."""
    regressions = {rule.regression for rule in failed}
    found: set[Return] = set()
    if "wall" in regressions:
        names = Counter(item.repetition.pattern.name for item in items if item.repetition is not None)
        # A mixture of hinge and squat is corrected in the lift itself, by its cue. What was not seen spares nobody.
        known = names.total() - names["unknown"]
        if known and 2 * (names["squat"] + names["stoop"]) >= known:
            found.add("stooped" if names["stoop"] > names["squat"] else "squatted")
    if "wall" in _recurring(items):
        found.add("squatted")
    regressions |= _recurring(items)
    if "dowel" in regressions:
        found.add("stooped")
    if "rounding" in regressions:
        kind = rounding_kind(items)
        deep = neutral(PELVIS_PART * SHIN_LEAN_DEG).of(items)[0].verdict == "passed"
        found.add("deep" if kind == "late" and deep else kind)
    return frozenset(found)


def _recurring(items: Sequence[StepRepetition]) -> set[Regression]:
    codes: Counter[str] = Counter()
    for item in items:
        if item.repetition is not None:
            codes.update({fault.code for fault in item.repetition.faults if fault.severity == "major"})
    return {_OF_FAULT[code] for code, count in codes.items() if code in _OF_FAULT and count >= BACK_SHARE * len(items)}
