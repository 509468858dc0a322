"""What the page says of the loads: sentences, figures by repetition, body map, the moment of the peak, what if."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from hiphinge.core.measure import Measure
from hiphinge.report import words
from hiphinge.report.page import body_map, load_disc, load_scene
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, HandPlace, LoadBasis, Loads, Repetition, WhatIf

LEFT_OUT: Final = "loads"
"""What `cannot_judge` calls the loads where they were not computed, or a part of what it calls them."""

NUMBERS: Final = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)

_AT_DEEPEST_S: Final = 0.15
"""A moment this near to the deepest is called that."""

_WHERE: Final = {"none": "", "hands": "in the hands", "back": "on the upper back", "hips": "on the hips"}

_MOMENTS: Final = {
    "descent": "On the way down",
    "bottom": "At the bottom",
    "ascent": "On the way up",
    "lockout": "At the top",
}


def panel(analysis: Analysis, table: FrameTable) -> dict[str, Any] | None:
    """What the page shows of the loads.

    Parameters
    ----------
    analysis
        The analysis.
    table
        Its table of frames, for the posture at the peak; may have no rows.

    Returns
    -------
    dict or None
        For the template `loads.html.j2`; only `absent`, a sentence, where loads were asked for and not computed; None
        where nothing is known of them at all.
    """
    loaded = [(one, one.loads) for one in analysis.repetitions if one.loads is not None]
    basis = analysis.load_basis
    if not loaded or basis is None:
        why = None if analysis.drill is not None else absent(analysis)  # a drill is done without a weight
        return None if why is None else {"absent": why}
    most, loads = max(loaded, key=lambda pair: pair[1].l5s1_compression_n.value)
    groups = body_map.groups(loads)
    hands = _hands(most, loads)
    at = load_scene.moment(table, loads.peak_s["l5s1_compression_n"], basis, hands)
    return {
        "absent": None,
        "lead": lead(most, loads, analysis, several=len(loaded) > 1),
        "more": more(loads),
        "peak_s": loads.peak_s["l5s1_compression_n"],
        "number": most.index if len(loaded) > 1 else None,
        "rows": [_row(one, of) for one, of in loaded],
        "groups": groups,
        "map": {name: _own(body_map.svg(groups, name)) for name in ("back", "side")} if groups else None,
        "map_told": body_map.told(groups),
        "ramp": ", ".join(body_map.RAMP),
        "beyond": any(group.beyond for group in groups),
        "surely": all(group.used.low > 1.0 for group in groups if group.beyond),
        "reach": max([1.0, *(group.used.high for group in groups)]),
        "scene": None if at is None else _scene(at, basis, hanging=hands is None),
        "what_if": _what_if(loads),
        "basis": _basis(basis),
        "published": basis.published,
        "notes": basis.notes,
    }


def absent(analysis: Analysis) -> str | None:
    """Why there are no loads, in a line; None where nothing says so."""
    gap = next((gap for gap in analysis.cannot_judge if LEFT_OUT in gap.what.lower()), None)
    return None if gap is None else f"{words.sentence(gap.reason)} {words.sentence(gap.mend)}"


def lead(repetition: Repetition, loads: Loads, analysis: Analysis, *, several: bool) -> str:
    """The first sentence: when, how hard the lowest disc was pressed, and how many times standing that is."""
    time_s = loads.peak_s["l5s1_compression_n"]
    pressed = words.in_kilo(loads.l5s1_compression_n)
    ratio = loads.compression_over_standing
    when = _moment(repetition, time_s, bridge=analysis.pattern.name == "bridge")
    which = f" of repetition {repetition.index}" if several else ""
    return (
        f"{when}{which} the lowest disc was pressed with {_told(pressed, 'kN')}, "
        f"{_about(ratio)} standing ({words.interval(ratio, 'times')})."
    )


def more(loads: Loads) -> list[str]:
    """The sentences after the first: across the disc, moments, who bears them."""
    passive = words.times(loads.passive_share, 100)
    hip, back = loads.hip_moment_nm, loads.l5s1_moment_nm
    across = f"It was {load_disc.across_words(loads.l5s1_shear_n)}."
    joints = (
        f"To hold that, the back turned with {_told(back, 'Nm')} at the lowest disc, "
        f"both hips together with {_told(hip, 'Nm')} and both knees with {_knee(loads.knee_moment_nm)}."
    )
    share = (
        f"At most {_told(passive, '%')}"
        if passive.value >= 0.5
        else f"Next to nothing ({words.interval(passive, '%')} %)"
    )
    bearers = f"{share} of what straightens the back was left to discs and ligaments; muscles bore the rest."
    return [across, joints, bearers]


def _moment(repetition: Repetition, time_s: float, *, bridge: bool) -> str:
    """Name a moment of a repetition in words."""
    if abs(time_s - repetition.bottom_s) <= _AT_DEEPEST_S:
        return "At the lowest point" if bridge else "At the deepest point"
    phases = [part.name for part in repetition.phases if part.start_s <= time_s < part.end_s]
    return _MOMENTS[phases[-1]] if phases else f"At {words.clock(time_s)}"


def _about(ratio: Measure) -> str:
    """`about nine times`, or how much more where it is less than twice."""
    times = round(ratio.value)
    if ratio.value < 1.5:
        return f"{ratio.value:.1f} times"
    return f"about {NUMBERS[times] if times < len(NUMBERS) else times} times"


def _told(measure: Measure, unit: str) -> str:
    """A value with its unit and interval, as it stands in a sentence."""
    return f"{words.number(measure.value, unit, beside=measure)} ({words.interval(measure, unit)})"


def _knee(moment_nm: Measure) -> str:
    """The knees' moment and which way it turns: its sign in words."""
    if moment_nm.low < 0 < moment_nm.high:
        return f"{_told(moment_nm, 'Nm')}, straightening where positive"
    if moment_nm.value < 0:
        return f"{_told(-moment_nm, 'Nm')}, which bends them"
    return f"{_told(moment_nm, 'Nm')}, which straightens them"


