"""Pose estimators, and one person followed through a recording."""
