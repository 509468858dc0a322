"""What the page says of the loads: sentences, figures by repetition, body map, the moment of the peak, what if."""

from __future__ import annotations

from typing import Any, Final

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import Quantity, of_group, quantity
from hiphinge.report import words
from hiphinge.report.numbers import clock, interval, number, with_interval
from hiphinge.report.page import body_map, load_disc, load_scene
from hiphinge.report.page.template import own_markup
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis, HandPlace, LoadBasis, Loads, Repetition, WhatIf

NOT_COMPUTED: Final = "loads"
"""What `cannot_judge` calls the loads where they were not computed, or a part of what it calls them."""

_AT_DEEPEST_S: Final = 0.15
"""A moment this near to the deepest is called that."""

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
    loaded = [(rep, rep.loads) for rep in analysis.repetitions if rep.loads is not None]
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
        "columns": table_columns(),
        "rows": [_row(repetition, found) for repetition, found in loaded],
        "groups": groups,
        "map": {name: own_markup(body_map.svg(groups, name)) for name in ("back", "side")} if groups else None,
        "map_words": body_map.in_words(groups),
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
    gap = next((gap for gap in analysis.cannot_judge if NOT_COMPUTED in gap.what.lower()), None)
    return None if gap is None else f"{words.sentence(gap.reason)} {words.sentence(gap.mend)}"


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
    across = f"It was {load_disc.across_words(loads.l5s1_shear_n)}."
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
    return [across, joints, bearers]


def _moment(repetition: Repetition, time_s: float, *, bridge: bool) -> str:
    """Name a moment of a repetition in words."""
    if abs(time_s - repetition.bottom_s) <= _AT_DEEPEST_S:
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


def _row(repetition: Repetition, loads: Loads) -> dict[str, Any]:
    """One row of the table by repetition."""
    cells = [(getattr(loads, of.key), of.key) for of in table_columns()]
    return {"index": repetition.index, "peak_s": loads.peak_s["l5s1_compression_n"], "cells": cells}


def table_columns() -> list[Quantity]:
    """The quantities of the table by repetition: what acts on the lowest disc, then what the joints turn with."""
    return of_group("load", "joint")


def _hands(repetition: Repetition, loads: Loads) -> HandPlace | None:
    """Where the hands were at the largest compression: known only where that was about their lowest place."""
    near = abs(loads.peak_s["l5s1_compression_n"] - repetition.bottom_s) <= _AT_DEEPEST_S
    return repetition.hands.lift_off if near and repetition.hands is not None else None


def _scene(at: load_scene.Moment, basis: LoadBasis, *, hanging: bool) -> dict[str, Any]:
    """The picture of the peak with its key."""
    weighted = basis.load_kg > 0 and basis.where != "none"
    return {
        "figure": own_markup(load_scene.scene(at, basis)),
        "disc": own_markup(load_disc.disc(at.compression_n, at.shear_n, load_disc.slope_deg(at.stance))),
        "time_s": at.time_s,
        "pressed": with_interval(at.compression_n, "l5s1_compression_n"),
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
    cases: list[tuple[str, WhatIf | None, Measure]] = [("As it was lifted", None, loads.l5s1_compression_n)]
    cases += [(words.upper_first(change.what), change, change.l5s1_compression_n) for change in loads.what_if]
    reach = max(force.high for _, _, force in cases)
    return [
        {
            "title": title,
            "force": force,
            "change": None if change is None else change_words(change.change_percent),
            "bar": bar(force, reach),
        }
        for title, change, force in cases
    ]


def change_words(change: Measure) -> str:
    """What a change takes from the load: `9 % less (5 to 12)`, or that nothing surely changes."""
    if change.low < 0 < change.high:
        return f"{with_interval(change, 'percent')}, no sure change"
    less = change.value <= 0
    size = -change if less else change
    return f"{number(size.value, 'percent')} {'less' if less else 'more'} ({interval(size, 'percent')})"


def bar(measure: Measure, reach: float) -> dict[str, float]:
    """Value and interval as shares of a bar that reaches up to `reach`, per cent."""
    low, value, high = (round(100 * max(part, 0.0) / reach, 1) for part in (measure.low, measure.value, measure.high))
    return {"low": low, "value": value, "high": high}


def _basis(basis: LoadBasis) -> list[tuple[str, str]]:
    """What the loads were computed for, as pairs of a name and a text."""
    seen = " (hands seen)" if basis.hands_seen else " (hands not seen: arms as the exercise has them)"
    held = f"{basis.load_kg:g} kg {words.LOAD_PLACES[basis.where]}{seen if basis.where == 'hands' else ''}"
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
