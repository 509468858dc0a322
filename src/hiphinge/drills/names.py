"""Drills: what is practised before and beside the lifts, each measured by its own module."""

from __future__ import annotations

from typing import Final, Literal, get_args

DrillName = Literal["wall", "dowel"]

DRILLS: Final[tuple[str, ...]] = get_args(DrillName)
"""The drills by the name that the command line and the result file know them by."""
