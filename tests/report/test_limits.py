"""The limits that are drawn are those of the file."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

from hiphinge.drills.contacts import LEFT_CM
from hiphinge.measures.light import LIGHT_LIMITS
from hiphinge.report.limits import gap_limit_cm, light_limits
from hiphinge.result import Analysis, DowelDrill, Limit
from tests.report.lifter import make_analysis


def test_a_file_without_limits_has_those_of_this_release(analysis: Analysis) -> None:
    assert light_limits(analysis) == LIGHT_LIMITS
    assert gap_limit_cm(analysis) == LEFT_CM


def test_limits_of_the_file_come_first() -> None:
    limits = [SimpleNamespace(code="light_green", value=18.0), SimpleNamespace(code="lumbar_called", value=9.0)]
    found = light_limits(cast("Analysis", SimpleNamespace(limits=limits)))
    assert (found.green_deg, found.uncalled_deg, found.red_deg) == (18.0, 9.0, LIGHT_LIMITS.red_deg)


def test_a_rod_is_judged_by_the_limit_of_its_drill() -> None:
    limit = Limit(what="growth of a gap since standing", value=3.0, unit="cm", source="a test")
    drill = DowelDrill(verdict="kept", summary="", cue="", limits=[limit])
    assert gap_limit_cm(make_analysis().model_copy(update={"drill": drill})) == 3.0
