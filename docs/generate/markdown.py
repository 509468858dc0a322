"""Small pieces of Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence


def table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar or a line break inside a cell does not break it."""
    lines = [titles, ["---"] * len(titles), *rows]
    return "\n".join(f"| {' | '.join(_cell(text) for text in line)} |" for line in lines)


def page(*parts: str) -> str:
    """The parts of a page, an empty line between them; empty parts are left out."""
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def sentence(text: str) -> str:
    """A text that begins with a capital letter and ends with a full stop; a name at its beginning stays as it is."""
    clean = " ".join(text.split())
    if not clean:
        return ""
    first = clean[0].upper() if re.match(r"[a-z]+(-[a-z]+)*(?=[\s,;.]|$)(?!\.[a-z])", clean) else clean[0]
    return f"{first}{clean[1:]}{'' if clean[-1] in '.!?…' else '.'}"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
