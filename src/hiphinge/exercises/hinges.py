"""Standing hinges: Romanian deadlift, deadlift, rack pull, good morning, kettlebell swing."""

from __future__ import annotations

from types import MappingProxyType
from typing import Final

from hiphinge.exercises.entry import FROM_BOTTOM, FROM_TOP, CatalogueEntry, JointRange, Range, limits, way

LOCKOUT: Final = frozenset({"incomplete_lockout", "overextension_at_lockout"})
"""Faults of the extended posture."""

HINGE: Final = LOCKOUT | {
    "lumbar_rounding",
    "squatting_the_hinge",
    "knees_forward",
    "knees_locked",
    "hips_rise_first",
    "weight_on_toes",
    "neck_extension",
}
"""Faults of every standing hinge."""

LOADED_LOW_DEG: Final = 25.0
"""Usual upper end of lumbar flexion where a load is lifted from low down or fast, degrees."""

SHIN_DEG: Final = 27.0
"""Limit of the shin's lean in deadlifts and rack pulls, degrees."""

SHIN_SOURCE: Final = "deadlift starts flex the knees by 55-70° (Escamilla 2000, MSSE 32:1265): the shin leans further"

SWING_SHIN_DEG: Final = 17.0
"""Limit of the shin's lean in kettlebell swings, degrees."""

AT_THE_LEGS_DEG: Final = 0.0
"""Limit of the arms' angle ahead of hanging while the bar stays at the thighs, degrees."""

AT_THE_LEGS_SOURCE: Final = (
    "proposal: a bar that stays at the thighs draws the arms back by about 10° (rendered lifters); one that hangs "
    "straight down has left them"
)

_LOADED: Final = "Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27"
_COMPETITION: Final = f"competition deadlifts tabulated in {_LOADED}"
_SWING: Final = "McGill & Marshall 2012, JSCR 26:16, as quoted"
_PROPOSAL: Final = "proposal, from published ranges of hinges"

_UPRIGHT: Final = Range(-15.0, 22.0, 6.0)
_HANGING: Final = Range(0.75, 1.4, 0.10)
FROM_THE_FLOOR: Final = Range(1.0, 1.7, 0.12)
"""Range of a load's rise from the floor to hanging arms, trunk lengths: hands hang at about 0.45 of stature, a bar on
its plates lies at 0.225 m, and a trunk is 0.29 of stature long; from a rack at the knees the rise is half of that."""

_ARMS_DOWN: Final = Range(-25.0, 32.0, 8.0)

_NEAR_THE_FLOOR: Final = Range(-0.3, 0.58, 0.10)
"""Range of the wrists' height over the ankles with a load that lies on the floor, trunk lengths: 0.3 to 0.6 in real
clips."""

_HIPS_BACK: Final = Range(-0.15, 0.27, 0.07)
"""Range of the hips' rise where they go back and hardly down, trunk lengths."""

_HIPS_UP: Final = Range(0.25, 0.75, 0.07)
"""Range of the hips' rise in a lift from the floor, trunk lengths: 0.3 to 0.6 in real clips."""

ROMANIAN_DEADLIFT: Final = CatalogueEntry(
    "romanian_deadlift",
    "Romanian deadlift",
    "standing",
    "hinge",
    begins="standing, load in the hands",
    ends="standing",
    counts="from standing down to the deepest hinge and back to standing",
    load="hands",
    level="basic",
    faults=HINGE | {"bar_drift"},
    joints=(
        JointRange("hip", 60.0, 100.0, _PROPOSAL),
        JointRange("knee", 10.0, 30.0, "proposal: knee nearly constant, Lee 2018, J Exerc Sci Fit 16:87"),
        JointRange("trunk", 60.0, 85.0, _PROPOSAL),
        JointRange("low back", 7.0, 24.0, f"good morning in {_LOADED}"),
    ),
    ways=(
        way(
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(42.0, 95.0, 6.0),
            knee_deg=Range(-10.0, 48.0, 7.0),
            lumbar_deg=Range(-20.0, 32.0, 6.0),
            hand_height=Range(0.0, 1.15, 0.15),
            load_travel=Range(0.2, 1.35, 0.15),
            hand_shoulder=_HANGING,
            bent_arm=_HANGING,
            top_arm_deg=_ARMS_DOWN,
            ascent_s=Range(0.5, 6.0, 0.10),
            hip_rise=_HIPS_BACK,
        ),
    ),
    cues=("Close a car door with your hips.", "Keep the load brushing the thighs.", "Shins stay upright."),
    limits=limits(bar_drift=AT_THE_LEGS_DEG),
    source=AT_THE_LEGS_SOURCE,
)

