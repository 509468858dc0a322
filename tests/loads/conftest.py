"""The model of a man, built once for all tests of loads."""

from __future__ import annotations

import pytest

from hiphinge.loads.model import Model, build


@pytest.fixture(scope="session")
def man() -> Model:
    return build("m")
