"""Score the estimates of pelvis and lumbar spine, and the coverage of their intervals."""
