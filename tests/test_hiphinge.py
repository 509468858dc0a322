"""What `import hiphinge` offers, and what it loads."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import pytest

import hiphinge
from hiphinge.diagnostics.bench.start import HEAVY


def test_importing_the_package_loads_nothing_heavy() -> None:
    code = f"import sys, hiphinge; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert not done.stdout.split()


def test_what_the_package_offers_is_sorted_and_there() -> None:
    assert hiphinge.__all__ == sorted(hiphinge.__all__)
    assert len(set(hiphinge.__all__)) == len(hiphinge.__all__)
    for name in hiphinge.__all__:
        assert getattr(hiphinge, name) is not None
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = hiphinge.no_such_name


def test_what_is_offered_is_listed_and_is_no_module() -> None:
    assert dir(hiphinge) == hiphinge.__all__
    for name in hiphinge.__all__:
        assert find_spec(f"hiphinge.{name}") is None, f"{name} is a module and something else too"


def test_a_name_is_the_same_object_wherever_it_is_asked_for() -> None:
    from hiphinge.core.measure import Measure

    assert hiphinge.Measure is Measure
