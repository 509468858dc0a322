"""Readings of the rules for the spine, for backs whose angles are known."""

from __future__ import annotations

import pytest

from hiphinge.core.measure import Z90
from hiphinge.judging.faults.rule import Reading
from tests.back_model import Back
from tests.body_model import HINGED, STANDING, from_the_top
from tests.judging import reading, readings

THORAX = HINGED.trunk - STANDING.trunk
"""Turn of the thorax in the hinge, degrees."""


def hinge(code: str, back: Back) -> Reading:
    return reading(code, from_the_top(1), "romanian_deadlift", back)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5])
def test_lumbar_rounding_reads_the_largest_flexion(share: float) -> None:
    found = hinge("lumbar_rounding", Back(share, sigma=2.0))
    assert found.value.value == pytest.approx(share * THORAX, abs=0.5)
    assert found.value.high - found.value.value == pytest.approx(2.0 * Z90, abs=0.1)


@pytest.mark.parametrize(("share", "kind"), [(0.6, "early"), (0.28, "late")])
def test_rounding_is_early_where_the_hips_had_range_left(share: float, kind: str) -> None:
    found = hinge("lumbar_rounding", Back(share, sigma=0.5))
    assert found.kind == kind
    assert f"it set in {kind}" in found.more
    assert "work to that depth" in found.more


def test_a_back_that_stays_neutral_has_no_onset() -> None:
    found = hinge("lumbar_rounding", Back(0.1))
    assert (found.kind, found.more) == (None, "")


@pytest.mark.parametrize("arch", [4.0, 18.0])
def test_overextension_reads_the_arch_at_the_top(arch: float) -> None:
    found = hinge("overextension_at_lockout", Back(0.1, arch=arch))
    assert found.value.value == pytest.approx(arch, abs=0.5)
    assert found.phase == "lockout"


@pytest.mark.parametrize("neck", [10.0, 45.0])
def test_neck_extension_reads_the_head_at_the_deepest_posture(neck: float) -> None:
    found = hinge("neck_extension", Back(neck=neck))
    assert found.value.value == pytest.approx(neck, rel=0.06)
    assert found.phase == "bottom"


def test_without_a_spine_neither_low_back_nor_neck_is_read() -> None:
    for code in ("lumbar_rounding", "neck_extension"):
        assert readings(code, from_the_top(1), "romanian_deadlift") == [None]
