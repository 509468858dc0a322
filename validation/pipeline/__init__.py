"""How well the whole path reads rendered sets with known truth, and real clips with labels."""
