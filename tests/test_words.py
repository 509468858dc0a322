"""The code and its documents use the field's terms, and one word for one thing."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import hiphinge

PACKAGE = Path(hiphinge.__file__).parent
ROOT = Path(__file__).parents[1]
MODULES = sorted(PACKAGE.rglob("*.py"))
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "lab").glob("*.md")])

OTHER_WORDS = {
    "told": "given (by the user) or reported (by us)",
    "mend": "fix or remedy",
    "mends": "fixes or remedies",
    "mended": "fixed",
    "glimpse": "frame_at",
    "untangle": "fix_side_swaps",
    "strangers": "identity switches",
}
"""Words that the code used to have for things that have a better one."""

KEYS = {"told", "mend"}
"""Keys of the result file that have such a name; they stay, since keys are never renamed."""

LIMITS = re.compile(r"(^|_)(MOST|LEAST|FEWEST)_")


def named(tree: ast.AST) -> set[str]:
    """Return every name that a module defines or uses."""
    return (
        {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
        | {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        | {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    )


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_names_are_the_fields_own(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = named(tree)
    assert [name for name in names if LIMITS.search(name)] == [], "limits are called MAX_ and MIN_"
    loops = [node.target for node in ast.walk(tree) if isinstance(node, ast.For | ast.comprehension)]
    targets = {part.id for loop in loops for part in ast.walk(loop) if isinstance(part, ast.Name)}
    assert "one" not in targets, "a loop variable says what it goes through"
    assert {name for name in names if set(name.lower().split("_")) & (OTHER_WORDS.keys() - KEYS)} == set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_prose_has_one_word_for_one_thing(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    prose = " ".join(re.sub(r"`[^`]*`", "", text) for text in texts if text not in KEYS)
    assert OTHER_WORDS.keys() & set(re.findall(r"[a-z]+", prose.lower())) == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_pages_have_one_word_for_one_thing(path: Path) -> None:
    prose = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = set(re.findall(r"[a-z]+", prose.lower()))
    assert (OTHER_WORDS.keys() - {"strangers"}) & words == set()
