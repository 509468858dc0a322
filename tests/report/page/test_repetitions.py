"""The repetitions on the page: their places between squat and hinge, the columns of their table, and absent values."""

from __future__ import annotations

import re

import pytest

from hiphinge.core.quantities import of_group
from hiphinge.report.page import html, repetitions
from hiphinge.result import Analysis, Peak
from tests.report.lifter import make_analysis, make_fault
from tests.report.page.test_html import text_of

ALWAYS = [angle.key for angle in of_group("angle") if angle.always]


def placed(*indices: float | None) -> Analysis:
    """Return an analysis with a repetition for each hinge index."""
    analysis = make_analysis(repetitions=len(indices))
    done = [
        repetition.model_copy(update={"pattern": repetition.pattern.model_copy(update={"hinge_index": index})})
        for repetition, index in zip(analysis.repetitions, indices, strict=True)
    ]
    return analysis.model_copy(update={"repetitions": done})


def with_second(analysis: Analysis, **changes: object) -> Analysis:
    """Return the analysis with a changed second repetition."""
    first, second, *rest = analysis.repetitions
    return analysis.model_copy(update={"repetitions": [first, second.model_copy(update=changes), *rest]})


def row_of(page: str, number: int) -> str:
    """Return the text of a row of the table of repetitions."""
    table = page[page.index('id="repetitions-title"') :]
    rows = re.findall(r'<tr><th scope="row">(.*?)</tr>', table, flags=re.DOTALL)
    return text_of(f"<body>{rows[number - 1]}")


def test_a_dot_lies_at_its_hinge_index_and_above_those_that_are_near() -> None:
    context = repetitions.continuum(placed(0.25, 0.1, 0.2))
    assert [dot["repetition"].index for dot in context["dots"]] == [2, 3, 1], "from squat to hinge"
    assert [dot["left"] for dot in context["dots"]] == pytest.approx([10.0, 20.0, 25.0])
    assert [dot["row"] for dot in context["dots"]] == [0, 0, 1]
    assert (context["rows"], context["bars"]) == (2, [])


def test_a_repetition_without_a_hinge_index_has_no_place() -> None:
    context = repetitions.continuum(placed(0.5, None))
    assert [dot["repetition"].index for dot in context["dots"]] == [1]


def test_many_repetitions_are_counted_in_bars() -> None:
    context = repetitions.continuum(placed(*[0.31] * 8, *[0.91] * 24))
    assert context["dots"] == []
    assert [(bar["left"], bar["height"], bar["count"]) for bar in context["bars"]] == [
        (pytest.approx(30.0), pytest.approx(100 / 3), 8),
        (pytest.approx(90.0), 100.0, 24),
    ]


def test_a_set_that_was_not_judged_has_no_place(nothing_judged: Analysis) -> None:
    assert repetitions.continuum(nothing_judged) == {"whole": None, "dots": [], "bars": [], "rows": 0}


def test_columns_are_the_angles_that_are_always_named_and_those_that_are_known() -> None:
    keys = [
        [angle.key for angle in repetitions.columns(make_analysis(spine=spine).repetitions)] for spine in (False, True)
    ]
    assert keys[0] == ALWAYS
    assert keys[1] == [angle.key for angle in of_group("angle") if angle.key != "lumbar_extension_deg"]
    assert set(ALWAYS) < set(keys[1])


def test_parts_of_the_bend_that_are_not_known_are_none() -> None:
    analysis = make_analysis(spine=True)
    pairs = repetitions.shares(analysis.repetitions)
    assert [repetition.index for repetition, _ in pairs] == [1, 2, 3]
    early, middle, late = pairs[0][1]
    assert early is not None
    assert early.name == "early"
    assert (middle, late) == (None, None), "a ratio without bound, and a part that was not reached"
    assert repetitions.shares(make_analysis().repetitions) == []


@pytest.mark.parametrize(
    ("flag", "changes"),
    [
        ("lit", {"light": "unknown", "faults": []}),
        ("measured", {"peak": Peak()}),
        ("possible", {"possible_faults": []}),
        ("swings", {"swing": None}),
    ],
)
def test_what_no_repetition_has_is_left_out(flag: str, changes: dict[str, object]) -> None:
    analysis = make_analysis()
    blank = [repetition.model_copy(update=changes) for repetition in analysis.repetitions]
    assert repetitions.context(analysis.model_copy(update={"repetitions": blank}))[flag] is False


def test_the_page_marks_a_possible_fault_and_names_those_that_were_not_looked_for(analysis: Analysis) -> None:
    fault = make_fault(2).model_copy(update={"severity": "minor"})
    page = html.render(with_second(analysis, faults=[], possible_faults=[fault], unread_faults=["chin_lifted"]))
    assert "Knees forward?" in row_of(page, 2)
    assert "Could not be checked: chin lifted (2)." in text_of(page)
    assert "A fault with a question mark is possible" in text_of(page)


@pytest.mark.parametrize(
    ("changes", "shown"),
    [
        ({"peak": Peak(), "faults": []}, "not judged not judged not judged not judged"),
        ({"phases": []}, "– –"),
        ({"faults": []}, "none found"),
    ],
)
def test_the_page_says_what_is_absent_and_shows_no_zero(
    analysis: Analysis, changes: dict[str, object], shown: str
) -> None:
    row = row_of(html.render(with_second(analysis, **changes)), 2)
    assert shown in row
    assert not re.search(r"(?<![\d.])0°", row)


def test_a_hinge_index_that_was_not_judged_is_said_so() -> None:
    page = html.render(placed(0.9, None))
    assert row_of(page, 1).startswith("1 good ")
    assert "1.0 s 2.5 s 1.5 s 1.5 s 0.90" in row_of(page, 1)
    assert row_of(page, 2).startswith("2 watch ")
    assert "5.0 s 6.5 s 1.5 s 1.5 s not judged" in row_of(page, 2)
    assert 'aria-label="Repetition 2, hinge index' not in page
