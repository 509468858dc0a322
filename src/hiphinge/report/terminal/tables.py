"""The plain table of the terminal."""

from __future__ import annotations

from rich.table import Table


def plain_table(*titles: str) -> Table:
    """An empty table without lines, numbers to the right; a column `from` is never broken."""
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    for title in titles:
        table.add_column(title, justify="right", no_wrap=title == "from")
    return table
