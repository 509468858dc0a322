"""Faults of the spine: a low back that rounds, one that arches at the top, a head turned back.

Zero is this person's upright standing. Where that was never seen the values rest on what people are like, and a fault
is stated only if hardly any doubt is left.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiphinge.exercises.faults.rule import Context, FaultRule, Reading, said
from hiphinge.exercises.lumbopelvic import Rounding, held_peak, rounding_of
from hiphinge.repetitions import Repetition
from hiphinge.result import PhaseName

_NOT_OWN: Final = "; told against what people are like, since upright standing was not seen"


def _phase_at(repetition: Repetition, frame: int) -> PhaseName:
    return next((phase.name for phase in repetition.phases if phase.start <= frame < phase.stop), "bottom")


def _lumbar_rounding(context: Context) -> Reading | None:
    spine, repetition, time = context.spine, context.repetition, context.kinematics.time_s
    peak = held_peak(spine.curves["lumbar_flexion_deg"], time, repetition.start, repetition.stop)
    if peak is None:
        return None
    limit, _ = LUMBAR_ROUNDING.limits(context.exercise)
    rounding = rounding_of(spine, repetition, time, limit)
    more = "" if spine.zeroed else _NOT_OWN
    phase = _phase_at(repetition, peak.frame)
    if rounding is None:
        return Reading(peak.value, peak.frame, peak.frame + 1, phase, own=spine.zeroed, more=more)
    kind = None if rounding.kind == "unclear" else rounding.kind
    told = _told(rounding) + more
    return Reading(peak.value, rounding.start, rounding.stop, phase, own=spine.zeroed, kind=kind, more=told)


def _told(rounding: Rounding) -> str:
    """When it set in, what that means, and the depth to work to."""
    folded = "the pelvis tipped" if rounding.hip_flexion is None else "the hips folded"
    reached = said(rounding.hip_flexion or rounding.pelvic_tilt, "deg")
    meant = {
        "early": f"it set in early, with {folded} by {reached}, where the hips have range left: a matter of control",
        "late": f"it set in late, with {folded} by {reached}: a matter of range",
        "unclear": f"it set in with {folded} by {reached}",
    }[rounding.kind]
    return f"; {meant}. Up to a pelvic tilt of {said(rounding.pelvic_tilt, 'deg')} it held: work to that depth"


def _overextension(context: Context) -> Reading | None:
    lockout = context.repetition.phase("lockout")
    if lockout is None:
        return None
    curve, time = context.spine.curves["lumbar_flexion_deg"], context.kinematics.time_s
    peak = held_peak(curve, time, lockout.start, lockout.stop, lowest=True)
    if peak is None:
        return None
    more = "" if context.spine.zeroed else _NOT_OWN
    return Reading(-peak.value, lockout.start, lockout.stop, "lockout", own=context.spine.zeroed, more=more)


def _neck_extension(context: Context) -> Reading | None:
    start, stop = context.deepest
    peak = held_peak(context.spine.curves["neck_extension_deg"], context.kinematics.time_s, start, stop)
    if peak is None:
        return None
    more = "" if context.spine.zeroed else _NOT_OWN
    return Reading(peak.value, start, stop, "bottom", own=context.spine.zeroed, more=more)


LUMBAR_ROUNDING: Final = FaultRule(
    code="lumbar_rounding",
    title="low back rounds",
    definition="Largest lumbar flexion since upright standing that the repetition kept for 0.1 s.",
    unit="deg",
    limit=20.0,
    major=35.0,
    beyond="above",
    why="the low back rounded by {value}; up to {limit}° it keeps its shape",
    cue="Aim the tailbone at the wall behind you and let the chest travel with it in one piece.",
    source="proposal: with a load the low back bends by 17° in good mornings and 21-33° in deadlifts from the floor, "
    "so 0° is no mark to pass (Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27; Bengtsson 2022, IJSPT); early is "
    "before the 50° that a standing bow asks for in neutral (Monnier 2012, BMC Musculoskelet Disord 13:263)",
    measure=_lumbar_rounding,
    cues=MappingProxyType(
        {
            "early": "Push the wall behind you away while a stick along your back touches head, ribs and tailbone.",
            "late": "Turn back up while the back is still long; a little more bend in the knees takes you lower.",
        }
    ),
)

OVEREXTENSION_AT_LOCKOUT: Final = FaultRule(
    code="overextension_at_lockout",
    title="over-extension at lockout",
    definition="Largest lumbar extension beyond upright standing that was kept for 0.1 s at the top.",
    unit="deg",
    limit=10.0,
    major=20.0,
    beyond="above",
    why="at the top the low back arched {value} beyond standing; up to {limit}° it is a tall finish",
    cue="Finish like a tower: ribs stacked on the belt, glutes tight as a fist.",
    source="proposal: the smallest change of lordosis that can be told apart is 10-15° (Laird 2016, BMC Musculoskelet "
    "Disord)",
    measure=_overextension,
)

NECK_EXTENSION: Final = FaultRule(
    code="neck_extension",
    title="chin lifted",
    definition="Turn of the head back against the thorax since standing, kept for 0.1 s at the deepest posture.",
    unit="deg",
    limit=30.0,
    major=45.0,
    beyond="above",
    why="at the bottom the head was turned back by {value} against the chest; up to {limit}° it is in line",
    cue="Let the eyes travel with the chest: look at the floor a few steps ahead.",
    source="proposal: 30° is over two fifths of the 65-75° by which necks of adults extend (American Academy of "
    "Orthopaedic Surgeons)",
    measure=_neck_extension,
)
