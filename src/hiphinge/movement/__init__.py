"""From a motion to a movement: view, plausibility, angles, spine and repetitions."""
