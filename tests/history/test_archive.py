"""The one file of a history: damaged and foreign files are refused in a sentence."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from hiphinge.core.errors import ArgumentError, OutputError
from hiphinge.history import History, archive
from hiphinge.history.archive import LIST_NAME, Archive, is_archive
from tests.history.people import sets


def packed(path: Path, **members: str) -> Path:
    with zipfile.ZipFile(path, "w") as file:
        for name, content in members.items():
            file.writestr(name.replace("_json", ".json"), content)
    return path


LISTED = {"schema": "hiphinge.history/1", "athletes": [], "analyses": [], "plans": []}


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, "lacks history.json"),
        ({"history_json": "{}"}, "schema"),
        ({"history_json": "no JSON"}, "cannot be read"),
        ({"history_json": json.dumps(LISTED | {"schema": "hiphinge.history/2"})}, "hiphinge.history/2"),
        ({"history_json": json.dumps(LISTED | {"analyses": [{"athlete": "A", "digest": "../x"}]})}, "cannot be read"),
    ],
)
def test_other_archives_are_refused(tmp_path: Path, members: dict[str, str], found: str) -> None:
    path = packed(tmp_path / "a.zip", **members)
    assert is_archive(path)
    with pytest.raises(ArgumentError, match=found):
        Archive(path)


def test_what_is_no_archive_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_text("text", encoding="utf-8")
    assert not is_archive(tmp_path / "a.zip")
    for name in ("a.zip", "gone.zip", "."):
        with pytest.raises(ArgumentError):
            Archive(tmp_path / name)


def test_a_document_that_is_missing_damaged_or_too_large_is_refused(
    in_file: History, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_file.save(sets(), athlete="Ann")
    whole = in_file.export(tmp_path / "a.zip")
    with zipfile.ZipFile(whole) as file:
        listed = file.read(LIST_NAME).decode()
    missing = packed(tmp_path / "missing.zip", history_json=listed)
    with pytest.raises(ArgumentError, match="lacks analyses/"):
        in_file.import_all([missing])
    digest = json.loads(listed)["analyses"][0]["digest"]
    other = packed(tmp_path / "other.zip", history_json=listed, **{f"analyses/{digest}_json": "{}"})
    with pytest.raises(ArgumentError, match="update hiphinge"):
        in_file.import_all([other])
    broken = bytearray(whole.read_bytes())
    broken[200] ^= 255
    (tmp_path / "broken.zip").write_bytes(broken)
    with pytest.raises(ArgumentError):
        in_file.import_all([tmp_path / "broken.zip"])
    monkeypatch.setattr(archive, "MAX_DOCUMENT_BYTES", 500)
    with pytest.raises(ArgumentError, match="larger than"):
        in_file.import_all([whole])
    assert len(in_file.analyses("Ann", all_versions=True)) == 1


def test_a_file_that_cannot_be_written_leaves_nothing(in_file: History, tmp_path: Path) -> None:
    in_file.save(sets(), athlete="Ann")
    with pytest.raises(OutputError):
        in_file.export(tmp_path / "gone" / "a.zip")
    with pytest.raises(OutputError):
        in_file.export(tmp_path / "gone" / "a.csv")
    assert not (tmp_path / "gone").exists()
