"""Lifts used by several tests."""

from dataclasses import replace

from hiphinge.niosh.description import LiftDescription

BAG = LiftDescription(15.0, 40.0, 20.0, 100.0, 2.0, 1.0, "fair", 0.0)
PLACED = replace(BAG, destination_horizontal_cm=55.0, destination_asymmetry_deg=30.0)
