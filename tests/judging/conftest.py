"""Repetitions for the tests of cues."""

from __future__ import annotations

import pytest

from hiphinge.pipeline.analyze import analyze
from hiphinge.result import Repetition
from tests.body_model import film, from_the_top


@pytest.fixture(scope="module")
def clean() -> list[Repetition]:
    """Six repetitions without a fault."""
    analysis = analyze(film(from_the_top(6)), exercise="romanian_deadlift")
    assert not any(repetition.faults for repetition in analysis.repetitions)
    return analysis.repetitions
