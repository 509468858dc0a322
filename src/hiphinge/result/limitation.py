"""Limitations, that is, what could not be judged: stable codes for programs and sentences for people."""

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
    "exercise_unknown",
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
    "lift_height",
    "lift_not_by_hand",
]


LOAD_LIMITATIONS: Final[frozenset[str]] = frozenset(
    code for code in get_args(LimitationCode) if code.startswith("load_")
)
"""The limitations of the loads alone."""


class CannotJudge(Part):
    """Something that could not be judged, why, and how to make it possible."""

    code: str | None = Field(
        default=None,
        description="stable name of the limitation, for programs; None in files of release 0.1.0",
        json_schema_extra={"examples": list(get_args(LimitationCode))},
    )
    what: str
    reason: str
    mend: str
    arguments: list[str] = Field(
        default_factory=list, description="the arguments of an analysis that `mend` refers to, by their names in Python"
    )


class _Sentences(NamedTuple):
    what: str
    reason: str
    remedy: str
    arguments: tuple[str, ...] = ()


_LOADS: Final = "the loads on the body"
_SIDE: Final = "film from the side, level with the hips"
_EQUATION: Final = "ask a specialist in ergonomics, or change the lift so that the equation covers it"

SENTENCES: Final[Mapping[LimitationCode, _Sentences]] = MappingProxyType(
    {
        "nobody_found": _Sentences(
            "everything",
            "no person was found in the recording",
            "film one person from head to feet, in good light, and keep the whole body in the picture",
        ),
        "view_refused": _Sentences("{what}", "{view}", "{place_camera}"),
        "upper_body_hidden": _Sentences(
            "{what}",
            "head and shoulders were hidden most of the time",
            "film from the side, level with the hips, from where no plate hides the head, or from further away",
        ),
        "view_oblique": _Sentences("joint angles and faults", "{view}", "{place_camera}"),
        "too_few_frames": _Sentences(
            "repetitions",
            "the number of frames in the recording is only {frames}",
            "film at least one complete repetition",
        ),
        "no_repetition": _Sentences(
            "repetitions",
            "no complete repetition of a hip hinge, squat or bridge was found",
            "film a complete set, and stand still for a second before and after it",
        ),
        "exercise_unknown": _Sentences(
            "most faults",
            "the exercise was not recognised, so only rounding of the low back was looked for",
            "name the exercise",
            ("exercise",),
        ),
        "legs_hidden": _Sentences(
            "the knees where they were hidden",
            "knee or ankle was hidden or implausible in {percent:.0f} % of the frames",
            "make sure that no plates, benches or other people are between the camera and the legs",
        ),
        "no_points": _Sentences(
            "balance, the path of the weight, and the loads on the body", "{reason}", "record markers or a video too"
        ),
        "no_spine_angles": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "measure pelvis and thorax too, relative to this person's own standing",
        ),
        "no_outline": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "analyse the video itself with the default pose estimator, which finds the outline of the back",
        ),
        "spine_unknown": _Sentences(
            "pelvic tilt, lumbar flexion and neck extension",
            "{reason}",
            "film the whole body from the side, with nothing hiding the back, and watch the low back in the replay",
        ),
        "standing_unseen": _Sentences(
            "the low back relative to this person's own standing",
            "the recording never shows upright standing that is still for a moment, so pelvis and spine are measured "
            "from average standing and not from this person's own, with wider intervals",
            "stand upright and still for a second at the start, or give a clip of quiet standing",
            ("standing",),
        ),
        "low_back_hidden": _Sentences(
            "the low back where it was hidden",
            "the outline of the back did not show its shape in {percent:.0f} % of the repetitions' frames",
            "wear a close-fitting top, and make sure that no arms, plates or other people hide the back",
        ),
        "load_not_given": _Sentences(
            _LOADS,
            "the weight lifted was not given",
            "give the weight, 0 for none; height, body mass and sex of the athlete make the intervals narrower",
            ("load_kg", "height_m", "mass_kg", "sex"),
        ),
        "load_view": _Sentences(_LOADS, "{reason}", _SIDE),
        "load_spine_unknown": _Sentences(
            _LOADS,
            "loads need pelvis and low back measured separately: {reason}",
            "film the whole body from the side, with nothing hiding the back",
        ),
        "load_person": _Sentences(_LOADS, "the body model covers {expected}, but {found} was given", "{remedy}"),
        "load_place": _Sentences(_LOADS, "{reason}", "name the exercise", ("exercise",)),
        "load_beyond_model": _Sentences(
            _LOADS + "{where}",
            "a joint was bent beyond the range of the body model (knees {knee_deg:.0f}°, hips {hip_deg:.0f}°)",
            "film a set that is less deep; beyond that range loads cannot be determined",
        ),
        "load_hidden": _Sentences(
            _LOADS + "{where}",
            "the deepest posture, or too much of the rest of the movement, was hidden",
            "film from the side, with nothing hiding back and legs",
        ),
        "wall_unknown": _Sentences("the distance to the wall", "{reason}", "{remedy}", ("heel_cm", "wall_x_px")),
        "rod_unknown": _Sentences("the contacts of the rod", "{reason}", "{remedy}"),
        "lift_condition": _Sentences("the lift", "the equation does not cover {condition}", _EQUATION),
        "lift_rate": _Sentences(
            "the lift", "the equation covers up to {most:g} lifts per minute, and {found:g} were given", _EQUATION
        ),
        "lift_hours": _Sentences(
            "the lift",
            "the equation covers up to {most:g} hours of lifting per day, and {found:g} were given",
            _EQUATION,
        ),
        "lift_height": _Sentences(
            "the lift",
            "the equation covers hands up to {most} above the floor, and {where} they are at {found}",
            _EQUATION,
        ),
        "lift_not_by_hand": _Sentences(
            "the lift", "{carried}, and the equation covers only lifting with the hands", _EQUATION
        ),
    }
)
"""The sentences of each code, with the names of their values in braces."""


def limitation(code: LimitationCode, **values: object) -> CannotJudge:
    """Return the limitation of a code, with its sentences filled in from `values`."""
    *sentences, arguments = SENTENCES[code]
    what, reason, remedy = (sentence.format(**values) for sentence in sentences)
    return CannotJudge(code=code, what=what, reason=reason, mend=remedy, arguments=list(arguments))
