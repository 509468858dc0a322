"""Faults gathered by kind."""

from __future__ import annotations

from hiphinge.report.page.faults import kinds
from tests.lift_results import repetition


def test_the_most_serious_kind_comes_first_and_then_the_most_frequent() -> None:
    minor, major = (("lumbar_rounding", "minor"),), (("hips_rise_first", "major"),)
    gathered = kinds([repetition(faults=minor), repetition(faults=minor), repetition(faults=major)])
    assert [(kind["major"], len(kind["cases"])) for kind in gathered] == [(True, 1), (False, 2)]


def test_no_fault_no_kind() -> None:
    assert kinds([repetition()]) == []
