"""Entries of the catalogue."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest

from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.exercises.entry import FROM_BOTTOM, FROM_TOP, CatalogueEntry, Range, limits, way

ENTRY = CatalogueEntry(
    name="other",
    title="something else",
    posture="standing",
    pattern=None,
    begins="standing",
    ends="standing",
    counts="down and up",
    load="none",
    level="basic",
    faults=frozenset(),
)


def test_an_unknown_sign_is_refused() -> None:
    with pytest.raises(KeyError, match="elbow_deg"):
        way(elbow_deg=Range(0, 1, 1))


def test_ways_and_limits_cannot_be_changed() -> None:
    usual = way(knee_deg=Range(10, 30, 5))
    assert dict(usual.signs) == {"knee_deg": Range(10, 30, 5)}
    with pytest.raises(TypeError):
        usual.signs["knee_deg"] = Range(0, 1, 1)  # type: ignore[index]
    with pytest.raises(TypeError):
        limits(knees_forward=20.0)["knees_forward"] = 1.0  # type: ignore[index]
    with pytest.raises(FrozenInstanceError):
        ENTRY.title = "anything"  # type: ignore[misc]


def test_starts_at_the_top_and_at_the_bottom_are_clearly_separated() -> None:
    assert (FROM_BOTTOM.low - FROM_TOP.high) / FROM_TOP.slack > 2.0


@pytest.mark.parametrize(("posture", "lying"), [("standing", False), ("floor", True), ("bench", True)])
def test_every_posture_but_standing_is_lying(posture: str, lying: bool) -> None:  # noqa: FBT001
    assert replace(ENTRY, posture=posture).lying is lying  # type: ignore[arg-type]


def test_optional_parts_of_an_entry_are_empty_by_default() -> None:
    assert (ENTRY.ways, ENTRY.joints, ENTRY.cues, dict(ENTRY.limits), ENTRY.source) == ((), (), (), {}, "")


def test_names_and_titles_of_entries_are_unique() -> None:
    assert len({entry.title for entry in CATALOGUE.values()}) == len(CATALOGUE)
    assert all(name == entry.name for name, entry in CATALOGUE.items())