def _row(one: Repetition, loads: Loads) -> dict[str, Any]:
    """One row of the table by repetition."""
    return {
        "index": one.index,
        "peak_s": loads.peak_s["l5s1_compression_n"],
        "cells": [
            (words.in_kilo(loads.l5s1_compression_n), "kN"),
            (loads.compression_over_standing, "times"),
            (words.in_kilo(loads.l5s1_shear_n), "kN"),
            (loads.l5s1_moment_nm, "Nm"),
            (loads.hip_moment_nm, "Nm"),
            (loads.knee_moment_nm, "Nm"),
            (words.times(loads.passive_share, 100), "%"),
        ],
    }


def _hands(repetition: Repetition, loads: Loads) -> HandPlace | None:
    """Where the hands were at the largest compression: known only where that was about their lowest place."""
    near = abs(loads.peak_s["l5s1_compression_n"] - repetition.bottom_s) <= _AT_DEEPEST_S
    return repetition.hands.lift_off if near and repetition.hands is not None else None


def _scene(at: load_scene.Moment, basis: LoadBasis, *, hanging: bool) -> dict[str, Any]:
    """The picture of the peak with its key."""
    weighted = basis.load_kg > 0 and basis.where != "none"
    return {
        "figure": _own(load_scene.scene(at, basis)),
        "disc": _own(load_disc.disc(at.compression_n, at.shear_n, load_disc.slope_deg(at.stance))),
        "time_s": at.time_s,
        "pressed": words.in_kilo(at.compression_n),
        "across": None if at.shear_n is None else load_disc.across_words(at.shear_n),
        "weighted": weighted,
        "supported": basis.supported,
        "bend_known": at.bend_known,
        "legs_seen": at.legs_seen,
        "hanging": hanging and basis.where == "hands",
    }


def _what_if(loads: Loads) -> list[dict[str, Any]]:
    """The bars: the lift as it was, and with one thing changed."""
    if not loads.what_if:
        return []
    told: list[tuple[str, WhatIf | None, Measure]] = [("As it was lifted", None, loads.l5s1_compression_n)]
    told += [(words.upper_first(one.what), one, one.l5s1_compression_n) for one in loads.what_if]
    reach = max(force.high for _, _, force in told)
    return [
        {
            "title": title,
            "force": words.in_kilo(force),
            "change": None if one is None else change_words(one.change_percent),
            "bar": bar(force, reach),
        }
        for title, one, force in told
    ]


def change_words(change: Measure) -> str:
    """What a change takes from the load: `9 % less (5 to 12)`, or that nothing surely changes."""
    if change.low < 0 < change.high:
        return f"{_told(change, '%')}, no sure change"
    less = change.value <= 0
    size = -change if less else change
    return f"{words.number(size.value, '%')} {'less' if less else 'more'} ({words.interval(size, '%')})"


def bar(measure: Measure, reach: float) -> dict[str, float]:
    """Value and interval as shares of a bar that reaches up to `reach`, per cent."""
    low, value, high = (round(100 * max(part, 0.0) / reach, 1) for part in (measure.low, measure.value, measure.high))
    return {"low": low, "value": value, "high": high}


def _basis(basis: LoadBasis) -> list[tuple[str, str]]:
    """What the loads were computed for, as pairs of a name and a text."""
    usual = "not told: the usual of adults at large, with its wide interval"
    person = f"{_told(basis.height_m, 'm')}, {'as told' if basis.height_given else usual}"
    mass = f"{_told(basis.mass_kg, 'kg')}, {'as told' if basis.mass_given else usual}"
    sex = "as told" if basis.sex_given else "not told: the man's and the woman's model both stand in the intervals"
    seen = " (hands seen)" if basis.hands_seen else " (hands not seen: arms as the exercise has them)"
    held = f"{basis.load_kg:g} kg {_WHERE[basis.where]}{seen if basis.where == 'hands' else ''}"
    load = "none" if basis.where == "none" or basis.load_kg <= 0 else held
    standing = words.in_kilo(basis.standing_compression_n)
    support = [("Upper back", "borne by floor or bench")] if basis.supported else []
    return [
        ("Height", person),
        ("Body mass", mass),
        ("Sex", sex),
        ("Weight", load),
        *support,
        ("The same disc in standing, without a weight", _told(standing, "kN")),
    ]


def _own(text: str) -> Markup:
    """Mark a drawing that this program made, of its own words and numbers only, as fit for the page."""
    return Markup(text)  # noqa: S704 - made by `body_map` and `load_scene`
