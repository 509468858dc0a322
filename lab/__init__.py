"""Render synthetic side-view lifters with exact truth (development only, not shipped).

World axes follow CONVENTIONS: x forward (where the lifter faces), y up, z to the lifter's right; metres, seconds.
"""
