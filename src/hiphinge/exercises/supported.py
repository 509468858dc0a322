"""Supported hinges: glute bridge and hip thrust."""

from __future__ import annotations

from typing import Final

from hiphinge.exercises.entry import CatalogueEntry, JointRange, Range, limits, way
from hiphinge.exercises.hinges import LOCKOUT

SHIN_TOP_DEG: Final = 20.0
"""Limit of the shin's lean at the top of a hip thrust, degrees."""

BRIDGE_SHIN_TOP_DEG: Final = 33.0
"""Limit of the shin's lean at the top of a glute bridge, degrees."""

RIBS_DEG: Final = 15.0
"""Limit of lumbar extension at the top, degrees."""

CHIN_DEG: Final = 15.0
"""Limit of neck extension in a hip thrust, degrees."""

SHIN_TOP_SOURCE: Final = (
    "proposal: shins upright at the top put the load on the hips; 20° is beyond the error of a lying shin "
    "(`validation/faults`)"
)

RIBS_SOURCE: Final = (
    "the smallest change of lordosis that can be distinguished is 10-15° (Laird 2016, BMC Musculoskelet Disord)"
)

GLUTE_BRIDGE: Final = CatalogueEntry(
    "glute_bridge",
    "glute bridge",
    "floor",
    "bridge",
    begins="lying on the back, hips on the floor, feet flat",
    ends="hips back on the floor",
    counts="from the floor to the highest hips and back to the floor",
    load="none",
    level="entry",
    faults=LOCKOUT | {"knees_forward"},
    joints=(
        JointRange("hip", 20.0, 45.0, "proposal; the bar's way is 15.5 ± 4.8 cm (Zabaleta-Korta 2024)"),
        JointRange("knee", 80.0, 120.0, "proposal: about 90° at the top"),
    ),
    ways=(
        way(
            top_trunk_deg=Range(-128.0, -97.0, 6.0),
            bottom_trunk_deg=Range(-105.0, -68.0, 6.0),
            hip_rise=Range(0.1, 0.7, 0.06),
        ),
    ),
    limits=limits(knees_forward=BRIDGE_SHIN_TOP_DEG, overextension_at_lockout=RIBS_DEG),
    source=f"proposal: on the floor the feet may stand further out than at a bench; {RIBS_SOURCE}",
    cues=("Tuck the tail, then lift.", "Push the floor away through the heels."),
)

HIP_THRUST: Final = CatalogueEntry(
    "hip_thrust",
    "hip thrust",
    "bench",
    "bridge",
    begins="shoulders on a bench, hips low, feet flat",
    ends="hips low again",
    counts="from the low hips to the highest and back down",
    load="hips",
    level="basic",
    faults=LOCKOUT | {"knees_forward", "neck_extension"},
    joints=(
        JointRange("hip", 50.0, 90.0, "proposal; the bar's way is 35.7 ± 3.4 cm (Zabaleta-Korta 2024)"),
        JointRange("knee", 80.0, 130.0, "proposal: about 90° at the top"),
    ),
    ways=(
        way(
            top_trunk_deg=Range(-98.0, -50.0, 5.0),
            bottom_trunk_deg=Range(-66.0, -25.0, 7.0),
            hip_rise=Range(0.2, 0.9, 0.07),
        ),
    ),
    limits=limits(knees_forward=SHIN_TOP_DEG, overextension_at_lockout=RIBS_DEG, neck_extension=CHIN_DEG),
    source=f"{SHIN_TOP_SOURCE}; {RIBS_SOURCE}; a head that looks ahead over the hips is 0° (proposal)",
    cues=("Ribs down, chin in.", "Drive through until thighs and trunk make one line."),
)
