"""The pages that are written from the code: ``python -m docs.generate`` renews them, a test holds them to the code."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from docs.generate.command_line import command_line_page
from docs.generate.files import file_pages, frames_page
from docs.generate.judging import exercise_pages, faults_page

DOCS: Final = Path(__file__).parents[1]
"""The folder that the pages are written to."""


def pages() -> Mapping[str, str]:
    """Every generated page, Markdown by its path below `DOCS`."""
    return {
        "reference/command-line.md": command_line_page(),
        "reference/frames.md": frames_page(),
        "reference/faults.md": faults_page(),
        **file_pages(),
        **exercise_pages(),
    }


def write() -> None:
    """Write every generated page to its place."""
    for name, text in pages().items():
        path = DOCS / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
