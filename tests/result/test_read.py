"""Reading of results: complete round trips, unknown keys ignored, unreadable files refused."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import polars as pl
import pytest

import hiphinge as hh
from hiphinge.core.errors import ArgumentError
from hiphinge.result import Analysis, OtherDrill
from hiphinge.result.read import MAX_BYTES, parse, read, read_all
from tests.back_model import STIFF, analysed
from tests.body_model import from_the_top
from tests.conftest import Run
from tests.lift_results import dowel, recorded, text_of, wall


def write(folder: Path, analysis: Analysis | None = None, *, frames: bool = False) -> Path:
    folder.mkdir(parents=True)
    analysis = recorded() if analysis is None else analysis
    (folder / "analysis.json").write_text(analysis.to_json(), encoding="utf-8")
    if frames:
        analysis.to_frame().write_parquet(folder / "frames.parquet")
    return folder


@pytest.fixture(scope="module")
def analysis() -> Analysis:
    return analysed(from_the_top(2), STIFF)


def test_an_analysis_is_read_back_with_its_frames(analysis: Analysis, tmp_path: Path) -> None:
    folder = write(tmp_path / "set-hinge", analysis, frames=True)
    for path in (folder, str(folder), folder / "analysis.json", tmp_path):
        back = hh.read(path)
        assert back == analysis.as_written()
        assert back.to_frame().equals(analysis.to_frame())
        assert back.to_json() == analysis.to_json()
    assert read(folder, frames=False).to_frame().is_empty()
    (folder / "frames.parquet").unlink()
    assert read(folder).to_frame().is_empty()


def test_analyses_with_the_same_written_content_are_equal(analysis: Analysis) -> None:
    again = parse(analysis.to_json())
    assert again == parse(analysis.to_json())
    assert again != again.with_frames(analysis.to_frame())
    assert again != again.model_copy(
        update={"cue": None, "exercise": again.exercise.model_copy(update={"given": True})}
    )
    assert again != "an analysis"


def with_more(value: Any) -> Any:  # noqa: ANN401  (JSON)
    """Return the same JSON with an unknown key in every object."""
    if isinstance(value, dict):
        return {**{key: with_more(part) for key, part in value.items()}, "of_a_later_version": {"deep": [1]}}
    return [with_more(part) for part in value] if isinstance(value, list) else value


@pytest.mark.parametrize("made", [recorded, wall, dowel], ids=["lift", "wall", "dowel"])
def test_keys_of_a_later_version_are_ignored_everywhere(made: Any) -> None:  # noqa: ANN401
    text = made().to_json()
    content = json.loads(text)
    arguments, names = content["provenance"].pop("arguments"), content.get("drill")
    later = with_more(content)
    later["provenance"]["arguments"] = arguments
    if names is not None and "limits" in names and isinstance(names["limits"], dict):
        later["drill"]["limits"] = names["limits"]  # names of limits, not keys
    for repetition in later["repetitions"]:
        for table in ("demand", "demand_low", "demand_high", "peak_s"):
            for loads in filter(None, [repetition["loads"]]):
                loads[table].pop("of_a_later_version", None)
    if later["drill"] is not None and "standing_gap_cm" in later["drill"]:
        later["drill"]["standing_gap_cm"].pop("of_a_later_version")
    assert parse(json.dumps(later)).to_json() == text


def test_a_drill_of_a_later_version_is_known_by_its_name_only() -> None:
    content = json.loads(wall().to_json())
    content["drill"] = {"name": "rope", "turns": 3}
    drill = parse(json.dumps(content)).drill
    assert isinstance(drill, OtherDrill)
    assert (drill.name, list(drill.repetitions)) == ("rope", [])


def test_an_unknown_major_schema_is_refused_in_one_sentence(tmp_path: Path) -> None:
    path = write(tmp_path / "set-hinge") / "analysis.json"
    path.write_text(path.read_text("utf-8").replace("hiphinge.analysis/1", "hiphinge.analysis/2"), encoding="utf-8")
    with pytest.raises(ArgumentError) as raised:
        read(path)
    assert "whose schema is not 'hiphinge.analysis/1' but 'hiphinge.analysis/2'" in raised.value.found
    assert "\n" not in str(raised.value)


def test_files_folders_and_folders_of_folders_each_once(tmp_path: Path) -> None:
    first, second = write(tmp_path / "a-hinge", recorded(day=1.0)), write(tmp_path / "b-hinge", recorded(day=0.0))
    found = read_all([tmp_path, first, first / "analysis.json", second])
    assert sorted(each.source.name for each in found) == ["romanian_deadlift-0.mp4", "romanian_deadlift-1.mp4"]
    assert read_all([]) == []
    with pytest.raises(ArgumentError, match="found 2 in"):
        read(tmp_path)


@pytest.mark.parametrize(("content", "found"), [
    (b"", "not JSON"), (b"\xff\xfe\x00", "not JSON"), (b"[1, 2]", "schema"), (b"{}", "schema"),
    (b'{"schema": "hiphinge.plan/1"}', "hiphinge.plan/1"),
    (b'{"schema": "hiphinge.analysis/2"}', "hiphinge.analysis/2"),
    (b'{"schema": "hiphinge.analysis/1"}', "damaged at source"), (b"[" * 100_000, "not JSON"),
    (text_of().replace('"low": 65.0', '"low": 99.0').encode(), "damaged at repetitions"),
    (text_of().replace('"value": 70.0', '"value": NaN').encode(), "damaged"),
    (text_of().replace('"repetitions": [', '"repetitions": [3, ').encode(), "damaged at repetitions.0"),
    (wall().to_json().replace('"name": "wall"', '"name": "dowel"').encode(), "damaged at drill"),
    (text_of()[:-40].encode(), "not JSON"),
])  # fmt: skip
def test_a_file_that_is_not_an_analysis_is_refused(tmp_path: Path, content: bytes, found: str) -> None:
    path = tmp_path / "analysis.json"
    path.write_bytes(content)
    for reader in (read, lambda path: read_all([path])):
        with pytest.raises(ArgumentError) as raised:
            reader(path)
        assert found in raised.value.found
        assert "analyse the recording again" in raised.value.remedy


def test_a_missing_path_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ArgumentError, match="nothing at"):
        read(tmp_path / "gone")
    with pytest.raises(ArgumentError, match=r"no analysis\.json in"):
        read(tmp_path / "empty")


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    with path.open("wb") as stream:
        stream.truncate(MAX_BYTES + 1)
    with pytest.raises(ArgumentError, match="which is neither"):
        read(path)


def test_frames_of_another_analysis_are_refused(analysis: Analysis, tmp_path: Path) -> None:
    folder = write(tmp_path / "set-hinge", analysis, frames=True)
    (folder / "frames.parquet").write_bytes(b"PAR1 no more")
    with pytest.raises(ArgumentError, match="not a Parquet file"):
        read(folder)
    pl.DataFrame({"time_s": [0.0]}).write_parquet(folder / "frames.parquet")
    with pytest.raises(ArgumentError, match="1 rows for"):
        read(folder)


# The page of an analysis that was read back


def test_an_analysis_read_back_makes_the_same_page(demo_run: Run, tmp_path: Path) -> None:
    assert demo_run.status == 0
    results = demo_run.folder / "results"
    at_once = (results / "report.html").read_text(encoding="utf-8")
    analysis = hh.read(results)
    page = analysis.report(results / "page.html").read_text(encoding="utf-8")
    (results / "page.html").unlink()
    assert comparable(page) == comparable(at_once)
    assert 'src="annotated.mp4"' in page
    elsewhere = analysis.report(tmp_path / "page.html").read_text(encoding="utf-8")
    (link,) = set(re.findall(r'src="([^"]*annotated\.mp4)"', elsewhere))
    assert (tmp_path / unquote(link)).resolve() == (results / "annotated.mp4").resolve()
    assert hh.read(results).to_json() == demo_run.out.rstrip("\n")


def comparable(page: str) -> str:
    """Return a page without the identifiers that Bokeh generates anew each time."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\bp\d{4,}\b", "id", page)


def test_without_frames_or_video_the_page_has_what_is_known(tmp_path: Path) -> None:
    page = recorded().report(tmp_path / "page.html").read_text(encoding="utf-8")
    assert "romanian_deadlift-0.mp4" in page
    assert "annotated.mp4" not in page


def test_a_byte_order_mark_of_an_editor_is_no_damage(tmp_path: Path) -> None:
    path = tmp_path / "analysis.json"
    path.write_text(text_of(), encoding="utf-8-sig")
    assert read(path).to_json() == read_text(tmp_path)


def read_text(folder: Path) -> str:
    """Return the same analysis read from a file without the mark."""
    path = folder / "plain.json"
    path.write_text(text_of(), encoding="utf-8")
    return read(path).to_json()
