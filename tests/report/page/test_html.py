"""The report: self-contained, small, explicit about absent values, and safe with hostile text."""

from __future__ import annotations

import html as entities
import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

import hiphinge as hh
from hiphinge.core.errors import OutputError
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.report import export
from hiphinge.report.page import html
from hiphinge.report.page.plots import MAX_POINTS, decimate
from hiphinge.result import Analysis, CannotJudge, Cue, Exercise
from tests.report.lifter import about, make_analysis
from tests.report.loaded import make_loaded

GOLDEN = [Path(__file__).parents[2] / "data" / "0.1.0" / name for name in ("analyze", "wall", "dowel")]
HOSTILE = "<script>alert('x')</script>\"&{{ 7*7 }}"


def own_part(page: str) -> str:
    """Return the page without Bokeh's own script."""
    return re.sub(r'<script id="bokeh">.*?</script>', "", page, flags=re.DOTALL)


def text_of(page: str) -> str:
    """Return the text of the page, roughly as a reader sees it."""
    body = re.sub(r"<(script|style).*?</\1>", "", page[page.index("<body") :], flags=re.DOTALL)
    return " ".join(entities.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def test_report_is_one_small_file(tmp_path: Path, analysis: Analysis) -> None:
    path = html.write(analysis, tmp_path / "report.html", video="annotated.mp4")
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
    assert path.stat().st_size < 2_500_000


def test_ten_minutes_stay_small(tmp_path: Path) -> None:
    long = make_analysis(repetitions=149, spine=True)
    noisy = long.to_frame()
    noise = np.random.default_rng(0).normal(0, 2, noisy.height)
    names = [name for name in noisy.columns if "_deg" in name]
    noisy = noisy.with_columns([(noisy[name] + noise).alias(name) for name in names])
    path = html.write(long.with_frames(noisy), tmp_path / "report.html")
    assert path.stat().st_size < 2_500_000


def test_nothing_is_fetched(analysis: Analysis) -> None:
    page = own_part(html.render(analysis, video="annotated.mp4"))
    addresses = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", page))
    assert addresses == set()
    sources = re.findall(r"(?:src|href|action|poster)\s*=\s*\"([^\"]*)\"", page)
    assert sources == ["annotated.mp4"]
    assert "default-src 'none'" in page


def test_hostile_text_is_shown_and_not_run(analysis: Analysis) -> None:
    hostile = make_analysis(path=f"/clips/{HOSTILE}").model_copy(
        update={
            "cue": Cue(text=HOSTILE, because=HOSTILE, fault="knees_forward"),
            "cannot_judge": [CannotJudge(what=HOSTILE, reason=HOSTILE, mend=HOSTILE)],
        }
    )
    repetition = hostile.repetitions[1]
    fault = repetition.faults[0].model_copy(update={"code": HOSTILE, "why": HOSTILE, "cue": HOSTILE, "source": HOSTILE})
    hostile = hostile.model_copy(update={"repetitions": [repetition.model_copy(update={"faults": [fault]})]})
    page = html.render(hostile.with_frames(analysis.to_frame()), video='"><script>bad</script>.mp4')
    assert "<script>alert" not in page
    assert "<script>bad" not in page
    assert "{{ 7*7 }}" in text_of(page)
    assert page.count("<script") == own_part(page).count("<script") + 1


def test_data_of_the_page_is_json(analysis: Analysis) -> None:
    page = html.render(analysis)
    found = dict(re.findall(r'<script type="application/json" id="(\w+)">(.*?)</script>', page, flags=re.DOTALL))
    data = json.loads(found["data"])
    times = np.cumsum(data["steps"]) / 1000
    assert times == pytest.approx(analysis.to_frame()["time_s"].to_numpy(), abs=6e-4)
    assert [repetition["index"] for repetition in data["repetitions"]] == [1, 2, 3]
    assert set(json.loads(found["plots"])["roots"]) == {
        "trunk_lean_deg",
        "hip_flexion_deg",
        "knee_flexion_deg",
        "shank_deg",
    }


def test_every_angle_of_the_table_has_its_interval(analysis: Analysis) -> None:
    page = html.render(analysis)
    cells = re.findall(r'<td data-quantity="\w+">(.*?)</td>', page, flags=re.DOTALL)
    assert len(cells) == 4 * len(analysis.repetitions)
    assert all(re.search(r"-?\d+° \(-?\d+ to -?\d+\)", text_of(f"<body>{cell}")) for cell in cells)


@pytest.mark.parametrize("spine", [False, True])
def test_every_degree_shown_stands_with_an_interval_or_is_a_limit(*, spine: bool) -> None:
    shown = text_of(html.render(make_analysis(spine=spine), video="annotated.mp4"))
    shown = shown.replace("a straight leg is 0°", "")
    bare = [
        found.group()
        for found in re.finditer(r"-?\d+°(?! \(-?\d+ to -?\d+\))", shown)
        if "limit" not in shown[max(0, found.start() - 7) : found.start()]
    ]
    assert bare == []


def test_absent_is_not_judged_and_never_zero(nothing_judged: Analysis) -> None:
    shown = text_of(html.render(nothing_judged))
    assert "This recording could not be judged" in shown
    assert "The camera stands in front of the lifter." in shown
    assert shown.count("not judged") >= 4
    assert not re.search(r"\b0°", shown.replace("a straight leg is 0°", ""))


def test_absent_angle_of_one_repetition() -> None:
    analysis = make_analysis()
    first = analysis.repetitions[0]
    first = first.model_copy(update={"peak": first.peak.model_copy(update={"knee_flexion_deg": None})})
    changed = analysis.model_copy(update={"repetitions": [first, *analysis.repetitions[1:]]})
    cells = re.findall(r'<td data-quantity="knee_flexion_deg">(.*?)</td>', html.render(changed), flags=re.DOTALL)
    assert "not judged" in cells[0]
    assert "22°" in cells[1]


def test_faults_that_were_not_judged_are_not_called_absent() -> None:
    analysis = make_analysis()
    blank = [
        repetition.model_copy(update={"peak": repetition.peak.__class__(), "faults": [], "light": "unknown"})
        for repetition in analysis.repetitions
    ]
    shown = text_of(html.render(analysis.model_copy(update={"repetitions": blank, "cue": None})))
    assert "Faults could not be judged" in shown
    assert "none found" not in shown
    assert "No fault found" not in shown


@pytest.mark.parametrize(("unread", "colour"), [([], "none"), (["knees_locked"], "open")])
def test_no_fault_is_green_only_if_all_were_checked(unread: list[str], colour: str) -> None:
    analysis = make_analysis()
    clean = [
        each.model_copy(update={"faults": [], "possible_faults": [], "unread_faults": unread})
        for each in analysis.repetitions
    ]
    page = html.render(analysis.model_copy(update={"repetitions": clean, "cue": None}))
    assert f'<section class="cue {colour}"' in page
    assert ("Some faults could not be checked" in text_of(page)) == bool(unread)


def test_cue_comes_first_and_video_is_optional(analysis: Analysis) -> None:
    with_video = html.render(analysis, video="annotated.mp4")
    assert with_video.index("Keep your shins upright") < with_video.index("<video")
    assert "<video" not in html.render(analysis)


def test_spine_curves_appear_when_known() -> None:
    page = html.render(make_analysis(spine=True))
    assert 'id="plot-lumbar_flexion_deg"' in page
    assert 'id="plot-lumbar_flexion_deg"' not in html.render(make_analysis())


def test_the_low_back_is_shown_by_repetition() -> None:
    shown = text_of(html.render(make_analysis(spine=True)))
    assert shown.count("29 % (19 to 39)") == 3
    assert shown.count("48° (42 to 54)") == 3
    assert shown.count("1.00 (0.67 to 1.50)") == 3, "the middle third is not bounded, the last was not reached"
    assert "2.0 s, late: range" in shown
    assert "44 % (38 to 50)" in shown
    assert "lifting boxes, 15 experts, a mean of 54 ± 11 degrees (a study)." in shown
    assert "The largest flexion of your own low back: 50° (46 to 54)" in shown
    assert "its share" not in text_of(html.render(make_analysis()))


def test_low_back_that_stayed_within_its_limit() -> None:
    analysis = make_analysis(spine=True, repetitions=1)
    (one,) = analysis.repetitions
    assert one.lumbopelvic is not None
    quiet = one.lumbopelvic.model_copy(update={"rounding": None, "percent_of_range": None, "parts": []})
    blank = one.model_copy(update={"lumbopelvic": quiet, "lumbar_share": None, "light": "unknown"})
    shown = text_of(html.render(analysis.model_copy(update={"repetitions": [blank]})))
    assert "within its limit" in shown
    assert "44 %" not in shown


def test_result_without_frames_still_has_a_report(analysis: Analysis) -> None:
    read_back = Analysis.model_validate_json(analysis.to_json())
    shown = text_of(html.render(read_back))
    assert "Romanian deadlift, 3 repetitions" in shown
    assert "95° (91 to 99)" in shown


def test_an_analysis_read_back_makes_the_same_page(tmp_path: Path) -> None:
    made = make_loaded().as_written()
    export.write_frames(made, tmp_path / "frames.parquet")
    export.write_json(made, tmp_path / "analysis.json")
    back = Analysis.model_validate_json((tmp_path / "analysis.json").read_text(encoding="utf-8"))
    back = back.with_frames(pl.read_parquet(tmp_path / "frames.parquet"))
    pages = (own_part(html.render(analysis, video="annotated.mp4")) for analysis in (made, back))
    first, second = (re.sub(r'"p\d+"', '"p"', page) for page in pages)
    assert first == second


def test_many_repetitions_become_a_histogram() -> None:
    page = html.render(make_analysis(repetitions=40))
    assert 'class="bar"' in page
    assert 'class="dot' not in page


def test_single_picture_shows_values_instead_of_curves(analysis: Analysis) -> None:
    page = html.render(analysis.with_frames(analysis.to_frame().head(1)))
    assert "0° (-4 to 4)" in text_of(page)
    assert 'id="plots"' not in page


def test_decimation_keeps_peaks_and_gaps() -> None:
    rng = np.random.default_rng(1)
    value = rng.normal(0, 1, 50_000)
    value[20_000:21_000] = np.nan
    value[33_333] = 99.0
    kept = decimate(value)
    assert kept.size <= MAX_POINTS
    assert (np.diff(kept) > 0).all()
    assert np.nanmax(value[kept]) == 99.0
    assert np.isnan(value[kept]).any()
    assert decimate(value[:100]).size == 100


def test_unwritable_folder_is_one_sentence(tmp_path: Path, analysis: Analysis) -> None:
    with pytest.raises(OutputError, match="choose another folder"):
        html.write(analysis, tmp_path / "absent" / "report.html")


def test_zero_wide_interval_and_equal_limit(analysis: Analysis) -> None:
    repetition = analysis.repetitions[1]
    fault = repetition.faults[0].model_copy(update={"value": about(12.0, 0.0)})
    changed = analysis.model_copy(update={"repetitions": [repetition.model_copy(update={"faults": [fault]})]})
    assert "12° (12 to 12)" in text_of(html.render(changed))


@pytest.mark.parametrize("folder", GOLDEN, ids=lambda path: path.name)
def test_results_of_the_first_release_have_a_page(folder: Path) -> None:
    shown = text_of(own_part(html.render(hh.read(folder), video="annotated.mp4")))
    assert "Not medical advice" in shown
    assert {"analyze": "What the lift loaded", "wall": "Wall drill", "dowel": "Dowel drill"}[folder.name] in shown


def without_faults(analysis: Analysis, **changes: object) -> Analysis:
    repetitions = [each.model_copy(update={"faults": [], **changes}) for each in analysis.repetitions]
    return analysis.model_copy(update={"cue": None, "repetitions": repetitions})


def test_possible_or_unchecked_faults_are_never_a_green_no_fault_found(analysis: Analysis) -> None:
    assert "No fault found" in text_of(html.render(without_faults(analysis)))
    fault = analysis.repetitions[1].faults[0]
    unsure = html.render(without_faults(analysis, possible_faults=[fault]))
    unread = html.render(without_faults(analysis, unread_faults=sorted(CATALOGUE["romanian_deadlift"].faults)))
    for page, title in ((unsure, "No fault is certain"), (unread, "No fault could be checked")):
        assert title in text_of(page)
        assert "No fault found" not in text_of(page)
        assert 'class="cue none"' not in page
    assert "Possible, but the interval includes the limit: knees forward (1, 2, 3)." in text_of(unsure)


def test_an_exercise_that_is_not_judged_is_never_without_a_fault(analysis: Analysis) -> None:
    other = without_faults(analysis).model_copy(
        update={"exercise": Exercise(name="other", confidence=1.0, given=False)}
    )
    page = html.render(other)
    shown = text_of(page)
    assert "No fault was looked for" in shown
    assert "none of the exercises that are judged" in shown
    assert "No fault found" not in shown
    assert "none found" not in shown
    assert "Exercise recognised" not in shown
    assert 'class="cue none"' not in page


def test_the_table_says_what_trunk_lean_and_hip_flexion_are(analysis: Analysis) -> None:
    assert "hip flexion that between trunk, taken as rigid, and thigh." in text_of(html.render(analysis))
