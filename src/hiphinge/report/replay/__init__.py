"""The annotated replay."""
