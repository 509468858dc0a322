"""Pictures at their own times, from files, folders and cameras."""
