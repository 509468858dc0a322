"""The rules of ARCHITECTURE.md and CONTRIBUTING.md that a program can check."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest

import hiphinge
from hiphinge.diagnostics.speed import HEAVY

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "hiphinge"
MODULES = sorted(PACKAGE.rglob("*.py"))
MOST_FUNCTION_LINES = 60
MOST_MODULE_LINES = 500

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


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, hiphinge; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()


def test_the_command_line_loads_nothing_heavy() -> None:
    code = f"import sys, hiphinge.cli; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()


def test_layers_import_downwards_only() -> None:
    code = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_what_the_package_offers_is_sorted_and_there() -> None:
    assert hiphinge.__all__ == sorted(hiphinge.__all__)
    assert len(set(hiphinge.__all__)) == len(hiphinge.__all__)
    for name in hiphinge.__all__:
        assert getattr(hiphinge, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hiphinge.no_such_name


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
    if len(text) > MOST_MODULE_LINES:
        broken.append(f"{len(text)} lines")
    long = {function.name: code_lines(function, text) for function in functions(tree)}
    broken += [f"{name} has {lines} lines of code" for name, lines in long.items() if lines > MOST_FUNCTION_LINES]
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
