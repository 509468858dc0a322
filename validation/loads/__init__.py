"""Validate the loads: solvers, coverage of the intervals, two independent models, published trends, speed."""
