"""A lifter with a rod along the back that loses contact with the tailbone."""

from __future__ import annotations

import numpy as np
import polars as pl

from hiphinge.core.measure import FloatArray, Measure
from hiphinge.result import CONTACTS, Analysis, DowelContact, DowelDepth, DowelDrill, DowelRepetition
from tests.report.lifter import make_analysis

LEFT_S = 2.0


def drill() -> DowelDrill:
    """Return a drill of one hinge in which the tailbone left the rod."""
    lean, hip = Measure(41, 33, 49), Measure(58, 48, 68)
    contacts = [DowelContact(contact=name, state="kept", largest_gap_cm=Measure(0.5, -1, 2)) for name in CONTACTS]
    contacts[2] = DowelContact(
        contact="tailbone",
        state="left",
        largest_gap_cm=Measure(4.2, 2.7, 5.7),
        left_s=LEFT_S,
        trunk_lean_deg=lean,
        hip_flexion_deg=hip,
    )
    hinge = DowelRepetition(
        index=1,
        contacts=contacts,
        first_left="tailbone",
        means="the low back rounded",
        cue="Stop sooner.",
        rounded_by_spine=True,
        agrees=True,
    )
    return DowelDrill(
        verdict="tailbone",
        summary="In 1 of 1 hinges <the tailbone> came off.",
        cue="Stop sooner.",
        repetitions=[hinge],
        work_to=DowelDepth(trunk_lean_deg=lean, hip_flexion_deg=hip),
        turn_against_spine_deg=Measure(0.3, -2, 3),
    )


def drilled() -> Analysis:
    """Return an analysis with the drill and its rod in every frame."""
    analysis = make_analysis()
    frames = analysis.to_frame().height
    gap = np.linspace(0.0, 4.0, frames)
    columns: dict[str, FloatArray] = {}
    for name in CONTACTS:
        value = gap if name == "tailbone" else np.full(frames, np.nan) if name == "head" else 0 * gap
        columns |= {f"{name}_gap_cm": value, f"{name}_gap_cm_low": value - 1, f"{name}_gap_cm_high": value + 1}
    places = {"rod_low": (30, 90), "rod_high": (30, 10), "rod_head": (30, 20), "rod_upper_back": (30, 50)}
    for point, (x, y) in (places | {"rod_tailbone": (30, 80)}).items():
        columns |= {f"{point}_x_px": np.full(frames, float(x)), f"{point}_y_px": np.full(frames, float(y))}
    table = pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))
    return analysis.with_drill(drill(), table)
