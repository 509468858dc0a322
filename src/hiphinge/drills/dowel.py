"""Measure the dowel drill: a hinge with a rod along the back that should keep touching head, upper back and tailbone.

Contacts are judged by how far each gap has grown since the athlete's own standing, so hair, a hood and clothes cancel
out. The natural hollow of the low back under the rod is not a fault.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from hiphinge import result
from hiphinge.core.measure import Z90, Curve, FloatArray, Measure
from hiphinge.core.motion import Motion
from hiphinge.core.props import Rod
from hiphinge.core.signal import smooth_columns
from hiphinge.drills.contacts import LEFT_CM, contact_state, least_chance, rounded_by_spine, turn_against_spine
from hiphinge.measures.scale import EAR_TO_HEEL, EAR_TO_HEEL_SIGMA, POPULATION_M
from hiphinge.movement.repetitions import RepetitionSpan
from hiphinge.movement.spine import Spine
from hiphinge.movement.standing import StandingRule
from hiphinge.result import CONTACTS, ContactName, ContactState

if TYPE_CHECKING:
    import polars as pl


LEFT_SOURCE: Final = (
    "project's own: the lower end of 2 to 3 cm, above what clothes and breath move (muscleandmotion.com describes the "
    "drill; no study of its reliability was found)"
)
"""Where `LEFT_CM` comes from."""

STANDING: Final = StandingRule(band_deg=8.0, percentile=10.0)
"""Standing with the rod, by the trunk's lean: hair, and hands in front of the legs, do not affect it."""

GAP_CUTOFF_HZ: Final = 3.0
"""Low-pass cut-off of a gap: it changes no faster than a trunk bends, and anything faster is noise of the picture."""

GAP_SIGMA_CM: Final[Mapping[ContactName, float]] = MappingProxyType({"head": 1.1, "upper_back": 1.0, "tailbone": 0.7})
"""Standard deviation of a gap's growth since standing, centimetres, chosen so that nine tenths of the true values on
rendered sets lie inside their intervals (`validation/drills`)."""

BESIDE: Final[Mapping[ContactName, str]] = MappingProxyType(
    {"head": "ear", "upper_back": "shoulder", "tailbone": "hip"}
)
"""The landmark beside which each contact is drawn."""

COVERED_SIGMA: Final = 0.6
"""Share of the overlap of buttock and rod in standing that is added to the tailbone's standard deviation: seen
obliquely, the buttock hides part of the rod, and less of it in a hinge. From the same sets."""

MEANS: Final[Mapping[ContactName, str]] = MappingProxyType(
    {
        "head": "the head came off the rod: the chin fell or the chest dropped",
        "upper_back": "the upper back came off the rod: the back arched, or the head pushed the rod away",
        "tailbone": "the tailbone came off the rod: the low back rounded",
    }
)
CUES: Final[Mapping[ContactName, str]] = MappingProxyType(
    {
        "head": "Keep the back of the head long against the rod and look at the floor a few steps ahead.",
        "upper_back": "Keep the ribs down and let the rod lie on the upper back all the way.",
        "tailbone": "Push the hips straight back and stop where the tailbone wants to leave the rod.",
    }
)
GRAVEST: Final[tuple[ContactName, ...]] = ("tailbone", "head", "upper_back")
"""The order in which contacts that left equally often are corrected: the low back before the neck."""

KEPT_MEANS: Final = "head, upper back and tailbone stayed on the rod: the bend came from the hips"
KEPT_CUE: Final = "Keep all three contacts and go a little deeper, or hinge the same way without the rod."
UNCLEAR_MEANS: Final = "whether all contacts held cannot be determined"
UNCLEAR_CUE: Final = "Film it again from exactly the side, with a rod that stands out from wall and clothes."
NO_ROD_CUE: Final = (
    "Hold a straight rod along the back, one hand behind the neck, one behind the low back, and film again."
)


@dataclass(frozen=True, slots=True)
class RodReading:
    """The gaps beside the rod in every frame.

    Attributes
    ----------
    growth
        Growth of each gap since standing, centimetres.
    standing
        Each gap in standing, centimetres.
    scale
        Centimetres per unit of the motion.
    """

    growth: dict[ContactName, Curve]
    standing: dict[ContactName, Measure]
    scale: Measure


