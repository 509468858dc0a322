"""Composition of the parts: from a recording to its analysis, and from an analysis to its files."""
