"""List published loads of lifts for comparison. None of them is a limit, and none is called safe or unsafe."""

from __future__ import annotations

from typing import Final

from hiphinge.result import ExerciseName, PublishedLoad

_CHOLEWICKI: Final = "Cholewicki, McGill & Norman 1991, Med Sci Sports Exerc 23:1179"
_KINGMA: Final = "Kingma 2004, Ergonomics 47:1365"


def _figure(what: str, value: str, source: str) -> PublishedLoad:
    """Return one published load."""
    return PublishedLoad(what=what, value=value, source=source)


_POWERLIFTERS: Final = _figure(
    "deadlifts of 57 national powerlifters, the largest of their means",
    "compression at L4/L5 up to 17192 N, moment at L4/L5 988 Nm, at the hips 1047 Nm",
    _CHOLEWICKI,
)
_BOX: Final = _figure(
    "lifting a box of 10.5 kg from the floor, squatted and stooped",
    "shear at L5/S1 1100 to 1400 N; compression 17 % higher squatted, with the box before the knees",
    _KINGMA,
)
_DESIGN: Final = _figure(
    "the figure from which NIOSH derived its lifting equation, for work done day after day",
    "compression at L5/S1 of 3400 N; lifters go beyond it as a matter of course",
    "Waters 1993, Ergonomics 36:749, as quoted",
)
_SWING: Final = _figure(
    "kettlebell swing with 16 kg",
    "compression at L4/L5 about 3200 N, with shear that pulls L4 backwards on L5",
    "McGill & Marshall 2012, JSCR 26:16",
)
_ROMANIAN: Final = _figure(
    "Romanian deadlift of 21 men at 70 % of one maximum",
    "the knee's net moment bends it: 0.28 against 0.21 that extends it in the conventional deadlift, normalised",
    "Lee 2018, J Exerc Sci Fit 16:87",
)
_SIX: Final = _figure(
    "sets of six of 11 sprinters: squat, hip thrust, deadlift",
    "knee extension 155, 66 and 24 Nm; hips and low back extend with more in the deadlift and the thrust",
    "Otsuka 2021, PLoS One 16:e0251418",
)
_THRUST: Final = _figure(
    "hip thrust beside squat, ten repetitions' maximum, 13 trained women",
    "activity of the upper gluteus maximus 69.5 against 29.4 % of its maximum",
    "Contreras 2015, J Appl Biomech 31:452",
)

_NEAREST: Final[dict[ExerciseName, tuple[PublishedLoad, ...]]] = {
    "romanian_deadlift": (_ROMANIAN, _POWERLIFTERS),
    "deadlift": (_POWERLIFTERS, _SIX),
    "rack_pull": (_POWERLIFTERS,),
    "good_morning": (_SIX,),
    "kettlebell_swing": (_SWING,),
    "glute_bridge": (_THRUST,),
    "hip_thrust": (_THRUST, _SIX),
    "squat": (_SIX,),
    "stoop": (_BOX,),
    "bag_lift": (_BOX,),
}


def published_loads_for(exercise: ExerciseName) -> list[PublishedLoad]:
    """Return loads of the exercise or those nearest to it, then the design value of lifting at work."""
    lying = exercise in {"glute_bridge", "hip_thrust"}
    return [*_NEAREST.get(exercise, ()), *(() if lying else (_DESIGN,))]
