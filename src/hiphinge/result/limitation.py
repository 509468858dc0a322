"""What could not be judged: stable codes for programs, and the sentences for people, in one place."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, NamedTuple, get_args

from pydantic import Field

from hiphinge.result.part import Part

LimitationCode = Literal[
    "nobody_found",
    "view_refused",
    "upper_body_hidden",
    "view_oblique",
    "too_few_frames",
    "no_repetition",
    "legs_hidden",
    "no_points",
    "no_outline",
    "no_spine_angles",
    "spine_unknown",
    "standing_unseen",
    "low_back_hidden",
    "load_not_given",
    "load_view",
    "load_spine_unknown",
    "load_person",
    "load_place",
    "load_beyond_model",
    "load_hidden",
    "wall_unknown",
    "rod_unknown",
    "lift_condition",
    "lift_rate",
    "lift_hours",
    "lift_not_by_hand",
]


class CannotJudge(Part):
    """Something that was not judged, why, and how to make it possible."""

    code: str | None = Field(
        default=None,
        description="stable name of the limitation, for programs; None in files of release 0.1.0",
        json_schema_extra={"examples": list(get_args(LimitationCode))},
    )
    what: str
    reason: str
    mend: str
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `mend` speaks of, by their names in Python"
    )


class _Sentences(NamedTuple):
    what: str
    reason: str
    mend: str
    arguments: tuple[str, ...] = ()


_LIFT: Final = "what the lift loads"
_SIDE: Final = "film from the side, level with the hips"
_EQUATION: Final = "ask someone who measures such work, or change the lift so that the equation covers it"

SENTENCES: Final[Mapping[LimitationCode, _Sentences]] = MappingProxyType(
    {
        "nobody_found": _Sentences(
            "everything",
            "no person was found in the recording",
            "film one person from head to feet, in good light, and keep the whole body in the picture",
        ),
        "view_refused": _Sentences("everything", "{view}", "{place_camera}"),
        "upper_body_hidden": _Sentences(
            "{what}",
            "head and shoulders were hidden most of the time",
            "film from the side where no plate hides the head, or from further away, level with the hips",
        ),
        "view_oblique": _Sentences("joint angles and faults", "{view}", "{place_camera}"),
        "too_few_frames": _Sentences(
            "repetitions", "the recording has only {frames} frames to look at", "film at least one whole repetition"
        ),
        "no_repetition": _Sentences(
            "repetitions",
            "no whole repetition of a hip hinge, squat or bridge was seen",
            "film a whole set, with a second of standing still before and after it",
        ),
        "legs_hidden": _Sentences(
            "the knees where they were hidden",
            "knee or ankle could not be seen believably in {percent:.0f} % of the frames",
            "keep plates, benches and other people from standing between the camera and the legs",
        ),
        "no_points": _Sentences("balance, the load's path and loads", "{reason}", "record markers or a video as well"),
        "no_spine_angles": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "measure pelvis and thorax as well, against this person's own standing",
        ),
        "no_outline": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "give the video itself and let the MediaPipe estimator read it: it sees the outline of the back",
        ),
        "spine_unknown": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "film the whole body from the side, with nothing before the back, and watch the low back in the replay",
        ),
        "standing_unseen": _Sentences(
            "the low back against this person's own standing",
            "the recording never shows upright standing, so pelvis and spine are told against what people are like and "
            "not against this person, with wider intervals",
            "stand upright and still for a second at the start, or give a clip of quiet standing",
            ("standing",),
        ),
        "low_back_hidden": _Sentences(
            "the low back where it was hidden",
            "the outline of the back did not show its shape in {percent:.0f} % of the repetitions' frames",
            "wear a close-fitting top, and keep arms, plates and other people from standing before the back",
        ),
        "load_not_given": _Sentences(
            _LIFT,
            "the weight that was lifted was not given",
            "give it, 0 for none; height, body mass and sex of the lifter make the intervals narrower",
            ("load_kg", "height_m", "mass_kg", "sex"),
        ),
        "load_view": _Sentences(_LIFT, "{reason}", _SIDE),
        "load_spine_unknown": _Sentences(
            _LIFT,
            "it needs pelvis and low back apart: {reason}",
            "film the whole body from the side, with nothing before the back",
        ),
        "load_person": _Sentences(_LIFT, "the model of the body is for {expected}, and {found} was told", "{remedy}"),
        "load_place": _Sentences(_LIFT, "{reason}", "name the exercise", ("exercise",)),
        "load_beyond_model": _Sentences(
            _LIFT + "{where}",
            "a joint was bent beyond what the model of the body can (knees {knee_deg:.0f}°, hips {hip_deg:.0f}°)",
            "what is beyond it cannot be told; film a set that is less deep",
        ),
        "load_hidden": _Sentences(
            _LIFT + "{where}",
            "the deepest posture, or too much of the rest, was hidden",
            "film from the side with nothing before back and legs",
        ),
        "wall_unknown": _Sentences("the distance to the wall", "{reason}", "{remedy}", ("heel_cm", "wall_x_px")),
        "rod_unknown": _Sentences("the contacts of the rod", "{reason}", "{remedy}"),
        "lift_condition": _Sentences("the lift", "the equation was not made for {condition}", _EQUATION),
        "lift_rate": _Sentences(
            "the lift", "its table ends at {most:g} lifts a minute, and these are {found:g}", _EQUATION
        ),
        "lift_hours": _Sentences(
            "the lift", "its table ends at {most:g} hours of lifting a day, and these are {found:g}", _EQUATION
        ),
        "lift_not_by_hand": _Sentences("the lift", "{carried}, and the equation is for the hands", _EQUATION),
    }
)
"""What is said of each code, with the names of what varies in braces."""


def limitation(code: LimitationCode, **values: object) -> CannotJudge:
    """What could not be judged, by its code, with the values that its sentences ask for."""
    *sentences, arguments = SENTENCES[code]
    what, reason, mend = (sentence.format(**values) for sentence in sentences)
    return CannotJudge(code=code, what=what, reason=reason, mend=mend, arguments=list(arguments))
