"""The speed and memory figures, measured here and stated as ratios within one run.

Nothing here judges: each line says what was measured and the target beside it. Heavy packages are imported where they
are used, since the start of the program is one of the things measured.
"""
