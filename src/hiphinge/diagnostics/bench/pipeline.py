"""Benchmark of a whole analysis, as a multiple of decoding and pose estimation alone."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from hiphinge.diagnostics.bench.clips import encoded, repeated, source_clip
from hiphinge.diagnostics.bench.clock import processor_s, report_progress, seconds
from hiphinge.diagnostics.bench.targets import against

ROUNDS: Final = 3
"""How often each variant is run."""

PIPELINE_S: Final = 38.0
"""Length that a shorter clip is repeated to, so that opening models and files hardly counts."""


def pipeline(clip: Path | None = None, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield the duration of a whole analysis relative to a bare loop that decodes and runs the pose model.

    Both read the same frames in the same process, in an order that alternates from round to round. The stated ratio is
    the median over the rounds. On a busy machine the ratio of the quickest runs and that of processor time, stated
    with it, are more reliable.

    Parameters
    ----------
    clip
        A video to use instead of the bundled one; repeated if it is short.
    rounds
        How often each variant is run.
    """
    with source_clip(clip) as source, tempfile.TemporaryDirectory() as folder:
        recording, description = _long_enough(source, Path(folder))
        yield f"pipeline: {description}"
        variants: dict[str, Callable[[], None]] = {
            "bare": lambda: _decode_and_estimate(recording),
            "plain": lambda: _deliver(recording, Path(folder) / "plain", video=False),
            "video": lambda: _deliver(recording, Path(folder) / "video", video=True),
        }
        _deliver(encoded(source, Path(folder) / "short.mp4", frames=30), Path(folder) / "short", video=True)
        took: dict[str, list[float]] = {name: [] for name in variants}
        processor: dict[str, list[float]] = {name: [] for name in variants}
        for number in range(rounds):
            for name in list(variants)[:: 1 if number % 2 == 0 else -1]:
                before = processor_s()
                took[name].append(seconds(variants[name]))
                processor[name].append(processor_s() - before)
                report_progress(f"round {number + 1} of {rounds}: {name} {took[name][-1]:.1f} s")
    yield f"pipeline: decode and pose model alone {statistics.median(took['bare']):.1f} s, median of {rounds}"
    for name, what, target in (("plain", "analyze without video", 1.10), ("video", "analyze with video", 1.25)):
        ratio = statistics.median(a / b for a, b in zip(took[name], took["bare"], strict=True))
        work = statistics.median(a / b for a, b in zip(processor[name], processor["bare"], strict=True))
        yield (
            f"pipeline: {what} {statistics.median(took[name]):.1f} s, {ratio:.2f} x decode and pose model alone"
            f"{against(ratio, target, 'at most {:g} x')}; quickest over quickest "
            f"{min(took[name]) / min(took['bare']):.2f} x, processor time {work:.2f} x"
        )


def _decode_and_estimate(recording: Path) -> None:
    from hiphinge.pose.factory import open_estimator
    from hiphinge.recordings.frames import open_frames

    with open_frames(recording) as frames, open_estimator() as pose:
        for frame in frames:
            pose.estimate(frame.image, frame.time_s)


def _deliver(recording: Path, folder: Path, *, video: bool) -> None:
    from hiphinge.pipeline.delivery import deliver
    from hiphinge.pipeline.request import Request

    deliver(Request(recording=recording, folder=folder, video=video))


def _long_enough(source: Path, folder: Path) -> tuple[Path, str]:
    """Return the clip, repeated if it is short, and a description of it."""
    from hiphinge.recordings.frames import open_frames

    with open_frames(source) as frames:
        info = frames.info
    size = f"{info.width_px} x {info.height_px}"
    lasts = info.duration_s or 0.0
    if lasts >= PIPELINE_S:
        return source, f"{source.name}, {lasts:.0f} s of {size}"
    recording = folder / "long.mp4"
    lasts, count = repeated(encoded(source, folder / "once.mp4"), recording, PIPELINE_S)
    mb = recording.stat().st_size / 1e6
    return recording, f"{source.name} repeated: {lasts:.0f} s, {count} frames of {size}, {mb:.1f} MB"
