"""Scores on real clips of strangers, labelled by eye; the clips are not part of the project."""
