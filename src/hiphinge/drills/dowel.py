"""The dowel drill: a rod along the back touches head, upper back and tailbone, and the hinge must not part them.

Contacts are judged by how far each gap has grown since this person's own standing: hair, a hood, clothes and the hollow
of the back are in both. A low back that is hollow under the rod is how backs are, and no fault.
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


STANDING: Final = StandingRule(band_deg=8.0, percentile=10.0)
"""Standing with the rod, by the trunk's lean: hair and hands before the legs say nothing about it."""

SLOWEST_HZ: Final = 3.0
"""Gaps change no faster than a trunk bends; what is faster is noise of the picture."""

GAP_SIGMA_CM: Final[Mapping[ContactName, float]] = MappingProxyType({"head": 1.1, "upper_back": 1.0, "tailbone": 0.7})
"""Standard deviation of a gap's growth since standing, so that nine tenths of the true ones on rendered sets lie inside
their intervals (`validation/drills`)."""

BESIDE: Final[Mapping[ContactName, str]] = MappingProxyType(
    {"head": "ear", "upper_back": "shoulder", "tailbone": "hip"}
)
"""The landmark beside which each contact is drawn."""

COVERED_SIGMA: Final = 0.6
"""Share of what a buttock covers of the rod in standing that is added to the tailbone's standard deviation: from an
oblique side the buttock stands before the rod, and less so in a hinge. From the same sets."""


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
"""Of contacts that leave equally often, the one to mend first: the low back before the neck."""

KEPT_MEANS: Final = "head, upper back and tailbone stayed on the rod: the bend came from the hips"
KEPT_CUE: Final = "Keep all three contacts and go a little deeper, or hinge the same way without the rod."
UNCLEAR_MEANS: Final = "whether all contacts held cannot be told"
UNCLEAR_CUE: Final = "Film it again from exactly the side, with a rod that stands out from wall and clothes."
NO_ROD_CUE: Final = (
    "Hold a straight rod along the back, one hand behind the neck, one behind the low back, and film again."
)


@dataclass(frozen=True, slots=True)
class RodReading:
    """What the drill measured in every frame.

    Attributes
    ----------
    growth
        Growth of each gap since standing, centimetres.
    standing
        The gap in standing, centimetres.
    scale
        Centimetres in a unit of the motion.
    """

    growth: dict[ContactName, Curve]
    standing: dict[ContactName, Measure]
    scale: Measure


