"""Names, units, digits and colours of quantities come from one table: a new quantity only needs an entry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

import polars as pl
import pytest

from hiphinge.core import quantities
from hiphinge.core.quantities import QUANTITIES, UNITS, Colour, Quantity
from hiphinge.report.page import html
from hiphinge.report.replay.strokes import colour_of
from hiphinge.report.table import read
from tests.report.lifter import make_analysis
from tests.report.page.test_html import own_part, text_of

REPORT = Path(html.__file__).parents[1]
MODULES = sorted(REPORT.rglob("*.py"))
ASSETS = sorted(path for path in REPORT.rglob("*") if path.suffix in {".js", ".j2", ".css"})
MAX_LINES = 300

SIGNS = {unit.sign.strip() for unit in UNITS.values()} - {"", "×", "m", "kg", "cm", "%"}
"""Signs of units that only the table may write; the others also occur in the terminal and in style sheets."""


def strings(path: Path) -> Iterator[str]:
    """Yield the strings of a module that are no docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPORT).as_posix())
def test_no_module_spells_a_title_a_unit_or_a_colour_of_a_quantity(path: Path) -> None:
    titles = {quantity.title for quantity in QUANTITIES.values()}
    colours = {
        shade
        for quantity in QUANTITIES.values()
        if quantity.colour
        for shade in (quantity.colour.light, quantity.colour.dark)
    }
    for text in strings(path):
        assert text not in titles | colours
        assert len(text) == 1 or not any(re.search(rf"(?<![\w/]){re.escape(sign)}(?!\w)", text) for sign in SIGNS), text


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_no_template_style_or_script_spells_one(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for quantity in QUANTITIES.values():
        assert not re.search(rf">{re.escape(quantity.title)}<", text, flags=re.IGNORECASE), quantity.title
        for shade in () if quantity.colour is None else (quantity.colour.light, quantity.colour.dark):
            assert not re.search(rf"--{quantity.key}: *{shade}", text)
    for sign in SIGNS:
        assert not re.search(rf"\}}\}}? ?{re.escape(sign)}", text), sign


def test_an_added_quantity_of_the_table_is_shown_without_another_line(monkeypatch: pytest.MonkeyPatch) -> None:
    wrist = Quantity(
        "wrist_deg", "Wrist bend", "wrist", "angle", "deg", "of the hand", "up",
        colour=Colour("#123456", "#abcdef", "#010203"), always=True,
    )  # fmt: skip
    monkeypatch.setattr(quantities, "QUANTITIES", MappingProxyType({**QUANTITIES, wrist.key: wrist}))
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    more = [
        (pl.col("shank_deg") + shift).alias(f"wrist_deg{end}") for end, shift in (("", 0), ("_low", -3), ("_high", 3))
    ]
    extended = analysis.with_frames(frame.with_columns(more))
    assert [of.key for of, _ in read(extended).known("angle")][-1] == "wrist_deg"
    page = html.render(extended)
    assert 'id="plot-wrist_deg"' in page
    assert "--wrist_deg: #123456;" in page
    assert "--wrist_deg: #abcdef;" in page
    shown = text_of(own_part(page))
    assert "Wrist bend of the hand; up is positive" in shown
    assert " wrist bend " in shown, "a column of the table of repetitions"
    assert colour_of("wrist_deg") == (1, 2, 3)


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(REPORT).as_posix())
def test_no_module_of_the_report_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES
