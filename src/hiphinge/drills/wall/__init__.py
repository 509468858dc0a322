"""Measure the wall drill: where the hips are, where the wall stands, and when the hips touch it."""
