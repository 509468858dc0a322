"""The wall drill: where the hips are, where the wall stands, and when they met."""
