"""Drills scored against rendered truth."""
