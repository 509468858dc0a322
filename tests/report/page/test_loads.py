"""What the page and the replay say of loads: every number with its interval, nothing where there is nothing."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from hiphinge.core.measure import Curve, Measure
from hiphinge.core.quantities import of_group
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG
from hiphinge.report import load_words
from hiphinge.report.figure import ANKLE, L5S1, SHOULDER, Stance, point
from hiphinge.report.page import body_map, html, load_disc, load_scene
from hiphinge.report.replay.loads import LoadSign
from hiphinge.report.replay.sprites import Picture
from hiphinge.report.table import FrameTable, read
from hiphinge.result import Analysis, CannotJudge, HandPlace, LoadBasis
from tests.report.lifter import make_analysis
from tests.report.loaded import make_basis, make_loaded, make_loads
from tests.report.page.test_html import own_part, text_of

GROUPS = [muscle.key for muscle in of_group("muscle")]


@pytest.fixture
def loaded() -> Analysis:
    return make_loaded()


def section(page: str) -> str:
    """The section of the loads."""
    return page[page.index('<section class="loads"') : page.index("</section>", page.index('<section class="loads"'))]


def data_of(page: str, name: str) -> dict[str, object]:
    found = re.search(rf'<script type="application/json" id="{name}">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    told: dict[str, object] = json.loads(found.group(1))
    return told


# ---- the page -----------------------------------------------------------------------------------------------------
def test_plain_words_come_first(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert shown.startswith(
        "What the lift loaded At the deepest point of repetition 2 the lowest disc was pressed with "
        "5.4 kN (4.3 to 6.5), about 10 times standing (8 to 12)."
    )
    assert "neither safe nor unsafe" in shown
    assert "both knees with 155 Nm (132 to 178), which bends them" in shown
    assert "Discs and ligaments bore at most 2 % (1 to 3) of what straightens the back" in shown


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
    gap = CannotJudge(what="loads", reason="the weight is not known", mend="give it with --load-kg")
    page = html.render(make_analysis().model_copy(update={"cannot_judge": [gap]}))
    own = section(page)
    assert text_of("<body>" + own) == (
        "What the lift loaded Loads were not computed. The weight is not known. Give it with --load-kg."
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


def test_every_drawing_speaks_or_is_silent_for_those_who_do_not_see_it(loaded: Analysis) -> None:
    page = section(html.render(loaded))
    drawings = re.findall(r"<svg [^>]*>", page)
    assert len(drawings) == 4
    assert all('aria-hidden="true"' in one or ('role="img"' in one and "aria-label=" in one) for one in drawings)


def test_what_if_tells_a_change_only_where_it_is_sure(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert "5 cm closer 7 % less (5 to 9)" in shown
    assert "10 degrees less rounded 1 % (-2 to 3), no sure change" in shown
    assert load_words.change_in_words(Measure(4.0, 2.0, 6.0)) == "4 % more (2 to 6)"


def test_a_person_whose_size_was_not_given_is_named() -> None:
    shown = text_of("<body>" + section(html.render(make_loaded(height_given=False, mass_given=False))))
    assert shown.count("not given: that of adults at large") == 2


@pytest.mark.parametrize(
    ("value", "words"), [(0.98, "1.0 times"), (1.4, "1.4 times"), (8.6, "about 9 times"), (14.2, "about 14 times")]
)
def test_times_standing_in_words(value: float, words: str) -> None:
    analysis = make_loaded(repetitions=1)
    loads = make_loads(2.5).model_copy(update={"compression_over_standing": Measure(value, value, value)})
    assert f", {words} standing (" in load_words.lead(analysis.repetitions[0], loads, analysis, several=False)


def test_next_to_nothing_is_no_zero() -> None:
    loads = make_loads(1.0).model_copy(update={"passive_share": Measure(0.002, 0.0, 0.008)})
    assert load_words.more(loads)[-1].startswith(
        "Discs and ligaments bore next to nothing (0 to 1 %) of what straightens the back"
    )


# ---- the body map -------------------------------------------------------------------------------------------------
def luminance(colour: str) -> float:
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ [0.2126, 0.7152, 0.0722])


def test_colours_darken_all_the_way() -> None:
    shades = [luminance(body_map.colour(share)) for share in np.linspace(0, 1, 41)]
    assert (np.diff(shades) < 0).all()


def test_writing_on_any_shade_can_be_read() -> None:
    for share in np.linspace(0, 1.2, 121).tolist():
        group = body_map.groups(make_loads(1.0, erector=share))[0]
        light, dark = sorted((luminance(group.fill), luminance(group.ink)), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5, share


def test_beyond_the_models_strength_is_hatched() -> None:
    quiet, loud = (body_map.groups(make_loads(1.0, erector=share)) for share in (0.99, 1.01))
    assert "url(#beyond-back)" not in body_map.svg(quiet, "back")
    assert body_map.svg(loud, "back").count("url(#beyond-back)") == 2, "both sides of the back extensors"
    assert body_map.colour(1.4) == body_map.colour(1.0)


def test_beyond_is_said_with_its_doubt(loaded: Analysis) -> None:
    shown = text_of("<body>" + section(html.render(loaded)))
    assert "strength that the model has for a person of this mass, though the interval reaches below it." in shown


def test_a_group_that_is_not_known_is_not_drawn() -> None:
    loads = make_loads(1.0)
    demand = {name: value for name, value in loads.demand.items() if name != "hamstrings"}
    groups = body_map.groups(loads.model_copy(update={"demand": demand}))
    assert [group.letter for group in groups] == list("ABCDE")
    drawn = body_map.svg(groups, "side") + body_map.svg(groups, "back")
    assert "hamstrings" not in drawn
    assert drawn.count('data-group="gluteus_maximus"') == 2
    assert "Hamstrings" not in body_map.in_words(groups)


def test_every_group_is_seen_from_one_side_at_least() -> None:
    groups = body_map.groups(make_loads(1.0))
    drawn = body_map.svg(groups, "side") + body_map.svg(groups, "back")
    assert {group.name for group in groups} == set(GROUPS)
    assert all(f'data-group="{name}"' in drawn for name in GROUPS)


# ---- the picture of the peak --------------------------------------------------------------------------------------
def table_at(**angles: float) -> FrameTable:
    """A table of one frame."""

    def curve(value: float) -> Curve:
        return Curve(*(np.array([value + shift]) for shift in (0.0, -1.0, 1.0)))

    blank = read(make_loaded(repetitions=1))
    curves = {name: curve(angles.get(name, np.nan)) for name in blank.curves}
    curves |= {one.key: curve(1000.0) for one in of_group("load")}
    return FrameTable(np.array([1.0]), curves, [None])


def test_the_posture_is_that_of_the_frame() -> None:
    at = load_scene.moment(read(make_loaded()), 6.5, make_basis())
    assert at is not None
    assert at.bend_known
    assert (at.stance.shank_deg, at.stance.thigh_deg) == pytest.approx((4.0, -18.0), abs=0.1)
    assert (at.stance.pelvis_deg, at.stance.lumbar_deg) == pytest.approx((55.0, 22.0), abs=0.1)


def test_a_back_whose_bend_is_not_known_is_drawn_straight() -> None:
    table = table_at(shank_deg=4, knee_flexion_deg=20, trunk_lean_deg=70)
    at = load_scene.moment(table, 1.0, make_basis())
    assert at is not None
    assert not at.bend_known
    assert (at.stance.pelvis_deg, at.stance.lumbar_deg) == (70.0, 0.0)


def test_legs_hidden_for_a_moment_are_between_those_that_were_seen() -> None:
    table = read(make_loaded())
    knee = table.curves["knee_flexion_deg"]
    hidden = replace(table, curves={**table.curves, "knee_flexion_deg": knee.masked(np.arange(len(table)) == 195)})
    at, seen = (load_scene.moment(one, 6.5, make_basis()) for one in (hidden, table))
    assert at is not None
    assert seen is not None
    assert (at.legs_seen, seen.legs_seen) == (False, True)
    assert at.stance.thigh_deg == pytest.approx(seen.stance.thigh_deg, abs=0.5)


@pytest.mark.parametrize("missing", ["shank_deg", "knee_flexion_deg", "trunk_lean_deg"])
def test_no_posture_is_made_up(missing: str) -> None:
    angles = {"shank_deg": 4.0, "knee_flexion_deg": 20.0, "trunk_lean_deg": 70.0}
    assert load_scene.moment(table_at(**{**angles, missing: np.nan}), 1.0, make_basis()) is None


@pytest.mark.parametrize("where", ["hands", "back"])
def test_the_lever_reaches_from_disc_to_weight(where: str) -> None:
    basis: LoadBasis = make_basis(where=where)
    at = load_scene.moment(read(make_loaded()), 6.5, basis)
    assert at is not None
    weight = load_scene.weight_at(basis, at.stance)
    assert weight is not None
    drawn = load_scene.scene(at, basis)
    levers = re.findall(r'<line class="lever" x1="([-\d.]+)" y1="7" x2="([-\d.]+)" y2="7"/>', drawn)
    assert [float(x) for x in levers[0]] == pytest.approx([point(L5S1, at.stance)[0], weight[0]], abs=0.06)
    assert "60 kg" in drawn


def test_hands_are_where_they_were_seen() -> None:
    hands = HandPlace(horizontal_cm=Measure(25, 20, 30), height_cm=Measure(30, 28, 32))
    basis = make_basis()
    at = load_scene.moment(read(make_loaded()), 6.5, basis, hands)
    assert at is not None
    weight = load_scene.weight_at(basis, at.stance)
    assert weight is not None
    shoulder, wanted = point(SHOULDER, at.stance), np.array([ANKLE[0] + 25, 30])
    seen, asked = weight - shoulder, wanted - shoulder
    turn = np.degrees(np.arctan2(*seen) - np.arctan2(*asked))
    assert turn == pytest.approx(0.0, abs=3.0), "the arm points at them"


def test_without_a_weight_there_is_no_lever() -> None:
    basis = make_basis(where="none", load_kg=0.0)
    at = load_scene.moment(read(make_loaded()), 6.5, basis)
    assert at is not None
    drawn = load_scene.scene(at, basis)
    assert "lever" not in drawn
    assert "kg" not in drawn


def test_the_disc_leans_as_loads_are_resolved() -> None:
    assert load_disc.slope_deg(Stance()) == DISC_SLOPE_DEG
    assert load_disc.slope_deg(Stance(pelvis_deg=40, lumbar_deg=16)) == pytest.approx(DISC_SLOPE_DEG + 41)


def test_arrows_are_in_one_scale() -> None:
    drawn = load_disc.disc(Measure(4000, 3000, 5000), Measure(1000, 500, 1500), 0.0)

    def lengths(kind: str) -> float:
        ends = re.findall(
            rf'<line class="{kind} ghost" x1="([-\d.]+)" y1="([-\d.]+)" x2="([-\d.]+)" y2="([-\d.]+)"', drawn
        )
        x1, y1, x2, y2 = (float(part) for part in ends[0])
        return float(np.hypot(x2 - x1, y2 - y1))

    assert lengths("press") / lengths("push") == pytest.approx(1000 / 500, rel=0.03), "from value to upper end"


@pytest.mark.parametrize(
    ("shear", "words"),
    [
        (Measure(900, 400, 1400), "pushed forward across with 0.9 kN (0.4 to 1.4)"),
        (Measure(-900, -1400, -400), "pushed backward across with 0.9 kN (0.4 to 1.4)"),
        (Measure(100, -400, 600), "pushed across with 0.1 kN (-0.4 to 0.6), where positive is forward"),
    ],
)
def test_shear_in_words(shear: Measure, words: str) -> None:
    assert load_words.across(shear) == words


# ---- the replay ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("corner", [(False, False), (True, False), (False, True), (True, True)])
def test_the_sign_stands_beside_the_panel(corner: tuple[bool, bool]) -> None:
    picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
    LoadSign(read(make_loaded()), (640, 360), corner).paint(picture, 75)
    rows, columns = np.nonzero((picture != 90).any(axis=2))
    assert (columns.mean() < 320) == corner[0]
    assert (rows.mean() > 180) == corner[1]


def test_the_bar_grows_with_the_load() -> None:
    def filled(index: int) -> int:
        picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
        LoadSign(read(make_loaded()), (640, 360), (False, False)).paint(picture, index)
        return int((np.abs(picture.astype(int) - (255, 143, 193)).max(axis=2) < 8).sum())

    assert filled(75) > 2 * filled(45) > 0


def test_nothing_is_drawn_where_there_is_no_load(analysis: Analysis) -> None:
    picture: Picture = np.full((360, 640, 3), 90, dtype=np.uint8)
    sign = LoadSign(read(analysis), (640, 360), (False, False))
    for index in (0, 75, 10_000):
        sign.paint(picture, index)
    assert (picture == 90).all()
