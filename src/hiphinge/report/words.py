"""The words of an analysis, the same in page, replay and terminal: names of its parts, and sentences about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hiphinge.judging.set import entry_of
from hiphinge.judging.texts import fault_text
from hiphinge.report.numbers import NOT_JUDGED, clock, plural
from hiphinge.result import Analysis, PhaseName, Repetition
from hiphinge.result.limitation import SENTENCES

EXERCISES: Final = {
    "romanian_deadlift": "Romanian deadlift",
    "deadlift": "deadlift",
    "rack_pull": "rack pull",
    "good_morning": "good morning",
    "kettlebell_swing": "kettlebell swing",
    "glute_bridge": "glute bridge",
    "hip_thrust": "hip thrust",
    "squat": "squat",
    "stoop": "stoop lift",
    "bag_lift": "bag from the floor",
    "other": "another exercise",
    "unknown": "an exercise that was not recognised",
}

LIGHTS: Final = {"green": "good", "amber": "watch", "red": "correct", "unknown": NOT_JUDGED}
"""The light of the low back in a word."""

DECISIONS: Final = {
    "start": "Begin here",
    "move_on": "Move on",
    "stay": "Stay here",
    "step_back": "One step back",
    "record_again": "Film it again",
    "keep": "Keep it",
}
"""The decision of a plan in a few words."""

STEP_STATES: Final = {
    "passed": "passed",
    "covered": "covered by a harder step",
    "open": "not passed yet",
    "step_back": "practised lower down first",
    "unjudged": "recorded, could not be judged",
    "not_shown": "not recorded yet",
    "not_asked": "not recorded, not needed",
}
"""The state of a step of the ladder in a few words."""

_UNREAD_ROUNDING: Final = "lumbar_rounding"

_ROUNDING: Final = {"early": "early: control", "late": "late: range", "unclear": "early or late: unclear"}

_BY_SEVERITY: Final = ("unknown", "green", "amber", "red")

PHASES: Final[dict[PhaseName, str]] = {
    "descent": "going down",
    "bottom": "bottom",
    "ascent": "coming up",
    "lockout": "lockout",
}

_PATTERNS: Final = {
    "hinge": "The hips did the work: this is a hinge.",
    "squat": "The knees did much of the work: this is a squat, not a hinge.",
    "stoop": "The back did the bending: this is a stoop, not a hinge.",
    "mixed": "Part hinge, part squat.",
    "bridge": "The hips drove up: this is a bridge.",
    "unknown": "Whether this is a hinge or a squat could not be judged.",
}


_DONE: Final = {
    "hinge": ", hinged",
    "squat": ", squatted rather than hinged",
    "stoop": ", stooped rather than hinged",
    "mixed": ", part hinge and part squat",
    "bridge": ", bridged",
    "unknown": "",
}

UNNAMED: Final = SENTENCES["exercise_unknown"].reason
"""What is said where the exercise was neither recognised nor given."""

UNKNOWN_KIND: Final = "this is none of the exercises that are judged, so no fault was looked for"
"""What is said of an exercise without faults of its own."""

POSSIBLE: Final = "Possible, but the interval includes the limit"
"""What precedes the faults that are possible and not stated."""

_DECISIVE: Final = ("nobody_found", "view_refused", "upper_body_hidden", "too_few_frames", "no_repetition")
"""The limitations without which something would have been judged, the most important first."""


def fault_name(code: str) -> str:
    """Return the title of a fault by its code; the code itself where this release has no title for it."""
    try:
        title = fault_text(code).title
    except KeyError:
        title = code.replace("_", " ")
    return upper_first(title)


def unread(repetitions: Sequence[Repetition]) -> str:
    """Return the faults that could not be looked for, with the repetitions, `chin lifted (2, 3)`; empty if none."""
    where = _where((code, repetition.index) for repetition in repetitions for code in repetition.unread_faults)
    named = ((fault_name(code).lower(), numbers) for code, numbers in where.items())
    return "; ".join(
        name if len(numbers) == len(repetitions) else f"{name} ({', '.join(numbers)})" for name, numbers in named
    )


def possible(repetitions: Sequence[Repetition]) -> str:
    """Return the faults that are possible but not stated, with the repetitions; empty if none."""
    where = _where((fault.code, repetition.index) for repetition in repetitions for fault in repetition.possible_faults)
    return "; ".join(f"{fault_name(code).lower()} ({', '.join(numbers)})" for code, numbers in where.items())


def _where(cases: Iterable[tuple[str, int]]) -> dict[str, list[str]]:
    """Return the numbers of the repetitions by fault code, in their order."""
    where: dict[str, list[str]] = {}
    for code, number in cases:
        where.setdefault(code, []).append(str(number))
    return where


def upper_first(text: str) -> str:
    """Return the text with its first letter in upper case and the others unchanged."""
    return text[:1].upper() + text[1:]


def verdict(analysis: Analysis) -> tuple[str, str]:
    """Return the headline (exercise and count) and the sentence under it (hinge or squat, or why neither)."""
    count = plural(len(analysis.repetitions), "full repetition" if not analysis.repetitions else "repetition")
    if not analysis.judged:
        counted = f"{upper_first(count)}, which" if analysis.repetitions else "This recording"
        return f"{counted} could not be judged", why_not_judged(analysis)
    pattern = _PATTERNS[analysis.pattern.name]
    if analysis.exercise.unnamed and analysis.repetitions:
        pattern = f"{pattern} {sentence(UNNAMED)}"
    if analysis.repetitions and not entry_of(analysis.exercise).faults:
        pattern = f"{pattern} {sentence(UNKNOWN_KIND)}"
    if analysis.exercise.name in {"unknown", "other"}:
        done = _DONE[analysis.pattern.name] if analysis.repetitions else ""
        return upper_first(count) + done, pattern
    unchecked = ""
    if mostly_unread(analysis):
        none, most = "None of the faults of this exercise could", "Most faults of this exercise could not"
        unchecked = f" {none if nothing_checked(analysis) else most} be checked."
    return f"{upper_first(EXERCISES[analysis.exercise.name])}, {count}", pattern + unchecked


def mostly_unread(analysis: Analysis) -> bool:
    """Return whether more than half of the faults of the exercise, over all repetitions, could not be checked."""
    asked = len(entry_of(analysis.exercise).faults) * len(analysis.repetitions)
    missing = sum(len(repetition.unread_faults) for repetition in analysis.repetitions)
    return analysis.drill is None and 2 * missing > asked


def nothing_checked(analysis: Analysis) -> bool:
    """Return whether there was no fault to look for, or none of them could be checked in any repetition."""
    asked = entry_of(analysis.exercise).faults
    return all(asked <= set(repetition.unread_faults) for repetition in analysis.repetitions)


def why_not_judged(analysis: Analysis) -> str:
    """Return the reason why nothing could be judged, as a sentence."""
    view = analysis.source.view
    reasons = {limitation.code: limitation.reason for limitation in reversed(analysis.cannot_judge)}
    decisive = next((reasons[code] for code in _DECISIVE if code in reasons), None)
    unusable = None if view.usable else view.reason
    first = next((limitation.reason for limitation in analysis.cannot_judge), None)
    return sentence(decisive or unusable or first or view.reason or "no reason was recorded")


def angles_meant(analysis: Analysis) -> str:
    """Return as a sentence what trunk lean and hip flexion are measured between."""
    hip = "pelvis and thigh" if analysis.hip_flexion_basis == "pelvis" else "trunk, taken as rigid, and thigh"
    return f"Trunk lean is the angle between trunk and vertical, hip flexion that between {hip}."


def ended(text: str) -> str:
    """Return the text with a full stop at its end: for what may begin with a file's name."""
    return text if not text or text[-1] in ".!?" else f"{text}."


