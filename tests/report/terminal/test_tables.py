"""The plain table of the terminal."""

from __future__ import annotations

from hiphinge.report.terminal.tables import plain_table


def test_a_table_has_its_titles_and_numbers_to_the_right() -> None:
    table = plain_table("#", "from", "lean")
    assert [column.header for column in table.columns] == ["#", "from", "lean"]
    assert {column.justify for column in table.columns} == {"right"}
    assert [column.no_wrap for column in table.columns] == [False, True, False]
    assert table.box is None
