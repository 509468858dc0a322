"""Keep all numbers of the results of one version of the program, and compare them with those of another."""
