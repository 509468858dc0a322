"""Score recognition, counting and faults on rendered sets with graded faults."""
