"""Which exercise was it, how many repetitions, and which fault: rendered sets with graded faults, against truth."""
