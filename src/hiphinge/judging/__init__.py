"""Judging a set: recognition of the exercise, faults, cues, and the set as a whole."""
