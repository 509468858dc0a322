"""Timing of calls, and progress on standard error."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """Return how long a call takes by the given clock, seconds."""
    began = clock()
    work()
    return clock() - began


def processor_of_children_s() -> float:
    """Return the processor time of all child processes that have ended, seconds."""
    times = os.times()
    return times.children_user + times.children_system


def processor_s() -> float:
    """Return the processor time of this process and of its children that have ended, seconds."""
    return time.process_time() + processor_of_children_s()


def report_progress(text: str) -> None:
    """Write one line on standard error at once."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
