"""Output of the start benchmark."""

from __future__ import annotations

import re

from hiphinge.diagnostics.bench.start import start
from tests.diagnostics.bench import TARGET


def test_start_states_what_is_loaded_and_both_times() -> None:
    loads, package, help_text = start(best_of=1)
    assert "loads none of numpy, " in loads
    took = r"\d+\.\d{3} s, \d+\.\d x `python -c pass` \(\d\.\d{3} s\), best of 1"
    for line, what in ((package, "import hiphinge"), (help_text, "hiphinge --help")):
        assert re.fullmatch(rf"start: `{what}` {took} {TARGET}; processor time \d\.\d\d s", line)
