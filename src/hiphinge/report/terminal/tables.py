"""The plain table of the terminal."""

from __future__ import annotations

from rich.table import Table


def plain_table(*titles: str) -> Table:
    """Return an empty table without lines, numbers aligned right; a column `from` is never wrapped."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, justify="right", no_wrap=title == "from")
    return table
