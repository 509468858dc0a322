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
from docs.generate.command_line import commands as walk
from docs.generate.command_line import parameters

import hiphinge
from hiphinge.cli import app
from hiphinge.core.uncertainty import POSSIBLE_FROM, STATED_FROM, SURE_FROM
from hiphinge.drills.contacts import LEFT_CM
from hiphinge.drills.wall.drill import KNEE_LIMIT_CM, TOUCH_STATED_FROM
from hiphinge.drills.wall.place import CERTAIN_CM
from hiphinge.judging.faults import FAULTS
from hiphinge.measures.detectable import MIN_CHANGE_DEG
from hiphinge.movement.spine.personal import DEEP_BEND_DEG, MIN_MAXIMUM_DEG
from hiphinge.movement.view import COUNTED_YAW_DEG, USABLE_YAW_DEG, WARNED_YAW_DEG
from hiphinge.pipeline.load_inputs import MAX_KG
from hiphinge.progression.criteria import KNEE_LEAN_DEG, SET_REPETITIONS, SETS, SHIN_LEAN_DEG, WALL_CM
from hiphinge.result import Analysis, Athlete, Repetition

ROOT = Path(__file__).parents[1]
MAX_PICTURE_BYTES = 150_000
MAX_README_LINES = 150
PAGES = sorted((ROOT / "docs").rglob("*.md"))

QUOTED: dict[str, tuple[str, ...]] = {
    f"lies beyond it is at least {SURE_FROM:g}": ("ARCHITECTURE.md",),
    f"From {POSSIBLE_FROM:g} on": ("ARCHITECTURE.md", "docs/reference/faults.md"),
    f"| at least {SURE_FROM:g} | the fault is **stated**": ("docs/explanation/intervals.md",),
    f"| at least {POSSIBLE_FROM:g} | **possible**": ("docs/explanation/intervals.md",),
    f"a chance of {STATED_FROM:g}; {SURE_FROM:g} where": ("docs/explanation/plan.md",),
    f"a chance of {STATED_FROM:g} that its border was passed ({SURE_FROM:g} where": ("CONVENTIONS.md",),
    f"is at least {STATED_FROM:g} ({SURE_FROM:g} for the upper back": ("docs/how-to/dowel-drill.md",),
    f"chance is at most {1 - STATED_FROM:g}, and is unclear": ("docs/how-to/dowel-drill.md",),
    f"is compared with {LEFT_CM:g} cm": ("docs/how-to/dowel-drill.md",),
    f"beyond {KNEE_LIMIT_CM:g} cm it is a squat": ("docs/how-to/wall-drill.md",),
    f"lies between {1 - TOUCH_STATED_FROM:g} and {TOUCH_STATED_FROM:g}": ("docs/how-to/wall-drill.md",),
    f"wider than {CERTAIN_CM:g} cm": ("docs/how-to/wall-drill.md",),
    f"a bend of less than {DEEP_BEND_DEG:g}°, or with less than {MIN_MAXIMUM_DEG:g}°": (
        "docs/how-to/personal-clips.md",
    ),
    f"up to {USABLE_YAW_DEG:g}° of yaw: usable; up to {WARNED_YAW_DEG:g}°": ("CONVENTIONS.md",),
    f"| up to about {USABLE_YAW_DEG:g}° | everything |": ("docs/how-to/film.md",),
    f"| up to {WARNED_YAW_DEG:g}° | everything, with a warning": ("docs/how-to/film.md",),
    f"| up to {COUNTED_YAW_DEG:g}° | repetitions, and hinge or squat": ("docs/how-to/film.md",),
    f"up to {USABLE_YAW_DEG:g}° off the side view is fine, beyond {WARNED_YAW_DEG:g}°": ("README.md",),
    f"{SETS} sets of at least {SET_REPETITIONS} repetitions": (
        "docs/explanation/plan.md",
        "docs/how-to/plan.md",
        "docs/tutorials/wall-drill.md",
    ),
    f"{KNEE_LEAN_DEG:g}° to the knee, {SHIN_LEAN_DEG:g}° to mid-shin": ("docs/explanation/plan.md",),
    f"heels {WALL_CM:g} cm from the wall": ("docs/tutorials/wall-drill.md",),
    f"at least {MIN_CHANGE_DEG:g}°, the middle of the 5 to": ("docs/explanation/plan.md",),
    f"between 0 and {MAX_KG:g}": ("docs/reference/api/analyze.md",),
}
"""What documents quote from the code, in their own words, and where; lines are joined and case does not count."""


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


