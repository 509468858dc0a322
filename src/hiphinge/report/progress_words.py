"""The words of progress, the same on the page and in the terminal."""

from __future__ import annotations

from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import QUANTITIES
from hiphinge.report.numbers import interval, number, plural, unit_sign, with_interval
from hiphinge.report.words import EXERCISES, upper_first
from hiphinge.result.progress import ChangeBasis, ChangeVerdict, Progress, Skill, SkillPlace, Trend

VERDICTS: Final[dict[ChangeVerdict, str]] = {
    "better": "better",
    "worse": "worse",
    "more": "more",
    "less": "less",
    "no_change": "no detectable change",
    "one_session": "one session",
    "error_unknown": "not known yet",
}
"""The verdict of a trend in a few words."""

BASES: Final[dict[ChangeBasis, str]] = {
    "own_days": "own sessions",
    "own_sets": "own sets",
    "published": "published",
    "intervals": "intervals",
}
"""What the detectable change comes from, in a word or two."""

NO_ERROR: Final = (
    "how much readings differ between days is not known yet: film two or more sessions within a week, several times"
)
"""What helps where neither own readings nor a published figure give the detectable change."""

_PLACES: Final[dict[SkillPlace, str]] = {
    "less_than_both": "yours bends less than both",
    "experienced": "yours is like that of experienced people",
    "between": "yours lies between them",
    "beginner": "yours is like that of beginners",
    "more_than_both": "yours bends more than both",
    "unclear": "the interval of yours includes both",
}

_DRILLS: Final = {"wall_drill": "wall drill", "dowel_drill": "dowel drill"}


def exercise_title(name: str) -> str:
    """Return the name of an exercise or drill as a heading; that of a later version as it is."""
    return upper_first(_DRILLS.get(name) or EXERCISES.get(name, name.replace("_", " ")))


def quantity_title(key: str) -> str:
    """Return the name of a quantity; that of a later version as it is."""
    known = QUANTITIES.get(key)
    return key.replace("_", " ") if known is None else known.title


def signed(value: float, of: str) -> str:
    """Return a change with its sign and unit: `+12°`."""
    text = number(value, of)
    return f"+{text}" if value > 0 and text.strip("0. ") not in {"", unit_sign(of).strip()} else text


def reading(measure: Measure, of: str) -> str:
    """Return a reading with its interval; without one where the analyses give none."""
    return number(measure.value, of) if measure.low == measure.high else with_interval(measure, of)


def change_in_words(trend: Trend) -> str:
    """Return what can be said of a trend, with the change and what it takes, as a clause."""
    if trend.verdict == "one_session" or trend.change is None:
        return "measured in one session: a change needs two" if trend.points else "not measured"
    change = signed(trend.change.value, trend.quantity)
    if trend.change.low < trend.change.high:
        change += f" ({interval(trend.change, trend.quantity)})"
    if trend.detectable is None:
        return f"{change}; {NO_ERROR}"
    least = number(trend.detectable.least, trend.quantity)
    count = trend.detectable.degrees_of_freedom
    degrees = "" if count is None else f", {plural(count, 'degree')} of freedom"
    beyond = "within" if trend.verdict == "no_change" else "beyond"
    said = f"{VERDICTS[trend.verdict]}: {change}, {beyond} the {least} that can be detected"
    return f"{said} ({trend.detectable.source}{degrees})"


def loads_in_words(trend: Trend) -> str:
    """Return the weights of the first and the latest session, where they are known and differ; else nothing."""
    loads = [point.load_kg for point in trend.points]
    if len(loads) < 2 or loads[0] is None or loads[-1] is None or loads[0] == loads[-1]:
        return ""
    return f"with {number(loads[-1], 'kg')}, the first time with {number(loads[0], 'kg')}"


def skill_in_words(skill: Skill) -> str:
    """Return how far the low back bends beside published figures of experienced and inexperienced people."""
    key = "lumbar_flexion_deg"
    yours = with_interval(skill.lumbar_flexion_deg, key)
    tilt = skill.pelvic_tilt_deg
    pelvis = "" if tilt is None else f", with a pelvic tilt of {with_interval(tilt, 'pelvic_tilt_deg')}"
    means = [
        f"{number(figure.lumbar_flexion_deg, key)} in {figure.group}" for figure in (skill.experienced, skill.beginner)
    ]
    beside = f"{skill.experienced.what}, it bent by {' and '.join(means)}"
    return f"the low back bent by {yours}{pelvis}; {beside} ({skill.experienced.source}): {_PLACES[skill.place]}"


def notes(progress: Progress) -> list[str]:
    """Return what is to be read with caution: analyses of other versions, and recordings without a date."""
    found = []
    if progress.analyse_again:
        versions = ", ".join(sorted({each.version for each in progress.analyse_again}))
        count = plural(len(progress.analyse_again), "recording")
        found.append(
            f"{count} {_were(len(progress.analyse_again))} analysed by another version ({versions}): analyse again to "
            "compare like with like; the earlier analysis is kept beside the new one"
        )
    if progress.undated:
        count = plural(len(progress.undated), "recording")
        found.append(f"the date of filming of {count} is not known, so that of the analysis counts")
    return found


def _were(count: int) -> str:
    return "was" if count == 1 else "were"
