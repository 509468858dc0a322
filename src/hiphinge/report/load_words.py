"""The words of the loads, the same in page and terminal: forces, moments, and what they were computed for."""

from __future__ import annotations

from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import quantity
from hiphinge.report.numbers import clock, interval, number, with_interval
from hiphinge.report.words import sentence
from hiphinge.result import Analysis, CannotJudge, LoadBasis, LoadPlace, Loads, Repetition
from hiphinge.result.limitation import LOAD_LIMITATIONS

_NO_LOADS: Final = LOAD_LIMITATIONS | {"no_points"}
"""The limitations for which loads are not computed."""

AT_DEEPEST_S: Final = 0.15
"""A moment within this time of the deepest one is called the deepest, seconds."""

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
    """Return the largest share of a muscle group's strength that was used, 1 for all; None where not known."""
    if muscle not in loads.demand:
        return None
    value = loads.demand[muscle]
    return Measure(value, min(loads.demand_low[muscle], value), max(loads.demand_high[muscle], value))


def absent(analysis: Analysis) -> str | None:
    """Return why there are no loads and what would help, in a line; None where no limitation is about loads."""
    limitation = next((entry for entry in analysis.cannot_judge if _is_about_loads(entry)), None)
    return None if limitation is None else f"{sentence(limitation.reason)} {sentence(limitation.mend)}"


def _is_about_loads(limitation: CannotJudge) -> bool:
    """Return whether a limitation keeps loads from being computed; release 0.1.0 wrote no codes, only words."""
    return "loads" in limitation.what.lower() if limitation.code is None else limitation.code in _NO_LOADS


def lead(repetition: Repetition, loads: Loads, analysis: Analysis, *, several: bool) -> str:
    """Return the first sentence: the moment, the compression of the lowest disc, and its ratio to that of standing."""
    time_s = loads.peak_s["l5s1_compression_n"]
    ratio = loads.compression_over_standing
    when = _moment(repetition, time_s, bridge=analysis.pattern.name == "bridge")
    which = f" of repetition {repetition.index}" if several else ""
    compression = with_interval(loads.l5s1_compression_n, "l5s1_compression_n")
    return (
        f"{when}{which} the lowest disc was compressed with {compression}, "
        f"{_about(ratio)} as much as in standing ({interval(ratio, 'compression_over_standing')})."
    )


def more(loads: Loads) -> list[str]:
    """Return the sentences after the first: shear, moments, and the share of discs and ligaments."""
    passive = loads.passive_share
    joints = (
        "That took a moment of "
        f"{with_interval(loads.l5s1_moment_nm, 'l5s1_moment_nm')} at the lowest disc, "
        f"{with_interval(loads.hip_moment_nm, 'hip_moment_nm')} at both hips together "
        f"and at both knees together {_knee(loads.knee_moment_nm)}."
    )
    share = (
        f"at most {with_interval(passive, 'passive_share')}"
        if passive.value >= 0.005
        else f"next to nothing ({interval(passive, 'passive_share')}{quantity('passive_share').sign})"
    )
    passive_part = f"Discs and ligaments gave {share} of the moment that straightens the back; muscles gave the rest."
    return [f"It was {across(loads.l5s1_shear_n)}.", joints, passive_part]


def _moment(repetition: Repetition, time_s: float, *, bridge: bool) -> str:
    """Return a moment of a repetition in words."""
    if abs(time_s - repetition.bottom_s) <= AT_DEEPEST_S:
        return "At the lowest point" if bridge else "At the deepest point"
    phases = [part.name for part in repetition.phases if part.start_s <= time_s < part.end_s]
    return _MOMENTS[phases[-1]] if phases else f"At {clock(time_s)}"


def _about(ratio: Measure) -> str:
    """Return `about 9 times`, with a decimal below 1.5."""
    return f"{ratio.value:.1f} times" if ratio.value < 1.5 else f"about {ratio.value:.0f} times"


def _knee(moment_nm: Measure) -> str:
    """Return the moment of the knees with its sign in words."""
    of = "knee_moment_nm"
    if moment_nm.low < 0 < moment_nm.high:
        return f"{with_interval(moment_nm, of)}, where positive straightens them"
    if moment_nm.value < 0:
        return f"{with_interval(-moment_nm, of)}, which bends them"
    return f"{with_interval(moment_nm, of)}, which straightens them"


def across(shear_n: Measure) -> str:
    """Return the shear in words: `sheared forward with 0.9 kN (0.4 to 1.4)`."""
    if shear_n.low < 0 < shear_n.high:
        return f"sheared with {with_interval(shear_n, 'l5s1_shear_n')}, where positive is forward"
    forward = shear_n.value >= 0
    size = shear_n if forward else -shear_n
    return f"sheared {'forward' if forward else 'backward'} with {with_interval(size, 'l5s1_shear_n')}"


def change_in_words(change: Measure) -> str:
    """Return a change of the load in words: `9 % less (5 to 12)`, or that its direction is not certain."""
    if change.low < 0 < change.high:
        return f"{with_interval(change, 'percent')}, direction not certain"
    less = change.value <= 0
    size = -change if less else change
    return f"{number(size.value, 'percent')} {'less' if less else 'more'} ({interval(size, 'percent')})"


def basis_rows(basis: LoadBasis) -> list[tuple[str, str]]:
    """Return the inputs of the loads as pairs of a name and a text."""
    hands = " (hands seen)" if basis.hands_seen else " (hands not seen: arms placed as the exercise has them)"
    held = f"{basis.load_kg:g} kg {LOAD_PLACES[basis.where]}{hands if basis.where == 'hands' else ''}"
    return [
        ("Height", _body_size(basis.height_m, "m", given=basis.height_given)),
        ("Body mass", _body_size(basis.mass_kg, "kg", given=basis.mass_given)),
        ("Sex", "as given" if basis.sex_given else "not given: the intervals cover the models of men and of women"),
        ("Weight", "none" if basis.where == "none" or basis.load_kg <= 0 else held),
        *([("Support", "the floor or a bench supports the upper back")] if basis.supported else []),
        (
            "The same disc in standing, without a weight",
            with_interval(basis.standing_compression_n, "l5s1_compression_n"),
        ),
    ]


def _body_size(measure: Measure, unit: str, *, given: bool) -> str:
    """Return height or mass with its source."""
    usual = "not given: the average of adults, with its wide interval"
    return f"{with_interval(measure, unit)}, {'as given' if given else usual}"
