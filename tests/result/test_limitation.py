"""Limitations: every code has its sentences, and every sentence its values."""

from __future__ import annotations

import ast
import string
from pathlib import Path
from typing import get_args

import pytest

import hiphinge
from hiphinge.result import LimitationCode, limitation
from hiphinge.result.limitation import SENTENCES
from tests.back_model import STIFF, analysed
from tests.body_model import Camera, film, from_the_top

CODES = get_args(LimitationCode)


def test_every_code_has_its_sentences() -> None:
    assert set(SENTENCES) == set(CODES)


@pytest.mark.parametrize("code", CODES)
def test_sentences_are_complete(code: LimitationCode) -> None:
    *sentences, _ = SENTENCES[code]
    names = {name for sentence in sentences for _, name, _, _ in string.Formatter().parse(sentence) if name}
    made = limitation(code, **dict.fromkeys(names, 3.0))
    assert made.code == code
    for text in (made.what, made.reason, made.mend):
        assert text
        assert "{" not in text
        assert not text.endswith(".")


def test_only_limitation_makes_a_limitation() -> None:
    """Only the function `limitation` constructs a `CannotJudge`, so that there is always a code."""
    for path in Path(hiphinge.__file__).parent.rglob("*.py"):
        calls = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
        made = [node for node in calls if isinstance(node.func, ast.Name) and node.func.id == "CannotJudge"]
        assert len(made) == (path.name == "limitation.py")


@pytest.mark.parametrize(("camera", "codes"), [
    (Camera(), {"no_outline", "load_not_given"}),
    (Camera(yaw_deg=50.0), {"view_oblique"}),
    (Camera(yaw_deg=85.0), {"view_refused"}),
    (Camera(unseen_s=(0.0, 99.0)), {"nobody_found"}),
])  # fmt: skip
def test_a_limitation_has_its_code(camera: Camera, codes: set[str]) -> None:
    limitations = hiphinge.analyze(film(from_the_top(2), camera)).cannot_judge
    assert {each.code for each in limitations} == codes


def test_a_load_not_given_is_the_only_limitation_of_a_good_recording() -> None:
    assert {each.code for each in analysed(from_the_top(2), STIFF).cannot_judge} == {"load_not_given"}
