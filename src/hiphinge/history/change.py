"""What changed: readings of sessions, the smallest change that can be detected, and the verdict. All of it is pure.

The minimal detectable change is 1.96 · √2 times the standard deviation of one person's repeated readings: of two
readings without a true change, 95 % differ by less. It is taken from the person's own sessions of the same week if
there are enough, else from a published figure and, if they vary more, from their own sets within sessions. A change
within the 90 % intervals of both sessions combined is never reported.

Repeated sessions show everything that differs between days: camera, clothes, and the person. Sets within a session
show less, so they can raise a published figure and never lower it.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import QUANTITIES, Direction
from hiphinge.measures.detectable import PUBLISHED_CHANGES, combined_half, detectable
from hiphinge.result.digits import BY_UNIT, DIGITS
from hiphinge.result.progress import ChangeBasis, ChangeVerdict, Detectable, TrendPoint

FACTOR: Final = 1.96 * math.sqrt(2.0)
"""Minimal detectable change over the standard deviation of repeated readings."""

MIN_DEGREES: Final = 8
"""Least degrees of freedom of that standard deviation. With fewer, 1.96 estimated deviations are exceeded by chance
too often: upwards in 4.3 % of cases with 8, in 6.1 % with 4 (Student's t)."""

WEEK: Final = timedelta(days=7)
"""Sessions within this time count as repeated readings: within a week nobody's range of motion or skill changes much
(proposal). A true change within it makes the detectable change larger, never smaller."""

HINGES: Final = frozenset({"romanian_deadlift", "deadlift", "rack_pull", "good_morning", "kettlebell_swing"})
"""Exercises in which more hinge is better."""

_MIN_STEPS: Final = 1.5
"""Steps of the numbers in the files below which nothing is a change, however equal repeated readings are."""

_OWN_DAYS: Final = "1.96 · √2 times the standard deviation of your own sessions within a week of each other"
_OWN_SETS: Final = (
    "1.96 · √2 times the standard deviation of your own sets within sessions, which is more than the published figure"
)
_INTERVALS: Final = "the 90 % intervals of both sessions combined, which are wider than the minimal detectable change"


class SetReading(NamedTuple):
    """The reading of one recording: the median of its repetitions.

    Attributes
    ----------
    session
        Number of its session, the oldest is 1.
    when_utc
        When the session began.
    reading
        Value with interval, in the unit of the quantity's key.
    repetitions
        Number of repetitions behind it.
    load_kg
        The weight lifted, if given.
    """

    session: int
    when_utc: datetime
    reading: Measure
    repetitions: int
    load_kg: float | None = None


def points_of(sets: Iterable[SetReading]) -> list[TrendPoint]:
    """Return one point for each session, oldest first: the mean of its readings.

    The interval is the mean of the sets' intervals, and no narrower for being of several sets: a camera that stands
    oblique is so for all of them.
    """
    groups: dict[int, list[SetReading]] = defaultdict(list)
    for each in sets:
        groups[each.session].append(each)
    return [_point(number, groups[number]) for number in sorted(groups)]


def pooled_deviation(groups: Iterable[Sequence[float]]) -> tuple[float, int]:
    """Return the standard deviation of repeated readings about the mean of their group, with its degrees of freedom.

    Parameters
    ----------
    groups
        Readings between which nothing changed, one group for each occasion; those of a single reading say nothing.

    Returns
    -------
    tuple of float and int
        The pooled standard deviation, NaN without degrees of freedom, and their number.
    """
    squares, degrees = 0.0, 0
    for group in groups:
        mean = math.fsum(group) / len(group) if group else 0.0
        squares += math.fsum((value - mean) ** 2 for value in group)
        degrees += max(len(group) - 1, 0)
    return (math.sqrt(squares / degrees) if degrees else math.nan), degrees


def of_one_week(points: Sequence[TrendPoint]) -> list[list[float]]:
    """Return the values of sessions in groups of at most a week, none in two groups, oldest first."""
    groups: list[list[float]] = []
    start: datetime | None = None
    for point in sorted(points, key=lambda point: point.when_utc):
        if start is None or point.when_utc - start > WEEK:
            groups.append([])
            start = point.when_utc
        groups[-1].append(point.reading.value)
    return groups


def of_one_session(sets: Iterable[SetReading]) -> list[list[float]]:
    """Return the values of the sets of each session."""
    groups: dict[int, list[float]] = defaultdict(list)
    for each in sets:
        groups[each.session].append(each.reading.value)
    return list(groups.values())


def detectable_change(
    quantity: str, sets: Sequence[SetReading], points: Sequence[TrendPoint] | None = None
) -> Detectable | None:
    """Return the smallest change between the first and the latest session that is reported as a change.

    Parameters
    ----------
    quantity
        Key of the quantity.
    sets
        All readings of one person and exercise.
    points
        The sessions that they give (`points_of`), if they are at hand.

    Returns
    -------
    Detectable or None
        None for fewer than two sessions, and where neither enough repeated sessions nor a published figure say it.
    """
    points = points_of(sets) if points is None else points
    if len(points) < 2:
        return None
    basis: ChangeBasis
    published = PUBLISHED_CHANGES.get(quantity)
    deviation, degrees = pooled_deviation(of_one_week(points))
    if degrees >= MIN_DEGREES:
        basis, least, source = "own_days", FACTOR * deviation, _OWN_DAYS
    elif published is None:
        return None
    else:
        basis, least, source = "published", published.value, published.source
        deviation, degrees = pooled_deviation(of_one_session(sets))
        if degrees >= MIN_DEGREES and FACTOR * deviation > least:
            basis, least, source = "own_sets", FACTOR * deviation, _OWN_SETS
    least = max(least, _MIN_STEPS * step_of(quantity))
    own = basis != "published"
    first, last = points[0].reading, points[-1].reading
    if combined_half(first, last) > least:
        basis, source = "intervals", _INTERVALS
    return Detectable(
        least=detectable(first, last, least),
        basis=basis,
        own_deviation=deviation if own else None,
        degrees_of_freedom=degrees if own else None,
        source=source,
    )


def change_between(first: Measure, last: Measure) -> Measure:
    """Return the change from one reading to another, with the interval that both intervals give."""
    value, half = last.value - first.value, combined_half(first, last)
    return Measure(value, value - half, value + half)


def verdict_of(points: Sequence[TrendPoint], least: Detectable | None, better: Direction | None) -> ChangeVerdict:
    """Return what can be said of the change from the first to the latest session."""
    if len(points) < 2:
        return "one_session"
    if least is None:
        return "error_unknown"
    change = points[-1].reading.value - points[0].reading.value
    if abs(change) <= least.least:
        return "no_change"
    way: Direction = "more" if change > 0 else "less"
    if better is None:
        return way
    return "better" if way == better else "worse"


def direction_of(quantity: str, exercise: str) -> Direction | None:
    """Return which way an improvement goes; None where neither is one by itself, or the exercise is not a hinge."""
    if quantity == "hinge_index" and exercise not in HINGES | {"dowel_drill"}:
        return None
    known = QUANTITIES.get(quantity)
    return None if known is None else known.better


def step_of(quantity: str) -> float:
    """Return the step in which a quantity is written in the files, in the unit of its key."""
    _, _, unit = quantity.rpartition("_")
    digits = DIGITS.get(quantity, BY_UNIT.get(unit))
    return 0.0 if digits is None else 10.0**-digits


def _point(number: int, sets: Sequence[SetReading]) -> TrendPoint:
    count = len(sets)
    value, low, high = sets[0].reading.value, sets[0].reading.low, sets[0].reading.high
    if count > 1:
        value = sum([each.reading.value for each in sets]) / count
        low = sum([each.reading.low for each in sets]) / count
        high = sum([each.reading.high for each in sets]) / count
    loads = [each.load_kg for each in sets if each.load_kg is not None]
    return TrendPoint(
        session=number,
        when_utc=sets[0].when_utc,
        reading=Measure(value, min(low, value), max(high, value)),
        recordings=count,
        repetitions=sum([each.repetitions for each in sets]),
        load_kg=max(loads, default=None),
    )
