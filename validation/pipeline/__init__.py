"""Score the whole analysis on rendered sets with known truth, and on real clips with labels."""
