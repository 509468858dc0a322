"""Score the drills on rendered sets with known truth."""
