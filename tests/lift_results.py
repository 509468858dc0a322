"""Analyses with known figures: made by the real code of a lifter by arithmetic, then given other numbers by name.

Every part is a model of `hiphinge.result`, which refuses keys that it does not have: no result is made up as JSON.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from hiphinge.core.measure import Measure
from hiphinge.drills.dowel import CUES, KEPT_CUE, KEPT_MEANS, MEANS, UNCLEAR_CUE, UNCLEAR_MEANS
from hiphinge.drills.wall.drill import limits_of, verdict_of
from hiphinge.judging.faults import FAULTS
from hiphinge.result import (
    CONTACTS,
    Analysis,
    CannotJudge,
    ContactName,
    ContactState,
    Cue,
    DowelContact,
    DowelDrill,
    DowelRepetition,
    Drill,
    Fault,
    LowBack,
    Lumbopelvic,
    Pattern,
    Peak,
    Repetition,
    Rounding,
    WallDrill,
    WallRepetition,
)
from tests.back_model import STIFF, analysed
from tests.body_model import from_the_top

FIRST = datetime(2026, 1, 3, 9, 0, tzinfo=UTC)

CLEAN: dict[str, Any] = {"lean": 70.0, "pelvis": 58.0, "lumbar": 10.0, "share": 0.15, "neutral": 58.0}
"""A Romanian deadlift to mid-shin with nothing to correct."""

TO_THE_KNEE: dict[str, Any] = {"lean": 52.0, "pelvis": 44.0, "lumbar": 8.0, "share": 0.15, "neutral": 44.0}
"""The same, turned at the knees."""


@cache
def made() -> Analysis:
    """What the real code gives for two hinges whose back is measured."""
    return analysed(from_the_top(2), STIFF)


def about(value: float, half: float) -> Measure:
    return Measure(value, value - half, value + half)


def fault(code: str, severity: str) -> Fault:
    rule = FAULTS[code]
    beyond = 5.0 if rule.beyond == "above" else -5.0
    value = (rule.major if severity == "major" else rule.limit) + beyond
    return Fault(
        code=code,
        start_s=1.0,
        end_s=1.5,
        phase="bottom",
        value=about(value, 2.0),
        limit=rule.limit,
        unit=rule.unit,
        severity="major" if severity == "major" else "minor",
        confidence=0.95,
        why="",
        cue=rule.text.cue,
        source=rule.source,
    )


def repetition(
    *,
    pattern: Any = "hinge",  # noqa: ANN401  (a pattern's name)
    index: float | None = 0.9,
    kind: Any = None,  # noqa: ANN401  (a rounding's kind)
    limit: float = 20.0,
    faults: tuple[tuple[str, str], ...] = (),
    unread: tuple[str, ...] = (),
    half: float = 5.0,
    percent: float | None = None,
    **figures: float | None,
) -> Repetition:
    """One repetition; figures of `CLEAN`, changed by name, None for one that was not measured."""
    told = {**CLEAN, **figures}
    about_each = {name: None if value is None else about(value, half) for name, value in told.items()}
    bend = None
    if told["lumbar"] is not None:
        bend = Lumbopelvic(
            neutral_limit_deg=limit,
            parts=[],
            rounding=None if kind is None else Rounding(start_s=1.0, hip_flexion_deg=None, kind=kind),
            percent_of_range=None if percent is None else about(percent, 6.0),
        )
    share = told["share"]
    return (
        made()
        .repetitions[0]
        .model_copy(
            update={
                "pattern": Pattern(name=pattern, hinge_index=index, reasons=[]),
                "peak": Peak(
                    trunk_lean_deg=about_each["lean"],
                    pelvic_tilt_deg=about_each["pelvis"],
                    lumbar_flexion_deg=about_each["lumbar"],
                ),
                "lumbar_share": None if share is None else about(share, 0.08),
                "neutral_depth_deg": about_each["neutral"],
                "lumbopelvic": bend,
                "faults": [fault(*each) for each in faults],
                "possible_faults": [],
                "unread_faults": list(unread),
            }
        )
    )


def recorded(
    exercise: Any = "romanian_deadlift",  # noqa: ANN401  (an exercise's name)
    repetitions: list[Repetition] | None = None,
    *,
    day: float = 0.0,
    given: bool = True,
    own: bool = True,
    path: str | None = None,
    drill: Drill | None = None,
    limitations: tuple[tuple[str, str, str], ...] = (),
    cue: str | None = None,
    max_flexion: float | None = None,
) -> Analysis:
    """An analysis of 24 clean repetitions filmed on a day, changed by name."""
    done = [repetition() for _ in range(24)] if repetitions is None else repetitions
    when = FIRST + timedelta(days=day)
    base = made()
    pattern = done[0].pattern if done else Pattern(name="unknown", hinge_index=None, reasons=[])
    source = {
        "path": path or f"{exercise}-{day:g}.mp4",
        "duration_s": 60.0,
        "recorded_utc": when,
        "recorded_utc_from": "container",
    }
    most = None if max_flexion is None else about(max_flexion, 3.0)
    return base.model_copy(
        update={
            "source": base.source.model_copy(update=source),
            "exercise": base.exercise.model_copy(update={"name": exercise, "confidence": 1.0, "given": given}),
            "pattern": pattern,
            "repetitions": [
                repetition.model_copy(update={"index": number}) for number, repetition in enumerate(done, 1)
            ],
            "low_back": LowBack(zeroed=own, max_flexion_deg=most, published=[]),
            "drill": drill,
            "cue": None if cue is None else Cue(text=cue, because="", fault=""),
            "cannot_judge": [CannotJudge(what=what, reason=reason, mend=fix) for what, reason, fix in limitations],
            "provenance": base.provenance.model_copy(update={"created_utc": when + timedelta(hours=1)}),
        }
    )


def text_of(*arguments: Any, **more: Any) -> str:  # noqa: ANN401
    """The text of such an analysis; arguments as for `recorded`."""
    return recorded(*arguments, **more).to_json()


def wall_repetition(
    index: int, *, chance: float | None = 0.95, travel: float | None = 2.0, lumbar: float | None = 8.0
) -> WallRepetition:
    smallest = None if chance is None else about(1.0 if chance > 0.5 else 6.0, 1.0)
    moved = None if travel is None else about(travel, 1.0)
    verdict, why = verdict_of(chance, smallest, moved)
    return WallRepetition(
        index=index,
        start_s=4.0 * index,
        end_s=4.0 * index + 3.0,
        smallest_distance_cm=smallest,
        touch_chance=chance,
        contact_start_s=None,
        contact_end_s=None,
        knee_travel_cm=moved,
        shank_deg=about(5.0, 3.0),
        peak_lumbar_flexion_deg=None if lumbar is None else about(lumbar, 5.0),
        back="unknown" if lumbar is None else "kept",
        verdict=verdict,
        why=why,
    )


def wall(
    *, chance: float | None = 0.95, travel: float | None = 2.0, heel: float | None = 28.0, day: float = 0.0
) -> Analysis:
    """A wall drill of 24 repetitions; `heel` is how far out to stand next."""
    done = [wall_repetition(number, chance=chance, travel=travel) for number in range(1, 25)]
    drill = WallDrill(
        scale=None,
        wall=None,
        heel_to_wall_cm=None,
        repetitions=done,
        verdict=done[0].verdict,
        next_heel_to_wall_cm=None if heel is None else about(heel, 0.0),
        next_step="",
        limits={limit.what: limit.source for limit in limits_of(25.0)},
    )
    return recorded("unknown", day=day, drill=drill, path=f"wall-{day:g}.mp4")


def rod_repetition(index: int, states: dict[ContactName, ContactState]) -> DowelRepetition:
    first = next((name for name in CONTACTS if states.get(name) == "left"), None)
    kept = all(states.get(name, "kept") == "kept" for name in CONTACTS)
    return DowelRepetition(
        index=index,
        contacts=[DowelContact(contact=name, state=states.get(name, "kept"), largest_gap_cm=None) for name in CONTACTS],
        first_left=first,
        means=MEANS[first] if first is not None else KEPT_MEANS if kept else UNCLEAR_MEANS,
        cue=CUES[first] if first is not None else KEPT_CUE if kept else UNCLEAR_CUE,
        rounded_by_spine=None,
        agrees=None,
    )


def dowel(
    *,
    left: tuple[ContactName | None, ...] = (None,) * 24,
    state: ContactState | None = None,
    day: float = 0.0,
    lean: float = 60.0,
) -> Analysis:
    """A dowel drill; `left` is the contact that left first in each repetition, `state` that of all contacts else."""
    others: dict[ContactName, ContactState] = {} if state is None else dict.fromkeys(CONTACTS, state)
    done = [
        rod_repetition(number, others if name is None else {**others, name: "left"})
        for number, name in enumerate(left, 1)
    ]
    drill = DowelDrill(verdict="unclear", summary="", cue="", repetitions=done)
    lifts = [repetition(lean=lean) for _ in left]
    return recorded("unknown", lifts, day=day, drill=drill, path=f"dowel-{day:g}.mp4")


def bridge(*, day: float = 0.0, sets: int = 3, faults: tuple[tuple[str, str], ...] = ()) -> Analysis:
    """Sets of eight bridges."""
    one = repetition(pattern="bridge", index=None, faults=faults, lumbar=None, share=None, neutral=None)
    return recorded("glute_bridge", [one] * (8 * sets), day=day)


def lifts(exercise: str = "romanian_deadlift", *, day: float = 0.0, count: int = 24, **changed: Any) -> Analysis:  # noqa: ANN401
    """Equal repetitions of a lift, changed by name as in `repetition`."""
    percent = changed.get("percent")
    most = None if percent is None else 45.0
    return recorded(exercise, [repetition(**changed)] * count, day=day, max_flexion=most)
