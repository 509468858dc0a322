"""The words of the loads, the same in page and terminal: what was pressed and turned, how hard, and for whom."""

from __future__ import annotations

from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import clock, interval, number, with_interval
from hiphinge.report.words import sentence
from hiphinge.result import Analysis, CannotJudge, LimitationCode, LoadBasis, LoadPlace, Loads, Repetition

_NO_LOADS: Final[frozenset[LimitationCode]] = frozenset(
    {
        "load_not_given",
        "load_view",
        "load_spine_unknown",
        "load_person",
        "load_place",
        "load_beyond_model",
        "load_hidden",
        "no_points",
    }
)
"""The limitations for which loads are not computed."""

AT_DEEPEST_S: Final = 0.15
"""A moment this near to the deepest is called that."""

_MOMENTS: Final = {
    "descent": "On the way down",
    "bottom": "At the bottom",
    "ascent": "On the way up",
    "lockout": "At the top",
}


LOAD_PLACES: Final[dict[LoadPlace, str]] = {
    "none": "without a weight",
    "hands": "in the hands",
    "back": "on the upper back",
    "hips": "on the hips",
}


def demand(loads: Loads, muscle: str) -> Measure | None:
    """The largest share of a muscle group's strength that was used, 1 for all of it; None where it is not known."""
    if muscle not in loads.demand:
        return None
    value = loads.demand[muscle]
    return Measure(value, min(loads.demand_low[muscle], value), max(loads.demand_high[muscle], value))


def absent(analysis: Analysis) -> str | None:
    """Return why there are no loads and what would help, in a line; None where no limitation is about loads."""
    limitation = next((found for found in analysis.cannot_judge if _is_about_loads(found)), None)
    return None if limitation is None else f"{sentence(limitation.reason)} {sentence(limitation.mend)}"


def _is_about_loads(limitation: CannotJudge) -> bool:
    """Return whether a limitation keeps loads from being computed; release 0.1.0 wrote no codes, only words."""
    return "loads" in limitation.what.lower() if limitation.code is None else limitation.code in _NO_LOADS


def lead(repetition: Repetition, loads: Loads, analysis: Analysis, *, several: bool) -> str:
    """The first sentence: when, how hard the lowest disc was pressed, and how many times standing that is."""
    time_s = loads.peak_s["l5s1_compression_n"]
    ratio = loads.compression_over_standing
    when = _moment(repetition, time_s, bridge=analysis.pattern.name == "bridge")
    which = f" of repetition {repetition.index}" if several else ""
    pressed = with_interval(loads.l5s1_compression_n, "l5s1_compression_n")
    return (
        f"{when}{which} the lowest disc was pressed with {pressed}, "
        f"{_about(ratio)} standing ({interval(ratio, 'compression_over_standing')})."
    )


def more(loads: Loads) -> list[str]:
    """The sentences after the first: across the disc, moments, who bears them."""
    passive = loads.passive_share
    joints = (
        "To hold that, the back had to turn with a moment of "
        f"{with_interval(loads.l5s1_moment_nm, 'l5s1_moment_nm')} at the lowest disc, "
        f"both hips together with {with_interval(loads.hip_moment_nm, 'hip_moment_nm')} "
        f"and both knees with {_knee(loads.knee_moment_nm)}."
    )
    share = (
        f"at most {with_interval(passive, 'passive_share')}"
        if passive.value >= 0.005
        else f"next to nothing ({interval(passive, 'passive_share')}{quantity('passive_share').sign})"
    )
    bearers = f"Discs and ligaments bore {share} of what straightens the back; muscles bore the rest."
    return [f"It was {across(loads.l5s1_shear_n)}.", joints, bearers]


def _moment(repetition: Repetition, time_s: float, *, bridge: bool) -> str:
    """Name a moment of a repetition in words."""
    if abs(time_s - repetition.bottom_s) <= AT_DEEPEST_S:
        return "At the lowest point" if bridge else "At the deepest point"
    phases = [part.name for part in repetition.phases if part.start_s <= time_s < part.end_s]
    return _MOMENTS[phases[-1]] if phases else f"At {clock(time_s)}"


def _about(ratio: Measure) -> str:
    """`about 9 times`, or to the tenth where it is hardly more than once."""
    return f"{ratio.value:.1f} times" if ratio.value < 1.5 else f"about {ratio.value:.0f} times"


def _knee(moment_nm: Measure) -> str:
    """The knees' moment and which way it turns: its sign in words."""
    of = "knee_moment_nm"
    if moment_nm.low < 0 < moment_nm.high:
        return f"{with_interval(moment_nm, of)}, where positive straightens them"
    if moment_nm.value < 0:
        return f"{with_interval(-moment_nm, of)}, which bends them"
    return f"{with_interval(moment_nm, of)}, which straightens them"


def across(shear_n: Measure) -> str:
    """The shear in words: `pushed forward across with 0.9 kN (0.4 to 1.4)`."""
    if shear_n.low < 0 < shear_n.high:
        return f"pushed across with {with_interval(shear_n, 'l5s1_shear_n')}, where positive is forward"
    forward = shear_n.value >= 0
    size = shear_n if forward else -shear_n
    return f"pushed {'forward' if forward else 'backward'} across with {with_interval(size, 'l5s1_shear_n')}"


def change_in_words(change: Measure) -> str:
    """What a change takes from the load: `9 % less (5 to 12)`, or that nothing surely changes."""
    if change.low < 0 < change.high:
        return f"{with_interval(change, 'percent')}, no sure change"
    less = change.value <= 0
    size = -change if less else change
    return f"{number(size.value, 'percent')} {'less' if less else 'more'} ({interval(size, 'percent')})"


def basis_rows(basis: LoadBasis) -> list[tuple[str, str]]:
    """What the loads were computed for, as pairs of a name and a text."""
    seen = " (hands seen)" if basis.hands_seen else " (hands not seen: arms as the exercise has them)"
    held = f"{basis.load_kg:g} kg {LOAD_PLACES[basis.where]}{seen if basis.where == 'hands' else ''}"
    return [
        ("Height", _person(basis.height_m, "m", given=basis.height_given)),
        ("Body mass", _person(basis.mass_kg, "kg", given=basis.mass_given)),
        ("Sex", "as given" if basis.sex_given else "not given: the intervals cover the models of men and of women"),
        ("Weight", "none" if basis.where == "none" or basis.load_kg <= 0 else held),
        *([("Support", "floor or bench bears the upper back")] if basis.supported else []),
        (
            "The same disc in standing, without a weight",
            with_interval(basis.standing_compression_n, "l5s1_compression_n"),
        ),
    ]


def _person(measure: Measure, unit: str, *, given: bool) -> str:
    """Height or mass with where it is from."""
    usual = "not given: that of adults at large, with its wide interval"
    return f"{with_interval(measure, unit)}, {'as given' if given else usual}"
