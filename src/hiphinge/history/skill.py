"""Beginner to experienced: how far the low back bends, beside published figures of both."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, get_args

from hiphinge.core.measure import Measure
from hiphinge.measures.published import EXPERIENCED, INEXPERIENCED, published_for
from hiphinge.result import ExerciseName
from hiphinge.result.progress import Skill, SkillPlace, Trend

_DRILLS: Final = frozenset({"wall_drill", "dowel_drill"})


def skill_of(trends: Sequence[Trend]) -> list[Skill]:
    """Return the latest lumbar flexion of each exercise beside published figures; none for exercises done lying."""
    by_key = {(trend.exercise, trend.quantity): trend for trend in trends}
    found = []
    for trend in trends:
        if trend.quantity != "lumbar_flexion_deg" or not trend.points or trend.exercise in _DRILLS:
            continue
        name: ExerciseName = next((known for known in get_args(ExerciseName) if known == trend.exercise), "unknown")
        figures = published_for(name)
        if not figures:
            continue
        last, tilt = trend.points[-1], by_key.get((trend.exercise, "pelvic_tilt_deg"))
        tilts = [] if tilt is None else [point.reading for point in tilt.points if point.session == last.session]
        found.append(
            Skill(
                exercise=trend.exercise,
                session=last.session,
                lumbar_flexion_deg=last.reading,
                pelvic_tilt_deg=next(iter(tilts), None),
                experienced=EXPERIENCED,
                beginner=INEXPERIENCED,
                place=place_of(last.reading),
                others=[figure for figure in figures if figure not in {EXPERIENCED, INEXPERIENCED}],
            )
        )
    return found


def place_of(reading: Measure) -> SkillPlace:
    """Return where a lumbar flexion, degrees, lies beside the means of experienced and inexperienced handlers.

    It lies at one of them if its interval includes that mean and not the other, and is unclear if it includes both.
    """
    low, high = EXPERIENCED.lumbar_flexion_deg, INEXPERIENCED.lumbar_flexion_deg
    at_low, at_high = (reading.low <= mean <= reading.high for mean in (low, high))
    if at_low or at_high:
        return "unclear" if at_low and at_high else "experienced" if at_low else "beginner"
    if reading.high < low:
        return "less_than_both"
    return "more_than_both" if reading.low > high else "between"
