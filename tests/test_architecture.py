"""The rules of ARCHITECTURE.md and CONTRIBUTING.md that a program can check."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType
from typing import Final

import grimp
import pytest

import hiphinge
from hiphinge.core.signal import MAX_FILLED_GAP_S
from hiphinge.core.uncertainty import POSSIBLE_FROM, STATED_FROM, SURE_FROM
from hiphinge.diagnostics.bench.start import HEAVY
from hiphinge.measures.lumbopelvic import BEND_PARTS_DEG, CONTROL_DEG, HELD_S, MIN_BEND_DEG
from hiphinge.movement.plausibility import RECONSTRUCTED_TRUST
from hiphinge.movement.view import COUNTED_YAW_DEG, USABLE_YAW_DEG, WARNED_YAW_DEG
from hiphinge.pose.estimator import OUTLINE_VERTICES

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = ROOT / "src" / "hiphinge"
TESTS: Final = ROOT / "tests"
MODULES: Final = sorted(PACKAGE.rglob("*.py"))
MAX_FUNCTION_LINES: Final = 60
MAX_MODULE_LINES: Final = 400
MAX_ARROWS: Final = 137
"""Pairs of packages of which one imports from the other: a new one is a decision, and not an accident."""

TOO_LONG: Final[dict[str, int]] = {}
"""Modules that are still longer than they may be, and how long they may be until then."""

SEVERAL_NAMED_ALIKE: Final[set[str]] = {"Reading"}
"""Names that several classes still have."""

OTHER_TESTS: Final = {"contract", "lab", "validation", "benchmarks", "data"}
"""Folders of tests that stand for no package: of all faults, exercises and steps alike, and of what is not shipped."""

WHOLE_SYSTEM: Final = {
    "test_dependencies.py",
    "result/test_golden.py",
    "report/test_one_table.py",
    "cli/test_bad_input.py",
    "movement/spine/test_pair.py",
    "test_architecture.py",
    "test_docs.py",
    "test_examples.py",
    "test_real_recordings.py",
    "test_site.py",
    "test_words.py",
}
"""Tests of everything together."""

SERVES_OTHERS: Final = {
    "RAYS",
    "duration_of",
    "straightened",
    "EXACT",
    "load_motion",
    "save_motion",
    "estimate_calibration",
    "frames_of",
    "motion_of_angles",
    "revision",
    "down_revision",
}
"""Names that no module of the package uses: called by a template, for sources of other people, for the live window, for
lab and validation, or read by Alembic."""

ENTRANCES: Final = {
    "hiphinge",
    "hiphinge.core.motion_file",
    "hiphinge.history.migrations.versions.v0001",
    "hiphinge.pipeline.coach",
    "hiphinge.sources.angles",
}
"""Modules that are entered from outside, and imported by no other."""

QUOTED: Final = {
    f"most {MAX_FUNCTION_LINES} lines of code, modules at most {MAX_MODULE_LINES} lines": "CONTRIBUTING.md",
    f"From {POSSIBLE_FROM:g} on it is called possible": "ARCHITECTURE.md",
    f"fills gaps up to {MAX_FILLED_GAP_S:g} s": "ARCHITECTURE.md",
    f"outline is {OUTLINE_VERTICES} points": "ARCHITECTURE.md",
    f"a trust of {RECONSTRUCTED_TRUST:g}": "ARCHITECTURE.md",
    f"Beyond {WARNED_YAW_DEG:g}° the picture's angles": "ARCHITECTURE.md",
    f"Beyond {COUNTED_YAW_DEG:g}° nothing is judged": "ARCHITECTURE.md",
    f"undefined while T is below {MIN_BEND_DEG:g}°": "CONVENTIONS.md",
    f"stayed there for {HELD_S:g} s": "CONVENTIONS.md",
    f"before {CONTROL_DEG:g}° of hip flexion": "CONVENTIONS.md",
    f"by T at {BEND_PARTS_DEG[0][2]:g}° and {BEND_PARTS_DEG[1][2]:g}°": "CONVENTIONS.md",
    f"needs a chance of {STATED_FROM:g} that its border was passed ({SURE_FROM:g} where": "CONVENTIONS.md",
    f"Up to {USABLE_YAW_DEG:g}° of yaw: usable; up to {WARNED_YAW_DEG:g}°": "CONVENTIONS.md",
}
"""What documents quote from the code, in their own words; lines are joined."""

MISPLACED: Final[set[str]] = set()
"""Tests that stand at no module's place yet; what is moved must be taken from here."""

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def code_lines(function: Function, text: list[str]) -> int:
    """Lines of a function that hold code: neither blank nor comment nor docstring."""
    first, last = function.lineno, function.end_lineno or function.lineno
    lines = set(range(first, last + 1))
    if ast.get_docstring(function) is not None:
        said = function.body[0]
        lines -= set(range(said.lineno, (said.end_lineno or said.lineno) + 1))
    return sum(1 for number in lines if text[number - 1].strip() and not text[number - 1].lstrip().startswith("#"))


