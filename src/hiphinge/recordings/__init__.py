"""Recordings: timed pictures from files, folders and cameras."""
