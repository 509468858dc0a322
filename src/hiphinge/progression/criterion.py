"""How the repetitions of a session meet a criterion.

Four in five repetitions have to pass, and not by the value but by the bound of its interval. A value that surely fails
is distinguished from one whose interval includes the limit, and both from one that was not measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import chance_beyond, required_chance
from hiphinge.result import Analysis, DowelDrill, DowelRepetition, Repetition, WallDrill, WallRepetition
from hiphinge.result.limitation import LOAD_LIMITATIONS
from hiphinge.result.plan import Criterion, Verdict

KEPT_SHARE: Final = 0.8
"""Share of the repetitions that have to pass: one bad repetition in five does not decide (proposal)."""

BACK_SHARE: Final = 0.5
"""Share of failing repetitions from which an easier step is practised; below it, the step with a cue (proposal)."""

FROM_THE_SIDE: Final = (
    "film the whole body from the side, in a close-fitting top, and stand still for a second before the set"
)
_NARROW: Final = (
    "make the interval narrower: film exactly from the side, in good light, in a close-fitting top, with nothing hidden"
)
_OWN: Final = "make the interval narrower: stand still for a second before the set, or give a clip of quiet standing"


SIGNS: Final = {"deg": "°", "percent": " %", "cm": " cm"}
"""Signs after a number, by unit."""

Grade = Literal["pass", "fail", "uncertain", "unknown"]
Regression = Literal["wall", "dowel", "rounding"]


@dataclass(frozen=True, slots=True)
class StepRepetition:
    """One repetition of a recording that shows the step; `index` counts from 0."""

    recording: Analysis
    index: int

    @property
    def own(self) -> bool:
        """Whether the low back was measured from this person's own standing."""
        return own_standing(self.recording)

    @property
    def repetition(self) -> Repetition | None:
        """The repetition in the analysis; None if the drill counted more repetitions."""
        repetitions = self.recording.repetitions
        return repetitions[self.index] if self.index < len(repetitions) else None

    @property
    def at_wall(self) -> WallRepetition | None:
        """The repetition in the wall drill; None if there is none."""
        drill = self.recording.drill
        repetitions = drill.repetitions if isinstance(drill, WallDrill) else []
        return repetitions[self.index] if self.index < len(repetitions) else None

    @property
    def with_rod(self) -> DowelRepetition | None:
        """The repetition in the dowel drill; None if there is none."""
        drill = self.recording.drill
        repetitions = drill.repetitions if isinstance(drill, DowelDrill) else []
        return repetitions[self.index] if self.index < len(repetitions) else None


def own_standing(analysis: Analysis) -> bool:
    """Return whether the low back was measured from this person's own standing, or not at all."""
    return analysis.low_back is None or analysis.low_back.zeroed


