"""What a page is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from hiphinge.core.errors import OutputError
from hiphinge.core.quantities import QUANTITIES
from hiphinge.report.page.template import colours, save, script_json


def test_no_text_ends_a_script_early() -> None:
    values = {"name": "</script><!-- & \u2028", "value": 1.5}
    text = script_json(values)
    assert not set("<>&\u2028") & set(text)
    assert json.loads(text) == values


def test_every_coloured_quantity_has_its_name_on_both_grounds() -> None:
    style = colours()
    for key in (key for key, quantity in QUANTITIES.items() if quantity.colour is not None):
        assert style.count(f"--{key}: ") == 2


def test_a_page_that_cannot_be_written_is_an_error(tmp_path: Path) -> None:
    assert save("page °", tmp_path / "page.html").read_text(encoding="utf-8") == "page °"
    with pytest.raises(OutputError):
        save("page", tmp_path / "none" / "page.html")
