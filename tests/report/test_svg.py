"""Elements of drawings as text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import numpy as np
import pytest

from hiphinge.report import svg


@pytest.mark.parametrize(("value", "text"), [(1.0, "1"), (1.26, "1.3"), (-0.04, "0"), (-2.5, "-2.5")])
def test_coordinates_have_one_decimal(value: float, text: str) -> None:
    assert svg.number(value) == text


def test_words_are_escaped() -> None:
    drawn = ET.fromstring(svg.text("name", np.zeros(2), "<b> & 'c'"))  # noqa: S314  (made here)
    assert drawn.text == "<b> & 'c'"
    assert drawn.get("text-anchor") == "middle"


def test_shapes_are_where_they_were_asked_for() -> None:
    assert svg.circle("dot", np.array([1.0, 2.0]), 3.0) == '<circle class="dot" cx="1" cy="2" r="3"/>'
    assert svg.polygon("area", np.array([[0.0, 1.0], [2.0, 3.5]])) == '<polygon class="area" points="0,1 2,3.5"/>'


def test_a_drawing_has_its_box_and_its_description() -> None:
    drawn = ET.fromstring(svg.drawing("map", (0, 0, 10, 20), 'a "map"', svg.element("g", "in", x=1.0)))  # noqa: S314
    assert drawn.get("viewBox") == "0 0 10 20"
    assert drawn.get("aria-label") == 'a "map"'
    assert len(drawn) == 1
