"""What the documents say is there, is there; what is there, they name."""

from __future__ import annotations

import ast
import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

import hiphinge
from hiphinge.cli import app
from hiphinge.judging.faults import FAULTS
from hiphinge.result import Analysis, Athlete, Repetition

ROOT = Path(__file__).parents[1]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONVENTIONS.md", "CHANGELOG.md", "CONTRIBUTING.md")
MOST_PICTURE_BYTES = 150_000


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)


def commands() -> list[str]:
    named = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    named += [group.name for group in app.registered_groups if group.name]
    assert named
    return named


@pytest.mark.parametrize("command", commands())
def test_readme_names_every_command(command: str) -> None:
    assert f"`hiphinge {command}" in text_of("README.md")


def test_readme_names_no_command_that_is_not_there() -> None:
    said = set(re.findall(r"hiphinge ([a-z]+)\b", "\n".join(re.findall(r"`[^`\n]+`", text_of("README.md")))))
    assert said <= set(commands())


def test_readme_options_exist() -> None:
    known = re.findall(
        r"--[a-z-]+",
        subprocess.run(
            [sys.executable, "-c", "from hiphinge.cli import main; main()", "analyze", "--help"],
            check=True,
            capture_output=True,
            text=True,
            env={"COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"},
        ).stdout,
    )
    paragraph = re.search(r"^`analyze` takes.*?\n\n", text_of("README.md"), flags=re.DOTALL | re.MULTILINE)
    assert paragraph is not None
    assert set(re.findall(r"--[a-z-]+", paragraph[0])) <= set(known)


def test_readme_test_command_is_one_line_and_runs_pytest() -> None:
    found = re.search(r"^<!-- test -->\n```bash\n(.+)\n```$", text_of("README.md"), flags=re.MULTILINE)
    assert found is not None
    assert found[1].endswith("-m pytest")


def test_readme_has_a_place_for_the_accuracy() -> None:
    assert re.search(r"<!-- accuracy -->.+<!-- /accuracy -->", text_of("README.md"), flags=re.DOTALL)


def test_readme_python_names_exist() -> None:
    (block,) = blocks(text_of("README.md"), "python")
    known = {"hh": set(hiphinge.__all__), "analysis": set(dir(Analysis)) | set(Analysis.model_fields)}
    known["repetition"] = set(Repetition.model_fields)
    for node in ast.walk(ast.parse(block)):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in known:
            assert node.attr in known[node.value.id]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "Athlete":
            assert {keyword.arg for keyword in node.keywords} <= set(Athlete.model_fields)


def test_architecture_names_every_fault() -> None:
    section = text_of("ARCHITECTURE.md").split("## Faults of this release")[1].split("\n## ")[0]
    said = [code for code in re.findall(r"`([a-z_]+)`", section) if "_" in code]
    assert said == list(FAULTS)


def test_architecture_lists_the_layers_in_their_order() -> None:
    settings = tomllib.loads(text_of("pyproject.toml"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    layers = [name.strip() for layer in contract["layers"] for name in layer.split("|")]
    table = text_of("ARCHITECTURE.md").split("## Layers")[1].split("\n## ")[0]
    assert re.findall(r"`(hiphinge\.[a-z_]+)`", table) == layers


def test_every_layer_is_a_module_and_every_module_a_layer() -> None:
    settings = tomllib.loads(text_of("pyproject.toml"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    layers = {name.strip().removeprefix("hiphinge.") for layer in contract["layers"] for name in layer.split("|")}
    package = ROOT / "src" / "hiphinge"
    modules = {path.stem for path in package.glob("*.py") if path.stem != "__init__"}
    modules |= {path.parent.name for path in package.glob("*/__init__.py")}
    assert modules == layers


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links_lead_somewhere(name: str) -> None:
    links = re.findall(r"\]\(([^)#]+)\)", text_of(name))
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_pictures_are_small() -> None:
    pictures = [path for path in (ROOT / "docs").iterdir() if path.suffix in {".png", ".jpg"}]
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > MOST_PICTURE_BYTES] == []


def test_notice_names_every_dependency() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = project["dependencies"] + [one for extra in project["optional-dependencies"].values() for one in extra]
    names = {re.split(r"[<>=~!\[; ]", one)[0] for one in wanted}
    said = text_of("NOTICE")
    assert {name for name in names if name not in said and not name.startswith("types-")} == set()


def test_schema_command_prints_a_schema() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from hiphinge.cli import main; main()", "schema"],
        check=True,
        capture_output=True,
        text=True,
    )
    schema = json.loads(done.stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert {"schema", "repetitions", "cue", "cannot_judge", "provenance"} <= set(schema["properties"])


@pytest.mark.parametrize("name", [*DOCUMENTS, "NOTICE", ".ci/run", "lab/README.md"])
def test_documents_name_no_machine_of_ours(name: str) -> None:
    found = re.findall(r"(?<![\w.])/(?:root|home|work|opt|tmp|Users)/[^\s`)]*", text_of(name))
    assert found == []
