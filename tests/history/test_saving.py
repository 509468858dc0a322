"""What an analysis is kept under: its digest, the name, and the date of its recording."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.history import History
from hiphinge.history.saving import checked_name, digest_of, name_of
from hiphinge.result import Analysis
from tests.history.people import sets
from tests.lift_results import FIRST


def test_a_digest_is_of_the_content_and_not_of_its_spelling() -> None:
    text = sets().to_json()
    content = json.loads(text)
    assert digest_of(text) == digest_of(json.dumps(dict(reversed(content.items()))) + "\n")
    assert digest_of(text) != digest_of(json.dumps(content | {"more": 1}))


def test_the_name_given_comes_before_the_name_in_the_analysis() -> None:
    named = sets().model_copy(update={"athlete": sets().athlete.model_copy(update={"id": "Ann"})})
    assert name_of(None, named) == "Ann"
    assert name_of("Ben", named) == "Ben"
    assert checked_name("  Zoë 2 ") == "Zoë 2"
    with pytest.raises(ArgumentError):
        name_of(None, sets())


def dated(days: float, source: str | None, *, made: float) -> Analysis:
    """An analysis of one recording that says when it was filmed, and was made some days later."""
    base = sets()
    when = None if source is None else FIRST + timedelta(days=days)
    return base.model_copy(
        update={
            "source": base.source.model_copy(
                update={"recorded_utc": when, "recorded_utc_from": source, "content_hash": "a" * 64}
            ),
            "provenance": base.provenance.model_copy(update={"created_utc": FIRST + timedelta(days=made)}),
        }
    )


def test_a_recording_has_the_most_certain_date_whatever_the_order(in_file: History) -> None:
    chosen = [
        dated(0.0, None, made=90.0),
        dated(3.0, "file", made=91.0),
        dated(2.0, "given", made=92.0),
        dated(1.0, "container", made=93.0),
        dated(0.5, "given", made=94.0),
    ]
    in_file.save_all(chosen, athlete="Ann")
    in_file.save_all(reversed(chosen), athlete="Ben")
    for name in ("Ann", "Ben"):
        progress = in_file.progress(name)
        assert [session.started_utc for session in progress.sessions] == [FIRST + timedelta(days=0.5)]
        assert progress.undated == []


def test_without_any_date_that_of_the_first_analysis_counts(in_file: History) -> None:
    in_file.save_all([dated(0.0, None, made=9.0), dated(0.0, None, made=7.0)], athlete="Ann")
    progress = in_file.progress("Ann")
    assert progress.sessions[0].started_utc == FIRST + timedelta(days=7)
    assert len(progress.undated) == 1
