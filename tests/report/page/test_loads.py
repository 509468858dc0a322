"""The loads on the page: every number with its interval, and nothing where loads are not known."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from hiphinge.core.measure import Measure
from hiphinge.core.quantities import of_group
from hiphinge.report import load_words
from hiphinge.report.page import html
from hiphinge.result import Analysis, CannotJudge
from tests.report.lifter import make_analysis
from tests.report.loaded import make_loaded
from tests.report.page.test_html import own_part, text_of

GROUPS = [muscle.key for muscle in of_group("muscle")]


@pytest.fixture
def loaded() -> Analysis:
    return make_loaded()


def section(page: str) -> str:
    """Return the section of the loads."""
    return page[page.index('<section class="loads"') : page.index("</section>", page.index('<section class="loads"'))]


def data_of(page: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    values: dict[str, object] = json.loads(found.group(1))
    return values


def test_plain_words_come_first(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert shown.startswith(
        "What the lift loaded At the deepest point of repetition 2 the lowest disc was compressed with "
        "5.4 kN (4.3 to 6.5), about 10 times as much as in standing (8 to 12)."
    )
    assert "neither safe nor unsafe" in shown
    assert "at both knees together 155 Nm (132 to 178), which bends them" in shown
    assert "Discs and ligaments gave at most 2 % (1 to 3) of the moment that straightens the back" in shown


def test_every_force_and_moment_stands_with_its_interval(loaded: Analysis) -> None:
    page = section(html.render(loaded))
    ours = page[: page.index("Published figures")]
    shown = text_of("<body>" + ours)
    bare = re.findall(r"\d (?:kN|Nm|%)(?! \(-?[\d.]+ to -?[\d.]+\))(?! less| more| lighter| intervals)", shown)
    assert bare == []
    assert len(re.findall(r"(?:kN|Nm|%|×) \(-?[\d.]+ to -?[\d.]+\)", shown)) > 30


def test_curves_of_loads_stand_with_the_others_and_share_their_time(loaded: Analysis) -> None:
    page = html.render(loaded)
    names = ("l5s1_compression_n", "l5s1_shear_n", "l5s1_moment_nm")
    assert all(f'id="plot-{name}"' in page and f'data-reading="{name}"' in page for name in names)
    units = data_of(page, "data")["units"]
    assert isinstance(units, dict)
    assert units["l5s1_compression_n"] == [" kN", 1]
    assert units["trunk_lean_deg"] == ["°", 0]
    plots = data_of(page, "plots")
    text = json.dumps(plots)
    assert all(f'"data-{name}"' in text for name in names)
    assert text.count('"name": "cursor"') == 7 + 3
    assert len(set(re.findall(r'"name": "time"', text))) == 1


def test_a_page_without_loads_has_no_trace_of_them() -> None:
    page = own_part(html.render(make_analysis(spine=True)))
    assert "What the lift loaded" not in page
    assert 'id="plot-l5s1' not in page


def test_loads_that_were_not_computed_are_one_line() -> None:
    limitation = CannotJudge(what="loads", reason="the weight is not known", mend="give it")
    page = html.render(make_analysis().model_copy(update={"cannot_judge": [limitation]}))
    own = section(page)
    assert text_of("<body>" + own) == (
        "What the lift loaded Loads were not computed. The weight is not known. Give it."
    )
    assert "<svg" not in own
    assert "<table" not in own


def test_loads_from_a_result_file_have_no_posture_and_no_curves(loaded: Analysis) -> None:
    page = section(html.render(Analysis.model_validate_json(loaded.to_json())))
    assert "scene" not in page
    assert "data-go" not in page, "there is nothing to go to"
    assert "5.4 kN" in page
    assert 'class="figure"' in page


def test_long_sets_stay_small(tmp_path: Path) -> None:
    path = html.write(make_loaded(repetitions=149), tmp_path / "report.html")
    assert path.stat().st_size < 2_500_000


def test_hostile_words_of_the_result_are_shown_and_not_run() -> None:
    hostile = "<script>alert('x')</script>"
    page = html.render(make_loaded(notes=[hostile]))
    assert "<script>alert" not in page


def test_every_drawing_is_described_for_or_hidden_from_screen_readers(loaded: Analysis) -> None:
    page = section(html.render(loaded))
    drawings = re.findall(r"<svg [^>]*>", page)
    assert len(drawings) == 4
    assert all(
        'aria-hidden="true"' in drawing or ('role="img"' in drawing and "aria-label=" in drawing)
        for drawing in drawings
    )


def test_what_if_states_a_direction_only_where_it_is_certain(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert "5 cm closer 7 % less (5 to 9)" in shown
    assert "10 degrees less rounded 1 % (-2 to 3), direction not certain" in shown
    assert load_words.change_in_words(Measure(4.0, 2.0, 6.0)) == "4 % more (2 to 6)"


def test_a_body_size_that_was_not_given_is_said_so() -> None:
    shown = text_of("<body>" + section(html.render(make_loaded(height_given=False, mass_given=False))))
    assert shown.count("not given: the average of adults") == 2


def test_beyond_is_stated_with_its_uncertainty(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert "strength that the model has for a person of this mass, though the interval reaches below it." in shown
