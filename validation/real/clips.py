"""Grade the analysis of one real clip beside its label."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from scipy.optimize import linear_sum_assignment

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.result import Analysis, Repetition
from validation.real.labels import Label

NEAR_S: Final = 0.4
"""A repetition is found if one is this near to its labelled time, seconds."""

SURE: Final = 0.8
"""Confidence from which a wrong name is a confident one."""

UNNAMED: Final = frozenset({"unknown", "other"})
ROUNDING: Final = "lumbar_rounding"

Grade = Literal["right", "unknown", "wrong"]


@dataclass(frozen=True)
class Graded:
    """One clip: its label, its analysis (None: refused, with the reason), and which repetitions were found."""

    label: Label
    found: Analysis | None
    refusal: str
    hits: int
    missed_s: tuple[float, ...]
    extra_s: tuple[float, ...]

    @property
    def counted(self) -> int:
        """Number of repetitions that were counted."""
        return 0 if self.found is None else len(self.found.repetitions)

    @property
    def exact(self) -> bool | None:
        """Whether the count is the label's; None where the label has none."""
        return None if self.label.repetitions is None else self.counted == self.label.repetitions

    @property
    def exercise(self) -> tuple[str, float]:
        """The exercise named, and its confidence."""
        if self.found is None:
            return "unknown", 0.0
        return self.found.exercise.name, self.found.exercise.confidence or 0.0

    @property
    def exercise_grade(self) -> Grade:
        """Whether the exercise is one that the label allows."""
        return _grade(self.exercise[0], self.label.exercises)

    @property
    def surely_wrong(self) -> bool:
        """Whether a wrong exercise was named with confidence."""
        return self.exercise_grade == "wrong" and self.exercise[1] >= SURE

    @property
    def pattern_grade(self) -> Grade:
        """Whether the pattern is one that the label allows."""
        return _grade("unknown" if self.found is None else self.found.pattern.name, self.label.patterns)

    @property
    def stated(self) -> list[frozenset[str]]:
        """Faults stated in each repetition."""
        return [] if self.found is None else [frozenset(f.code for f in r.faults) for r in self.found.repetitions]

    @property
    def rounded(self) -> bool:
        """Whether a rounded low back was stated anywhere."""
        return any(ROUNDING in faults for faults in self.stated)

    @property
    def back_judged(self) -> bool:
        """Whether the low back was judged in any repetition."""
        if self.found is None or ROUNDING not in CATALOGUE[self.found.exercise.name].faults:
            return False
        return any(ROUNDING not in repetition.unread_faults for repetition in self.found.repetitions)


def _grade(name: str, allowed: frozenset[str]) -> Grade:
    if name in allowed:
        return "right"
    return "unknown" if name in UNNAMED else "wrong"


def graded(label: Label, found: Analysis | None, refusal: str = "") -> Graded:
    """Return a clip graded: each labelled repetition has at most one counted one, and the other way round."""
    counted = [] if found is None else found.repetitions
    since = [0.0, *(each.end_s for each in counted)]
    spans = [_spans_s(each, before, top=label.at_the_top) for each, before in zip(counted, since, strict=False)]
    apart = np.array([[_apart_s(each, time) for time in label.times_s] for each in spans])
    apart = apart.reshape(len(counted), len(label.times_s))
    rows, columns = linear_sum_assignment(np.minimum(apart, 10.0 * NEAR_S))
    near = apart[rows, columns] <= NEAR_S
    hit, matched = set(rows[near].tolist()), set(columns[near].tolist())
    whole = len(label.times_s) if label.repetitions is None else label.repetitions
    missed = [time for i, time in enumerate(label.times_s) if i not in matched]
    spare = max(0, len(label.times_s) - whole)  # swings may be labelled by the bottoms before and after each
    extra = tuple(each.bottom_s for i, each in enumerate(counted) if i not in hit)
    return Graded(label, found, refusal, min(len(hit), whole), tuple(missed[: max(0, len(missed) - spare)]), extra)


def _spans_s(repetition: Repetition, since_s: float, *, top: bool) -> list[tuple[float, float]]:
    """Return where a labelled time belongs to a repetition: its deepest point or, for bridges, its lockout.

    In a lift from the floor a person cannot well say when the load left it, so anywhere in the hold before counts,
    since the repetition before.
    """
    if top:
        return [(phase.start_s, phase.end_s) for phase in repetition.phases if phase.name == "lockout"]
    if repetition.phases and repetition.phases[0].name == "ascent":
        return [(min(since_s, repetition.bottom_s), repetition.bottom_s)]
    return [(repetition.bottom_s, repetition.bottom_s)]


def _apart_s(spans: Sequence[tuple[float, float]], time_s: float) -> float:
    """Return how far a labelled time is from the nearest of some spans; infinity where there are none."""
    return min((max(start - time_s, time_s - end, 0.0) for start, end in spans), default=math.inf)


def of_interest(clips: Sequence[Graded]) -> list[Graded]:
    """Return the clips of which the label says how many repetitions there are."""
    return [clip for clip in clips if clip.label.repetitions is not None]
