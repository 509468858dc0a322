"""Analyses made by arithmetic: sets of lifts and drills whose figures and intervals are known exactly."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hiphinge.progression import Recorded

FIRST = datetime(2026, 1, 3, 9, 0, tzinfo=UTC)

CLEAN: dict[str, Any] = {"lean": 70.0, "pelvis": 58.0, "lumbar": 10.0, "share": 0.15, "neutral": 58.0}
"""A Romanian deadlift to mid-shin with nothing to mend."""

TO_THE_KNEE: dict[str, Any] = {"lean": 52.0, "pelvis": 44.0, "lumbar": 8.0, "share": 0.15, "neutral": 44.0}
"""The same, turned at the knees."""


def about(value: float, half: float) -> dict[str, float]:
    return {"value": value, "low": value - half, "high": value + half}


def repetition(
    *,
    pattern: str = "hinge",
    index: float | None = 0.9,
    kind: str | None = None,
    limit: float = 20.0,
    faults: tuple[tuple[str, str], ...] = (),
    half: float = 5.0,
    percent: float | None = None,
    **figures: float | None,
) -> dict[str, Any]:
    """One repetition; figures of `CLEAN`, changed by name, None for one that was not measured."""
    told = {**CLEAN, **figures}
    made = {name: None if value is None else about(value, half) for name, value in told.items()}
    share = told["share"]
    return {
        "pattern": {"name": pattern, "hinge_index": index, "reasons": []},
        "peak": {
            "trunk_lean_deg": made["lean"],
            "pelvic_tilt_deg": made["pelvis"],
            "lumbar_flexion_deg": made["lumbar"],
        },
        "lumbar_share": None if share is None else about(share, 0.08),
        "neutral_depth_deg": made["neutral"],
        "lumbopelvic": None
        if told["lumbar"] is None
        else {
            "neutral_limit_deg": limit,
            "rounding": None if kind is None else {"start_s": 1.0, "kind": kind},
            "percent_of_range": None if percent is None else about(percent, 6.0),
        },
        "faults": [{"code": code, "severity": severity} for code, severity in faults],
    }


def recorded(
    exercise: str = "romanian_deadlift",
    repetitions: list[dict[str, Any]] | None = None,
    **more: Any,  # noqa: ANN401
) -> Recorded:
    """An analysis as a plan reads it; arguments as for `text_of`."""
    return Recorded.parse(text_of(exercise, repetitions, **more))


def text_of(
    exercise: str = "romanian_deadlift",
    repetitions: list[dict[str, Any]] | None = None,
    *,
    day: float = 0.0,
    given: bool = True,
    own: bool = True,
    path: str | None = None,
    drill: object = None,
    gaps: tuple[tuple[str, str, str], ...] = (),
    cue: str | None = None,
) -> str:
    """The text of an analysis.json of 24 clean repetitions, changed by name."""
    done = [repetition() for _ in range(24)] if repetitions is None else repetitions
    content = {
        "schema": "hiphinge.analysis/1",
        "source": {"path": path or f"{exercise}-{day:g}.mp4", "duration_s": 60.0, "frames": 1800, "later": "a key"},
        "exercise": {"name": exercise, "confidence": 1.0, "given": given},
        "pattern": {"name": done[0]["pattern"]["name"] if done else "unknown", "hinge_index": None, "reasons": []},
        "repetitions": done,
        "low_back": {"zeroed": own},
        "drill": drill,
        "cue": None if cue is None else {"text": cue, "because": "", "fault": ""},
        "cannot_judge": [{"what": what, "reason": reason, "mend": mend} for what, reason, mend in gaps],
        "provenance": {"created_utc": (FIRST + timedelta(days=day)).isoformat()},
    }
    return json.dumps(content)


def wall(
    *, touched: bool | None = True, travel: float | None = 2.0, heel: float | None = 28.0, day: float = 0.0
) -> Recorded:
    """A wall drill of 24 repetitions."""
    one = {"touched": touched, "knee_travel_cm": None if travel is None else about(travel, 1.0)}
    drill = {"name": "wall", "next_heel_cm": heel, "repetitions": [one] * 24, "more": 1}
    return recorded("unknown", day=day, drill=drill, path=f"wall-{day:g}.mp4")


def dowel(*, left: tuple[str | None, ...] = (None,) * 24, day: float = 0.0, lean: float = 60.0) -> Recorded:
    """A dowel drill; `left` is the contact that left first in each repetition."""
    drill = {"name": "dowel", "repetitions": [{"first_left": one} for one in left]}
    done = [repetition(lean=lean) for _ in left]
    return recorded("unknown", done, day=day, drill=drill, path=f"dowel-{day:g}.mp4")


def bridge(*, day: float = 0.0, sets: int = 3, faults: tuple[tuple[str, str], ...] = ()) -> Recorded:
    """Sets of eight bridges."""
    one = repetition(pattern="bridge", index=None, faults=faults, lumbar=None, share=None, neutral=None)
    return recorded("glute_bridge", [one] * (8 * sets), day=day)


def lifts(exercise: str = "romanian_deadlift", *, day: float = 0.0, count: int = 24, **changed: Any) -> Recorded:  # noqa: ANN401
    """Equal repetitions of a lift, changed by name as in `repetition`."""
    return recorded(exercise, [repetition(**changed) for _ in range(count)], day=day)
