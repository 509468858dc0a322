"""The catalogue of exercises, as data."""
