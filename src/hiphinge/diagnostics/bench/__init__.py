"""Benchmarks of speed and memory, stated as ratios within one run.

Each line gives a measured value and its target. Heavy packages are imported inside functions, because the start of
the program is measured too.
"""
