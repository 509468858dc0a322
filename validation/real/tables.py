"""Figures over many clips, with intervals by resampling whole sources, and the list of all misses."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from validation.real.clips import Graded, of_interest

RESAMPLED: Final = 2000
BINS: Final = (0.0, 0.5, 0.7, 0.8, 0.9, 1.01)
"""Limits of the confidences of the reliability table."""

Figure = Callable[[Sequence[Graded]], float]


def share(values: Sequence[bool]) -> float:
    """Return the share of true values; NaN without any."""
    return float(np.mean(values)) if values else float("nan")


def precision(clips: Sequence[Graded]) -> float:
    """Return the share of the counted repetitions that are labelled ones."""
    some = of_interest(clips)
    hits, extra = (sum(values) for values in ([c.hits for c in some], [len(c.extra_s) for c in some]))
    return hits / (hits + extra) if hits + extra else float("nan")


def recall(clips: Sequence[Graded]) -> float:
    """Return the share of the labelled repetitions that were counted."""
    some = of_interest(clips)
    whole = sum(c.label.repetitions or 0 for c in some)
    return sum(c.hits for c in some) / whole if whole else float("nan")


FIGURES: Final[dict[str, Figure]] = {
    "repetitions one by one: precision": precision,
    "repetitions one by one: recall": recall,
    "count exactly right": lambda clips: share([bool(c.exact) for c in of_interest(clips)]),
    "exercise right": lambda clips: share([c.exercise_grade == "right" for c in clips]),
    "exercise wrong": lambda clips: share([c.exercise_grade == "wrong" for c in clips]),
    "exercise wrong with a confidence of 0.8 or more": lambda clips: share([c.surely_wrong for c in clips]),
    "pattern right": lambda clips: share([c.pattern_grade == "right" for c in clips]),
    "repetitions of plainly clean sets with a fault stated": lambda clips: share(
        [bool(faults) for c in clips if c.label.faults == frozenset() for faults in c.stated]
    ),
    "flat backs called rounded": lambda clips: share(
        [c.rounded for c in clips if c.label.low_back == "flat" and c.back_judged]
    ),
    "rounded backs found": lambda clips: share([c.rounded for c in clips if c.label.low_back == "rounded"]),
    "rounded backs passed as good": lambda clips: share(
        [c.back_judged and not c.rounded for c in clips if c.label.low_back == "rounded"]
    ),
}


def interval(figure: Figure, clips: Sequence[Graded]) -> tuple[float, float]:
    """Return the 90 % interval of a figure: whole sources are drawn again, never single clips."""
    rng = np.random.default_rng(0)
    sources: dict[str, list[Graded]] = {}
    for clip in clips:
        sources.setdefault(clip.label.source, []).append(clip)
    groups = list(sources.values())
    drawn = [
        figure([clip for i in rng.integers(0, len(groups), len(groups)) for clip in groups[i]])
        for _ in range(RESAMPLED)
    ]
    low, high = np.nanpercentile(drawn, [5, 95])
    return float(low), float(high)


def figures(clips: Sequence[Graded]) -> Iterator[str]:
    """Yield the table of all figures as Markdown."""
    sources = {clip.label.source for clip in clips}
    yield f"{len(clips)} clips of {len(sources)} sources\n"
    yield "| | Value | 90 % interval over sources |"
    yield "|---|---|---|"
    for name, figure in FIGURES.items():
        value = figure(clips)
        if np.isfinite(value):
            low, high = interval(figure, clips)
            yield f"| {name} | {100 * value:.1f} % | {100 * low:.0f}-{100 * high:.0f} % |"


def reliability(clips: Sequence[Graded]) -> Iterator[str]:
    """Yield the share of right names by their confidence."""
    named = [clip for clip in clips if clip.exercise[0] not in {"unknown", "other"}]
    yield "| confidence of the exercise | clips | mean confidence | right |"
    yield "|---|---|---|---|"
    for low, high in pairwise(BINS):
        some = [clip for clip in named if low <= clip.exercise[1] < high]
        if some:
            mean = np.mean([clip.exercise[1] for clip in some])
            right = share([clip.exercise_grade == "right" for clip in some])
            yield f"| {low:.1f}-{min(high, 1.0):.1f} | {len(some)} | {mean:.2f} | {100 * right:.0f} % |"


def misses(clips: Sequence[Graded]) -> Iterator[str]:
    """Yield each clip that was not read as labelled, with what was missed and what the program says of it."""
    yield "| clip | view | repetitions | exercise | pattern | missed and counted besides |"
    yield "|---|---|---|---|---|---|"
    for clip in clips:
        label = clip.label
        if not (clip.missed_s or clip.extra_s or clip.exercise_grade != "right" or clip.pattern_grade != "right"):
            continue
        name, confidence = clip.exercise
        pattern = "unknown" if clip.found is None else clip.found.pattern.name
        whole = "?" if label.repetitions is None else label.repetitions
        yield (
            f"| {label.name} | {label.view} | {clip.counted} of {whole} "
            f"| {name} {confidence:.2f} ({clip.exercise_grade}: {', '.join(sorted(label.exercises))}) "
            f"| {pattern} ({clip.pattern_grade}) | {'; '.join(_why(clip)) or '-'} |"
        )


def _why(clip: Graded) -> Iterator[str]:
    """Yield for every missed and every surplus repetition when it is, and the reason that was given."""
    if clip.found is None:
        yield f"refused: {clip.refusal}"
        return
    for time in clip.missed_s:
        reasons = [part.reason for part in clip.found.not_counted if part.start_s - 0.4 <= time <= part.end_s + 0.4]
        yield f"missed at {time:.1f} s ({reasons[0] if reasons else 'no reason given'})"
    for time in clip.extra_s:
        yield f"counted at {time:.1f} s"
    for limit in clip.found.cannot_judge:
        if limit.code in {"view_refused", "upper_body_hidden", "nobody_found", "no_repetition"}:
            yield limit.reason
