"""How pelvis and low back share a bend: lumbar share, rhythm, onset of rounding, neutral depth, and the light.

Pure functions over the curves of a `Spine` and one repetition. P is pelvic tilt, L lumbar flexion, T = P + L the turn
of the thorax (`CONVENTIONS.md`). Errors of P and L are taken as fully anticorrelated, as they are in an estimate from
the outline: what it takes from the one it gives to the other. This is the worst case for ratios of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Curve, FloatArray, Measure, medians
from hiphinge.core.signal import peak_unseen, runs
from hiphinge.core.uncertainty import STATED_FROM, chance_beyond
from hiphinge.measures.light import light_of, percent_of, share_counts
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.result import BendPart, BendPartName, Light, RoundingKind

MIN_BEND_DEG: Final = 15.0
"""Thorax turn below which the lumbar share is not defined (`CONVENTIONS.md`)."""

HELD_S: Final = 0.1
"""Shortest time for which a value must hold, for the onset of rounding (`CONVENTIONS.md`) and for peaks."""

KNOWN_SHARE: Final = 0.8
"""Least share of a repetition's frames in which the low back must be known to judge it as a whole (proposal)."""

BEND_PARTS_DEG: Final[tuple[tuple[BendPartName, float, float], ...]] = (
    ("early", 0.0, 30.0),
    ("middle", 30.0, 60.0),
    ("late", 60.0, 90.0),
)
"""Parts of a forward bend by the turn of the thorax (Esola 1996, Spine 21:71)."""

MIN_PART_DEG: Final = 20.0
"""A part of the bend is reported from two thirds of its 30° on (proposal)."""

BOUNDED_SHARE: Final = 0.9
"""Where the lumbar share may be larger than this, the pelvis may not have moved, and no ratio to it is reported."""

CONTROL_DEG: Final = 50.0
"""Hip flexion that the standing bow requires with a neutral low back (Monnier 2012, BMC Musculoskelet Disord 13:263).
Rounding that starts before it is a matter of control, since the hips had range left; later, of range."""


@dataclass(frozen=True, slots=True)
class HeldPeak:
    """The largest value that a curve holds for `HELD_S`, its frame, and whether it was larger, perhaps, unseen."""

    value: Measure
    frame: int
    unseen: bool


@dataclass(frozen=True, slots=True)
class RoundingEpisode:
    """The frames in which a low back was beyond its neutral range.

    Attributes
    ----------
    start, stop
        From the first to the last frame, in time, of lumbar flexion that stayed beyond the limit, [start, stop).
    pelvic_tilt, hip_flexion
        Pelvic tilt and hip flexion, degrees, when the limit was passed on the way down; hip flexion None if unknown.
    kind
        ``early`` before `CONTROL_DEG` of hip flexion (of pelvic tilt where hip flexion is unknown), ``late`` beyond,
        ``unclear`` where the interval allows both.
    """

    start: int
    stop: int
    pelvic_tilt: Measure
    hip_flexion: Measure | None
    kind: RoundingKind


@dataclass(frozen=True, slots=True)
class Bend:
    """Pelvis and low back in one repetition; undetermined values are None, and `parts` may be empty.

    `share` is the lumbar share in the deepest posture, `neutral_depth` is in degrees of pelvic tilt, `percent_of_range`
    is the peak of lumbar flexion in per cent of the athlete's maximum; `own` says that all are relative to the
    athlete's own standing.
    """

    peak: Measure | None
    share: Measure | None
    neutral_depth: Measure | None
    rounding: RoundingEpisode | None
    parts: tuple[BendPart, ...]
    percent_of_range: Measure | None
    own: bool

    @property
    def light(self) -> Light:
        """The light of the low back (`light_of`); never green where the share was not measured and would count."""
        found = light_of(self.peak, self.share, self.percent_of_range, own=self.own)
        hidden = self.peak is not None and self.share is None and share_counts(self.peak, own=self.own)
        return "unknown" if found == "green" and hidden else found


def measure_bend(
    spine: Spine,
    repetition: RepetitionSpan,
    time_s: FloatArray,
    deepest: tuple[int, int],
    *,
    limit_deg: float,
    max_flexion: Measure | None = None,
) -> Bend:
    """Measure pelvis and low back in one repetition.

    Parameters
    ----------
    spine
        The curves of the recording.
    repetition
        The repetition.
    time_s
        Times in seconds, shape (frames,).
    deepest
        Frames [start, stop) about the deepest posture.
    limit_deg
        Lumbar flexion beyond which a low back has left its neutral range.
    max_flexion
        The athlete's maximum of lumbar flexion, degrees, where it is known.
    """
    lumbar = spine.curves["lumbar_flexion_deg"]
    top = held_peak(lumbar, time_s, repetition.start, repetition.stop) if _known(lumbar, repetition) else None
    peak = None if top is None or top.unseen else top.value
    return Bend(
        peak=peak,
        share=lumbar_share(spine, *deepest),
        neutral_depth=neutral_depth(spine, repetition, time_s, limit_deg),
        rounding=rounding_of(spine, repetition, time_s, limit_deg),
        parts=bend_parts(spine, repetition),
        percent_of_range=None if peak is None or max_flexion is None else percent_of(peak, max_flexion),
        own=spine.zeroed,
    )


