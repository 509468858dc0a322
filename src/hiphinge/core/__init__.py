"""Shapes and words that everything else is made of: body, motion, measures with intervals, signals, errors."""
