"""The documentation: every public name has a page, every example runs, every generated page is the code's."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from docs.generate import DOCS, files, pages
from docs.hooks import ROOT_DOCUMENTS, linked, loaded_from_outside

import hiphinge
from hiphinge.core.motion import Motion
from hiphinge.drills.dowel import Depths, frame_columns, measure_dowel
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.delivery import deliver
from hiphinge.pipeline.request import Request
from hiphinge.result import Analysis
from hiphinge.result.lift import Lift
from hiphinge.result.plan import Plan
from hiphinge.result.progress import Progress
from tests.body_model import film, from_the_top
from tests.conftest import DEMO, Remember, Run
from tests.drills.test_dowel import rod_beside

ROOT = DOCS.parent
API = DOCS / "reference" / "api"
SECTIONS = ("## Example", "## Shapes and units", "## Errors", "## Definition")
FILES = {"Analysis": Analysis, "Plan": Plan, "Lift": Lift, "Progress": Progress}
CLIPS = ("deadlift.mp4", "standing.mp4", "toe-touch.mp4")
"""Names under which pages speak of recordings; all are the bundled clip."""


def python_blocks(path: Path) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


PAGES = [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))]
WITH_PYTHON = [path for path in PAGES if python_blocks(path)]


# Public names


def test_every_public_name_has_a_page_and_every_page_a_public_name() -> None:
    assert sorted(path.stem for path in API.glob("*.md") if path.stem != "index") == hiphinge.__all__


@pytest.mark.parametrize("name", hiphinge.__all__)
def test_the_page_of_a_public_name_is_complete(name: str) -> None:
    path = API / f"{name}.md"
    text = path.read_text(encoding="utf-8")
    assert text.startswith(f"# {name}\n")
    assert [section for section in SECTIONS if f"\n{section}\n" not in text] == []
    assert re.search(rf"^::: hiphinge(\.\w+)*\.{name}$", text, flags=re.MULTILINE)
    assert len(python_blocks(path)) == 1


def test_the_list_of_public_names_is_complete() -> None:
    listed = re.findall(r"\]\((\w+)\.md\)", (API / "index.md").read_text(encoding="utf-8"))
    assert sorted(set(listed)) == hiphinge.__all__


def test_every_page_is_in_the_navigation() -> None:
    named = re.findall(r"(\S+\.md)$", (ROOT / "mkdocs.yml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    made = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} | set(ROOT_DOCUMENTS.values())
    assert sorted(named) == sorted(made)


# Examples


@cache
def remembered_motion() -> Motion:
    """The bundled clip, looked at once for all pages."""
    motion: Motion = open_motion(DEMO)
    return motion


open_motion: Callable[..., Any] = hiphinge.open_motion


def open_remembered(recording: str | Path | int, **options: object) -> Motion:
    """`open_motion`, which looks at the bundled clip only once."""
    if str(recording) in CLIPS and not options:
        return remembered_motion()
    motion: Motion = open_motion(recording, **options)
    return motion


@pytest.mark.parametrize("path", WITH_PYTHON, ids=name_of)
def test_the_python_of_a_page_runs(
    path: Path, demo_run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    blocks = python_blocks(path)
    if path.stem == "MissingExtraError" and find_spec("rtmlib") is not None:
        pytest.skip("the extra is installed")
    for name in CLIPS:
        shutil.copy(DEMO, tmp_path / name)
    shutil.copytree(demo_run.folder / "results", tmp_path / "deadlift-hinge")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(hiphinge, "open_motion", open_remembered, raising=False)
    space: dict[str, Any] = {"__name__": "page"}
    for block in blocks:
        exec(compile(block, name_of(path), "exec"), space)  # noqa: S102  (our own pages)
    if path.parent == API and path.stem != "index":
        assert capsys.readouterr().out.strip()


# Generated pages


@pytest.mark.parametrize(("name", "text"), pages().items(), ids=list(pages()))
def test_a_generated_page_is_the_codes(name: str, text: str) -> None:
    assert (DOCS / name).read_text(encoding="utf-8") == text, "renew it with: python -m docs.generate"


@pytest.mark.parametrize("file", FILES)
def test_every_key_of_a_file_has_a_meaning(file: str) -> None:
    objects = files.objects_of(file, files.schema_of(FILES[file]))
    missing = [
        f"{title}.{key}"
        for title, part in objects.items()
        for key, described in part.get("properties", {}).items()
        if not files.meaning(file, title, key, described)
    ]
    assert missing == [], "describe them with Field(description=...)"


def test_no_meaning_is_of_a_key_that_is_not_there() -> None:
    known: set[tuple[str, str]] = set()
    for file, model in FILES.items():
        for title, part in files.objects_of(file, files.schema_of(model)).items():
            keys = {"about", *part.get("properties", {})}
            known |= {(place, key) for key in keys for place in (title, f"{file}.{title}")}
    said = {(title, key) for title, meanings in files.meanings().items() for key in meanings}
    assert said - known == set()


def test_every_column_of_the_table_of_frames_is_described(
    lifter_clip: Path, tmp_path: Path, remember: Remember
) -> None:
    found = set(hiphinge.analyze(remembered_motion(), load_kg=40.0).to_frame().columns)
    remember()
    request = Request(lifter_clip, tmp_path / "out", drill="wall", heel_cm=15.0, video=False)
    found |= {name for name in deliver(request)[0].to_frame().columns if name.startswith("wall")}
    movement = measure_movement(film(from_the_top(2)))
    depths = Depths(movement.curve("trunk_lean_deg"), movement.curve("hip_flexion_deg"))
    rod, counted = rod_beside(movement), movement.repetitions.counted
    _, read = measure_dowel(movement.motion, rod, counted, depths, movement.spine, height_m=1.75)
    found |= set(frame_columns(movement.motion, rod, read).columns)
    assert found == set(files.columns())


# Links and what is loaded


@pytest.mark.parametrize(
    ("link", "held"),
    [
        ("[a](film.md#camera)", "[a](film.md#camera)"),
        ("![a](../images/pair.jpg)", "![a](../images/pair.jpg)"),
        ("[rules](../../CONTRIBUTING.md#rules)", "[rules](../project/contributing.md#rules)"),
        ("[examples](../../examples)", "examples"),
        ("[here](#there)", "[here](#there)"),
        ("[web](https://example.org/a.md)", "[web](https://example.org/a.md)"),
    ],
)
def test_links_of_a_page_hold_in_the_site(link: str, held: str) -> None:
    assert linked(link, "docs/how-to/contribute.md", "how-to/contribute.md") == held


@pytest.mark.parametrize(
    ("link", "held"),
    [
        ("[a](CONVENTIONS.md)", "[a](../reference/conventions.md)"),
        ("[a](docs/index.md)", "[a](../index.md)"),
        ("[a](lab/README.md)", "a"),
    ],
)
def test_links_of_a_root_document_hold_in_the_site(link: str, held: str) -> None:
    assert linked(link, "CONTRIBUTING.md", "project/contributing.md") == held


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ('<script src="https://cdn.example/x.js"></script>', ["https://cdn.example/x.js"]),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', ["//fonts.example/a.css"]),
        ('<img src="images/a.jpg"><a href="https://example.org">out</a>', []),
        ('<link rel="canonical" href="https://example.org/">', []),
    ],
)
def test_what_is_loaded_from_outside_is_found(html: str, found: list[str]) -> None:
    assert loaded_from_outside(html) == found


def test_the_site_builds_strictly(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    from mkdocs.commands.build import build  # type: ignore[import-not-found, unused-ignore]
    from mkdocs.config import load_config  # type: ignore[import-not-found, unused-ignore]

    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path), strict=True))
    assert (tmp_path / "reference" / "result-file.html").exists()
