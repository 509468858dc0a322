"""What one session shows of each step: its criteria answered, and where what failed is practised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hiphinge.progression.criteria import PELVIS_PART, SHIN_LEAN_DEG, lumbar_of, neutral
from hiphinge.progression.criterion import BACK_SHARE, CriterionRule, Remedy, StepRepetition, graded, needed_of
from hiphinge.progression.sessions import Sitting
from hiphinge.progression.steps import LADDER, SHOWN_BY, Rung
from hiphinge.result import Analysis, RoundingKind
from hiphinge.result.plan import Criterion, StepName, StepState

Return = Literal["squatted", "stooped", "early", "unclear", "late", "deep"]
"""Why a step is taken back: the knees did the work, the back did the bending, or it rounded early,
late, or deeper than mid-shin asks."""

RETURNS: Final[Mapping[Return, StepName]] = {
    "squatted": "wall_drill",
    "stooped": "dowel_drill",
    "early": "dowel_drill",
    "unclear": "dowel_drill",
    "late": "romanian_deadlift_knee",
    "deep": "romanian_deadlift_shin",
}
"""Where it is practised: hips back at the wall; the spine's shape with the rod, which also tells control from range
where the recording did not; range in the lift whose depth one chooses (proposal)."""

_OF_FAULT: Final[Mapping[str, Remedy]] = {
    "squatting_the_hinge": "wall",
    "knees_forward": "wall",
    "lumbar_rounding": "rounding",
}


@dataclass(frozen=True, slots=True)
class StepEvidence:
    """A step as one session shows it."""

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
    """The steps that a recording may show, the shallower first; none where it is not on the ladder."""
    if recording.drill is not None:
        drills: dict[str, tuple[StepName, ...]] = {"wall": ("wall_drill",), "dowel": ("dowel_drill",)}
        return drills.get(recording.drill.name, ())
    name = recording.exercise.name
    if name in {"squat", "stoop"} and recording.exercise.given:
        return ()
    if recording.pattern.name == "bridge" and name == "unknown":
        return ("glute_bridge",)
    return SHOWN_BY.get(name, ())


def shown_in(sitting: Sitting) -> dict[StepName, StepEvidence]:
    """Every step that a session shows, judged."""
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


def seen_of(recordings: Sequence[Analysis]) -> list[StepRepetition]:
    """The repetitions of recordings, of a drill's where the recording is one."""
    seen = []
    for recording in recordings:
        count = len(recording.drill.repetitions) if recording.drill is not None else 0
        seen += [StepRepetition(recording, index) for index in range(max(count, len(recording.repetitions)))]
    return seen


def rounding_kind(seen: Sequence[StepRepetition]) -> RoundingKind:
    """Early, late or unclear over repetitions: late where four in five of those that round do so late."""
    bends = [item.repetition.lumbopelvic for item in seen if item.repetition is not None]
    kinds = Counter(bend.rounding.kind for bend in bends if bend is not None and bend.rounding is not None)
    count = kinds.total()
    if count and kinds["late"] >= needed_of(count):
        return "late"
    return "early" if 2 * kinds["early"] > count else "unclear"


def rounds(seen: StepRepetition) -> bool:
    """Whether the low back surely rounded in a repetition, beyond the limit that its analysis went by."""
    done = seen.repetition
    if done is None or done.lumbopelvic is None or done.lumbopelvic.rounding is None:
        return False
    asked = lumbar_of(done.lumbopelvic.neutral_limit_deg)
    stated = any(fault.code == "lumbar_rounding" for fault in done.faults)
    return stated or graded(done.peak.lumbar_flexion_deg, asked, own=seen.own).grade == "fail"


def _deep_enough(rung: Rung, recording: Analysis) -> bool:
    """Whether a recording reaches the depth of a step that is the deeper one of an exercise."""
    if steps_of(recording)[0] == rung.name:
        return True
    seen = seen_of([recording])
    return all(asked.of(seen)[0].verdict == "passed" for asked in rung.criteria if asked.depth)


def _judged(rung: Rung, sitting: Sitting, recordings: list[Analysis]) -> StepEvidence:
    seen = seen_of(recordings)
    answers = [(asked, *asked.of(seen, recordings)) for asked in rung.criteria]
    criteria = tuple(made for _, made, _ in answers)
    returns = _returns(seen, [asked for asked, _, back in answers if back]) if rung.lifts else frozenset()
    told = {criterion.code for criterion in criteria if criterion.needed and criterion.verdict != "cannot_judge"} - {
        "sets"
    }
    state: StepState = "open"
    if not told or (rung.lifts and "pattern" not in told):
        state = "unjudged"
    elif returns:
        state = "step_back"
    elif all(criterion.verdict == "passed" for criterion in criteria if _counts(criterion)):
        state = "passed"
    return StepEvidence(
        rung, sitting, tuple(recordings), criteria, returns if state == "step_back" else frozenset(), state
    )


def _counts(criterion: Criterion) -> bool:
    """Whether a criterion has to be passed: always, or only where it could be measured."""
    return criterion.needed or criterion.verdict != "cannot_judge"


def _returns(seen: Sequence[StepRepetition], failed: Sequence[CriterionRule]) -> frozenset[Return]:
    """Why to go back, from the criteria that fail in at least half of the repetitions and major faults that do."""
    remedies = {asked.remedy for asked in failed}
    found: set[Return] = set()
    if "wall" in remedies:
        names = Counter(item.repetition.pattern.name for item in seen if item.repetition is not None)
        # What is part hinge and part squat is mended in the lift itself, by its cue.
        if 2 * (names["squat"] + names["stoop"]) >= len(seen):
            found.add("stooped" if names["stoop"] > names["squat"] else "squatted")
    if "wall" in _recurring(seen):
        found.add("squatted")
    remedies |= _recurring(seen)
    if "dowel" in remedies:
        found.add("stooped")
    if "rounding" in remedies:
        kind = rounding_kind(seen)
        held = neutral(PELVIS_PART * SHIN_LEAN_DEG).of(seen)[0].verdict == "passed"
        found.add("deep" if kind == "late" and held else kind)
    return frozenset(found)


def _recurring(seen: Sequence[StepRepetition]) -> set[Remedy]:
    codes: Counter[str] = Counter()
    for item in seen:
        if item.repetition is not None:
            codes.update({fault.code for fault in item.repetition.faults if fault.severity == "major"})
    return {_OF_FAULT[code] for code, count in codes.items() if code in _OF_FAULT and count >= BACK_SHARE * len(seen)}
