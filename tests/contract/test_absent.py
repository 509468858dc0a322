"""Absent is never a pass: hiding what was measured never makes a fault, a drill or a plan look better."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import Any, Literal, get_args

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hiphinge.core.measure import FloatArray
from hiphinge.judging.faults import Verdict
from hiphinge.judging.set import judge_set
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.progression import LADDER, plan_of
from hiphinge.result import (
    CONTACTS,
    Analysis,
    ContactName,
    ContactState,
    DowelDrill,
    Pattern,
    Repetition,
    WallDrill,
)
from hiphinge.result.plan import Plan
from tests.back_model import Back
from tests.body_model import film, from_the_top
from tests.contract.test_faults import CASES
from tests.lift_results import dowel, lifts, recorded, repetition, rod_repetition, wall, wall_repetition

Place = tuple[Literal["curve", "spine", "point", "head", "foot"], str]

# Faults: hidden frames


@cache
def moved(code: str) -> Movement:
    """What was measured of the lifter who shows a fault."""
    case = CASES[code]
    motion = film(case.shows)
    back = case.shows_back
    return measure_movement(motion, spine=None if back is None else back.spine(case.shows, motion.time_s))


def places(movement: Movement) -> list[Place]:
    """Everything that was measured frame by frame."""
    found: list[Place] = [("curve", name) for name in movement.kinematics.curves]
    found += [("spine", name) for name in movement.spine.curves]
    found += [("point", name) for name in ("shoulder", "hip", "knee", "ankle", "wrist")]
    return [*found, ("head", ""), ("foot", "0"), ("foot", "1")]


def hidden(movement: Movement, place: Place, frames: slice) -> Movement:
    """The same movement with one thing unseen in some frames."""
    kind, name = place
    kinematics, spine = movement.kinematics, movement.spine
    absent = np.zeros(len(kinematics), dtype=bool)
    absent[frames] = True

    def without(values: FloatArray) -> FloatArray:
        changed = values.copy()
        changed[frames] = np.nan
        return changed

    if kind == "curve":
        curves = {key: curve.masked(absent) if key == name else curve for key, curve in kinematics.curves.items()}
        return replace(movement, kinematics=replace(kinematics, curves=curves))
    if kind == "spine":
        backs = {key: curve.masked(absent) if key == name else curve for key, curve in spine.curves.items()}
        return replace(movement, spine=replace(spine, curves=backs))
    if kind == "point":
        trust = dict(kinematics.points.trust)
        if name in trust:
            trust[name] = np.where(absent, 0.0, trust[name])
        points = replace(kinematics.points, trust=trust, **{name: without(getattr(kinematics.points, name))})
        return replace(movement, kinematics=replace(kinematics, points=points))
    if kind == "head":
        return replace(movement, kinematics=replace(kinematics, head_drop_deg=without(kinematics.head_drop_deg)))
    feet = list(kinematics.feet)
    feet[int(name)] = without(feet[int(name)])
    return replace(movement, kinematics=replace(kinematics, feet=(feet[0], feet[1])))


def verdicts(movement: Movement, exercise: str) -> list[Verdict]:
    judged = judge_set(
        movement.kinematics,
        movement.repetitions,
        movement.trunk_thigh,
        movement.spine,
        exercise=exercise,
        sight=movement.sight,
    )
    return [hinge.verdict for hinge in judged.repetitions]


def clean(verdict: Verdict, code: str) -> bool:
    """Whether a fault was looked for and not found."""
    found = {fault.code for fault in [*verdict.stated, *verdict.possible]}
    return code not in found and code not in verdict.unread


@pytest.mark.parametrize("code", CASES)
@settings(max_examples=60)
@given(data=st.data())
def test_a_fault_whose_frames_were_hidden_is_unread_and_not_clean(code: str, data: st.DataObject) -> None:
    case, movement = CASES[code], moved(code)
    before = verdicts(movement, case.exercise)
    changed = movement
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.sampled_from(places(movement)))
        one = data.draw(st.sampled_from(movement.repetitions.counted))
        start, stop = sorted(data.draw(st.tuples(st.integers(one.start, one.stop), st.integers(one.start, one.stop))))
        frames = data.draw(st.sampled_from([one.frames, slice(start, stop), slice(None)]))
        changed = hidden(changed, place, frames)
    after = verdicts(changed, case.exercise)
    for was, now in zip(before, after, strict=True):
        stated = {fault.code for fault in was.stated}
        assert not [name for name in stated if clean(now, name)]


def test_a_low_back_that_rounds_at_the_bottom_only_is_unread_where_the_bottom_was_hidden() -> None:
    script = from_the_top(2)
    motion = film(script)
    at_the_bottom = Back(lambda thorax: np.where(thorax > 55.0, 3.0 * (thorax - 55.0) + 8.0, 8.0 * thorax / 55.0))
    movement = measure_movement(motion, spine=at_the_bottom.spine(script, motion.time_s))
    before = verdicts(movement, "romanian_deadlift")
    assert all("lumbar_rounding" in {fault.code for fault in verdict.stated} for verdict in before)
    one = movement.repetitions.counted[0]
    bottom = next(phase for phase in one.phases if phase.name == "bottom")
    changed = hidden(movement, ("spine", "lumbar_flexion_deg"), slice(bottom.start - 5, bottom.stop + 5))
    after = verdicts(changed, "romanian_deadlift")
    assert "lumbar_rounding" in after[0].unread
    assert "lumbar_rounding" in {fault.code for fault in after[1].stated}


@pytest.mark.parametrize("code", CASES)
def test_a_fault_of_which_nothing_was_seen_is_unread(code: str) -> None:
    case, movement = CASES[code], moved(code)
    changed = movement
    for place in places(movement):
        changed = hidden(changed, place, slice(None))
    blank = replace(changed.kinematics, standing_hip_deg=float("nan"))
    for verdict in verdicts(replace(changed, kinematics=blank), case.exercise):
        assert verdict.stated == verdict.possible == []
        assert code in verdict.unread


# The plan: values that are absent

FIGURES = ("trunk_lean_deg", "pelvic_tilt_deg", "lumbar_flexion_deg")
HIDES = (*FIGURES, "lumbar_share", "neutral_depth_deg", "lumbopelvic", "percent_of_range", "pattern")

sets_of_lifts = st.fixed_dictionaries(
    {
        "exercise": st.sampled_from(["romanian_deadlift", "deadlift", "rack_pull", "good_morning", "kettlebell_swing"]),
        "lean": st.floats(35, 80),
        "lumbar": st.floats(5, 38),
        "share": st.floats(0.1, 0.45),
        "neutral": st.floats(22, 62),
        "pattern": st.sampled_from(["squat", "stoop", "mixed", "hinge", "hinge", "hinge"]),
        "kind": st.sampled_from(["early", "unclear", "late"]),
        "percent": st.sampled_from([None, 30.0, 47.0, 80.0]),
        "count": st.sampled_from([1, 5, 24]),
        "faults": st.sampled_from([(), (("hips_rise_first", "major"),), (("lumbar_rounding", "major"),)]),
    }
)


def a_set(figures: dict[str, Any], day: float) -> Analysis:
    """A set of a lift; rounding is where the low back bent beyond the limit, and nowhere else."""
    known = dict(figures)
    limit = 25.0 if known["exercise"] == "deadlift" else 20.0
    known["kind"] = known["kind"] if known["lumbar"] > limit else None
    return lifts(known.pop("exercise"), day=day, limit=limit, pelvis=known["neutral"], **known)


def without(done: Repetition, names: set[str]) -> Repetition:
    """A repetition of which some of what was measured is absent."""
    peak = done.peak.model_copy(update={name: None for name in FIGURES if name in names})
    changes: dict[str, Any] = {"peak": peak}
    changes |= {name: None for name in ("lumbar_share", "neutral_depth_deg", "lumbopelvic") if name in names}
    if "percent_of_range" in names and done.lumbopelvic is not None and "lumbopelvic" not in names:
        changes["lumbopelvic"] = done.lumbopelvic.model_copy(update={"percent_of_range": None})
    if "pattern" in names:
        changes["pattern"] = Pattern(name="unknown", hinge_index=None, reasons=[])
    return done.model_copy(update=changes)


def some_of(data: st.DataObject, count: int) -> set[int]:
    """Which of the repetitions lose something: all, one, or any."""
    everything = set(range(count))
    return data.draw(st.one_of(st.just(everything), st.sets(st.integers(0, count - 1), min_size=1)))


def less_seen(analysis: Analysis, data: st.DataObject) -> Analysis:
    names = data.draw(st.sets(st.sampled_from(HIDES), min_size=1))
    which = some_of(data, len(analysis.repetitions))
    done = [
        without(repetition, names) if i in which else repetition for i, repetition in enumerate(analysis.repetitions)
    ]
    return analysis.model_copy(update={"repetitions": done})


def passed(plan: Plan) -> set[tuple[str, str]]:
    return {
        (step.name, criterion.code)
        for step in plan.ladder
        for criterion in step.criteria
        if criterion.verdict == "passed"
    }


def check_no_better(before: Plan, after: Plan, *others: Plan) -> None:
    """Check that no criterion is passed that was not, and that the plan goes no further than it did."""
    assert passed(after) <= passed(before)
    furthest = max(LADDER[plan.next.step].rank for plan in (before, *others))
    assert after.next.decision == "record_again" or LADDER[after.next.step].rank <= furthest


@given(figures=sets_of_lifts, data=st.data())
def test_a_lift_of_which_less_was_seen_leads_no_further(figures: dict[str, Any], data: st.DataObject) -> None:
    analysis = a_set(figures, 0.0)
    check_no_better(plan_of([analysis]), plan_of([less_seen(analysis, data)]))


def test_a_share_that_was_hidden_does_not_spare_the_drill_that_it_would_have_led_to() -> None:
    figures: dict[str, Any] = {
        "lean": 50.0,
        "lumbar": 23.0,
        "share": 0.375,
        "neutral": 31.5,
        "pattern": "mixed",
        "kind": "late",
    }
    shown = recorded(repetitions=[repetition(**figures)] * 24)
    hidden = recorded(repetitions=[repetition(**{**figures, "share": None})] * 24)
    assert (plan_of([shown]).next.step, plan_of([shown]).next.decision) == ("dowel_drill", "step_back")
    assert plan_of([hidden]).next.decision == "record_again"


@given(figures=st.lists(sets_of_lifts, min_size=2, max_size=3), data=st.data())
def test_a_hidden_session_counts_no_more_than_one_that_was_not_filmed(
    figures: list[dict[str, Any]], data: st.DataObject
) -> None:
    analyses = [a_set(figure, 7.0 * day) for day, figure in enumerate(figures)]
    index = data.draw(st.integers(0, len(analyses) - 1))
    rest = [*analyses[:index], *analyses[index + 1 :]]
    changed = [*analyses[:index], less_seen(analyses[index], data), *analyses[index + 1 :]]
    before, after, without_it = plan_of(analyses), plan_of(changed), plan_of(rest)
    furthest = max(LADDER[plan.next.step].rank for plan in (before, without_it))
    assert after.next.decision == "record_again" or LADDER[after.next.step].rank <= furthest


@pytest.mark.parametrize("count", [1, 12, 24])
def test_a_fault_that_could_not_be_looked_for_is_not_ruled_out(count: int) -> None:
    """Some faults can hardly ever be looked for, so the step may be left; the plan says which, and rules none out."""
    unread = repetition(unread=("bar_drift",))
    plan = plan_of([recorded(repetitions=[unread] * count + [repetition()] * (24 - count))])
    step = next(step for step in plan.ladder if step.name == "romanian_deadlift_shin")
    answer = next(criterion for criterion in step.criteria if criterion.code == "major_faults")
    assert (answer.verdict, answer.needed, answer.figure) == ("cannot_judge", False, None)
    assert f"not looked for: load drifts away in {count}" in answer.told
    assert answer.told in plan.next.why


def test_a_low_back_that_was_hidden_where_it_bends_most_did_not_keep_its_shape() -> None:
    hidden_back = repetition(unread=("lumbar_rounding",))
    plan = plan_of([recorded(repetitions=[hidden_back] * 24)])
    step = next(step for step in plan.ladder if step.name == "romanian_deadlift_shin")
    assert (
        next(criterion.verdict for criterion in step.criteria if criterion.code == "lumbar_flexion") == "cannot_judge"
    )
    assert plan.next.decision == "record_again"


@given(
    chance=st.sampled_from([0.02, 0.5, 0.95]),
    travel=st.floats(0, 12),
    heel=st.floats(10, 40),
    hides=st.sampled_from([{"chance": None}, {"travel": None}, {"chance": None, "travel": None}]),
    data=st.data(),
)
def test_a_wall_drill_of_which_less_was_seen_leads_no_further(
    chance: float, travel: float, heel: float, hides: dict[str, None], data: st.DataObject
) -> None:
    analysis = wall(chance=chance, travel=travel, heel=heel)
    assert isinstance(analysis.drill, WallDrill)
    which = some_of(data, len(analysis.drill.repetitions))
    figures: dict[str, float | None] = {"chance": chance, "travel": travel, **hides}
    done = [
        wall_repetition(one.index, **figures) if i in which else one for i, one in enumerate(analysis.drill.repetitions)
    ]
    next_heel = data.draw(st.sampled_from([analysis.drill.next_heel_to_wall_cm, None]))
    drill = analysis.drill.model_copy(update={"repetitions": done, "next_heel_to_wall_cm": next_heel})
    check_no_better(plan_of([analysis]), plan_of([analysis.model_copy(update={"drill": drill})]))


states = st.fixed_dictionaries({name: st.sampled_from(get_args(ContactState)) for name in CONTACTS})


@given(before=states, hide=st.sets(st.sampled_from(CONTACTS), min_size=1))
def test_a_contact_that_was_hidden_is_not_kept(before: dict[ContactName, ContactState], hide: set[ContactName]) -> None:
    after: dict[ContactName, ContactState] = {**before, **dict.fromkeys(hide, "hidden")}
    assert rod_repetition(1, after).held != "kept"
    assert (rod_repetition(1, before).held == "kept") == (set(before.values()) == {"kept"})


@pytest.mark.parametrize("state", ["hidden", "unclear"])
def test_24_hidden_dowel_repetitions_do_not_lead_on(state: ContactState) -> None:
    """House fault 2: what was not seen passed 24 of 24."""
    plan = plan_of([dowel(state=state)])
    answer = next(criterion for step in plan.ladder for criterion in step.criteria if criterion.code == "rod_contacts")
    assert (answer.verdict, answer.passed_in) == ("cannot_judge", 0)
    assert plan.next.step == "dowel_drill"


@given(each=st.lists(states, min_size=1, max_size=4), data=st.data())
def test_a_dowel_drill_of_which_less_was_seen_leads_no_further(
    each: list[dict[ContactName, ContactState]], data: st.DataObject
) -> None:
    def made(all_states: list[dict[ContactName, ContactState]]) -> Analysis:
        drill = DowelDrill(
            verdict="unclear",
            summary="",
            cue="",
            repetitions=[rod_repetition(i, state) for i, state in enumerate(all_states, 1)],
        )
        return dowel(left=(None,) * len(all_states)).model_copy(update={"drill": drill})

    several = each * 24
    which = some_of(data, len(several))
    hide = data.draw(st.sets(st.sampled_from(CONTACTS), min_size=1))
    unseen: dict[ContactName, ContactState] = dict.fromkeys(hide, "hidden")
    changed = [{**values, **unseen} if i in which else values for i, values in enumerate(several)]
    check_no_better(plan_of([made(several)]), plan_of([made(changed)]))
