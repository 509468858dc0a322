"""How a set of repetitions answers what a step asks for.

The bound of the interval has to pass, not the value, in four of five repetitions; a value that surely fails is told
apart from one whose interval lies on both sides of the limit, and both from one that was not measured.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from hiphinge.core.measure import Measure
from hiphinge.core.uncertainty import STATED_FROM, SURE_FROM, chance_beyond
from hiphinge.result import Analysis, DowelDrill, DowelRepetition, Repetition, WallDrill, WallRepetition
from hiphinge.result.plan import Criterion, Verdict

KEPT_SHARE: Final = 0.8
"""Share of the repetitions that have to pass: one bad one in five does not decide (proposal)."""

BACK_SHARE: Final = 0.5
"""From this share of failing repetitions on, what fails is practised lower down; below, with a cue (proposal)."""

FROM_THE_SIDE: Final = (
    "film from the side, whole body, in a close-fitting top, and stand still for a second before the set"
)
_NARROW: Final = "narrow it: exactly from the side, in good light, in a top that fits closely, hidden by nothing"
_OWN: Final = "narrow it: stand upright and still for a second before the set, or give a clip of quiet standing"


SIGNS: Final = {"deg": "°", "percent": " %", "cm": " cm"}
"""What stands behind a number of a unit."""

Grade = Literal["pass", "fail", "doubt", "unknown"]
Remedy = Literal["wall", "dowel", "rounding"]


@dataclass(frozen=True, slots=True)
class StepRepetition:
    """One repetition of one recording that shows the step."""

    recording: Analysis
    index: int

    @property
    def own(self) -> bool:
        """Whether the low back was measured against this person's own standing."""
        return own_standing(self.recording)

    @property
    def repetition(self) -> Repetition | None:
        """The repetition as the analysis has it; None where a drill counted more than the analysis."""
        done = self.recording.repetitions
        return done[self.index] if self.index < len(done) else None

    @property
    def at_wall(self) -> WallRepetition | None:
        """The repetition as the wall drill has it; None where it has none."""
        drill = self.recording.drill
        done = drill.repetitions if isinstance(drill, WallDrill) else []
        return done[self.index] if self.index < len(done) else None

    @property
    def with_rod(self) -> DowelRepetition | None:
        """The repetition as the dowel drill has it; None where it has none."""
        drill = self.recording.drill
        done = drill.repetitions if isinstance(drill, DowelDrill) else []
        return done[self.index] if self.index < len(done) else None


def own_standing(analysis: Analysis) -> bool:
    """Whether the low back was measured against this person's own standing, or not at all."""
    return analysis.low_back is None or analysis.low_back.zeroed


