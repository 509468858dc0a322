"""The curves of the page."""

from __future__ import annotations

import numpy as np

from hiphinge.core.quantities import of_group
from hiphinge.report.page.curves import panels
from hiphinge.report.table import read
from tests.report.lifter import make_analysis
from tests.report.loaded import make_loaded


def test_the_peak_of_a_load_is_the_value_largest_in_size() -> None:
    table = read(make_loaded())
    for panel in panels(table, "load"):
        value = table.curves[panel["of"].key].value
        assert abs(panel["peak"].value) == np.nanmax(np.abs(value))


def test_angles_that_are_always_named_are_named_when_not_judged() -> None:
    shown = {panel["of"].key for panel in panels(read(make_analysis()), "angle")}
    assert shown >= {angle.key for angle in of_group("angle") if angle.always}
