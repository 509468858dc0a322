"""Pelvis told apart from lumbar spine, in degrees, with an interval on every number."""

from hiphinge.spine.estimate import Spine, Standing, absent_spine, estimate_spine

__all__ = ["Spine", "Standing", "absent_spine", "estimate_spine"]
