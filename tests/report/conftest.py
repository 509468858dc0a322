"""Analyses to report on."""

from __future__ import annotations

import pytest

from hiphinge.result import Analysis
from tests.report.lifter import make_analysis


@pytest.fixture
def analysis() -> Analysis:
    return make_analysis()


@pytest.fixture
def nothing_judged() -> Analysis:
    return make_analysis(judged=False)
