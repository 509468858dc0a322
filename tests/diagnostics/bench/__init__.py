"""Form of the output of the benchmarks; the tests do not judge how fast this machine is."""

TARGET = r"\(target at (most|least) [\d,.]+( s| x| MB)?: (met|MISSED)\)"