@dataclass(frozen=True, slots=True)
class Answer:
    """How a repetition, or all of them, meet a criterion.

    Attributes
    ----------
    grade
        Whether it passes.
    measure
        The measured value, if the criterion has one.
    needed
        Whether the step cannot be passed while the answer is unknown; None: as in the criterion.
    detail
        Text to add to the sentence, beginning with its punctuation.
    """

    grade: Grade
    measure: Measure | None = None
    needed: bool | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A criterion as data, with the function that evaluates it.

    Attributes
    ----------
    code, asks, unit, limit, sense, source, needed
        As in `hiphinge.result.plan.Criterion`.
    label
        What is measured, to begin the sentence with.
    answer
        Evaluates one repetition; None for criteria that `whole` evaluates.
    whole
        Evaluates all repetitions of a session at once.
    regression
        What is practised in an easier step if it fails; None: the step itself, with a cue.
    depth
        Whether failing it only means that the depth of the step was not reached.
    remedy, arguments
        How to make it measurable, and the arguments of the analysis that this refers to.
    detail
        Returns text to add to the sentence, beginning with its punctuation.
    """

    code: str
    label: str
    asks: str
    unit: Literal["deg", "percent", "share", "cm", "count"]
    limit: float
    sense: Literal["at_least", "at_most"]
    source: str
    answer: Callable[[CriterionRule, StepRepetition], Answer] | None = None
    whole: Callable[[CriterionRule, Sequence[StepRepetition]], Answer] | None = None
    regression: Regression | None = None
    needed: bool = True
    depth: bool = False
    remedy: str = FROM_THE_SIDE
    arguments: tuple[str, ...] = ()
    detail: Callable[[Sequence[StepRepetition]], str] | None = None

    def unrecorded(self) -> Criterion:
        """Return the criterion for a step that was not recorded."""
        return self._criterion(None, None, f"not recorded yet: {self.asks}")

    def of(self, items: Sequence[StepRepetition], recordings: Sequence[Analysis] = ()) -> tuple[Criterion, bool]:
        """Return the criterion as the repetitions of a session meet it, and whether half of them or more fail.

        `recordings` are the ones with these repetitions; their limitations say why something could not be judged.
        """
        if self.whole is not None:
            return self._of_whole(items, recordings), False
        answers = [self.answer(self, item) for item in items] if self.answer is not None else []
        counts = {
            grade: sum(answer.grade == grade for answer in answers)
            for grade in ("pass", "fail", "uncertain", "unknown")
        }
        verdict = verdict_of(counts["pass"], counts["uncertain"], counts["fail"], len(answers))
        measures = [answer.measure for answer in answers if answer.measure is not None]
        figure = worst_of(measures, len(answers), low=self.sense == "at_least") if measures else None
        sentence = self._sentence(verdict, figure, (counts["pass"], len(answers)), items, recordings)
        if figure is None and counts["unknown"] < len(answers):
            part = 100.0 * counts["pass"] / len(answers)
            figure = Measure(part, part, part)
        own = all(own_standing(analysis) for analysis in recordings)
        criterion = self._criterion(verdict, figure, sentence, (counts["pass"], len(answers)), own=own)
        needs = [answer.needed for answer in answers if answer.needed is not None]
        if needs:
            criterion = criterion.model_copy(update={"needed": any(needs)})
        back = verdict == "not_passed" and counts["fail"] >= BACK_SHARE * (len(answers) - counts["unknown"])
        return criterion, back

    def _of_whole(self, items: Sequence[StepRepetition], recordings: Sequence[Analysis]) -> Criterion:
        answer = self.whole(self, items) if self.whole is not None else Answer("unknown")
        verdicts: dict[Grade, Verdict] = {"pass": "passed", "fail": "not_passed", "uncertain": "within_error"}
        verdict = verdicts.get(answer.grade, "cannot_judge")
        sentence = self._sentence(verdict, answer.measure, None, items, recordings)
        criterion = self._criterion(verdict, answer.measure, sentence)
        if answer.detail:
            criterion = criterion.model_copy(update={"told": f"{self.label}{answer.detail}"})
        return criterion if answer.needed is None else criterion.model_copy(update={"needed": answer.needed})

    def _sentence(
        self,
        verdict: Verdict,
        figure: Measure | None,
        counts: tuple[int, int] | None,
        items: Sequence[StepRepetition],
        recordings: Sequence[Analysis],
    ) -> str:
        """Return the result in a sentence: the figure and the limit, or why there is no figure."""
        if verdict == "cannot_judge":
            reasons = [
                each.reason
                for recording in recordings
                for each in recording.cannot_judge
                if each.code not in LOAD_LIMITATIONS
            ]
            because = f" ({reasons[0]})" if reasons else ""
            return f"{self.label}: not measured in this recording{because}"
        detail = "" if self.detail is None else self.detail(items)
        if figure is None and counts is not None:
            return f"{self.label} in {counts[0]} of {plural(counts[1])}{detail}"
        shown = "" if figure is None else f"{':' if self.unit == 'count' else ''} {shown_as(figure, self.unit)}"
        most = "at least" if self.sense == "at_least" else "at most"
        number = f"{self.limit:.2f}" if self.unit == "share" else f"{self.limit:g}"
        limit = f"{most} {number}{SIGNS.get(self.unit, '')} required" if self.limit else "none allowed"
        among = f", passed in {counts[0]} of {plural(counts[1])}" if counts is not None and counts[1] > 1 else ""
        error = ": within the measurement error" if verdict == "within_error" else ""
        return f"{self.label}{shown}{detail}, {limit}{among}{error}"

    def _criterion(
        self,
        verdict: Verdict | None,
        figure: Measure | None,
        sentence: str,
        counts: tuple[int, int] | None = None,
        *,
        own: bool | None = None,
    ) -> Criterion:
        """Return the criterion; `own`: whether a wide interval is relative to own standing, None: it has no remedy."""
        remedy: str | None = None
        arguments: tuple[str, ...] = ()
        if verdict == "cannot_judge":
            remedy, arguments = self.remedy, self.arguments
        elif verdict == "within_error" and own is not None:
            remedy, arguments = (_NARROW, ()) if own else (_OWN, ("standing",))
        return Criterion(
            code=self.code,
            asks=self.asks,
            unit=self.unit,
            limit=self.limit,
            sense=self.sense,
            source=self.source,
            needed=self.needed,
            verdict=verdict,
            figure=figure,
            passed_in=None if counts is None else counts[0],
            of=None if counts is None else counts[1],
            told=sentence,
            mend=remedy,
            arguments=list(arguments),
        )


def needed_of(count: int) -> int:
    """Return how many of `count` repetitions have to pass: four in five."""
    return math.ceil(KEPT_SHARE * count - 1e-9)


def worst_of(measures: Sequence[Measure], count: int, *, low: bool) -> Measure:
    """Return the measure that four in five of `count` repetitions match or better, by the bound that has to pass.

    `low`: larger is better and the lower bound has to pass; otherwise smaller is, and the upper bound.
    """
    ordered = sorted(measures, key=lambda measure: -measure.low if low else measure.high)
    return ordered[min(needed_of(count), len(ordered)) - 1]


def verdict_of(passed: int, uncertain: int, failed: int, count: int) -> Verdict:
    """Return the verdict over `count` repetitions; those in none of the three groups are unknown."""
    needed = needed_of(count)
    if count and passed >= needed:
        return "passed"
    if failed > count - needed:
        return "not_passed"
    return "within_error" if count and passed + uncertain >= needed else "cannot_judge"


def graded(value: Measure | None, rule: CriterionRule, *, own: bool = True) -> Answer:
    """Return the grade of a measure: its bound has to pass; it fails if that is as certain as a stated fault."""
    if value is None:
        return Answer("unknown")
    least = rule.sense == "at_least"
    if (value.low >= rule.limit) if least else (value.high <= rule.limit):
        return Answer("pass", value)
    chance = chance_beyond(value, rule.limit, above=not least)
    return Answer("fail" if chance >= required_chance(own=own) else "uncertain", value)


def shown_as(value: Measure, unit: str) -> str:
    """Return a figure in words, with its interval unless that has no width."""
    sign = SIGNS.get(unit, "")
    low, at, high = (_number(end, 2 if unit == "share" else 0) for end in (value.low, value.value, value.high))
    return f"{at}{sign}" if value.low == value.high else f"{at}{sign} ({low} to {high})"


def plural(count: int) -> str:
    """Return a number of repetitions in words: "1 repetition", "2 repetitions"."""
    return f"{count} repetition{'' if count == 1 else 's'}"


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text
