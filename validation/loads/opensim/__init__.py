"""Write our body as an OpenSim model, and run OpenSim's inverse dynamics and static optimisation on it."""
