"""Readers: a recording in, a `Motion` out."""
