"""The live coach beside the analysis of the same frames."""
