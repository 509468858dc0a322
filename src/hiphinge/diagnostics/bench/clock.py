"""How long a call takes, and what is said on standard error meanwhile."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Seconds that a call takes, by the given clock."""
    began = clock()
    work()
    return clock() - began


def report_progress(text: str) -> None:
    """Write one line on standard error at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
