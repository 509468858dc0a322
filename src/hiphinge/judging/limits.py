"""The limits of an analysis as they are written in its result, where a report reads them instead of in the code."""

from __future__ import annotations

from hiphinge.core.uncertainty import POSSIBLE_FROM, SURE_FROM
from hiphinge.exercises.catalogue import CatalogueEntry
from hiphinge.judging.faults import FAULTS
from hiphinge.measures.light import GREEN_DEG, GREEN_PERCENT, GREEN_SHARE, RED_DEG, RED_PERCENT, UNCALLED_DEG
from hiphinge.measures.lumbopelvic import CONTROL_DEG
from hiphinge.measures.pattern import HINGE_ABOVE, SQUAT_BELOW
from hiphinge.movement.view import COUNTED_YAW_DEG, USABLE_YAW_DEG, WARNED_YAW_DEG
from hiphinge.result import Limit

_OWN = "proposal: validated on rendered lifters (`validation/`)"
_LIGHT = (
    "proposal: trained lifters show 20-33° in deadlifts from the floor (Bengtsson 2022, IJSPT; Schellenberg 2013, BMC "
    "Sports Sci Med Rehabil 5:27)"
)
_RANGE = (
    "proposal: the bending moment on passive tissue grows steeply beyond half of the range (Adams & Dolan 1991); a "
    "feedback device alarms at 70 % of it (PostureCoach)"
)


def view_limits() -> list[Limit]:
    """Return the limits of the camera's yaw."""
    return [
        Limit(code=code, what=what, value=value, unit="deg", source=_OWN)
        for code, what, value in (
            ("yaw_usable", "yaw up to which angles are reported without a warning", USABLE_YAW_DEG),
            ("yaw_warned", "yaw up to which angles are reported with a warning", WARNED_YAW_DEG),
            ("yaw_counted", "yaw up to which more than repetitions is reported", COUNTED_YAW_DEG),
        )
    ]


def pattern_limits() -> list[Limit]:
    """Return the limits between squat, mixed and hinge."""
    return [
        Limit(
            code="squat_below", what="hinge index below which it is a squat", value=SQUAT_BELOW, unit="1", source=_OWN
        ),
        Limit(
            code="hinge_above", what="hinge index above which it is a hinge", value=HINGE_ABOVE, unit="1", source=_OWN
        ),
    ]


def low_back_limits() -> list[Limit]:
    """Return the limits of the low back's light, and the limit between early and late rounding."""
    bow = "the standing bow requires 50° with a neutral low back (Monnier 2012, BMC Musculoskelet Disord 13:263)"
    change = "minimal detectable change of lordosis, 10-15° (Laird 2016, BMC Musculoskelet Disord)"
    return [
        Limit(code=code, what=what, value=value, unit=unit, source=source)
        for code, what, value, unit, source in (
            ("light_green", "lumbar flexion up to which the light is green", GREEN_DEG, "deg", _LIGHT),
            ("light_red", "lumbar flexion beyond which the light is red", RED_DEG, "deg", _LIGHT),
            ("light_green_range", "the same in per cent of the athlete's own range", GREEN_PERCENT, "percent", _RANGE),
            ("light_red_range", "the same in per cent of the athlete's own range", RED_PERCENT, "percent", _RANGE),
            ("light_green_share", "lumbar share up to which the light is green", GREEN_SHARE, "share", _LIGHT),
            ("lumbar_called", "lumbar flexion below which its share is ignored", UNCALLED_DEG, "deg", change),
            ("rounding_early", "hip flexion before which rounding is early", CONTROL_DEG, "deg", bow),
        )
    ]


def fault_limits(exercise: CatalogueEntry) -> list[Limit]:
    """Return the limits of the faults of an exercise, and the chances from which they are possible or stated."""
    limits = [
        Limit(code=code, what=what, value=value, unit="1", source=_OWN)
        for code, what, value in (
            ("chance_possible", "chance of lying beyond a limit from which a fault is possible", POSSIBLE_FROM),
            ("chance_stated", "chance from which it is stated", SURE_FROM),
        )
    ]
    for rule in FAULTS.values():
        if rule.code in exercise.faults:
            limit, major = rule.limits(exercise)
            way = "above" if rule.beyond == "above" else "below"
            what = f"{rule.text.title}: {way} this"
            source = exercise.source if limit != rule.limit else rule.source
            limits.append(Limit(code=rule.code, what=what, value=limit, unit=rule.unit, source=source))
            what = f"{rule.text.title}, major: {way} this"
            limits.append(Limit(code=f"{rule.code}_major", what=what, value=major, unit=rule.unit, source=source))
    return limits
