"""Pelvis and lumbar spine from one camera: how far off, and are the intervals honest."""