@dataclass(frozen=True, slots=True)
class Depths:
    """The curves that describe the depth of a hinge, degrees: trunk lean and hip flexion."""

    trunk_lean: Curve
    hip_flexion: Curve

    def at(self, frame: int) -> result.DowelDepth:
        """Return the depth in one frame."""
        return result.DowelDepth(trunk_lean_deg=self.trunk_lean.at(frame), hip_flexion_deg=self.hip_flexion.at(frame))


def measure_dowel(
    motion: Motion,
    rod: Rod,
    repetitions: Sequence[RepetitionSpan],
    depths: Depths,
    spine: Spine,
    *,
    height_m: float | None = None,
) -> tuple[result.DowelDrill, RodReading | None]:
    """Judge the drill.

    Parameters
    ----------
    motion
        The athlete's landmarks, smoothed.
    rod
        The rod and the gaps beside it, in the motion's frame and unit.
    repetitions
        The counted hinges.
    depths
        The depth of the hinge in each frame.
    spine
        The estimated pelvis and low back, for comparison.
    height_m
        The athlete's height, metres; None assumes that of adults, with wider intervals.

    Returns
    -------
    tuple of DowelDrill and RodReading
        The result, and the gaps frame by frame; None where there is no rod or no upright standing.
    """
    limits = [
        result.Limit(
            code="rod_gap", what="growth of a gap since standing", value=LEFT_CM, unit="cm", source=LEFT_SOURCE
        )
    ]
    if not rod.found:
        summary = f"No rod was found: {rod.reason}."
        drill = result.DowelDrill(verdict="no_rod", summary=summary, cue=NO_ROD_CUE, reason=rod.reason, limits=limits)
        return drill, None
    still = standing_frames(depths.trunk_lean.value, repetitions) & rod.known()
    scale = centimetres(motion, still, height_m)
    if scale is None:
        reason = "upright standing with the rod, from head to heel, was never seen, so there is nothing to compare with"
        summary = f"The rod was found, but {reason}."
        drill = result.DowelDrill(verdict="unclear", summary=summary, cue=UNCLEAR_CUE, reason=reason, limits=limits)
        return drill, None
    reading = read_gaps(motion, rod, still, scale)
    hinges = [
        _repetition(number, repetition, reading, motion.time_s, depths, spine)
        for number, repetition in enumerate(repetitions, 1)
    ]
    verdict, summary, cue = _verdict(hinges)
    drill = result.DowelDrill(
        verdict=verdict,
        summary=summary,
        cue=cue,
        reason=None if hinges else "no hinge was counted",
        found_fraction=float(rod.known().mean()),
        height_given=height_m is not None,
        centimetres_per_pixel=scale,
        standing_gap_cm=reading.standing,
        repetitions=hinges,
        work_to=_work_to(hinges, repetitions, depths),
        turn_against_spine_deg=turn_against_spine(rod, spine, still, repetitions),
        limits=limits,
    )
    return drill, reading


def frame_columns(motion: Motion, rod: Rod, reading: RodReading | None) -> pl.DataFrame:
    """Return the drill's columns of the table of frames: growth of the gaps, cm, with intervals, and the rod.

    The rod's ends, and the point on it beside each contact, are in pixels of the analysed picture, x right and y down.
    """
    import polars as pl

    flip = np.array([1.0 if motion.source.facing == "right" else -1.0, -1.0])
    columns: dict[str, FloatArray] = {}
    for name in CONTACTS if reading is not None else ():
        curve = reading.growth[name] if reading is not None else Curve.absent(len(motion))
        columns |= {f"{name}_gap_cm": curve.value, f"{name}_gap_cm_low": curve.low, f"{name}_gap_cm_high": curve.high}
    axis = rod.high - rod.low
    length = np.maximum(np.hypot(*axis.T), 1e-9)[:, None]
    places = {"rod_low": rod.low, "rod_high": rod.high}
    for contact, mark in BESIDE.items():
        share = ((motion.middle(mark) - rod.low) * axis).sum(axis=1)[:, None] / length**2
        places[f"rod_{contact}"] = rod.low + share * axis
    for point, place in places.items():
        shown = place * flip
        columns |= {f"{point}_x_px": shown[:, 0], f"{point}_y_px": shown[:, 1]}
    return pl.DataFrame(columns).with_columns(pl.col(pl.Float64).fill_nan(None))


