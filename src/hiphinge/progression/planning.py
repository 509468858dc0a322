"""The plan: from analyses in any order to a place on the ladder, the reason for it, and the one next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hiphinge.judging.faults import FAULTS
from hiphinge.progression.depth import FREE_DEG, depth_of
from hiphinge.progression.everyday import everyday_of, reach_of
from hiphinge.progression.evidence import Return, StepEvidence, shown_in, steps_of
from hiphinge.progression.place import Place, find_place
from hiphinge.progression.sessions import Sitting, sittings_of
from hiphinge.progression.steps import HOW_TO_FILM, LADDER, Rung
from hiphinge.result import Analysis
from hiphinge.result.plan import Criterion, Depth, Next, Plan, Session, Step, StepName, StepState

DISCLAIMER: Final = (
    "Not medical advice: it repeats what coaches would say about measured movement. With pain, after an injury or an "
    "operation, ask someone who examines you."
)

_WHY: Final[Mapping[Return, str]] = {
    "squatted": "the knees did the work of the hips: at the wall the hips learn to go back",
    "stooped": "the low back did the bending of the hips: the rod tells when the spine loses its shape",
    "early": "the low back rounded early, where the hips had range left: a matter of control, which the rod teaches",
    "unclear": "the low back rounded, and whether for want of control or of range could not be told: the rod tells",
    "late": "the low back rounded late: a matter of range, which grows at the depth where it still holds",
    "deep": "the low back rounded late, deeper than mid-shin asks: a matter of range, which grows where it still holds",
}


def make_plan(analyses: Iterable[Analysis]) -> Plan:
    """Where a person stands on the ladder of the hinge, and what comes next.

    Parameters
    ----------
    analyses
        Analyses of one person's recordings in any order; none gives the place to begin.

    Returns
    -------
    Plan
        The plan (`hiphinge.plan/1`).
    """
    return plan_of(list(analyses))


def plan_of(analyses: Sequence[Analysis]) -> Plan:
    """The same from a sequence of analyses."""
    sittings, notes = sittings_of(analyses)
    sessions = [shown_in(sitting) for sitting in sittings]
    place = find_place(sessions)
    lifts = place.basis if place.basis is not None and place.basis.rung.lifts else None
    depth = None if lifts is None else depth_of(sittings, lifts.recordings[-1].exercise.name)
    place = _within_limit(place, depth)
    newest = {name: step for session in sessions for name, step in session.items()}
    return Plan(
        next=_next(place, depth),
        ladder=[_step(rung, newest.get(rung.name), _state(rung, newest, place), place) for rung in LADDER.values()],
        depth=depth,
        everyday=everyday_of(lifts, depth),
        sessions=[_session(sitting, shown) for sitting, shown in zip(sittings, sessions, strict=True)],
        notes=[*notes, *_notes(sittings)],
        how_to_film=HOW_TO_FILM,
        disclaimer=DISCLAIMER,
    )


def _within_limit(place: Place, depth: Depth | None) -> Place:
    """The place below a step whose depth lies beyond the depth limit."""
    needs = place.rung.needs_depth_deg
    limit = None if depth is None else depth.work_to_deg
    if needs is None or limit is None or limit >= needs or place.rung.after is None:
        return place
    return Place(LADDER[place.rung.after], "stay", place.basis, "late")


def _state(rung: Rung, newest: Mapping[StepName, StepEvidence], place: Place) -> StepState:
    """The state of a step: as its newest session shows it, or what a harder one says of it where none does."""
    shown = newest.get(rung.name)
    if shown is not None and shown.state != "unjudged":
        return shown.state
    if any(step.state == "passed" and step.rung.rank > rung.rank for step in newest.values()):
        return "covered"
    if rung.rank < place.rung.rank and place.basis is not None and place.decision != "record_again":
        return "not_asked"
    return "not_shown" if shown is None else "unjudged"


def _step(rung: Rung, shown: StepEvidence | None, state: StepState, place: Place) -> Step:
    return Step(
        name=rung.name,
        title=rung.title,
        kind=rung.kind,
        exercise=rung.exercise,
        beside=rung.beside,
        purpose=rung.purpose,
        practise=rung.practise,
        film=rung.film,
        source=rung.source,
        entry=rung.begins,
        criteria=[asked.unasked() for asked in rung.criteria] if shown is None else list(shown.criteria),
        state=state,
        recordings=[] if shown is None else [criterion.source.name for criterion in shown.recordings],
        here=rung.name == place.rung.name,
    )


def _session(sitting: Sitting, shown: Mapping[StepName, StepEvidence]) -> Session:
    names = [criterion.source.name for criterion in sitting.recordings]
    shows = [name for name, step in shown.items() if step.state != "unjudged"]
    return Session(
        index=sitting.index,
        created_utc=sitting.created_utc,
        when_utc=sitting.when_utc,
        recordings=names,
        shows=shows,
    )


def _next(place: Place, depth: Depth | None) -> Next:
    limit = None if depth is None else depth.work_to_deg
    practise = place.rung.practise
    if limit is not None and depth is not None and place.rung.lifts:
        practise += f" Working sets no deeper than a pelvic tilt of {limit:.0f}°."
        practise += f" With the hands to {reach_of(depth.points[-1].neutral_depth_deg.low)} the low back surely held."
    if place.decision == "record_again":
        practise = "Change nothing yet: film the same again so that it can be judged."
    why = _why(place, limit)
    remedy, arguments = ("", []) if place.basis is None else _remedy(place.basis)
    return Next(
        step=place.rung.name,
        title=place.rung.title,
        decision=place.decision,
        why=why,
        practise=practise,
        film=f"{place.rung.film}; {HOW_TO_FILM}",
        cue=_cue(place),
        work_to_deg=limit,
        arguments=arguments if remedy and why.endswith(remedy) else [],
    )


def _cue(place: Place) -> str | None:
    """The cue of the recording that decided, where it is still practised; else that of the fault nearest to why."""
    if place.basis is None or place.decision not in {"stay", "step_back"}:
        return None
    cues = [criterion.cue for criterion in place.basis.recordings if criterion.cue is not None]
    if cues:
        return cues[-1].text
    rounding = FAULTS["lumbar_rounding"]
    of_return: dict[Return, str] = {"early": "early", "late": "late", "deep": "late"}
    if place.because in of_return:
        return rounding.text.of(of_return[place.because]).cue
    rules = {"pattern": FAULTS["squatting_the_hinge"], "lumbar_flexion": rounding, "lumbar_share": rounding}
    failed = [
        criterion.code
        for criterion in _weightiest(place.basis.missing)
        if criterion.verdict == "not_passed" and criterion.code in rules
    ]
    return rules[failed[0]].text.cue if failed and place.basis.rung.lifts else None


def _why(place: Place, limit: float | None) -> str:
    basis = place.basis
    if basis is None:
        return (
            "No recording has shown a step of the ladder yet: begin where the range is low, and let what you film say "
            "how fast you go on. If you hinge already, film a Romanian deadlift at once: you are placed by it."
        )
    return f"{basis.rung.title}, session {basis.sitting.index}: {_reason(place, basis, limit)}".strip()


def _reason(place: Place, basis: StepEvidence, limit: float | None) -> str:
    """Why the step that decided leads to the place."""
    told = "; ".join(criterion.told for criterion in _weightiest(basis.missing))
    passed = "everything that it asks is passed, each figure beyond its measurement error."
    unread = [
        criterion.told
        for criterion in basis.criteria
        if criterion.code == "major_faults" and criterion.verdict == "cannot_judge"
    ]
    if unread and basis.state == "passed":
        passed = f"all that could be measured of what it asks is passed ({unread[0]})."
    if place.decision in {"keep", "move_on"}:
        top = " This is the top of the ladder: keep it by practice." if place.decision == "keep" else ""
        return passed + top
    if place.because is not None and basis.returns:
        return f"{_WHY[place.because]} ({told})."
    if place.because is not None and limit is not None:
        begun = passed if basis.state == "passed" else f"not passed yet ({told})."
        short = f"The depth limit of {limit:.0f}° is less than the {FREE_DEG:.0f}° of the next step"
        return f"{begun} {short}: let it grow first."
    if basis.returns:
        return f"not passed ({told}). What answers it was passed since: take it to the lift, with less load."
    if basis.state == "unjudged":
        gaps = [gap.reason for criterion in basis.recordings for gap in criterion.cannot_judge] or [told]
        return f"it could not be judged: {gaps[0]}. {_remedy(basis)[0]}"
    return f"not passed yet ({told}). {_remedy(basis)[0]}"


def _weightiest(missing: Sequence[Criterion], most: int = 2) -> list[Criterion]:
    """What keeps a step from being passed, what surely fails first, sets last."""
    order = ("not_passed", "within_error", "cannot_judge")
    return sorted(
        missing, key=lambda criterion: (criterion.code == "sets", order.index(criterion.verdict or "cannot_judge"))
    )[:most]


def _remedy(basis: StepEvidence) -> tuple[str, list[str]]:
    """Return how to measure what was not measured, or to narrow it, and the arguments that this speaks of."""
    limitations = [each for recording in basis.recordings for each in recording.cannot_judge]
    remedies = [(each.mend, each.arguments) for each in limitations if basis.state == "unjudged"]
    remedies += [(each.mend, each.arguments) for each in _weightiest(basis.missing) if each.mend is not None]
    text, arguments = next(iter(remedies), ("", []))
    return f"{text[:1].upper()}{text[1:]}." if text else "", arguments


def _notes(sittings: Sequence[Sitting]) -> list[str]:
    """What was left out of the plan, or read with a grain of salt."""
    notes = []
    for earlier in (recording for sitting in sittings for recording in sitting.recordings):
        if not steps_of(earlier):
            what = earlier.exercise.name.replace("_", " ") if earlier.drill is None else f"{earlier.drill.name} drill"
            notes.append(f"{earlier.source.name} shows no step of the ladder ({what}) and does not count")
        elif earlier.drill is None and earlier.exercise.name in {"unknown", "squat", "stoop"} and earlier.repetitions:
            notes.append(
                f"{earlier.source.name}: the exercise was not given, so it is read as a try at a Romanian deadlift; "
                "analyse it again with the exercise named if it was another"
            )
        if earlier.drill is None and not any(done.peak.seen for done in earlier.repetitions):
            why = earlier.cannot_judge[0].reason if earlier.cannot_judge else "no reason was recorded"
            notes.append(f"{earlier.source.name} could not be judged and decides nothing: {why}")
    return notes
