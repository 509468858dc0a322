"""Data types and vocabulary shared by the whole package: body, motion, measures with intervals, signals, errors."""
