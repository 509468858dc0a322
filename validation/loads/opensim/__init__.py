"""OpenSim beside our own way: our body written as its model, and its inverse dynamics and static optimisation on it."""