OPTIONS = {
    option for _, run in walk(app, "hiphinge") for parameter in parameters(run) for option in parameter.names
} | {"--help", "--version"}


@pytest.mark.parametrize("path", [ROOT / "README.md", *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_options_that_a_page_gives_to_hiphinge_exist(path: Path) -> None:
    # Where accuracy is described, the commands are the laboratory's.
    text = path.read_text(encoding="utf-8").split("## How accurate")[0].replace("\\\n", " ")
    said = re.findall(r"(?:^|`)((?:\.venv/bin/)?hiphinge [^`\n]*)", text, flags=re.MULTILINE)
    said += re.findall(r"`(--[a-z][^`\n]*)`", text) if path.parent.name in {"how-to", "tutorials"} else []
    assert {option for line in said for option in re.findall(r"(?<!\S)--[a-z-]+", line)} <= OPTIONS


def test_readme_is_short() -> None:
    assert len(text_of("README.md").splitlines()) <= MAX_README_LINES


@pytest.mark.parametrize("quote", QUOTED)
def test_what_documents_quote_from_the_code_is_the_codes(quote: str) -> None:
    for name in QUOTED[quote]:
        said = " ".join(text_of(name).split()).lower()
        assert quote.lower() in said, f"{name} does not say: {quote}"


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


FOLDERS = ("src", "tests", "docs", "lab", "validation", "benchmarks", "examples")
MARKDOWN = sorted([*ROOT.glob("*.md"), *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*.md"))])


def test_the_source_distribution_has_what_tests_and_documentation_need() -> None:
    included = tomllib.loads(text_of("pyproject.toml"))["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    needed = {*FOLDERS, "*.md", "mkdocs.yml", "NOTICE", "LICENSE", "uv.lock", ".ci"}
    assert {f"/{name}" for name in needed} - set(included) == set()


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    prose = re.sub(r"^```.*?^```$", "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)
    links = re.findall(r"\]\(([^)#\s]+)[^)]*\)", prose)
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: str(path.relative_to(ROOT)))
def test_paths_that_a_page_names_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    named = re.findall(rf"(?<![\w./-])(?:{'|'.join(FOLDERS)})/[\w./-]*\w", text)
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_pictures_are_small() -> None:
    pictures = [path for path in (ROOT / "docs").rglob("*") if path.suffix in {".png", ".jpg"}]
    assert pictures
    assert [path.name for path in pictures if path.stat().st_size > MAX_PICTURE_BYTES] == []


def test_every_picture_is_shown() -> None:
    shown = "\n".join(path.read_text(encoding="utf-8") for path in [ROOT / "README.md", *PAGES])
    assert [path.name for path in (ROOT / "docs" / "images").iterdir() if path.name not in shown] == []


def test_notice_names_every_dependency() -> None:
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    wanted = project["dependencies"] + [
        requirement for extra in project["optional-dependencies"].values() for requirement in extra
    ]
    names = {re.split(r"[<>=~!\[; ]", requirement)[0] for requirement in wanted}
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


@pytest.mark.parametrize(
    "name",
    ["NOTICE", ".ci/run", "mkdocs.yml", *(str(path.relative_to(ROOT)) for path in MARKDOWN)],
)
def test_documents_name_no_machine_of_ours(name: str) -> None:
    found = re.findall(r"(?<![\w.])/(?:root|home|work|opt|tmp|Users)/[^\s`)]*", text_of(name))
    assert found == []
