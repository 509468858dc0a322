"""What was done and what is wrong with it: recognition, faults, cues, and the set as a whole."""