def standing_frames(trunk_lean: FloatArray, repetitions: Sequence[RepetitionSpan]) -> NDArray[np.bool_]:
    """Return the frames of upright standing outside repetitions, or in them where there are none, shape (frames,)."""
    known = np.isfinite(trunk_lean)
    if not known.any():
        return known
    upright = STANDING.frames(trunk_lean, known)
    outside = upright.copy()
    for repetition in repetitions:
        outside[repetition.frames] = False
    return outside if outside.any() else upright


def centimetres(motion: Motion, still: NDArray[np.bool_], height_m: float | None) -> Measure | None:
    """Return centimetres per unit of the motion, from the athlete's standing height; None where it was not seen."""
    heels = np.stack([motion.point(f"{side}_heel")[:, 1] for side in ("left", "right")])
    ear_heights = motion.middle("ear")[:, 1] - heels.mean(axis=0)
    standing = ear_heights[still & np.isfinite(ear_heights)]
    if not standing.size or float(np.median(standing)) <= 0:
        return None
    mean_m, sigma_m = POPULATION_M[None] if height_m is None else (height_m, 0.0)
    value = 100.0 * mean_m * EAR_TO_HEEL / float(np.median(standing))
    relative = float(np.hypot(sigma_m / mean_m, EAR_TO_HEEL_SIGMA / EAR_TO_HEEL))
    return Measure(value, value * (1 - Z90 * relative), value * (1 + Z90 * relative))


def read_gaps(motion: Motion, rod: Rod, still: NDArray[np.bool_], scale: Measure) -> RodReading:
    """Return the gaps in standing and their growth since, centimetres."""
    relative = (scale.high - scale.value) / Z90 / scale.value
    growth: dict[ContactName, Curve] = {}
    standing: dict[ContactName, Measure] = {}
    for name in CONTACTS:
        gap = _smoothed_gap(motion, rod.gaps[name]) * scale.value
        standing_gaps = gap[still & np.isfinite(gap)]
        if not standing_gaps.size:
            growth[name] = Curve.absent(len(motion))
            continue
        zero = float(np.median(standing_gaps))
        sigma = GAP_SIGMA_CM[name]
        if name == "tailbone":
            sigma = float(np.hypot(sigma, COVERED_SIGMA * max(-zero, 0.0)))
        half = Z90 * float(np.hypot(sigma, relative * zero))
        standing[name] = Measure(zero, zero - half, zero + half)
        value = gap - zero
        growth[name] = Curve.around(value, np.hypot(sigma, relative * value))
    return RodReading(growth, standing, scale)


def _smoothed_gap(motion: Motion, gap: FloatArray) -> FloatArray:
    """Return a gap without outliers of one frame, low-passed, shape (frames,)."""
    if len(gap) < 5:
        return gap
    around = np.stack([np.roll(gap, shift) for shift in range(-2, 3)])
    filtered = np.full(len(gap), np.nan)
    known = np.isfinite(around).sum(axis=0) >= 3
    filtered[known] = np.nanmedian(around[:, known], axis=0)
    filtered[:2], filtered[-2:] = gap[:2], gap[-2:]
    rate = motion.source.frame_rate_hz
    return smooth_columns(motion.time_s, filtered[:, None], rate, ceiling_hz=GAP_CUTOFF_HZ)[:, 0]


