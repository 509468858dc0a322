"""The words in which an analysis is told, the same in the report, the video and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.judging.texts import fault_text
from hiphinge.result import Analysis, Pattern, PhaseName, Repetition

NOT_JUDGED: Final = "not judged"
"""What stands where a value is absent; never a zero."""

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

ANGLES: Final = {
    "trunk_lean_deg": ("Trunk lean", "mid-hip to mid-shoulder against the vertical; forward is positive"),
    "hip_flexion_deg": ("Hip flexion", "bend between trunk and thigh"),
    "knee_flexion_deg": ("Knee flexion", "bend of the knee; a straight leg is 0°"),
    "shank_deg": ("Shin", "ankle to knee against the vertical; positive when the knee is in front of the ankle"),
    "pelvic_tilt_deg": ("Pelvic tilt", "turn of the pelvis since standing; forward is positive"),
    "lumbar_flexion_deg": ("Lumbar flexion", "bend of the low back since standing; rounding is positive"),
    "lumbar_extension_deg": ("Lumbar extension", "arch of the low back beyond standing"),
    "neck_extension_deg": ("Neck extension", "head against the chest; chin up is positive"),
}
"""Name and meaning of each angle, in the order in which they are shown."""

LOADS: Final = {
    "l5s1_compression_n": ("Compression", "how hard the lowest disc (L5/S1) is pressed along its axis"),
    "l5s1_shear_n": ("Shear", "across the same disc; positive where the upper body is pushed forward"),
    "l5s1_moment_nm": (
        "Moment at L5/S1",
        "what muscles and tissue of the back turn it with; straightening is positive",
    ),
}
"""Name and meaning of each load that is drawn as a curve, in the order in which they are shown."""

LIGHTS: Final = {"green": "good", "amber": "watch", "red": "correct", "unknown": NOT_JUDGED}
"""What the light of the low back says."""

DECISIONS: Final = {
    "start": "Begin here",
    "move_on": "Move on",
    "stay": "Stay here",
    "step_back": "One step back",
    "record_again": "Film it again",
    "keep": "Keep it",
}
"""What a plan says of the person's place."""

STEP_STATES: Final = {
    "passed": "passed",
    "covered": "covered by a harder step",
    "open": "not passed yet",
    "step_back": "practised lower down first",
    "unjudged": "recorded, could not be judged",
    "not_shown": "not recorded yet",
    "not_asked": "not recorded",
}
"""How a person stands with a step of the ladder."""

_ROUNDING: Final = {"early": "early: control", "late": "late: range", "unclear": "early or late cannot be told"}

_GRAVITY: Final = ("unknown", "green", "amber", "red")

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
    "bridge": "The hips drove up from the floor: this is a bridge.",
    "unknown": "Hinge or squat could not be told.",
}


_DONE: Final = {
    "hinge": ", hinged",
    "squat": ", squatted rather than hinged",
    "stoop": ", stooped rather than hinged",
    "mixed": ", part hinge and part squat",
    "bridge": ", bridged",
    "unknown": "",
}


def fault_name(code: str) -> str:
    """Name a fault in a few words, from its code; the code itself where this release has no words for it."""
    try:
        title = fault_text(code).title
    except KeyError:
        title = code.replace("_", " ")
    return upper_first(title)


def unread(repetitions: Sequence[Repetition]) -> str:
    """Name the faults that could not be looked for, with the repetitions, `chin lifted (2, 3)`; empty if none."""
    where = _where((code, repetition.index) for repetition in repetitions for code in repetition.unread_faults)
    named = ((fault_name(code).lower(), numbers) for code, numbers in where.items())
    return "; ".join(
        name if len(numbers) == len(repetitions) else f"{name} ({', '.join(numbers)})" for name, numbers in named
    )


def possible(repetitions: Sequence[Repetition]) -> str:
    """Name the faults that are possible and not stated, with the repetitions; empty if none."""
    where = _where((fault.code, one.index) for one in repetitions for fault in one.possible_faults)
    return "; ".join(f"{fault_name(code).lower()} ({', '.join(numbers)})" for code, numbers in where.items())


def _where(cases: Iterable[tuple[str, int]]) -> dict[str, list[str]]:
    """Gather the numbers of the repetitions by fault code, in the order in which they come."""
    where: dict[str, list[str]] = {}
    for code, number in cases:
        where.setdefault(code, []).append(str(number))
    return where


def upper_first(text: str) -> str:
    """Put the first letter in upper case and leave the others as they are."""
    return text[:1].upper() + text[1:]


def plural(count: int, one: str) -> str:
    """Count with a noun: `1 repetition`, `3 repetitions`, `no repetition`."""
    return f"no {one}" if count == 0 else f"{count} {one}{'' if count == 1 else 's'}"


def pattern_sentence(pattern: Pattern) -> str:
    """Say what the pattern means, in one sentence."""
    return _PATTERNS[pattern.name]