def sentence(text: str) -> str:
    """Return the text as a sentence: first letter in upper case, a full stop at the end."""
    return ended(upper_first(text.strip()))


def measured(repetition: Repetition) -> bool:
    """Return whether any angle of the repetition is known; without one, no fault can be found or ruled out."""
    return any(measure is not None for _, measure in repetition.peak)


def tone(repetition: Repetition) -> str:
    """Return the colour of a repetition: the more severe of its light and its most severe fault."""
    severities = {fault.severity for fault in repetition.faults}
    fault = "red" if "major" in severities else "amber" if severities else "unknown"
    return max(repetition.light, fault, key=_BY_SEVERITY.index)


def rounding(repetition: Repetition) -> str:
    """Return the time at which the low back began to round and its likely cause: `2.4 s, early: control`."""
    if repetition.lumbopelvic is None or repetition.neutral_depth_deg is None:
        return NOT_JUDGED
    start = repetition.lumbopelvic.rounding
    unread = _UNREAD_ROUNDING in repetition.unread_faults
    if (start is None and unread) or (start is not None and repetition.light == "unknown"):
        return NOT_JUDGED
    if start is None:
        return "within its limit"
    possible = "possible from " if _possibly_rounded(repetition) else ""
    return f"{possible}{clock(start.start_s)}, {_ROUNDING[start.kind]}"


def _possibly_rounded(repetition: Repetition) -> bool:
    """Return whether rounding of the low back is possible but not stated, or could not be checked."""
    possible = (fault.code for fault in repetition.possible_faults)
    return _UNREAD_ROUNDING in {*possible, *repetition.unread_faults}


def duration_of(repetition: Repetition, phase: PhaseName) -> float | None:
    """Return the duration of one phase of a repetition, seconds; None where it has no such phase."""
    parts = [part.end_s - part.start_s for part in repetition.phases if part.name == phase]
    return sum(parts) if parts else None
