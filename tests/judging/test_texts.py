"""The words of the faults."""

from __future__ import annotations

import pytest

from hiphinge.judging.faults import FAULTS
from hiphinge.judging.texts import fault_text


def test_every_fault_has_its_own_words() -> None:
    words = [fault_text(code) for code in FAULTS]
    assert len({text.title for text in words}) == len(FAULTS)
    assert len({text.cue for text in words}) == len(FAULTS)


def test_a_kind_says_what_differs_and_takes_the_rest_from_its_fault() -> None:
    text = fault_text("lumbar_rounding")
    assert set(text.kinds) >= {"early", "late"}
    early, late = text.of("early"), text.of("late")
    assert early.title == late.title == text.title
    assert (early.cue, early.why) != (late.cue, late.why)


def test_a_kind_without_words_of_its_own_says_what_the_fault_says() -> None:
    text = fault_text("knees_locked")
    assert text.of(None) is text
    assert text.of("no such kind") is text


def test_a_code_that_is_no_fault_has_no_words() -> None:
    with pytest.raises(KeyError):
        fault_text("no_such_fault")