DEADLIFT: Final = CatalogueEntry(
    "deadlift",
    "deadlift",
    "standing",
    "hinge",
    begins="bent over, hands on a load on the floor",
    ends="bent over, the load back on the floor, or standing where it is dropped",
    counts="from the floor to standing, including the descent where it is lowered",
    load="hands",
    level="advanced",
    faults=HINGE | {"bar_drift"},
    joints=(
        JointRange("hip", 89.0, 124.0, f"{_COMPETITION}; 89-90° of excursion with light loads"),
        JointRange("knee", 56.0, 70.0, _COMPETITION),
        JointRange("low back", 21.0, 33.0, f"{_LOADED}; Bengtsson 2022, IJSPT"),
    ),
    ways=(
        way(
            rarity=-0.3,
            start=FROM_BOTTOM,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(50.0, 95.0, 6.0),
            knee_deg=Range(47.0, 110.0, 7.0),
            hand_height=_NEAR_THE_FLOOR,
            load_travel=FROM_THE_FLOOR,
            hand_shoulder=_HANGING,
            bent_arm=_HANGING,
            top_arm_deg=_ARMS_DOWN,
            hip_rise=_HIPS_UP,
        ),
        way(  # lifted from the floor like a squat
            start=FROM_BOTTOM,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(15.0, 60.0, 5.0),
            knee_deg=Range(92.0, 135.0, 6.0),
            hand_height=Range(-0.3, 0.45, 0.10),
            load_travel=FROM_THE_FLOOR,
            hand_shoulder=_HANGING,
            bent_arm=_HANGING,
            top_arm_deg=_ARMS_DOWN,
            hip_rise=_HIPS_UP,
        ),
        way(
            rarity=-0.3,
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(46.0, 95.0, 5.0),
            knee_deg=Range(56.0, 115.0, 7.0),
            hand_height=_NEAR_THE_FLOOR,
            load_travel=FROM_THE_FLOOR,
            hand_shoulder=_HANGING,
            bent_arm=_HANGING,
            top_arm_deg=_ARMS_DOWN,
            hip_rise=_HIPS_UP,
        ),
    ),
    limits=limits(knees_forward=SHIN_DEG, lumbar_rounding=LOADED_LOW_DEG),
    source=f"{SHIN_SOURCE}; lifters start from the floor with 21° ({_LOADED}) to 33° (Bengtsson 2022, IJSPT) of lumbar "
    "flexion",
    cues=("Push the floor away.", "Drag the bar up your legs.", "Finish tall."),
)

RACK_PULL: Final = CatalogueEntry(
    "rack_pull",
    "rack pull",
    "standing",
    "hinge",
    begins="bent over, hands on a load that rests at knee height",
    ends="bent over, the load back on its rest",
    counts="from the rest to standing and back onto the rest",
    load="hands",
    level="entry",
    faults=HINGE | {"bar_drift"},
    joints=(
        JointRange("hip", 45.0, 80.0, _PROPOSAL),
        JointRange("knee", 15.0, 45.0, _PROPOSAL),
        JointRange("trunk", 40.0, 68.0, _PROPOSAL),
    ),
    ways=(
        way(
            rarity=0.7,
            start=FROM_BOTTOM,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(40.0, 70.0, 6.0),
            knee_deg=Range(12.0, 50.0, 7.0),
            hand_height=Range(0.62, 0.98, 0.07),
            load_travel=Range(0.3, 0.93, 0.08),
            hand_shoulder=_HANGING,
            bent_arm=_HANGING,
            top_arm_deg=_ARMS_DOWN,
            ascent_s=Range(0.6, 6.0, 0.10),
            hip_rise=_HIPS_BACK,
        ),
    ),
    limits=limits(knees_forward=SHIN_DEG),
    source=SHIN_SOURCE,
    cues=("Hips back until the hands meet the bar.", "Drive the hips through to the bar."),
)

