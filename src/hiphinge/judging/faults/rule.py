"""What a fault rule is, and what it sees."""

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
    """Everything a rule may look at for one repetition.

    `trunk_thigh` is the trunk–thigh angle, shape (frames,), degrees; `deepest` are the frames [start, stop) about the
    deepest posture; `spine` is absent, with its reason, where pelvis and spine could not be told apart. `quiet_lean` is
    the trunk's lean in quiet standing, None where that was not seen; `load_share` the load as a share of body mass,
    None where none was given. `bar` is how a barbell moved, shape (frames, 2), None where none was followed; `upright`
    the frames at the tops of the repetitions in which the lifter stands upright, shape (frames,); `tall` the posture
    in them.
    """

    kinematics: Kinematics
    repetition: RepetitionSpan
    exercise: CatalogueEntry
    pattern: Pattern
    moved: Excursion
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
        """How well the source measures."""
        return self.kinematics.errors


def deepest_frames(repetition: RepetitionSpan, trunk_thigh: FloatArray) -> tuple[int, int]:
    """Frames [start, stop) of a repetition from the first to the last within a tenth of its fold of the deepest."""
    inside = trunk_thigh[repetition.frames]
    depth = float(inside.max())
    near = np.flatnonzero(inside >= depth - 0.1 * (depth - float(inside.min())))
    return repetition.start + int(near[0]), repetition.start + int(near[-1]) + 1


@dataclass(frozen=True, slots=True)
class Reading:
    """What a rule measured: the value with its interval, and the frames [start, stop) and phase it was seen in.

    Attributes
    ----------
    own
        Whether the value was measured against this person; one that rests on what people are like is only stated if
        its interval leaves hardly any doubt.
    kind
        Which kind of the fault it is, where words differ by kind; None for the fault's own words.
    more
        What else the fault's `why` has to say, with its own punctuation in front.
    seen
        Share of the frames it was looked for in, in which it could be seen. Where that is little, a fault that was not
        found was not ruled out.
    """

    value: Measure
    start: int
    stop: int
    phase: PhaseName
    own: bool = True
    kind: str | None = None
    more: str = ""
    seen: float = 1.0


def middle_of(curve: Curve, start: int, stop: int) -> Measure | None:
    """The measure of the frame whose value is the median over frames [start, stop); None where none is known."""
    inside = curve.value[start:stop]
    known = int(np.count_nonzero(np.isfinite(inside)))
    # Missing values are sorted behind all others.
    return curve.at(start + int(inside.argsort()[known // 2])) if known else None


def said(value: Measure, unit: str) -> str:
    """A measure in a sentence: as many digits as its interval is worth, and the interval."""
    digits = 1 if unit == "ratio" else 0
    sign = {"deg": "°", "percent": " %"}.get(unit, "")
    return f"{value.value:.{digits}f}{sign} ({value.low:.{digits}f} to {value.high:.{digits}f})"


@dataclass(frozen=True, slots=True)
class FaultRule:
    """One fault.

    Attributes
    ----------
    code
        Its code in the result file.
    definition
        What is measured, in one sentence.
    unit
        Unit of the value and of the limits.
    limit
        Beyond it the fault is there; an exercise may have its own.
    major
        Beyond it the fault is a major one; an exercise's own limit moves it by the same amount.
    beyond
        Whether the fault lies above or below its limit.
    source
        Where the limit comes from.
    measure
        Reads the value in one repetition; None where it cannot be told.
    widest
        A reading whose interval reaches further than this to either side tells only what hardly leaves a doubt.
    """

    code: str
    definition: str
    unit: str
    limit: float
    major: float
    beyond: Literal["above", "below"]
    source: str
    measure: Callable[[Context], Reading | None]
    widest: float = math.inf

    @property
    def text(self) -> FaultText:
        """What is said of it."""
        return fault_text(self.code)

    def limits(self, exercise: CatalogueEntry) -> tuple[float, float]:
        """Limit and major limit for an exercise."""
        limit = exercise.limits.get(self.code, self.limit)
        return limit, self.major + (limit - self.limit)