def _repetition(
    number: int, repetition: RepetitionSpan, reading: RodReading, time_s: FloatArray, depths: Depths, spine: Spine
) -> result.DowelRepetition:
    """Judge the contacts of one hinge."""
    contacts = []
    frames: dict[ContactName, int] = {}
    for name in CONTACTS:
        state, largest, frame = contact_state(reading.growth[name], repetition, time_s, stated_from=least_chance(name))
        depth = None if frame is None else depths.at(frame)
        contacts.append(
            result.DowelContact(
                contact=name,
                state=state,
                largest_gap_cm=largest,
                left_s=None if frame is None else float(time_s[frame]),
                trunk_lean_deg=None if depth is None else depth.trunk_lean_deg,
                hip_flexion_deg=None if depth is None else depth.hip_flexion_deg,
            )
        )
        if frame is not None:
            frames[name] = frame
    first = min(frames.items(), key=lambda item: item[1])[0] if frames else None
    states = {contact.contact: contact.state for contact in contacts}
    rounded = rounded_by_spine(spine, repetition)
    tailbone_left = {"left": True, "kept": False}.get(states["tailbone"])
    means, cue = _meaning(first, states)
    if first is not None and "hidden" in (states["head"], states["tailbone"]):
        other = "head" if states["head"] == "hidden" else "tailbone"
        means += f" (the {other} was not seen)"
    return result.DowelRepetition(
        index=number,
        contacts=contacts,
        first_left=first,
        means=means,
        cue=cue,
        rounded_by_spine=rounded,
        agrees=None if rounded is None or tailbone_left is None else rounded == tailbone_left,
    )


def _meaning(first: ContactName | None, states: Mapping[ContactName, ContactState]) -> tuple[str, str]:
    """Return what a hinge shows, given the first contact that left and all states, and the cue that follows."""
    if first is not None:
        return MEANS[first], CUES[first]
    if set(states.values()) == {"kept"}:
        return KEPT_MEANS, KEPT_CUE
    unknown = [name.replace("_", " ") for name, state in states.items() if state != "kept"]
    return f"{UNCLEAR_MEANS}: {' and '.join(unknown)} could not be seen well enough", UNCLEAR_CUE


def _verdict(hinges: Sequence[result.DowelRepetition]) -> tuple[result.DowelVerdict, str, str]:
    """Return the set's verdict, summary and cue.

    The verdict is the contact that left first most often, else `kept` if all held in every hinge, else `unclear`.
    """
    if not hinges:
        return "unclear", "The rod was found, but no hinge was counted.", UNCLEAR_CUE
    left = [hinge.first_left for hinge in hinges if hinge.first_left is not None]
    if left:
        names = sorted(
            {name for name in GRAVEST if name in left},
            key=lambda contact: (-left.count(contact), GRAVEST.index(contact)),
        )
        summary = "; ".join(f"in {left.count(contact)} of {len(hinges)} hinges {MEANS[contact]}" for contact in names)
        return names[0], f"{summary[0].upper()}{summary[1:]}.", CUES[names[0]]
    held = sum(hinge.held == "kept" for hinge in hinges)
    if held == len(hinges):
        return "kept", f"In all {len(hinges)} hinges {KEPT_MEANS}.", KEPT_CUE
    return "unclear", f"In {len(hinges) - held} of {len(hinges)} hinges {UNCLEAR_MEANS}.", UNCLEAR_CUE


def _work_to(
    hinges: Sequence[result.DowelRepetition], repetitions: Sequence[RepetitionSpan], depths: Depths
) -> result.DowelDepth | None:
    """Return the least depth at which a contact left, or the greatest one reached where all contacts held.

    None where neither is known.
    """
    left = [
        contact for hinge in hinges for contact in hinge.contacts if contact.state == "left" and contact.trunk_lean_deg
    ]
    if left:
        first = min(left, key=lambda contact: contact.trunk_lean_deg.value if contact.trunk_lean_deg else np.inf)
        return result.DowelDepth(trunk_lean_deg=first.trunk_lean_deg, hip_flexion_deg=first.hip_flexion_deg)
    if not hinges or any(hinge.held != "kept" for hinge in hinges):
        return None
    lean = depths.trunk_lean.value
    deepest = [
        repetition.start + int(np.nanargmax(lean[repetition.frames]))
        for repetition in repetitions
        if np.isfinite(lean[repetition.frames]).any()
    ]
    return depths.at(max(deepest, key=lambda frame: float(lean[frame]))) if deepest else None
