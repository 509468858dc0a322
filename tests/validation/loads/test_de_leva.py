"""The table of segments of the planar route."""

from __future__ import annotations

import pytest
from validation.loads.de_leva import DE_LEVA

from hiphinge.loads.anthropometry import Sex


@pytest.mark.parametrize("sex", ["f", "m"])
def test_de_leva_shares_sum_to_the_body(sex: Sex) -> None:
    total = sum(part.mass * (1 if name in {"head", "trunk"} else 2) for name, part in DE_LEVA[sex].items())
    assert total == pytest.approx(1.0, abs=0.001)
