"""Exercises as data, the hinge-to-squat continuum, and faults as rules in a registry."""
