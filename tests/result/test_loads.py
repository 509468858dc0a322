"""The loads of the result file."""

from __future__ import annotations

from hiphinge.result.loads import LoadBasis, Loads
from tests.report.loaded import make_basis, make_loads


def test_loads_and_their_basis_are_read_back_unchanged() -> None:
    loads, basis = make_loads(2.5), make_basis()
    assert Loads.model_validate_json(loads.model_dump_json()) == loads
    assert LoadBasis.model_validate_json(basis.model_dump_json()) == basis