GOOD_MORNING: Final = CatalogueEntry(
    "good_morning",
    "good morning",
    "standing",
    "hinge",
    begins="standing, load across the upper back",
    ends="standing",
    counts="from standing down to the deepest hinge and back to standing",
    load="upper back",
    level="advanced",
    faults=HINGE - {"knees_locked"},
    joints=(
        JointRange("hip", 58.0, 84.0, _LOADED),
        JointRange("knee", 0.0, 13.0, _LOADED),
        JointRange("low back", 7.0, 24.0, _LOADED),
    ),
    ways=(
        way(
            start=FROM_TOP,
            top_trunk_deg=_UPRIGHT,
            bottom_trunk_deg=Range(42.0, 95.0, 6.0),
            knee_deg=Range(-12.0, 45.0, 8.0),
            hand_shoulder=Range(0.0, 0.55, 0.08),
            hip_rise=_HIPS_BACK,
        ),
    ),
    source="its knees bend by 5.3 ± 6.7° (Schellenberg 2013, BMC Sports Sci Med Rehabil 5:27)",
    cues=("Let the bar travel straight down over the feet.", "Hips back, chest long."),
)

_SWUNG: Final = MappingProxyType(
    {
        "top_trunk_deg": Range(-25.0, 20.0, 8.0),
        "bottom_trunk_deg": Range(22.0, 85.0, 7.0),
        "knee_deg": Range(10.0, 105.0, 8.0),
        "hand_shoulder": _HANGING,
        "bent_arm": _HANGING,
        "hip_rise": Range(-0.05, 0.55, 0.08),
    }
)
"""Signs that a swing has wherever it begins and however high it goes."""

KETTLEBELL_SWING: Final = CatalogueEntry(
    "kettlebell_swing",
    "kettlebell swing",
    "standing",
    "hinge",
    begins="standing, the kettlebell out ahead or hanging",
    ends="standing, the kettlebell out ahead",
    counts="from standing down, the kettlebell between the legs, and back to standing",
    load="hands",
    level="advanced",
    faults=(HINGE - {"hips_rise_first"}),
    joints=(
        JointRange("hip", 60.0, 85.0, _SWING),
        JointRange("knee", 35.0, 70.0, _SWING),
        JointRange("low back", 5.0, 26.0, _SWING),
    ),
    ways=(
        way(
            _SWUNG,
            start=FROM_TOP,
            top_arm_deg=Range(42.0, 125.0, 6.0),
            arm_rise_deg=Range(40.0, 150.0, 10.0),
            ascent_s=Range(0.2, 0.75, 0.08),
        ),
        way(  # up to overhead
            _SWUNG,
            start=FROM_TOP,
            top_arm_deg=Range(125.0, 210.0, 10.0),
            arm_rise_deg=Range(100.0, 220.0, 10.0),
            ascent_s=Range(0.2, 0.6, 0.08),
        ),
        way(  # filmed from the first bottom on, and up to overhead
            _SWUNG,
            start=FROM_BOTTOM,
            top_arm_deg=Range(60.0, 210.0, 10.0),
            arm_rise_deg=Range(60.0, 220.0, 10.0),
            ascent_s=Range(0.2, 0.6, 0.08),
        ),
    ),
    limits=limits(lumbar_rounding=LOADED_LOW_DEG, knees_forward=SWING_SHIN_DEG),
    source=f"practised swings show about 26° of lumbar flexion and bend the knees by 35-70° ({_SWING}): the shin leans "
    "further than in a slow hinge (proposal)",
    cues=("Hike it back like a pass between the legs.", "Snap the hips, let the arms float."),
)
