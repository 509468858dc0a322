"""The loads on the page: sentences, figures by repetition, body map, the moment of the peak, what if."""

from __future__ import annotations

from typing import Any

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import of_group
from hiphinge.report import load_words
from hiphinge.report.numbers import with_interval
from hiphinge.report.page import body_map, load_disc, load_scene
from hiphinge.report.page.template import own_markup
from hiphinge.report.table import FrameTable
from hiphinge.report.words import upper_first
from hiphinge.result import Analysis, HandPlace, LoadBasis, Loads, Repetition, WhatIf


def panel(analysis: Analysis, table: FrameTable) -> dict[str, Any] | None:
    """Return the values that the page shows of the loads.

    Parameters
    ----------
    analysis
        The analysis.
    table
        Its table of frames, for the posture at the peak; may have no rows.

    Returns
    -------
    dict or None
        For the template `loads.html.j2`; only `absent`, a sentence, where loads were not computed for a stated reason;
        None where the analysis says nothing about loads.
    """
    loaded = [(rep, rep.loads) for rep in analysis.repetitions if rep.loads is not None]
    basis = analysis.load_basis
    if not loaded or basis is None:
        reason = None if analysis.drill is not None else load_words.absent(analysis)  # a drill is done without a weight
        return None if reason is None else {"absent": reason}
    most, loads = max(loaded, key=lambda pair: pair[1].l5s1_compression_n.value)
    groups = body_map.groups(loads)
    hands = _hands(most, loads)
    at = load_scene.moment(table, loads.peak_s["l5s1_compression_n"], basis, hands)
    return {
        "absent": None,
        "lead": load_words.lead(most, loads, analysis, several=len(loaded) > 1),
        "more": load_words.more(loads),
        "peak_s": loads.peak_s["l5s1_compression_n"],
        "number": most.index if len(loaded) > 1 else None,
        "columns": of_group("load", "joint"),
        "rows": [_row(repetition, peaks) for repetition, peaks in loaded],
        "groups": groups,
        "map": {name: own_markup(body_map.svg(groups, name)) for name in ("back", "side")} if groups else None,
        "map_words": body_map.in_words(groups),
        "ramp": ", ".join(body_map.RAMP),
        "beyond": any(group.beyond for group in groups),
        "certainly_beyond": all(group.used.low > 1.0 for group in groups if group.beyond),
        "reach": max([1.0, *(group.used.high for group in groups)]),
        "scene": None if at is None else _scene(at, basis, hanging=hands is None),
        "what_if": _what_if(loads),
        "basis": load_words.basis_rows(basis),
        "published": basis.published,
        "notes": basis.notes,
    }


def _row(repetition: Repetition, loads: Loads) -> dict[str, Any]:
    """Return one row of the table by repetition."""
    cells = [(getattr(loads, of.key), of.key) for of in of_group("load", "joint")]
    return {"index": repetition.index, "peak_s": loads.peak_s["l5s1_compression_n"], "cells": cells}


def _hands(repetition: Repetition, loads: Loads) -> HandPlace | None:
    """Return the place of the hands at the largest compression, known only where that was near their lowest place."""
    near = abs(loads.peak_s["l5s1_compression_n"] - repetition.bottom_s) <= load_words.AT_DEEPEST_S
    return repetition.hands.lift_off if near and repetition.hands is not None else None


def _scene(at: load_scene.Moment, basis: LoadBasis, *, hanging: bool) -> dict[str, Any]:
    """Return the picture of the peak with its key."""
    has_weight = basis.load_kg > 0 and basis.where != "none"
    return {
        "figure": own_markup(load_scene.scene(at, basis)),
        "disc": own_markup(load_disc.disc(at.compression_n, at.shear_n, load_disc.slope_deg(at.stance))),
        "time_s": at.time_s,
        "compression": with_interval(at.compression_n, "l5s1_compression_n"),
        "shear": None if at.shear_n is None else load_words.across(at.shear_n),
        "has_weight": has_weight,
        "supported": basis.supported,
        "bend_known": at.bend_known,
        "legs_seen": at.legs_seen,
        "hanging": hanging and basis.where == "hands",
    }


def _what_if(loads: Loads) -> list[dict[str, Any]]:
    """Return the bars: the lift as it was, and with one thing changed."""
    if not loads.what_if:
        return []
    cases: list[tuple[str, WhatIf | None, Measure]] = [("As lifted", None, loads.l5s1_compression_n)]
    cases += [(upper_first(change.what), change, change.l5s1_compression_n) for change in loads.what_if]
    reach = max(force.high for _, _, force in cases)
    return [
        {
            "title": title,
            "force": force,
            "change": None if change is None else load_words.change_in_words(change.change_percent),
            "bar": bar(force, reach),
        }
        for title, change, force in cases
    ]


def bar(measure: Measure, reach: float) -> dict[str, float]:
    """Return value and interval as shares of a bar that ends at `reach`, per cent."""
    low, value, high = (round(100 * max(part, 0.0) / reach, 1) for part in (measure.low, measure.value, measure.high))
    return {"low": low, "value": value, "high": high}
