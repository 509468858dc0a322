"""Drills with a prop."""