@dataclass(frozen=True, slots=True)
class Answer:
    """How one repetition answers a criterion.

    Attributes
    ----------
    grade
        Whether it passes.
    measure
        The measure, where it is one.
    needed
        Whether the step may not be left while the answer is unknown; None: as the criterion has it.
    detail
        What else is to be said, with its own punctuation in front.
    """

    grade: Grade
    measure: Measure | None = None
    needed: bool | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class CriterionRule:
    """A criterion as data, with the function that reads it.

    Attributes
    ----------
    code, asks, unit, limit, sense, source, needed
        As of `hiphinge.result.plan.Criterion`.
    label
        What is measured, for the answer in a sentence.
    answer
        Reads one repetition; None for criteria of the whole (`whole`).
    whole
        Reads all repetitions of a session at once.
    remedy
        What is practised lower down where it fails; None: the step itself, with a cue.
    depth
        Whether failing it only means that the step's depth was not reached.
    mend, arguments
        What makes it measurable, and the arguments of the analysis that this speaks of.
    detail
        What else the answer says, with its own punctuation in front.
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
    remedy: Remedy | None = None
    needed: bool = True
    depth: bool = False
    mend: str = FROM_THE_SIDE
    arguments: tuple[str, ...] = ()
    detail: Callable[[Sequence[StepRepetition]], str] | None = None

    def unasked(self) -> Criterion:
        """The criterion of a step that was not recorded."""
        return self._criterion(None, None, f"not recorded yet: {self.asks}")

    def of(self, seen: Sequence[StepRepetition], recordings: Sequence[Analysis] = ()) -> tuple[Criterion, bool]:
        """The criterion as the repetitions of a session answer it, and whether it fails in half of them or more.

        `recordings` are those that the repetitions are of; their own words say why something could not be judged.
        """
        if self.whole is not None:
            return self._of_whole(seen, recordings), False
        answers = [self.answer(self, item) for item in seen] if self.answer is not None else []
        counts = {
            grade: sum(given.grade == grade for given in answers) for grade in ("pass", "fail", "doubt", "unknown")
        }
        verdict = verdict_of(counts["pass"], counts["doubt"], counts["fail"], len(answers))
        measures = [given.measure for given in answers if given.measure is not None]
        figure = worst_of(measures, len(answers), low=self.sense == "at_least") if measures else None
        told = self._told(verdict, figure, (counts["pass"], len(answers)), seen, recordings)
        if figure is None and counts["unknown"] < len(answers):
            part = 100.0 * counts["pass"] / len(answers)
            figure = Measure(part, part, part)
        own = all(own_standing(analysis) for analysis in recordings)
        made = self._criterion(verdict, figure, told, (counts["pass"], len(answers)), own=own)
        needs = [answer.needed for answer in answers if answer.needed is not None]
        if needs:
            made = made.model_copy(update={"needed": any(needs)})
        back = verdict == "not_passed" and counts["fail"] >= BACK_SHARE * (len(answers) - counts["unknown"])
        return made, back

    def _of_whole(self, seen: Sequence[StepRepetition], recordings: Sequence[Analysis]) -> Criterion:
        answer = self.whole(self, seen) if self.whole is not None else Answer("unknown")
        verdicts: dict[Grade, Verdict] = {"pass": "passed", "fail": "not_passed", "doubt": "within_error"}
        verdict = verdicts.get(answer.grade, "cannot_judge")
        told = self._told(verdict, answer.measure, None, seen, recordings)
        made = self._criterion(verdict, answer.measure, told)
        if verdict == "within_error":
            made = made.model_copy(update={"mend": None, "arguments": []})
        if answer.detail:
            made = made.model_copy(update={"told": f"{self.label}{answer.detail}"})
        return made if answer.needed is None else made.model_copy(update={"needed": answer.needed})

    def _told(
        self,
        verdict: Verdict,
        figure: Measure | None,
        counts: tuple[int, int] | None,
        seen: Sequence[StepRepetition],
        recordings: Sequence[Analysis],
    ) -> str:
        """The answer in a sentence: the figure beside what is asked, or why there is none."""
        if verdict == "cannot_judge":
            reasons = [gap.reason for recording in recordings for gap in recording.cannot_judge]
            because = f" ({reasons[0]})" if reasons else ""
            return f"{self.label}: not told in this recording{because}"
        detail = "" if self.detail is None else self.detail(seen)
        if figure is None and counts is not None:
            return f"{self.label} in {counts[0]} of {plural(counts[1])}{detail}"
        shown = "" if figure is None else f"{':' if self.unit == 'count' else ''} {shown_as(figure, self.unit)}"
        most = "at least" if self.sense == "at_least" else "at most"
        asked = f"{self.limit:.2f}" if self.unit == "share" else f"{self.limit:g}"
        limit = f"{most} {asked}{SIGNS.get(self.unit, '')}" if self.limit else "none"
        among = f", passed in {counts[0]} of {plural(counts[1])}" if counts is not None and counts[1] > 1 else ""
        doubt = ": within the measurement error" if verdict == "within_error" else ""
        return f"{self.label}{shown}{detail}, {limit} asked{among}{doubt}"

    def _criterion(
        self,
        verdict: Verdict | None,
        figure: Measure | None,
        told: str,
        counts: tuple[int, int] | None = None,
        *,
        own: bool = True,
    ) -> Criterion:
        remedies: dict[Verdict | None, tuple[str, tuple[str, ...]]] = {
            "cannot_judge": (self.mend, self.arguments),
            "within_error": (_NARROW, ()) if own else (_OWN, ("standing",)),
        }
        mend, arguments = remedies.get(verdict, (None, ()))
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
            told=told,
            mend=mend,
            arguments=list(arguments),
        )


def needed_of(count: int) -> int:
    """How many of `count` repetitions have to pass: four in five."""
    return math.ceil(KEPT_SHARE * count - 1e-9)


def worst_of(measures: Sequence[Measure], count: int, *, low: bool) -> Measure:
    """The measure that four in five of `count` repetitions are as good as or better, by the bound that has to pass.

    `low`: more is better, and the lower bound has to pass; otherwise less is, and the upper one.
    """
    ordered = sorted(measures, key=lambda measure: -measure.low if low else measure.high)
    return ordered[min(needed_of(count), len(ordered)) - 1]


def verdict_of(passed: int, doubt: int, failed: int, count: int) -> Verdict:
    """The verdict over `count` repetitions; those that are neither of the three are unknown."""
    needed = needed_of(count)
    if count and passed >= needed:
        return "passed"
    if failed > count - needed:
        return "not_passed"
    return "within_error" if count and passed + doubt >= needed else "cannot_judge"


def graded(value: Measure | None, asked: CriterionRule, *, own: bool = True) -> Answer:
    """The grade of a measure: its bound has to pass; it fails where that is as sure as a fault has to be."""
    if value is None:
        return Answer("unknown")
    least = asked.sense == "at_least"
    if (value.low >= asked.limit) if least else (value.high <= asked.limit):
        return Answer("pass", value)
    chance = chance_beyond(value, asked.limit, above=not least)
    return Answer("fail" if chance >= (STATED_FROM if own else SURE_FROM) else "doubt", value)


def shown_as(value: Measure, unit: str) -> str:
    """A figure in a sentence, with its interval where it has a width."""
    sign = SIGNS.get(unit, "")
    low, at, high = (_number(end, 2 if unit == "share" else 0) for end in (value.low, value.value, value.high))
    return f"{at}{sign}" if value.low == value.high else f"{at}{sign} ({low} to {high})"


def plural(count: int) -> str:
    """Count repetitions."""
    return f"{count} repetition{'' if count == 1 else 's'}"


def _number(value: float, digits: int) -> str:
    text = f"{value:.{digits}f}"
    return text.lstrip("-") if not text.strip("-0.") else text
