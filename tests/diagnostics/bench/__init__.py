"""The bench says what it measured in the right form; how fast this machine is, no test judges."""

TARGET = r"\(target at (most|least) [\d,.]+( s| x| MB)?: (met|MISSED)\)"