def public(tree: ast.Module) -> Iterator[tuple[str, ast.ClassDef | Function]]:
    """Public classes and functions of a module, and the public methods of its public classes."""
    for node in tree.body:
        if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
            yield node.name, node
            if isinstance(node, ast.ClassDef):
                methods = (part for part in node.body if isinstance(part, Function))
                yield from ((f"{node.name}.{m.name}", m) for m in methods if not m.name.startswith("_"))


def test_the_command_line_loads_nothing_heavy() -> None:
    code = f"import sys, hiphinge.cli; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()


@cache
def imports() -> dict[str, set[str]]:
    """What each module of the package imports directly from it, inside functions too."""
    graph = grimp.build_graph("hiphinge", cache_dir=None)
    return {module: graph.find_modules_directly_imported_by(module) for module in graph.modules}


def room_of(module: str) -> str:
    """The package that a module lies in; a package's own module lies in it."""
    path = PACKAGE.parent / Path(*module.split("."))
    return module if path.is_dir() else module.rpartition(".")[0]


def circles() -> list[list[str]]:
    """Groups of modules each of which imports all others of its group, directly or by way of others."""
    reached: dict[str, set[str]] = {}
    for module in imports():
        seen: set[str] = set()
        waiting = list(imports()[module])
        while waiting:
            other = waiting.pop()
            if other not in seen:
                seen.add(other)
                waiting.extend(imports()[other])
        reached[module] = seen
    groups = {frozenset({module, *(o for o in seen if module in reached[o])}) for module, seen in reached.items()}
    return sorted(sorted(group) for group in groups if len(group) > 1)


def test_layers_import_downwards_only_and_nothing_goes_in_a_circle() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_modules_import_each_other_in_no_circle() -> None:
    # The contract sees packages and modules beside each other; this sees a package's own module too.
    assert circles() == []


def test_few_arrows_lead_from_package_to_package() -> None:
    arrows = {(room_of(module), room_of(other)) for module, others in imports().items() for other in others}
    between = sorted(f"{arrow} -> {other}" for arrow, other in arrows if arrow != other)
    sys.stdout.write(f"{len(between)} arrows between packages\n")
    assert len(between) <= MAX_ARROWS, "\n".join(between)


def test_class_names_are_unique() -> None:
    places = defaultdict(list)
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name_of(path))
    several = {name: where for name, where in places.items() if len(where) > 1}
    assert {name: where for name, where in several.items() if name not in SEVERAL_NAMED_ALIKE} == {}
    assert set(several) >= SEVERAL_NAMED_ALIKE, "a name that is unique now must go from SEVERAL_NAMED_ALIKE"


