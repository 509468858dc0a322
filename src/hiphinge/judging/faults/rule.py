"""Fault rules: their input, their readings, and their definition."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.error_model import ErrorModel
from hiphinge.core.measure import Curve, FloatArray, Measure
from hiphinge.exercises.catalogue import CatalogueEntry
from hiphinge.judging.faults.posture import MedianPosture
from hiphinge.judging.texts import FaultText, fault_text
from hiphinge.measures.pattern import Excursion
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.result import Pattern, PhaseName


@dataclass(frozen=True, slots=True)
class Context:
    """The input of a rule for one repetition.

    `trunk_thigh` is the trunk–thigh angle, degrees, shape (frames,); `deepest` are the frames [start, stop) about the
    deepest posture; `spine` is absent, with its reason, where pelvis and spine could not be determined. `quiet_lean` is
    the trunk's lean in quiet standing, None where that was not seen; `load_share` is the load as a share of body mass,
    None where none was given. `bar` is the barbell's path, shape (frames, 2), None where none was followed; `upright`
    are the frames at the tops of the repetitions in which the lifter stands upright, shape (frames,), and `tall` is the
    posture in them.
    """

    kinematics: Kinematics
    repetition: RepetitionSpan
    exercise: CatalogueEntry
    pattern: Pattern
    excursion: Excursion
    trunk_thigh: FloatArray
    deepest: tuple[int, int]
    spine: Spine
    quiet_lean: Measure | None = None
    load_share: Measure | None = None
    bar: FloatArray | None = None
    upright: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, dtype=bool))
    tall: MedianPosture | None = None

    @property
    def errors(self) -> ErrorModel:
        """Error model of the source."""
        return self.kinematics.errors


def deepest_frames(repetition: RepetitionSpan, trunk_thigh: FloatArray) -> tuple[int, int]:
    """Return the frames [start, stop) of a repetition about its deepest posture, within a tenth of its excursion."""
    inside = trunk_thigh[repetition.frames]
    depth = float(inside.max())
    near = np.flatnonzero(inside >= depth - 0.1 * (depth - float(inside.min())))
    return repetition.start + int(near[0]), repetition.start + int(near[-1]) + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """The measurement of a rule: the value with its interval, and its frames [start, stop) and phase.

    Attributes
    ----------
    kind
        Kind of the fault, where words differ by kind; None for the fault's own words.
    more
        Addition to the fault's `why`, beginning with its own punctuation.
    seen
        Share of the searched frames in which the fault could be seen. Where it is small, a fault that was not found is
        not ruled out.
    """

    value: Measure
    start: int
    stop: int
    phase: PhaseName
    kind: str | None = None
    more: str = ""
    seen: float = 1.0


def middle_of(curve: Curve, start: int, stop: int) -> Measure | None:
    """Return the measure of the frame whose value is the median over frames [start, stop); None if all are unknown."""
    inside = curve.value[start:stop]
    known = int(np.count_nonzero(np.isfinite(inside)))
    # Missing values are sorted behind all others.
    return curve.at(start + int(inside.argsort()[known // 2])) if known else None


def format_measure(value: Measure, unit: str) -> str:
    """Return a measure for a sentence: its value with the digits that its interval justifies, and the interval."""
    digits = 1 if unit == "ratio" else 0
    sign = {"deg": "°", "percent": " %"}.get(unit, "")
    return f"{value.value:.{digits}f}{sign} ({value.low:.{digits}f} to {value.high:.{digits}f})"


@dataclass(frozen=True, slots=True)
class FaultRule:
    """The rule for one fault.

    Attributes
    ----------
    code
        Code of the fault in the result file.
    definition
        Definition of the measured value, in one sentence.
    unit
        Unit of the value and of the limits.
    limit
        Limit beyond which it is a fault; an exercise may have its own.
    major
        Limit beyond which the fault is major; an exercise's own limit shifts it by the same amount.
    beyond
        Whether values above or below the limit are faults.
    source
        Source of the limit.
    measure
        Function that measures the value in one repetition; it returns None where that is not possible.
    max_half_width
        Largest half width of the interval of a reading that is used as usual; a wider one only if it is nearly certain.
    """

    code: str
    definition: str
    unit: str
    limit: float
    major: float
    beyond: Literal["above", "below"]
    source: str
    measure: Callable[[Context], Reading | None]
    max_half_width: float = math.inf

    @property
    def text(self) -> FaultText:
        """The words for the fault."""
        return fault_text(self.code)

    def limits(self, exercise: CatalogueEntry) -> tuple[float, float]:
        """Return limit and major limit for an exercise."""
        limit = exercise.limits.get(self.code, self.limit)
        return limit, self.major + (limit - self.limit)
