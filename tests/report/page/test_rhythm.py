"""The plot of pelvis against low back: its lines, its background, and when it is left out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from hiphinge.measures.light import LIGHT_LIMITS
from hiphinge.report.page import html, rhythm
from hiphinge.report.table import read
from hiphinge.result import Analysis
from tests.report.lifter import HALF_DEG, make_analysis
from tests.report.plotted import plot_of


def source_of(analysis: Analysis, name: str) -> dict[str, list[float]]:
    plot = rhythm.plot(analysis, read(analysis))
    assert plot is not None
    renderer = next(each for each in plot.renderers if each.name == name)
    return dict(renderer.data_source.data)


def test_one_line_a_repetition_with_its_times() -> None:
    points = {name: np.asarray(column) for name, column in source_of(make_analysis(spine=True), "line").items()}
    numbers = points["repetition"]
    assert set(numbers[np.isfinite(numbers)]) == {1.0, 2.0, 3.0}
    assert np.isnan(numbers).sum() == 3, "a gap after each, so that no line joins two repetitions"
    first = numbers == 1.0
    assert (np.diff(points["time_s"][first]) > 0).all()
    assert points["pelvis"][first].max() == pytest.approx(55.0, abs=0.1)
    assert points["lumbar"][first] == pytest.approx(0.4 * points["pelvis"][first], abs=1e-4)
    assert points["lumbar_high"][first] - points["lumbar_low"][first] == pytest.approx(2 * HALF_DEG, abs=1e-4)


def test_the_cloud_covers_the_intervals_and_no_more() -> None:
    cloud = source_of(make_analysis(spine=True), "cloud")
    assert len(cloud["xs"]) == 3
    across, up = np.asarray(cloud["xs"][0]), np.asarray(cloud["ys"][0])
    assert (np.nanmin(across), np.nanmax(across)) == pytest.approx((-HALF_DEG, 55 + HALF_DEG), abs=0.6)
    assert (np.nanmin(up), np.nanmax(up)) == pytest.approx((-HALF_DEG, 22 + HALF_DEG), abs=0.6)


def test_a_bridge_has_nothing_to_compare_with() -> None:
    analysis = make_analysis(spine=True)
    bridge = analysis.model_copy(update={"pattern": analysis.pattern.model_copy(update={"name": "bridge"})})
    table = read(analysis)
    assert rhythm.plot(analysis, table) is not None
    assert rhythm.plot(bridge, table) is None


def test_published_bend_is_built_from_the_published_ratios() -> None:
    bend = rhythm.published_line()
    assert bend.sum(axis=1) == pytest.approx([0, 30, 60, 90])
    steps = np.diff(bend, axis=0)
    assert steps[:, 1] / steps[:, 0] == pytest.approx([1.9, 0.9, 0.4])
    assert bend[-1] == pytest.approx([47.57, 42.43], abs=0.05)


def test_the_region_of_a_hinge_is_that_of_the_light() -> None:
    corners = rhythm.hinge_region(80.0, -15.0, LIGHT_LIMITS)
    assert corners[:, 1].max() == 20.0
    across, up = corners[3]
    assert up / (across + up) == pytest.approx(0.30)
    assert (corners[:, 0].min(), corners[:, 0].max(), corners[:, 1].min()) == (0.0, 80.0, -15.0)


def test_left_out_where_the_spine_is_absent(analysis: Analysis) -> None:
    assert rhythm.plot(analysis, read(analysis)) is None
    page = html.render(analysis)
    assert "plot-lumbopelvic" not in page
    assert "rhythm-lines" not in page


def test_left_out_without_repetitions() -> None:
    analysis = make_analysis(spine=True).model_copy(update={"repetitions": []})
    assert rhythm.plot(analysis, read(analysis)) is None


def test_a_repetition_without_a_known_back_has_no_line() -> None:
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    known = [
        pl.when(frame["repetition"] != 2).then(frame[f"lumbar_flexion_deg{end}"]).alias(f"lumbar_flexion_deg{end}")
        for end in ("", "_low", "_high")
    ]
    numbers = np.asarray(source_of(analysis.with_frames(frame.with_columns(known)), "line")["repetition"])
    assert set(numbers[np.isfinite(numbers)]) == {1.0, 3.0}


def test_left_out_where_the_back_is_known_in_single_frames_only() -> None:
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    single = pl.Series(np.arange(frame.height) % 5 == 0)
    names = [f"lumbar_flexion_deg{end}" for end in ("", "_low", "_high")]
    cut = analysis.with_frames(frame.with_columns([pl.when(single).then(frame[name]).alias(name) for name in names]))
    assert rhythm.plot(cut, read(cut)) is None


def test_a_line_ends_where_the_back_is_not_known() -> None:
    analysis = make_analysis(spine=True, repetitions=1)
    frame = analysis.to_frame()
    hidden = (frame["time_s"] > 2.0) & (frame["time_s"] < 3.0)
    names = [f"lumbar_flexion_deg{end}" for end in ("", "_low", "_high")]
    cut = analysis.with_frames(frame.with_columns([pl.when(~hidden).then(frame[name]).alias(name) for name in names]))
    points = {name: np.asarray(column) for name, column in source_of(cut, "line").items()}
    gap = np.isnan(points["pelvis"]) & np.isfinite(points["repetition"])
    assert gap.sum() > 10
    assert np.isnan(points["time_s"][gap]).all(), "no moment to go to"
    assert np.nanmax(points["pelvis"]) < 45.0
    assert np.nanmax(source_of(cut, "cloud")["xs"][0]) < 45.0 + HALF_DEG


def test_the_report_holds_the_plot_and_says_whose_rhythm_it_is() -> None:
    page = html.render(make_analysis(spine=True), video="annotated.mp4")
    assert 'id="plot-lumbopelvic"' in page
    found = re.search(r'<script type="application/json" id="plots">(.*?)</script>', page, flags=re.DOTALL)
    assert found is not None
    plots = json.loads(found[1])
    assert rhythm.NAME in plots["roots"]
    assert plots["roots"][rhythm.NAME] in json.dumps(plots["doc"])
    assert "Esola 1996, Spine 21:71" in page


def test_many_repetitions_stay_small_and_share_a_cloud(tmp_path: Path) -> None:
    analysis = make_analysis(repetitions=149, spine=True)
    lines = source_of(analysis, "line")
    assert len(lines["time_s"]) <= rhythm.MAX_POINTS + 149
    assert len(source_of(analysis, "cloud")["xs"]) == 1
    assert html.write(analysis, tmp_path / "report.html").stat().st_size < 2_500_000


def test_numbers_do_not_cover_each_other() -> None:
    numbers = source_of(make_analysis(spine=True, repetitions=6), "numbers")
    heights = np.sort(np.asarray(numbers["y"]))
    assert len(set(numbers["text"])) == 6
    assert (np.diff(heights) > 2).all()


def test_an_angle_known_in_single_frames_is_shown_as_dots() -> None:
    analysis = make_analysis(spine=True)
    frame = analysis.to_frame()
    single = frame["time_s"].is_in(frame["time_s"].gather([40, 60, 61]).implode())
    names = [f"lumbar_flexion_deg{end}" for end in ("", "_low", "_high")]
    cut = analysis.with_frames(frame.with_columns([pl.when(single).then(frame[name]).alias(name) for name in names]))
    data = {each.name: each.data_source.data for each in plot_of(cut, "lumbar_flexion_deg").renderers}
    assert len(data["dots"]["x"]) == 1, "the other two make a line"
    assert len(data["band"]["x"]) == 2 + 1 + 4 + 1, "a part for each run, so that no gap has an interval"
