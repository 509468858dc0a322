"""Exercises that are distinguished from hinges: squat, stoop lift and other lifts."""

from __future__ import annotations

from typing import Final

from hiphinge.exercises.entry import FROM_TOP, CatalogueEntry, JointRange, Range, limits, way
from hiphinge.exercises.hinges import HINGE, LOADED_LOW_DEG, LOCKOUT

_STYLES: Final = "von Arx 2021, Front Bioeng Biotechnol 9:769117"
_UPRIGHT: Final = Range(-15.0, 20.0, 8.0)
_HIPS_DOWN: Final = Range(0.50, 1.3, 0.08)
"""Range of the hips' rise in a squat, trunk lengths."""

_SQUAT_KNEE: Final = Range(72.0, 140.0, 7.0)

SQUAT: Final = CatalogueEntry(
    "squat",
    "squat",
    "standing",
    "squat",
    begins="standing",
    ends="standing",
    counts="from standing down to the deepest squat and back to standing",
    load="upper back",
    level="basic",
    faults=LOCKOUT | {"lumbar_rounding", "weight_on_toes"},
    joints=(
        JointRange("knee", 110.0, 120.0, "parallel squats in Schoenfeld 2010, JSCR 24:3497, as quoted"),
        JointRange("trunk", 30.0, 50.0, "parallel squats, as quoted"),
        JointRange("shin", 25.0, 35.0, "parallel squats, as quoted"),
    ),
    ways=(
        way(
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(12.0, 54.0, 6.0),
            knee_deg=_SQUAT_KNEE,
            hand_shoulder=Range(0.0, 0.65, 0.08),
            hip_rise=_HIPS_DOWN,
        ),
        way(  # hands hanging, or held out ahead
            rarity=0.3,
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(30.0, 54.0, 4.0),
            knee_deg=_SQUAT_KNEE,
            hand_height=Range(0.48, 2.2, 0.06),
            hand_shoulder=Range(0.75, 1.4, 0.10),
            top_arm_deg=Range(-25.0, 110.0, 8.0),
            arm_rise_deg=Range(-140.0, 35.0, 10.0),
            hip_rise=_HIPS_DOWN,
        ),
    ),
    limits=limits(lumbar_rounding=LOADED_LOW_DEG),
    source=f"squat lifts bend the low back by 25.1 ± 8.2° ({_STYLES})",
    cues=("Sit between the feet.",),
)

# A stoop is a lift with a bent back by definition, but a lift that is only recognised as one may be a faulty hinge, so
# lumbar rounding is reported.
STOOP: Final = CatalogueEntry(
    "stoop",
    "stoop lift",
    "standing",
    "stoop",
    begins="standing",
    ends="standing",
    counts="from standing down with straight legs and a bent back, and up again",
    load="hands",
    level="basic",
    faults=LOCKOUT | {"lumbar_rounding"},
    joints=(
        JointRange("low back", 26.0, 46.0, _STYLES),
        JointRange("knee", 0.0, 20.0, "proposal: straight legs"),
    ),
    ways=(
        way(
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(70.0, 125.0, 6.0),
            knee_deg=Range(-15.0, 15.0, 6.0),
            lumbar_deg=Range(34.0, 75.0, 6.0),
            hand_shoulder=Range(0.7, 1.4, 0.12),
            hip_rise=Range(-0.25, 0.20, 0.07),
        ),
    ),
    needs=frozenset({"lumbar_deg"}),
    cues=("Bend at the hips before the back.",),
)

BAG_LIFT: Final = CatalogueEntry(
    "bag_lift",
    "bag from the floor",
    "standing",
    None,
    begins="standing or bent over the bag",
    ends="standing with the bag close",
    counts="from standing down to the bag and back up, or from the bag up",
    load="hands",
    level="entry",
    faults=frozenset({"lumbar_rounding", "hips_rise_first", "bar_drift"}),
    joints=(JointRange("low back", 17.0, 32.0, f"free lifts of a 15 kg box, 24.2 ± 7.3° ({_STYLES})"),),
    limits=limits(lumbar_rounding=LOADED_LOW_DEG, bar_drift=25.0),
    source=f"free lifts of a 15 kg box bend the low back by 24.2 ± 7.3° ({_STYLES}); a bag hangs further out",
    cues=("Step close, hips back, bag to the belt.",),
)

OTHER: Final = CatalogueEntry(
    "other",
    "another exercise",
    "standing",
    None,
    begins="any posture",
    ends="any posture",
    counts="a movement that flexes and extends the hips",
    load="none",
    level="basic",
    faults=frozenset(),
)

FAULTS_OF_ANY: Final = frozenset({"lumbar_rounding"})
"""Faults that are looked for in an exercise that was not recognised: what else is wrong depends on what was meant."""

UNKNOWN: Final = CatalogueEntry(
    "unknown",
    "unknown exercise",
    "standing",
    None,
    begins="any posture",
    ends="any posture",
    counts="a movement that flexes and extends the hips",
    load="none",
    level="basic",
    faults=HINGE,
    limits=limits(lumbar_rounding=LOADED_LOW_DEG),
    source="the most that any exercise of this catalogue allows",
)
