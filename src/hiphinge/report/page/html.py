"""The page of an analysis: one file that opens offline, with the video and the curves tied together."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import numpy as np

from hiphinge.core.quantities import CURVES, of_group
from hiphinge.report import words
from hiphinge.report.page import curves, dowel, faults, loads, repetitions, rhythm, wall
from hiphinge.report.page.plots import bokeh_script, embedded, time_plots
from hiphinge.report.page.template import fill, save, script_json
from hiphinge.report.table import FrameTable, read
from hiphinge.result import Analysis

_STYLES: Final = ("report.css", "loads.css")
_SCRIPTS: Final = ("plots.js", "report.js")


def write(analysis: Analysis, path: Path, *, video: str | None = None) -> Path:
    """Write the self-contained page.

    Parameters
    ----------
    analysis
        The analysis; without its table of frames (one read from JSON alone) the page has no curves.
    path
        The file to write, `report.html` by contract.
    video
        Path of the annotated video, relative to the page, or None where there is none.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier page stays as it is.
    """
    return save(render(analysis, video=video), path)


def render(analysis: Analysis, *, video: str | None = None) -> str:
    """Return the text of the page; parameters as for `write`."""
    table = read(analysis)
    drawn = len(table) > 1
    shown = [*curves.plots(analysis, table), *wall.plots(analysis, table), *dowel.plots(analysis, table)]
    made = time_plots(analysis, table, shown) if drawn else []
    together = rhythm.plot(analysis, table) if drawn else None
    plots = embedded([*made, *([] if together is None else [together])])
    headline, detail = words.verdict(analysis)
    return fill(
        "report",
        _STYLES,
        _SCRIPTS,
        a=analysis,
        headline=headline,
        detail=detail,
        name=Path(analysis.source.path).name or analysis.source.path,
        video=None if video is None else quote(video),
        roots=plots["roots"],
        wall=wall.panel(analysis),
        dowel=dowel.panel(analysis, table),
        panels=curves.panels(table, "angle"),
        load_panels=curves.panels(table, "load") if drawn else [],
        loads=loads.panel(analysis, table),
        loads_bar=loads.bar,
        table_known=len(table) > 0,
        single=len(table) == 1,
        **repetitions.context(analysis),
        faults=faults.kinds(analysis.repetitions),
        start_s=float(table.time_s[0]) if len(table) else 0.0,
        end_s=max(float(table.time_s[-1]) if len(table) else 0.0, analysis.source.duration_s),
        data=script_json(_payload(analysis, table)),
        plots=script_json(plots),
        bokeh=bokeh_script() if plots["roots"] else None,
    )


def _payload(analysis: Analysis, table: FrameTable) -> dict[str, Any]:
    """Return the data of the page's script: steps between frames in whole milliseconds, repetitions, faults."""
    milliseconds = np.round(table.time_s * 1000).astype(int)
    return {
        "steps": np.diff(milliseconds, prepend=0).tolist(),
        "units": {of.key: [of.sign, of.digits()] for of in of_group(*CURVES)},
        "repetitions": [
            {
                "index": repetition.index,
                "start": repetition.start_s,
                "end": repetition.end_s,
                "phases": [[words.PHASES[part.name], part.start_s, part.end_s] for part in repetition.phases],
                "faults": [[words.fault_name(fault.code), fault.start_s, fault.end_s] for fault in repetition.faults],
            }
            for repetition in analysis.repetitions
        ],
    }
