"""Rules of the ladder for lifting a bag from the floor, with the person's own figures if they were measured."""

from __future__ import annotations

from typing import Final

from hiphinge.progression.criteria import KNEE_LEAN_DEG, PELVIS_PART, SHIN_LEAN_DEG
from hiphinge.progression.evidence import StepEvidence, repetitions_of
from hiphinge.result.plan import Depth, Everyday

SOURCE: Final = (
    "proposal: the hinge of the ladder, used at home. The low back bent by 24 ± 7° where people lifted 15 kg as "
    "they liked and by 36 ± 10° in a stoop (von Arx 2021, Front Bioeng Biotechnol 9:769117); instruction alone does "
    "not change how people lift (Oppici 2021), practice with feedback does (Agruss 2004)"
)


def everyday_of(basis: StepEvidence | None, depth: Depth | None) -> Everyday:
    """Return the rules for a bag on the floor, from the latest lift and the neutral depth, if they are known."""
    return Everyday(rules=[_hinge(basis), _close(), _neutral(depth), _below(depth)], source=SOURCE)


def reach_of(tilt_deg: float) -> str:
    """Return where the hands hang at a pelvic tilt, by the trunk leans of the steps of the ladder."""
    if tilt_deg >= PELVIS_PART * SHIN_LEAN_DEG:
        return "mid-shin"
    return "the knees" if tilt_deg >= PELVIS_PART * KNEE_LEAN_DEG else "the thighs"


def _hinge(basis: StepEvidence | None) -> str:
    rule = "Bend by sending the hips back, with soft knees, as in the lift"
    indices = sorted(
        item.repetition.pattern.hinge_index
        for item in (repetitions_of(basis.recordings) if basis is not None else [])
        if item.repetition is not None and item.repetition.pattern.hinge_index is not None
    )
    if not indices:
        return f"{rule}; your hinge index has not been measured yet."
    middle = indices[len(indices) // 2]
    return f"{rule}; your hinge index is {middle:.2f}, where 0 is all squat and 1 all hinge."


def _close() -> str:
    return "Step over the bag and lift it close to the shins: a load further away has a longer lever."


def _neutral(depth: Depth | None) -> str:
    if depth is None:
        return "Keep the low back neutral; up to which depth yours does has not been measured yet."
    last = depth.points[-1].neutral_depth_deg
    shown = f"{last.value:.0f}° ({last.low:.0f} to {last.high:.0f})"
    work = "" if depth.work_to_deg is None else f"; go no further than {depth.work_to_deg:.0f}°"
    reach = f"a pelvic tilt of {shown}, which takes the hands to {reach_of(last.low)}"
    return f"Keep the low back neutral: yours stayed so up to {reach}{work}."


def _below(depth: Depth | None) -> str:
    where = "that depth" if depth is None else reach_of(depth.points[-1].neutral_depth_deg.low)
    return (
        f"If the handles sit lower than {where}, bend the knees and squat down to them, or put the bag on a step first."
    )
