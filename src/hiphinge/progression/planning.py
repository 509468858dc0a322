"""The plan: from analyses in any order to a place on the ladder, its reason, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hiphinge.core.arguments import check_type, described
from hiphinge.core.errors import ArgumentError
from hiphinge.judging.faults import FAULTS
from hiphinge.progression.depth import FREE_DEG, depth_of
from hiphinge.progression.everyday import everyday_of, reach_of
from hiphinge.progression.evidence import Return, StepEvidence, left_out_of, shown_in, steps_of, unjudged_because
from hiphinge.progression.place import Place, find_place
from hiphinge.progression.sessions import Sitting, sittings_of
from hiphinge.progression.steps import HOW_TO_FILM, LADDER, Rung
from hiphinge.result import Analysis
from hiphinge.result.limitation import CannotJudge
from hiphinge.result.plan import Criterion, Depth, Next, Plan, Session, Step, StepName, StepState

DISCLAIMER: Final = (
    "Not medical advice: the plan applies coaching practice to measured movement. If you have pain, or after an injury "
    "or an operation, ask a clinician who can examine you."
)

_ANALYSES: Final = "a list of analyses"
_READ_THEM: Final = "read each result first with hh.read, and give a list of them"

_WHY: Final[Mapping[Return, str]] = {
    "squatted": "the knees bent instead of the hips: the wall drill teaches the hips to go back",
    "stooped": "the low back bent instead of the hips: the rod of the dowel drill shows when the spine loses its shape",
    "early": "the low back rounded early, while the hips had range left: a matter of control, which the dowel trains",
    "unclear": "the low back rounded, and the recording does not show whether control or range was lacking: the dowel "
    "drill shows it",
    "late": "the low back rounded late: a matter of range, which improves at a depth at which it stays neutral",
    "deep": "the low back rounded late, beyond the depth of mid-shin: a matter of range, which improves at a depth at "
    "which it stays neutral",
}


def make_plan(analyses: Iterable[Analysis]) -> Plan:
    """Return a person's place on the ladder of the hinge, and the next step.

    Parameters
    ----------
    analyses
        Analyses of one person's recordings in any order; without any the plan begins at the first step.

    Returns
    -------
    Plan
        The content of the plan file (`hiphinge.plan/1`).

    Raises
    ------
    ArgumentError
        If it is no collection of analyses.
    """
    value: object = analyses
    if isinstance(value, Analysis):
        raise ArgumentError(_ANALYSES, "one analysis", "give a list of it", arguments=["analyses"])
    if isinstance(value, str | bytes | Mapping):
        raise ArgumentError(_ANALYSES, described(value), _READ_THEM, arguments=["analyses"])
    check_type(value, (Iterable,), _ANALYSES, _READ_THEM, argument="analyses")
    given = list(analyses)
    for analysis in given:
        check_type(analysis, (Analysis,), _ANALYSES, _READ_THEM, argument="analyses")
    return plan_of(given)


def plan_of(analyses: Sequence[Analysis]) -> Plan:
    """Return the plan of a sequence of analyses; see `make_plan`."""
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
        left_out=[
            left for sitting in sittings for item in sitting.recordings if (left := left_out_of(item)) is not None
        ],
        notes=[*notes, *_notes(sittings)],
        how_to_film=HOW_TO_FILM,
        disclaimer=DISCLAIMER,
    )


def _within_limit(place: Place, depth: Depth | None) -> Place:
    """Return the place, or the step below it if its depth exceeds the depth limit."""
    needs = place.rung.needs_depth_deg
    limit = None if depth is None else depth.work_to_deg
    if needs is None or limit is None or limit >= needs or place.rung.after is None:
        return place
    return Place(LADDER[place.rung.after], "stay", place.basis, "late")


def _state(rung: Rung, newest: Mapping[StepName, StepEvidence], place: Place) -> StepState:
    """Return the state of a step: from its newest session or, if it was not recorded, from harder steps."""
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
        criteria=[rule.unrecorded() for rule in rung.criteria] if shown is None else list(shown.criteria),
        state=state,
        recordings=[] if shown is None else [analysis.source.name for analysis in shown.recordings],
        here=rung.name == place.rung.name,
    )


def _session(sitting: Sitting, shown: Mapping[StepName, StepEvidence]) -> Session:
    names = [analysis.source.name for analysis in sitting.recordings]
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
        practise += f" Go no deeper than a pelvic tilt of {limit:.0f}° in working sets."
        reach = reach_of(depth.points[-1].neutral_depth_deg.low)
        practise += f" With the hands at {reach} the low back certainly stayed neutral."
    if place.decision == "record_again":
        practise = "Change nothing yet: film the same again, so that it can be judged."
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
    """Return the cue of the recording that decided, if that step is still practised, else that of the nearest fault."""
    if place.basis is None or place.decision not in {"stay", "step_back"}:
        return None
    cues = [analysis.cue for analysis in place.basis.recordings if analysis.cue is not None]
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
            "No recording shows a step of the ladder yet: begin with a small range, and move on when your recordings "
            "show that you can. If you can hinge already, film a Romanian deadlift now, which determines your place."
        )
    return f"{basis.rung.title}, session {basis.sitting.index}: {_reason(place, basis, limit)}".strip()


def _reason(place: Place, basis: StepEvidence, limit: float | None) -> str:
    """Return why the step that decided leads to the place."""
    missing = "; ".join(criterion.told for criterion in _weightiest(basis.missing))
    passed = "all criteria are passed, each figure by more than its measurement error."
    unread = [
        criterion.told
        for criterion in basis.criteria
        if criterion.code == "major_faults" and criterion.verdict == "cannot_judge"
    ]
    if unread and basis.state == "passed":
        passed = f"all criteria that could be measured are passed ({unread[0]})."
    if place.decision in {"keep", "move_on"}:
        top = " This is the top of the ladder: keep practising it." if place.decision == "keep" else ""
        return passed + top
    if place.because is not None and basis.returns:
        return f"{_WHY[place.because]} ({missing})."
    if place.because is not None and limit is not None:
        state = passed if basis.state == "passed" else f"not passed yet ({missing})."
        shallow = f"The depth limit of {limit:.0f}° is shallower than the {FREE_DEG:.0f}° of the next step"
        return f"{state} {shallow}: increase your neutral depth first."
    if basis.returns:
        return (
            f"not passed ({missing}). The easier step for it has been passed since: return to the lift, with less load."
        )
    if basis.state == "unjudged":
        reasons = [each.reason for each in _limitations(basis)] or [missing]
        return f"it could not be judged: {reasons[0]}. {_remedy(basis)[0]}"
    return f"not passed yet ({missing}). {_remedy(basis)[0]}"


def _weightiest(missing: Sequence[Criterion], most: int = 2) -> list[Criterion]:
    """Return the criteria that keep a step from being passed: certain failures first, sets last."""
    order = ("not_passed", "within_error", "cannot_judge")
    return sorted(
        missing, key=lambda criterion: (criterion.code == "sets", order.index(criterion.verdict or "cannot_judge"))
    )[:most]


def _limitations(basis: StepEvidence) -> list[CannotJudge]:
    """Return why recordings of a lift could not be judged, those of their loads apart."""
    unread = [recording for recording in basis.recordings if recording.cannot_judge or not recording.repetitions]
    return [unjudged_because(recording) for recording in unread if recording.drill is None] + [
        each for recording in unread if recording.drill is not None for each in recording.cannot_judge
    ]


def _remedy(basis: StepEvidence) -> tuple[str, list[str]]:
    """Return how to measure what is missing or to narrow its interval, and the arguments that this refers to."""
    remedies = [(each.mend, each.arguments) for each in _limitations(basis) if basis.state == "unjudged"]
    remedies += [(each.mend, each.arguments) for each in _weightiest(basis.missing) if each.mend is not None]
    text, arguments = next(iter(remedies), ("", []))
    return f"{text[:1].upper()}{text[1:]}." if text else "", arguments


def _notes(sittings: Sequence[Sitting]) -> list[str]:
    """Return notes on recordings that were left out of the plan, or read with reservations."""
    notes = []
    names = sorted({item.athlete.id or "" for sitting in sittings for item in sitting.recordings} - {""})
    if len(names) > 1:
        notes.append(f"these are recordings of {len(names)} athletes ({', '.join(names)}), and a plan is for one")
    for recording in (analysis for sitting in sittings for analysis in sitting.recordings):
        if left_out_of(recording) is not None:
            continue
        if not steps_of(recording):
            what = (
                recording.exercise.name.replace("_", " ")
                if recording.drill is None
                else f"{recording.drill.name} drill"
            )
            notes.append(f"{recording.source.name} shows no step of the ladder ({what}) and does not count")
        elif recording.drill is None and recording.exercise.name in {"squat", "stoop"}:
            notes.append(
                f"{recording.source.name}: the exercise was not given, so it is judged as an attempted Romanian "
                "deadlift; if it was another exercise, analyse it again with its name"
            )
        if recording.drill is None and not any(done.peak.seen for done in recording.repetitions):
            why = unjudged_because(recording).reason
            notes.append(f"{recording.source.name} could not be judged and does not count: {why}")
    return notes
