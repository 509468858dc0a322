"""Where a person stands on the ladder, from what each session shows.

Of lifts the latest session that shows any decides. A lift that was passed earlier stays passed until the same or an
easier lift is taken back later. Drills and bridges decide where no lift was shown; after one that was taken back, the
drill that answers it is done first, and once it is passed the lift is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hiphinge.progression.evidence import RETURNS, Return, StepEvidence
from hiphinge.progression.steps import LADDER, Rung, after
from hiphinge.result.plan import Decision, StepName

Session = Mapping[StepName, StepEvidence]


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the ladder, with the step that decided it; no `basis` where nothing was recorded.

    `because` says why a step was taken back.
    """

    rung: Rung
    decision: Decision
    basis: StepEvidence | None = None
    because: Return | None = None


def find_place(sessions: Sequence[Session]) -> Place:
    """The place of a person from the steps shown in each session, oldest first."""
    judged = [{name: step for name, step in session.items() if step.state != "unjudged"} for session in sessions]
    lifted = [index for index, session in enumerate(judged) if any(step.rung.lifts for step in session.values())]
    if lifted:
        return _of_lifts(judged, lifted[-1])
    found = _of_drills(judged)
    if found is not None:
        return found
    unjudged = [step for session in sessions for step in session.values()]
    if unjudged:
        latest = min(
            (step for step in unjudged if step.sitting == unjudged[-1].sitting), key=lambda step: step.rung.rank
        )
        return Place(latest.rung, "record_again", latest)
    return Place(next(iter(LADDER.values())), "start")


def _of_lifts(sessions: Sequence[Session], latest: int) -> Place:
    lifts = [step for step in sessions[latest].values() if step.rung.lifts]
    hardest = max(lifts, key=lambda step: step.rung.rank)
    drilled = {name for session in sessions[latest:] for name, step in session.items() if step.state == "passed"}
    places = [_from(step, drilled) for step in lifts if step.state == "step_back" or step is hardest]
    lowest = min(places, key=lambda place: (place.rung.rank, -(place.basis.rung.rank if place.basis else 0.0)))
    earlier = [_from(step, drilled) for step in _still_passed(sessions, latest)]
    return max([lowest, *earlier], key=lambda place: place.rung.rank)


def _still_passed(sessions: Sequence[Session], latest: int) -> list[StepEvidence]:
    """Lifts that were passed before the latest session of lifts and not taken back since."""
    found = []
    for index, session in enumerate(sessions[:latest]):
        for step in session.values():
            later = [other for newer in sessions[index + 1 :] for other in newer.values() if other.rung.lifts]
            back = any(other.state == "step_back" and other.rung.rank <= step.rung.rank for other in later)
            if step.rung.lifts and step.state == "passed" and not back:
                found.append(step)
    return found


def _from(shown: StepEvidence, drilled: set[StepName]) -> Place:
    """The place that follows from one step as it was shown; `drilled` are the steps that were passed since."""
    if shown.state == "passed":
        following = after(shown.rung.rank)
        return Place(shown.rung, "keep", shown) if following is None else Place(following, "move_on", shown)
    open_ = {why: RETURNS[why] for why in shown.returns if RETURNS[why] not in drilled}
    if not open_:
        again = any(step.verdict == "cannot_judge" for step in shown.missing)
        return Place(shown.rung, "record_again" if again else "stay", shown)
    because = min(open_, key=lambda why: (LADDER[open_[why]].rank, why))
    rung = min(LADDER[open_[because]], shown.rung, key=lambda step: step.rank)
    if rung.rank > LADDER["dowel_drill"].rank and _may_need_a_drill(shown):
        return Place(shown.rung, "record_again", shown)
    return Place(rung, "stay" if rung is shown.rung else "step_back", shown, because)


def _may_need_a_drill(shown: StepEvidence) -> bool:
    """Return whether a criterion that is practised in a drill where it fails could not be judged."""
    hidden = {criterion.code for criterion in shown.missing if criterion.verdict == "cannot_judge"}
    return any(rule.remedy is not None and rule.code in hidden for rule in shown.rung.criteria)


def _of_drills(sessions: Sequence[Session]) -> Place | None:
    """The place where no lift was shown: from the hardest step, as its newest session shows it."""
    newest = {name: step for session in sessions for name, step in session.items()}
    return _from(max(newest.values(), key=lambda step: step.rung.rank), set()) if newest else None