def lumbar_share(spine: Spine, start: int, stop: int) -> Measure | None:
    """Return the lumbar share L / T of the posture in frames [start, stop); None below `MIN_BEND_DEG` of T."""
    pelvis, lumbar = (spine.curves[name] for name in ("pelvic_tilt_deg", "lumbar_flexion_deg"))
    columns = [pelvis.value, _half(pelvis), lumbar.value, _half(lumbar)]
    p, p_half, flexed, l_half = medians(np.column_stack(columns)[start:stop]).tolist()
    if not np.isfinite(p + flexed) or p + flexed < MIN_BEND_DEG:
        return None
    return _share(p, p_half, flexed, l_half)


def _share(pelvis: float, pelvis_half: float, lumbar: float, lumbar_half: float) -> Measure:
    """Return L / (P + L) with its interval, from values and half-widths in degrees with anticorrelated errors."""
    whole = pelvis + lumbar
    half = (abs(pelvis) * lumbar_half + abs(lumbar) * pelvis_half) / whole**2
    value = lumbar / whole
    return Measure(value=value, low=value - half, high=value + half)


def bend_parts(spine: Spine, repetition: RepetitionSpan) -> tuple[BendPart, ...]:
    """Return the rhythm of the bend: the lumbar share of each of `BEND_PARTS_DEG`, and the ratio of low back to pelvis.

    The bend is read from the top down: on the way down, or in lifts from the floor backwards on the way up. In a change
    within one recording half of a single value's variance is common to both ends and cancels; the variance of the
    change is then that of a single value (proposal).
    """
    frames = _way_down(repetition)
    pelvis, lumbar = (spine.curves[name] for name in ("pelvic_tilt_deg", "lumbar_flexion_deg"))
    thorax = (pelvis.value + lumbar.value)[frames]
    known = np.isfinite(thorax)
    frames, thorax = frames[known], thorax[known]
    if not frames.size or thorax[0] > MIN_BEND_DEG:
        return ()
    reached = np.maximum.accumulate(thorax)
    parts = []
    for name, low, high in BEND_PARTS_DEG:
        i, j = (int(np.searchsorted(reached, min(end, reached[-1]))) for end in (low, high))
        a, b = frames[i], frames[j]
        change_p, change_l = float(pelvis.value[b] - pelvis.value[a]), float(lumbar.value[b] - lumbar.value[a])
        if change_p + change_l < MIN_PART_DEG:
            break
        p_half, l_half = (float((_half(curve)[a] + _half(curve)[b]) / 2) for curve in (pelvis, lumbar))
        share = _share(change_p, p_half, change_l, l_half)
        parts.append(BendPart(name=name, lumbar_share=share, lumbar_pelvis_ratio=_ratio(share)))
    return tuple(parts)


def _ratio(share: Measure) -> Measure | None:
    """Return L / P from the share L / T; None where the pelvis may not have moved."""
    if share.high > BOUNDED_SHARE:
        return None
    value, low, high = (end / (1.0 - end) for end in (share.value, share.low, share.high))
    return Measure(value=value, low=low, high=high)


def rounding_of(
    spine: Spine, repetition: RepetitionSpan, time_s: FloatArray, limit_deg: float
) -> RoundingEpisode | None:
    """Return where lumbar flexion first exceeded `limit_deg` for `HELD_S`; None where it never did."""
    lumbar = spine.curves["lumbar_flexion_deg"]
    beyond = np.flatnonzero(_held(lumbar.value > limit_deg, repetition, time_s))
    if not beyond.size or not _known(lumbar, repetition):
        return None
    order = _bending_order(repetition)
    crossed = _crossings(lumbar, repetition, order, time_s, limit_deg)
    pelvis = _reached(spine.curves["pelvic_tilt_deg"], order, *crossed)
    if pelvis is None:
        return None
    hip = _reached(spine.curves["hip_flexion_deg"], order, *crossed)
    start, last = (repetition.start + int(place) for place in (beyond[0], beyond[-1]))
    return RoundingEpisode(start, last + 1, pelvis, hip, _kind(hip or pelvis))


def _kind(reached: Measure) -> RoundingKind:
    if chance_beyond(reached, CONTROL_DEG, above=False) >= STATED_FROM:
        return "early"
    return "late" if chance_beyond(reached, CONTROL_DEG, above=True) >= STATED_FROM else "unclear"


