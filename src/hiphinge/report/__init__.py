"""Outputs of an analysis: the HTML report, the annotated video, the terminal summary and the table of frames."""
