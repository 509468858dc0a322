"""The repetitions on the page: their place between squat and hinge, their table, and the lumbopelvic table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, get_args

import numpy as np

from hiphinge.core.quantities import Quantity, of_group
from hiphinge.report import words
from hiphinge.result import Analysis, BendPart, BendPartName, Repetition

_MAX_DOTS: Final = 30
"""Most repetitions that are shown as dots on the continuum; more are shown as a histogram."""

_BINS: Final = 40


def context(analysis: Analysis) -> dict[str, Any]:
    """Return the values that the page's template shows of the repetitions."""
    repetitions = analysis.repetitions
    return {
        "continuum": continuum(analysis),
        "columns": columns(repetitions),
        "shares": shares(repetitions),
        "ranged": analysis.low_back is not None and analysis.low_back.max_flexion_deg is not None,
        "measured": any(words.measured(repetition) for repetition in repetitions),
        "lit": any(repetition.light != "unknown" for repetition in repetitions),
        "possible": any(repetition.possible_faults for repetition in repetitions),
        "swings": any(repetition.swing is not None for repetition in repetitions),
        "unread": words.unread(repetitions),
    }


def columns(repetitions: Sequence[Repetition]) -> list[Quantity]:
    """Return the angles of the table of repetitions: those always named, and those that any repetition has."""
    return [
        angle
        for angle in of_group("angle")
        if angle.always or any(getattr(repetition.peak, angle.key, None) is not None for repetition in repetitions)
    ]


def shares(repetitions: Sequence[Repetition]) -> list[tuple[Repetition, list[BendPart | None]]]:
    """Return the repetitions whose low back was measured, each with the parts of its bend, None where not known."""
    pairs = []
    for repetition in repetitions:
        if repetition.lumbopelvic is not None:
            known = {part.name: part for part in repetition.lumbopelvic.parts if part.lumbar_pelvis_ratio is not None}
            pairs.append((repetition, [known.get(name) for name in get_args(BendPartName)]))
    return pairs


def continuum(analysis: Analysis) -> dict[str, Any]:
    """Return the repetitions on the line from squat (0) to hinge (1): dots in rows, or a histogram for many."""
    judged = [
        (repetition, repetition.pattern.hinge_index)
        for repetition in analysis.repetitions
        if repetition.pattern.hinge_index is not None
    ]
    whole = analysis.pattern.hinge_index
    if len(judged) > _MAX_DOTS:
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
