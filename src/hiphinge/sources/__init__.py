"""Sources: readers that return the `Motion` of a recording."""