def verdict(analysis: Analysis) -> tuple[str, str]:
    """Give the headline (what was done, how often) and the sentence under it (hinge or squat, or why neither)."""
    if not analysis.judged:
        first = next(iter(analysis.cannot_judge), None)
        why = analysis.source.view.reason or (first.reason if first else "no reason was recorded")
        return "This recording could not be judged", sentence(why)
    count = plural(len(analysis.repetitions), "full repetition" if not analysis.repetitions else "repetition")
    if analysis.exercise.name in {"unknown", "other"}:
        return upper_first(count) + _DONE[analysis.pattern.name], pattern_sentence(analysis.pattern)
    return f"{upper_first(EXERCISES[analysis.exercise.name])}, {count}", pattern_sentence(analysis.pattern)


def sentence(text: str) -> str:
    """Make the text a sentence: upper case first, a full stop last."""
    text = upper_first(text.strip())
    return text if not text or text[-1] in ".!?" else f"{text}."


def clock(time_s: float) -> str:
    """Name a moment of the recording: `4.2 s` within the first minute, `3:07.5` after it."""
    if time_s < 60:
        return f"{time_s:.1f} s"
    tenths = round(time_s * 10)
    return f"{tenths // 600}:{tenths % 600 / 10:04.1f}"


def measured(repetition: Repetition) -> bool:
    """Tell whether any angle of the repetition is known, without which no fault can be found or ruled out."""
    return any(measure is not None for _, measure in repetition.peak)


def tone(repetition: Repetition) -> str:
    """Choose the colour a repetition is shown in: the graver of its light and its gravest fault."""
    severities = {fault.severity for fault in repetition.faults}
    fault = "red" if "major" in severities else "amber" if severities else "unknown"
    return max(repetition.light, fault, key=_GRAVITY.index)


def rounding(repetition: Repetition) -> str:
    """Say when the low back began to round, and what that means: `2.4 s, early: control`."""
    if repetition.lumbopelvic is None or repetition.neutral_depth_deg is None:
        return NOT_JUDGED
    found = repetition.lumbopelvic.rounding
    return "within its limit" if found is None else f"{clock(found.start_s)}, {_ROUNDING[found.kind]}"


def in_per_cent(share: Measure | None) -> Measure | None:
    """Turn a share of 0 to 1 into per cent."""
    return None if share is None else times(share, 100)


def in_kilo(measure: Measure) -> Measure:
    """Turn newtons into kilonewtons."""
    return times(measure, 0.001)


def times(measure: Measure, factor: float) -> Measure:
    """The measure in another unit, `factor` of them in one of its own; `factor` is positive."""
    return Measure(factor * measure.value, factor * measure.low, factor * measure.high)


def _digits(unit: str, *values: float) -> int:
    """How many decimals suit the values."""
    largest = max((abs(value) for value in values), default=0.0)
    if unit in {"deg", "%", "percent", "Nm"}:
        return 0
    if unit == "kN":
        return 1
    if unit == "times":
        return 0 if largest >= 10 else 1
    return 0 if largest >= 100 else 1 if largest >= 10 else 2


def unit_sign(unit: str) -> str:
    """Give what stands behind a number: `°` for `deg`, otherwise a gap and the unit, and nothing for bare ratios."""
    signs = {"deg": "°", "": "", "1": "", "ratio": "", "share": "", "%": " %", "percent": " %"}
    return signs.get(unit, f" {unit}")


def number(value: float, unit: str = "deg", *, beside: Measure | None = None) -> str:
    """Write a value with its unit, rounded like the measure `beside` it where there is one."""
    near = (value,) if beside is None else (value, beside.low, beside.high)
    text = f"{value:.{_digits(unit, *near)}f}"
    return f"{_unsigned_zero(text)}{unit_sign(unit)}"


def interval(measure: Measure, unit: str = "deg") -> str:
    """Write the 90 % interval, `38 to 52`, without the unit."""
    digits = _digits(unit, measure.value, measure.low, measure.high)
    return " to ".join(_unsigned_zero(f"{end:.{digits}f}") for end in (measure.low, measure.high))


def plus_minus(measure: Measure | None, unit: str = "deg") -> str:
    """Write `45° ± 7`: the value and the longer half of its 90 % interval, or that it was not judged."""
    if measure is None:
        return NOT_JUDGED
    digits = _digits(unit, measure.value, measure.low, measure.high)
    half = max(measure.high - measure.value, measure.value - measure.low)
    return f"{number(measure.value, unit, beside=measure)} ± {half:.{digits}f}"


def duration_of(repetition: Repetition, phase: PhaseName) -> float | None:
    """Add up the seconds of one phase of a repetition; None where it has no such phase."""
    parts = [part.end_s - part.start_s for part in repetition.phases if part.name == phase]
    return sum(parts) if parts else None


def _unsigned_zero(text: str) -> str:
    """Turn the `-0` that rounding makes of small negative values into `0`."""
    return text.lstrip("-") if not text.strip("-0.") else text
