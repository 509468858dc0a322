"""The only place that composes the parts."""
