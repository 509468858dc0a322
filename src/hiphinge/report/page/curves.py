"""The curves of the page: each angle and each load with its name, its largest value, and its plot over time."""

from __future__ import annotations

from typing import Any

import numpy as np

from hiphinge.core.quantities import Group, Quantity, of_group
from hiphinge.report.limits import light_limits
from hiphinge.report.page.plots import TimePlot
from hiphinge.report.table import FrameTable
from hiphinge.result import Analysis


def plots(analysis: Analysis, table: FrameTable) -> list[TimePlot]:
    """Return the plots over time: one for each angle and each load that is known."""
    limits = light_limits(analysis)
    borders = {"lumbar_flexion_deg": ((limits.green_deg, "amber"), (limits.red_deg, "red"))}
    return [
        TimePlot(of.key, [(of, curve)], limits=borders.get(of.key, ())) for of, curve in table.known("angle", "load")
    ]


def panels(table: FrameTable, group: Group) -> list[dict[str, Any]]:
    """Return the curves of a group: those that are known, and those that are named even when not judged."""
    known = dict(table.known(group))
    return [_panel(of, table) for of in of_group(group) if of in known or of.always]


def _panel(of: Quantity, table: FrameTable) -> dict[str, Any]:
    """Return one curve with its peak, which for a load is the value of largest magnitude."""
    curve, peak, peak_s = table.curves[of.key], None, None
    if bool(curve.known().any()):
        frame = int(np.nanargmax(np.abs(curve.value) if of.group == "load" else curve.value))
        peak, peak_s = curve.at(frame), float(table.time_s[frame])
    return {"of": of, "peak": peak, "peak_s": peak_s}
