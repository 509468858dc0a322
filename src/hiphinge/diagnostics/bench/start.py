"""Benchmark of the start of `import hiphinge` and `hiphinge --help`, and of what they load."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from typing import Final

from hiphinge.diagnostics.bench.clock import processor_of_children_s, seconds
from hiphinge.diagnostics.bench.targets import against

BEST_OF: Final = 5
"""Starts of a process of which the quickest counts, because the others waited for other processes."""

HEAVY: Final = (
    "numpy",
    "polars",
    "pydantic",
    "onnxruntime",
    "mujoco",
    "cv2",
    "av",
    "bokeh",
    "jinja2",
)
"""Packages that `import hiphinge` must not load."""


def start(best_of: int = BEST_OF) -> Iterator[str]:
    """Yield how long `import hiphinge` and `hiphinge --help` take in a separate process, and what they load."""
    heavy = f"import sys, hiphinge; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    loaded = _python("-c", heavy).split()
    yield f"start: `import hiphinge` loads {'none' if not loaded else ' '.join(loaded)} of {', '.join(HEAVY)}"
    bare = _quickest(best_of, "-c", "pass")
    for what, target_s, arguments in (
        ("import hiphinge", 0.3, ("-c", "import hiphinge")),
        ("hiphinge --help", 0.6, ("-c", "from hiphinge.cli import main; main()", "--help")),
    ):
        took = _quickest(best_of, *arguments)
        processor = seconds(lambda: _python(*arguments), processor_of_children_s)  # noqa: B023  (called at once)
        yield (
            f"start: `{what}` {took:.3f} s, {took / bare:.1f} x `python -c pass` ({bare:.3f} s), best of {best_of}"
            f"{against(took, target_s, 'at most {:g} s')}; processor time {processor:.2f} s"
        )


def _quickest(best_of: int, *arguments: str) -> float:
    return min(seconds(lambda: _python(*arguments)) for _ in range(best_of))


def _python(*arguments: str) -> str:
    """Return what this Python prints in a separate process."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603
