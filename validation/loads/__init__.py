"""Loads: solvers compared, coverage of the bands, two routes side by side, trends of the literature, speed."""
