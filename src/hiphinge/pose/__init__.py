"""Pose estimators, and following the lifter through a recording."""
