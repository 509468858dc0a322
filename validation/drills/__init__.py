"""How well the drills are read on rendered sets with known truth."""
