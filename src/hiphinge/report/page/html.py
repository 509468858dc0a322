"""The HTML report: one file that opens offline, with the video and the curves tied together."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, get_args
from urllib.parse import quote

import numpy as np
from bokeh.resources import Resources
from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from hiphinge.core.measure import Curve
from hiphinge.report import wall, words
from hiphinge.report.files import aside
from hiphinge.report.page import curves, dowel, load_panel, rhythm
from hiphinge.report.quantities import shown
from hiphinge.report.table import ALWAYS, FrameTable, read
from hiphinge.result import Analysis, BendPart, BendPartName, Fault, Repetition

_MOST_DOTS: Final = 30
"""Repetitions that are shown as dots on the continuum; more are shown as a histogram."""

_BINS: Final = 40

_TEMPLATES: Final = ("report", "loads")
_STYLES: Final = ("report.css", "loads.css")


def write(analysis: Analysis, path: Path, *, video: str | None = None) -> Path:
    """Write the self-contained report.

    Parameters
    ----------
    analysis
        The analysis; without its table of frames (one that came back from JSON) the report has no curves.
    path
        The file to write, `report.html` by contract.
    video
        Where the annotated video will lie, relative to the report, or None where there is none.

    Returns
    -------
    Path
        `path`.

    Raises
    ------
    OutputError
        If the file cannot be written; an earlier report stays as it is.
    """
    page = render(analysis, video=video)
    with aside(path) as beside:
        beside.write_text(page, encoding="utf-8")
    return path


def render(analysis: Analysis, *, video: str | None = None) -> str:
    """Give the report's text; parameters as for `write`."""
    table = read(analysis)
    known = {name: curve for name, curve in {**table.curves, **table.loads}.items() if bool(curve.known().any())}
    drawn = list(known) if len(table) > 1 else []
    plots, roots = curves.document(analysis, table, drawn) if drawn else ({}, {})
    assets = files("hiphinge.report.page")
    environment = Environment(
        loader=DictLoader({name: assets.joinpath(f"{name}.html.j2").read_text("utf-8") for name in _TEMPLATES}),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    headline, detail = words.verdict(analysis)
    return environment.get_template("report").render(
        a=analysis,
        w=words,
        headline=headline,
        detail=detail,
        name=Path(analysis.source.path).name or analysis.source.path,
        video=None if video is None else quote(video),
        wall=wall.panel(analysis),
        continuum=_continuum(analysis),
        panels=_panels(table, known, roots),
        load_panels=[] if len(table) < 2 else _load_panels(table, known, roots),
        loads=load_panel.panel(analysis, table),
        loads_bar=load_panel.bar,
        table_known=len(table) > 0,
        rhythm=rhythm.NAME in roots,
        dowel=dowel,
        gap_plot=_own_markup(dowel.plot(analysis)),
        shares=_shares(analysis.repetitions),
        ranged=analysis.low_back is not None and analysis.low_back.max_flexion_deg is not None,
        single=len(table) == 1,
        columns=_columns(analysis.repetitions),
        measured=any(words.measured(repetition) for repetition in analysis.repetitions),
        lit=any(repetition.light != "unknown" for repetition in analysis.repetitions),
        possible=any(repetition.possible_faults for repetition in analysis.repetitions),
        swings=any(repetition.swing is not None for repetition in analysis.repetitions),
        unread=words.unread(analysis.repetitions),
        faults=_faults(analysis.repetitions),
        start_s=float(table.time_s[0]) if len(table) else 0.0,
        end_s=max(float(table.time_s[-1]) if len(table) else 0.0, analysis.source.duration_s),
        data=_script_json(_payload(analysis, table)),
        plots=_script_json({"doc": plots, "roots": roots}),
        bokeh=_bokeh() if drawn else None,
        style=Markup("\n".join(assets.joinpath(name).read_text("utf-8") for name in _STYLES)),  # noqa: S704 - our own files
        script=Markup(assets.joinpath("report.js").read_text("utf-8")),  # noqa: S704 - our own file
    )


def _own_markup(text: str | None) -> Markup | None:
    """Mark markup that this program made, all words of the recording escaped, as fit for the page."""
    return None if text is None else Markup(text)  # noqa: S704 - made by `dowel.plot`


def _bokeh() -> Markup:
    """Give the text of the one Bokeh script that plots need, to be written into the page."""
    scripts = Resources(mode="inline", components=["bokeh"]).js_raw
    return Markup("\n".join(scripts).replace("</script", "<\\/script"))  # noqa: S704 - Bokeh's own file


def _script_json(values: object) -> Markup:
    """Write values as JSON that no text within can end early, for a script element."""
    text = json.dumps(values, separators=(",", ":"), allow_nan=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - escaped above


def _payload(analysis: Analysis, table: FrameTable) -> dict[str, Any]:
    """Gather what the page's script needs: times of the frames in whole milliseconds as steps, repetitions, faults."""
    milliseconds = np.round(table.time_s * 1000).astype(int)
    return {
        "steps": np.diff(milliseconds, prepend=0).tolist(),
        "units": {name: [shown(name).sign, shown(name).digits] for name in (*table.curves, *table.loads)},
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


def _panels(table: FrameTable, known: Mapping[str, Curve], roots: dict[str, str]) -> list[dict[str, Any]]:
    """Describe the angles that the report names: those of the table, and the usual four even when not judged."""
    return [_panel(name, table, known, roots) for name in table.curves if name in known or name in ALWAYS]


def _load_panels(table: FrameTable, known: Mapping[str, Curve], roots: dict[str, str]) -> list[dict[str, Any]]:
    """Describe the loads that are drawn as curves: those that are known."""
    return [_panel(name, table, known, roots) for name in table.loads if name in known]


def _panel(name: str, table: FrameTable, known: Mapping[str, Curve], roots: dict[str, str]) -> dict[str, Any]:
    """Describe one curve: its words, its plot, and its peak, which of a load is the value largest in size."""
    look, peak, peak_s = shown(name), None, None
    if name in known:
        value = known[name].value
        frame = int(np.nanargmax(np.abs(value) if name in table.loads else value))
        measure = known[name].at(frame)
        peak = None if measure is None else look.measure(measure)
        peak_s = float(table.time_s[frame])
    return {
        "name": name,
        "title": look.title,
        "meaning": look.meaning,
        "unit": look.unit,
        "root": roots.get(name),
        "peak": peak,
        "peak_s": peak_s,
    }


def _columns(repetitions: Sequence[Repetition]) -> list[str]:
    """Choose the angles of the table of repetitions: the usual four, and those that any repetition has."""
    return [
        name
        for name in words.ANGLES
        if name in ALWAYS or any(getattr(repetition.peak, name) is not None for repetition in repetitions)
    ]


def _shares(repetitions: Sequence[Repetition]) -> list[tuple[Repetition, list[BendPart | None]]]:
    """Pair the repetitions whose low back was told with the parts of their bend, None where one is not known."""
    told = []
    for repetition in repetitions:
        if repetition.lumbopelvic is not None:
            known = {part.name: part for part in repetition.lumbopelvic.parts if part.lumbar_pelvis_ratio is not None}
            told.append((repetition, [known.get(name) for name in get_args(BendPartName)]))
    return told


def _continuum(analysis: Analysis) -> dict[str, Any]:
    """Place the repetitions on the line from squat (0) to hinge (1): dots beside each other, or a histogram."""
    judged = [
        (repetition, repetition.pattern.hinge_index)
        for repetition in analysis.repetitions
        if repetition.pattern.hinge_index is not None
    ]
    whole = analysis.pattern.hinge_index
    if len(judged) > _MOST_DOTS:
        counts, _ = np.histogram([index for _, index in judged], bins=_BINS, range=(0, 1))
        bars = [
            {"left": 100 * place / _BINS, "height": 100 * count / counts.max(), "count": int(count)}
            for place, count in enumerate(counts)
            if count
        ]
        return {"whole": whole, "dots": [], "bars": bars, "rows": 0}
    ends: list[float] = []
    dots = []
    for repetition, index in sorted(judged, key=lambda pair: pair[1]):
        row = next((row for row, end in enumerate(ends) if index - end >= 0.07), len(ends))
        ends[row : row + 1] = [index]
        dots.append({"repetition": repetition, "left": 100 * index, "row": row, "index": index})
    return {"whole": whole, "dots": dots, "bars": [], "rows": len(ends)}


def _faults(repetitions: Iterable[Repetition]) -> list[dict[str, Any]]:
    """Gather the faults by kind, the most serious and the most frequent first."""
    found: dict[str, list[dict[str, Any]]] = {}
    for repetition in repetitions:
        for fault in repetition.faults:
            found.setdefault(fault.code, []).append({"repetition": repetition.index, "fault": fault})
    kinds = []
    for code, cases in found.items():
        bars = _bars([case["fault"] for case in cases])
        for case, bar in zip(cases, bars, strict=True):
            case["bar"] = bar
        worst = max(cases, key=lambda case: _excess(case["fault"]))["fault"]
        kinds.append(
            {
                "name": words.fault_name(code),
                "cases": cases,
                "worst": worst,
                "major": any(case["fault"].severity == "major" for case in cases),
                "cues": list(dict.fromkeys(case["fault"].cue for case in cases)),
                "sources": list(dict.fromkeys(case["fault"].source for case in cases)),
                "reasons": list(dict.fromkeys(case["fault"].why for case in cases)),
            }
        )
    return sorted(kinds, key=lambda kind: (not kind["major"], -len(kind["cases"])))


def _excess(fault: Fault) -> tuple[bool, float]:
    """Order faults by weight: major before minor, then by distance from the limit."""
    return fault.severity == "major", abs(fault.value.value - fault.limit)


def _bars(faults: Sequence[Fault]) -> list[dict[str, float]]:
    """Place values, intervals and limits of faults of one kind on one common line of 0 to 100."""
    low = min(min(fault.value.low, fault.limit) for fault in faults)
    high = max(max(fault.value.high, fault.limit) for fault in faults)
    margin = 0.08 * (high - low) or 1.0
    span = high - low + 2 * margin

    def place(at: float) -> float:
        return round(100 * (at - low + margin) / span, 1)

    return [
        {
            "low": place(fault.value.low),
            "high": place(fault.value.high),
            "value": place(fault.value.value),
            "limit": place(fault.limit),
        }
        for fault in faults
    ]
