"""Pelvis and lumbar spine as separate angles, in degrees, with an interval on every number."""

from hiphinge.movement.spine.direct import spine_from_source
from hiphinge.movement.spine.estimate import HIDDEN, NO_OUTLINE, Spine, Standing, absent_spine, estimate_spine
from hiphinge.movement.spine.legs import with_hidden_knees, without_hallucinated_legs
from hiphinge.movement.spine.personal import Personal, max_flexion_of, standing_of

__all__ = [
    "HIDDEN",
    "NO_OUTLINE",
    "Personal",
    "Spine",
    "Standing",
    "absent_spine",
    "estimate_spine",
    "max_flexion_of",
    "spine_from_source",
    "standing_of",
    "with_hidden_knees",
    "without_hallucinated_legs",
]