@dataclass(frozen=True, slots=True)
class Depths:
    """Curves that tell how deep a hinge is, degrees: trunk lean and hip flexion."""

    trunk_lean: Curve
    hip_flexion: Curve

    def at(self, frame: int) -> result.DowelDepth:
        """The depth in one frame."""
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
        Landmarks of the person, smoothed.
    rod
        The rod and the gaps beside it, in the motion's frame and unit.
    repetitions
        The hinges that were counted.
    depths
        How deep each frame is.
    spine
        What the estimator says of pelvis and low back, to compare.
    height_m
        The person's height, metres; None takes that of adults, with wider intervals.

    Returns
    -------
    tuple of DowelDrill and Read
        The result, and the gaps frame by frame; None where there is no rod or nobody stands.
    """
    limits = [
        result.Limit(
            code="rod_gap", what="growth of a gap since standing", value=LEFT_CM, unit="cm", source=LEFT_SOURCE
        )
    ]
    if not rod.found:
        said = f"No rod was found: {rod.reason}."
        return result.DowelDrill(verdict="no_rod", summary=said, cue=NO_ROD_CUE, reason=rod.reason, limits=limits), None
    still = standing_frames(depths.trunk_lean.value, repetitions) & rod.known()
    scale = centimetres(motion, still, height_m)
    if scale is None:
        reason = "nobody stands upright with the rod, from head to heel, so there is nothing to compare with"
        said = f"The rod was found, but {reason}."
        drill = result.DowelDrill(verdict="unclear", summary=said, cue=UNCLEAR_CUE, reason=reason, limits=limits)
        return drill, None
    read = read_gaps(motion, rod, still, scale)
    judged = [
        _repetition(number, repetition, read, motion.time_s, depths, spine)
        for number, repetition in enumerate(repetitions, 1)
    ]
    verdict, summary, cue = _verdict(judged)
    drill = result.DowelDrill(
        verdict=verdict,
        summary=summary,
        cue=cue,
        reason=None if judged else "no hinge was counted",
        found_fraction=float(rod.known().mean()),
        height_given=height_m is not None,
        centimetres_per_pixel=scale,
        standing_gap_cm=read.standing,
        repetitions=judged,
        work_to=_work_to(judged, repetitions, depths),
        turn_against_spine_deg=turn_against_spine(rod, spine, still, repetitions),
        limits=limits,
    )
    return drill, read


def frame_columns(motion: Motion, rod: Rod, read: RodReading | None) -> pl.DataFrame:
    """What the drill adds to the table of frames: growth of the gaps in cm with intervals, and the rod in the picture.

    The rod's ends, and where each contact is sought on it, are in pixels of the analysed picture, x right and y down.
    """
    import polars as pl

    flip = np.array([1.0 if motion.source.facing == "right" else -1.0, -1.0])
    columns: dict[str, FloatArray] = {}
    for name in CONTACTS if read is not None else ():
        curve = read.growth[name] if read is not None else Curve.absent(len(motion))
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
    """Frames of upright standing outside repetitions, shape (frames,); the most upright tenth where there are none."""
    known = np.isfinite(trunk_lean)
    if not known.any():
        return known
    upright = STANDING.frames(trunk_lean, known)
    outside = upright.copy()
    for repetition in repetitions:
        outside[repetition.frames] = False
    return outside if outside.any() else upright


def centimetres(motion: Motion, still: NDArray[np.bool_], height_m: float | None) -> Measure | None:
    """Centimetres in a unit of the motion, from how tall the person stands in it; None where that is not seen."""
    heels = np.stack([motion.point(f"{side}_heel")[:, 1] for side in ("left", "right")])
    tall = motion.middle("ear")[:, 1] - heels.mean(axis=0)
    seen = tall[still & np.isfinite(tall)]
    if not seen.size or float(np.median(seen)) <= 0:
        return None
    usual, spread = POPULATION_M[None] if height_m is None else (height_m, 0.0)
    value = 100.0 * usual * EAR_TO_HEEL / float(np.median(seen))
    relative = float(np.hypot(spread / usual, EAR_TO_HEEL_SIGMA / EAR_TO_HEEL))
    return Measure(value, value * (1 - Z90 * relative), value * (1 + Z90 * relative))


def read_gaps(motion: Motion, rod: Rod, still: NDArray[np.bool_], scale: Measure) -> RodReading:
    """Growth of the gaps since standing, and the gaps in standing, centimetres."""
    relative = (scale.high - scale.value) / Z90 / scale.value
    growth: dict[ContactName, Curve] = {}
    standing: dict[ContactName, Measure] = {}
    for name in CONTACTS:
        raw = _steady(motion, rod.gaps[name]) * scale.value
        here = raw[still & np.isfinite(raw)]
        if not here.size:
            growth[name] = Curve.absent(len(motion))
            continue
        zero = float(np.median(here))
        doubt = GAP_SIGMA_CM[name]
        if name == "tailbone":
            doubt = float(np.hypot(doubt, COVERED_SIGMA * max(-zero, 0.0)))
        spread = float(np.hypot(doubt, relative * zero))
        standing[name] = Measure(zero, zero - Z90 * spread, zero + Z90 * spread)
        value = raw - zero
        growth[name] = Curve.around(value, np.hypot(doubt, relative * value))
    return RodReading(growth, standing, scale)


def _steady(motion: Motion, gap: FloatArray) -> FloatArray:
    """A gap without single frames that stand out, low-passed, shape (frames,)."""
    if len(gap) < 5:
        return gap
    around = np.stack([np.roll(gap, shift) for shift in range(-2, 3)])
    calm = np.full(len(gap), np.nan)
    known = np.isfinite(around).sum(axis=0) >= 3
    calm[known] = np.nanmedian(around[:, known], axis=0)
    calm[:2], calm[-2:] = gap[:2], gap[-2:]
    rate = motion.source.frame_rate_hz
    return smooth_columns(motion.time_s, calm[:, None], rate, ceiling_hz=SLOWEST_HZ)[:, 0]


def _repetition(
    number: int, repetition: RepetitionSpan, read: RodReading, time_s: FloatArray, depths: Depths, spine: Spine
) -> result.DowelRepetition:
    contacts = []
    frames: dict[ContactName, int] = {}
    for name in CONTACTS:
        state, largest, frame = contact_state(read.growth[name], repetition, time_s, stated_from=least_chance(name))
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
    off = {"left": True, "kept": False}.get(states["tailbone"])
    means, cue = _said(first, states)
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
        agrees=None if rounded is None or off is None else rounded == off,
    )


def _said(first: ContactName | None, states: Mapping[ContactName, ContactState]) -> tuple[str, str]:
    """What a repetition means, and the cue."""
    if first is not None:
        return MEANS[first], CUES[first]
    if set(states.values()) == {"kept"}:
        return KEPT_MEANS, KEPT_CUE
    unknown = [name.replace("_", " ") for name, state in states.items() if state != "kept"]
    return f"{UNCLEAR_MEANS}: {' and '.join(unknown)} could not be seen well enough", UNCLEAR_CUE


def _verdict(judged: Sequence[result.DowelRepetition]) -> tuple[result.DowelVerdict, str, str]:
    """The set's verdict: the contact that left first most often, else that all held, else that it cannot be told."""
    if not judged:
        return "unclear", "The rod was found, but no hinge was counted.", UNCLEAR_CUE
    left = [hinge.first_left for hinge in judged if hinge.first_left is not None]
    if left:
        names = sorted(
            {name for name in GRAVEST if name in left},
            key=lambda contact: (-left.count(contact), GRAVEST.index(contact)),
        )
        told = "; ".join(f"in {left.count(contact)} of {len(judged)} hinges {MEANS[contact]}" for contact in names)
        return names[0], f"{told[0].upper()}{told[1:]}.", CUES[names[0]]
    held = sum(hinge.held == "kept" for hinge in judged)
    if held == len(judged):
        return "kept", f"In all {len(judged)} hinges {KEPT_MEANS}.", KEPT_CUE
    return "unclear", f"In {len(judged) - held} of {len(judged)} hinges {UNCLEAR_MEANS}.", UNCLEAR_CUE


def _work_to(
    judged: Sequence[result.DowelRepetition], repetitions: Sequence[RepetitionSpan], depths: Depths
) -> result.DowelDepth | None:
    """The least depth at which a contact left in any repetition; the deepest reached where none did."""
    left = [
        contact for hinge in judged for contact in hinge.contacts if contact.state == "left" and contact.trunk_lean_deg
    ]
    if left:
        first = min(left, key=lambda contact: contact.trunk_lean_deg.value if contact.trunk_lean_deg else np.inf)
        return result.DowelDepth(trunk_lean_deg=first.trunk_lean_deg, hip_flexion_deg=first.hip_flexion_deg)
    if not judged or any(hinge.held != "kept" for hinge in judged):
        return None
    lean = depths.trunk_lean.value
    deepest = [
        repetition.start + int(np.nanargmax(lean[repetition.frames]))
        for repetition in repetitions
        if np.isfinite(lean[repetition.frames]).any()
    ]
    return depths.at(max(deepest, key=lambda frame: float(lean[frame]))) if deepest else None
