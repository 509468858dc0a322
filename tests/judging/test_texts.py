"""The texts of the faults."""

from __future__ import annotations

import pytest

from hiphinge.judging.faults import FAULTS
from hiphinge.judging.texts import fault_text


def test_every_fault_has_its_own_words() -> None:
    words = [fault_text(code) for code in FAULTS]
    assert len({text.title for text in words}) == len(FAULTS)
    assert len({text.cue for text in words}) == len(FAULTS)


def test_a_kind_has_its_own_words_and_the_rest_from_its_fault() -> None:
    text = fault_text("lumbar_rounding")
    assert set(text.kinds) >= {"early", "late"}
    early, late = text.of("early"), text.of("late")
    assert early.title == late.title == text.title
    assert (early.cue, early.why) != (late.cue, late.why)


def test_a_kind_without_its_own_words_has_those_of_the_fault() -> None:
    text = fault_text("knees_locked")
    assert text.of(None) is text
    assert text.of("no such kind") is text


def test_an_unknown_code_has_no_words() -> None:
    with pytest.raises(KeyError):
        fault_text("no_such_fault")
