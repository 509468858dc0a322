"""Slow motion and time lapse according to a video's metadata.

Android phones write the rate at which a video was captured; where it differs from the rate at which the file plays,
its times are not those of the movement. An iPhone's own slow-motion files play at the rate of their capture; when one
is exported in slow motion, nothing in it says so.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from av.container import InputContainer

SLOW_MOTION_MEANS: Final = "durations, speeds and the loads from accelerations are not those of the lift"
"""What follows from times that are not those of the movement; the end of a sentence."""

_CAPTURE_KEY: Final = "com.android.capture.fps"
_MIN_RATIO: Final = 1.8
"""Ratio of the two rates from which a file is called slow motion or time lapse (proposal). In poor light a phone takes
fewer frames than it announces."""

_MIN_SLOW_MOTION_HZ: Final = 50.0
"""Lowest rate of capture for slow motion, hertz (proposal): ordinary videos have 24 to 30."""


def capture_warnings(container: InputContainer, frame_rate_hz: float) -> list[str]:
    """Return a note if a file was captured at another rate than `frame_rate_hz`, at which it plays."""
    captured_hz = _number(container.metadata.get(_CAPTURE_KEY, ""))
    if captured_hz <= 0 or frame_rate_hz <= 0:
        return []
    rates = f"the recording was captured at {captured_hz:g} frames per second and plays at {frame_rate_hz:.3g}"
    remedy = "export it at its original speed"
    if captured_hz >= max(_MIN_RATIO * frame_rate_hz, _MIN_SLOW_MOTION_HZ):
        times = f"{captured_hz / frame_rate_hz:.1f} times slower than the movement"
        return [f"{rates}, {times}: {SLOW_MOTION_MEANS}; {remedy}"]
    if frame_rate_hz >= _MIN_RATIO * captured_hz:
        times = f"{frame_rate_hz / captured_hz:.1f} times faster than the movement"
        return [f"{rates}, {times}: {SLOW_MOTION_MEANS}; {remedy}"]
    return []


def _number(text: str) -> float:
    """Return the finite number that a text holds, 0 where it holds none."""
    try:
        number = float(text)
    except ValueError:
        return 0.0
    return number if math.isfinite(number) else 0.0
