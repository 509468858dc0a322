"""Published figures of lumbar flexion for comparison: means of groups, none of them a limit."""

from __future__ import annotations

from typing import Final

from hiphinge.result import ExerciseName, PublishedFigure

_BOXES: Final = "Plamondon 2010, Ergonomics 53:1239"
_LOADED: Final = "Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27"
_STYLES: Final = "von Arx 2021, Front Bioeng Biotechnol 9:769117"


def _figure(what: str, group: str, mean: float, deviation: float | None, source: str) -> PublishedFigure:
    return PublishedFigure(
        what=what, group=group, lumbar_flexion_deg=mean, standard_deviation_deg=deviation, source=source
    )


EXPERIENCED: Final = _figure("lifting boxes", "15 expert handlers", 54.0, 11.0, _BOXES)
INEXPERIENCED: Final = _figure("lifting boxes", "15 novice handlers", 66.0, 15.0, _BOXES)
"""How far the low back bends in people with and without experience of lifting."""

_FULL: Final = _figure("bending forward as far as it goes", "41 adults", 41.6, None, "Esola 1996, Spine 21:71")
_GOOD_MORNING: Final = _figure("good morning, a quarter of body weight", "13 adults", 23.8, 6.3, _LOADED)
_DEADLIFTS: Final = (
    _figure("deadlift, a quarter of body weight", "13 adults", 27.4, 5.4, _LOADED),
    _figure("deadlift start, 70 % of one maximum", "24 lifters", 33.0, None, "Bengtsson 2022, IJSPT"),
)
_SQUAT: Final = _figure("squat lift of a 15 kg box", "30 adults", 25.1, 8.2, _STYLES)
_STOOP: Final = _figure("stoop lift of a 15 kg box", "30 adults", 35.9, 10.1, _STYLES)

_NEAREST: Final[dict[ExerciseName, tuple[PublishedFigure, ...]]] = {
    "romanian_deadlift": (_GOOD_MORNING,),
    "good_morning": (_GOOD_MORNING,),
    "deadlift": _DEADLIFTS,
    "rack_pull": _DEADLIFTS,
    "squat": (_SQUAT,),
    "stoop": (_STOOP,),
    "glute_bridge": (),
    "hip_thrust": (),
}


def published_for(exercise: ExerciseName) -> list[PublishedFigure]:
    """Return figures of the exercise or of a similar one, then of experts, novices and the full range of motion."""
    nearest = _NEAREST.get(exercise, ())
    lying = exercise in {"glute_bridge", "hip_thrust"}
    return [] if lying else [*nearest, EXPERIENCED, INEXPERIENCED, _FULL]