def names_used(path: Path) -> set[str]:
    """Every name and attribute that a module reads."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    return named | {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}


def names_defined(path: Path) -> Iterator[str]:
    """The functions, classes and constants of a module."""
    for node in ast.parse(path.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.ClassDef | Function):
            yield node.name
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            yield node.target.id
        elif isinstance(node, ast.Assign):
            yield from (target.id for target in node.targets if isinstance(target, ast.Name))


def test_nothing_in_the_package_serves_only_what_is_outside_it() -> None:
    used = set().union(*(names_used(path) for path in MODULES)) | set(hiphinge.__all__)
    commands = {name for path in (PACKAGE / "cli").glob("*.py") for name in names_defined(path)}
    defined = {name for path in MODULES for name in names_defined(path) if not name.startswith("__")}
    unused = defined - used - commands
    assert unused - SERVES_OTHERS == set()
    assert unused >= SERVES_OTHERS, f"used or gone, and to be taken from the list: {sorted(SERVES_OTHERS - unused)}"


def test_every_module_is_imported_by_another() -> None:
    imported = set().union(*imports().values())
    packages = {module for module in imports() if room_of(module) == module}
    assert set(imports()) - imported - packages - ENTRANCES == set()


def test_the_package_does_not_import_what_is_not_shipped() -> None:
    pattern = re.compile(r"^\s*(?:from|import) (?:validation|lab|tests|benchmarks|docs|examples)\b", re.MULTILINE)
    assert [name_of(path) for path in MODULES if pattern.search(path.read_text(encoding="utf-8"))] == []


def has_code(path: Path) -> bool:
    """Whether a module has functions or classes, and not data alone."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.ClassDef | Function) for node in tree.body)


def place_of_test(path: Path) -> str:
    """Where the test of a module stands, below `TESTS`."""
    inside = path.relative_to(PACKAGE)
    stem = (inside.parent.name or PACKAGE.name) if path.stem == "__init__" else path.stem
    return (inside.parent / f"test_{stem}.py").as_posix()


def test_every_module_with_code_has_a_test_at_its_place() -> None:
    missing = {name_of(path) for path in MODULES if has_code(path) and not (TESTS / place_of_test(path)).exists()}
    assert missing == set()


def test_every_test_stands_for_a_module() -> None:
    known = {place_of_test(path) for path in MODULES} | WHOLE_SYSTEM
    tests = {path.relative_to(TESTS).as_posix() for path in TESTS.rglob("test_*.py")}
    strays = {name for name in tests if name.split("/")[0] not in OTHER_TESTS} - known
    assert strays - MISPLACED == set()
    assert strays >= MISPLACED, f"moved or gone, and to be taken from MISPLACED: {sorted(MISPLACED - strays)}"


def test_modules_that_may_be_too_long_still_are() -> None:
    lengths = {name: len((PACKAGE / name).read_text(encoding="utf-8").splitlines()) for name in TOO_LONG}
    assert {name for name, lines in lengths.items() if lines <= MAX_MODULE_LINES} == set()


@pytest.mark.parametrize("quote", QUOTED)
def test_documents_quote_the_figures_of_the_code(quote: str) -> None:
    assert quote in " ".join((ROOT / QUOTED[quote]).read_text(encoding="utf-8").split())


def test_no_public_name_is_that_of_a_module() -> None:
    modules = {path.stem for path in PACKAGE.glob("*.py")} | {
        path.parent.name for path in PACKAGE.glob("*/__init__.py")
    }
    assert modules & set(hiphinge.__all__) == set()
    for name in hiphinge.__all__:  # nor does importing anything make it one
        assert not isinstance(getattr(hiphinge, name), ModuleType)


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_keeps_the_rules(path: Path) -> None:
    text = path.read_text(encoding="utf-8").splitlines()
    tree = ast.parse("\n".join(text))
    broken = []
    if len(text) > TOO_LONG.get(name_of(path), MAX_MODULE_LINES):
        broken.append(f"{len(text)} lines")
    long = {function.name: code_lines(function, text) for function in functions(tree)}
    broken += [f"{name} has {lines} lines of code" for name, lines in long.items() if lines > MAX_FUNCTION_LINES]
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.type is None:
            broken.append(f"a bare except at line {node.lineno}")
        is_print = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        if is_print and path.name != "cli.py":
            broken.append("print()")
    if ast.get_docstring(tree) is None:
        broken.append("no docstring")
    broken += [f"{name} has no docstring" for name, node in public(tree) if ast.get_docstring(node) is None]
    if re.search(r"utils?|common|helpers?|misc", path.stem):
        broken.append("a name that says nothing")
    assert not broken


def test_every_module_can_be_imported() -> None:
    for path in MODULES:
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        if path.stem == "rtmlib" and find_spec("onnxruntime") is None:
            continue
        importlib.import_module(".".join(part for part in parts if part != "__init__"))
