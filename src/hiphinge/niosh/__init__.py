"""The revised NIOSH lifting equation."""
