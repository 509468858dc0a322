"""The limits drawn are those of the file."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import cast

import hiphinge as hh
from hiphinge.drills.contacts import LEFT_CM
from hiphinge.measures.light import LIGHT_LIMITS
from hiphinge.report.limits import gap_limit_cm, light_limits
from hiphinge.result import Analysis, DowelDrill, Limit
from tests.report.lifter import make_analysis

GOLDEN = Path(__file__).parents[1] / "data" / "0.1.0"


def test_a_file_without_limits_has_those_of_this_release(analysis: Analysis) -> None:
    assert light_limits(analysis) == LIGHT_LIMITS
    assert gap_limit_cm(analysis) == LEFT_CM


def test_limits_of_the_file_come_first() -> None:
    limits = [SimpleNamespace(code="light_green", value=18.0), SimpleNamespace(code="lumbar_called", value=9.0)]
    drawn = light_limits(cast("Analysis", SimpleNamespace(limits=limits)))
    assert (drawn.green_deg, drawn.uncalled_deg, drawn.red_deg) == (
        18.0,
        9.0,
        LIGHT_LIMITS.red_deg,
    )


def with_limits(*limits: Limit) -> Analysis:
    """Return an analysis of a dowel drill with some limits."""
    drill = DowelDrill(verdict="kept", summary="", cue="", limits=list(limits))
    return make_analysis().model_copy(update={"drill": drill})


def test_a_rod_is_judged_by_the_limit_with_its_code() -> None:
    other = Limit(code="another", what="growth of a gap since standing", value=5.0, unit="cm", source="a test")
    gap = other.model_copy(update={"code": "rod_gap", "value": 3.0})
    assert gap_limit_cm(with_limits(other, gap)) == 3.0
    assert gap_limit_cm(with_limits(other)) == LEFT_CM


def test_the_first_release_wrote_the_limit_of_a_rod_without_a_code() -> None:
    drill = hh.read(GOLDEN / "dowel").drill
    assert isinstance(drill, DowelDrill)
    assert [limit.code for limit in drill.limits] == [None]
    changed = drill.limits[0].model_copy(update={"value": 3.0})
    assert gap_limit_cm(with_limits(changed)) == 3.0