def neutral_depth(spine: Spine, repetition: RepetitionSpan, time_s: FloatArray, limit_deg: float) -> Measure | None:
    """Return the largest pelvic tilt, degrees, reached before lumbar flexion exceeded `limit_deg` for `HELD_S`.

    It is the largest of the repetition where lumbar flexion never did. The interval includes both the uncertainty of
    the tilt and that of the moment.
    """
    lumbar = spine.curves["lumbar_flexion_deg"]
    if not _known(lumbar, repetition):
        return None
    order = _bending_order(repetition)
    crossed = _crossings(lumbar, repetition, order, time_s, limit_deg)
    return _reached(spine.curves["pelvic_tilt_deg"], order, *crossed)


def _crossings(
    lumbar: Curve, repetition: RepetitionSpan, order: NDArray[np.intp], time_s: FloatArray, limit_deg: float
) -> tuple[int, int, int]:
    """Return the earliest, estimated and latest place in `order` at which the limit is passed; its size for never."""
    places = []
    for edge in (lumbar.high, lumbar.value, lumbar.low):
        held = np.flatnonzero(_held(edge > limit_deg, repetition, time_s)[order - repetition.start])
        places.append(int(held[0]) if held.size else int(order.size))
    early, value, late = places
    return min(early, value), value, max(late, value)


def _reached(curve: Curve, order: NDArray[np.intp], early: int, at: int, late: int) -> Measure | None:
    """Return the largest value of a curve before the place `at` in `order`, which may be any from `early` to `late`."""
    values = np.where(np.isfinite(curve.value[order]), curve.value[order], -np.inf)
    deepest = np.maximum.accumulate(values)
    before, value, after = (float(deepest[max(place - 1, 0)]) for place in (early, at, late))
    if not np.isfinite(before):
        return None
    half = float(_half(curve)[order[int(np.argmax(values[: max(at, 1)]))]])
    low, high = value - float(np.hypot(value - before, half)), value + float(np.hypot(after - value, half))
    return Measure(value=value, low=low, high=high)


def held_peak(curve: Curve, time_s: FloatArray, start: int, stop: int, *, lowest: bool = False) -> HeldPeak | None:
    """Return the largest (or lowest) value that a curve holds for `HELD_S` in frames [start, stop); None if unknown."""
    known = np.isfinite(curve.value[start:stop])
    if stop - start < 2 or not known.any():
        return None
    rate = (stop - start - 1) / float(time_s[stop - 1] - time_s[start])
    width = min(max(int(np.ceil(HELD_S * rate - 1e-6)) + 1, 1), stop - start)
    values = -curve.value[start:stop] if lowest else curve.value[start:stop]
    values = np.where(known, values, -np.inf)
    places = values.size - width + 1
    kept = values[:places].copy()
    for later in range(1, width):
        np.minimum(kept, values[later : later + places], out=kept)
    best = int(np.argmax(kept))
    frame = start + best + int(np.argmin(values[best : best + width]))
    value = curve.at(frame)
    if value is None:
        return None
    signed = -curve.value[start:stop] if lowest else curve.value[start:stop]
    return HeldPeak(value, frame, peak_unseen(time_s[start:stop], signed))


def _known(curve: Curve, repetition: RepetitionSpan) -> bool:
    return bool(curve.known()[repetition.frames].mean() >= KNOWN_SHARE)


def _half(curve: Curve) -> FloatArray:
    """Return half the width of a curve's 90 % interval, degrees, shape (frames,)."""
    return (curve.high - curve.low) / 2


def _from_the_floor(repetition: RepetitionSpan) -> bool:
    return repetition.phases[0].name == "ascent"


def _way_down(repetition: RepetitionSpan) -> NDArray[np.intp]:
    """Return the frames from the top to the deepest posture, in the order of bending, shape (frames of the way,)."""
    if _from_the_floor(repetition):
        return np.arange(repetition.start, max(repetition.top, repetition.start) + 1, dtype=np.intp)[::-1]
    return np.arange(repetition.start, repetition.bottom + 1, dtype=np.intp)


def _bending_order(repetition: RepetitionSpan) -> NDArray[np.intp]:
    """Return all frames of a repetition, those of the first bend in the order of bending, the rest in that of time."""
    if not _from_the_floor(repetition):
        return np.arange(repetition.start, repetition.stop, dtype=np.intp)
    down = _way_down(repetition)
    return np.concatenate([down, np.arange(int(down[0]) + 1, repetition.stop, dtype=np.intp)])


def _held(flags: NDArray[np.bool_], repetition: RepetitionSpan, time_s: FloatArray) -> NDArray[np.bool_]:
    """Return which frames of a repetition lie in a run of true flags that lasts at least `HELD_S`."""
    held: NDArray[np.bool_] = np.zeros(repetition.stop - repetition.start, dtype=np.bool_)
    time = time_s[repetition.frames]
    for start, stop in runs(flags[repetition.frames]):
        held[start:stop] = time[stop - 1] - time[start] >= HELD_S - 1e-6
    return held
