"""The speed and memory figures, measured here and stated as ratios within one run.

Nothing here judges: each line says what was measured and the target beside it. Heavy packages are imported where they
are used, since the start of the program is one of the things measured.
"""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

from hiphinge.core.errors import ArgumentError
from hiphinge.diagnostics.targets import against

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from hiphinge.core.motion import Motion

BEST_OF: Final = 5
"""Starts of a process of which the quickest counts: the others waited for something else."""

ROUNDS: Final = 3
PIPELINE_S: Final = 38.0
"""Length that a shorter clip is repeated to, so that opening models and files weighs little."""

FULL_HD: Final = (1920, 1080)
KINEMATICS_FRAMES: Final = 18_000
HEAVY: Final = (
    "numpy",
    "scipy",
    "xarray",
    "polars",
    "pydantic",
    "mediapipe",
    "mujoco",
    "cv2",
    "av",
    "bokeh",
    "jinja2",
)
"""Packages that `import hiphinge` must not load."""


def measure(what: str = "all", clip: Path | None = None) -> Iterator[str]:
    """Measure and yield what was found, line by line.

    Parameters
    ----------
    what
        ``pipeline``, ``memory``, ``loads``, ``kinematics``, ``start`` or ``all``; ``all`` leaves out
        ``memory``, which takes about as long as the eleven minutes of video that it looks at.
    clip
        A video to measure with instead of the bundled clip.

    Raises
    ------
    ArgumentError
        If there is no such measurement.
    """
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "start": start,
        "kinematics": kinematics,
        "loads": loads,
        "pipeline": lambda: pipeline(clip),
        "memory": lambda: memory(clip),
    }
    if what != "all" and what not in parts:
        raise ArgumentError(f"{', '.join(parts)} or all to measure", f"'{what}'", "choose one of them")
    yield _machine()
    for name, part in parts.items():
        if what == name or (what == "all" and name != "memory"):
            yield from part()


def start(best_of: int = BEST_OF) -> Iterator[str]:
    """Yield how long `import hiphinge` and `hiphinge --help` take in a process of their own, and what they load."""
    heavy = f"import sys, hiphinge; print(*sorted(set({HEAVY!r}) & set(sys.modules)))"
    loaded = _python("-c", heavy).split()
    yield f"start: `import hiphinge` loads {'none' if not loaded else ' '.join(loaded)} of {', '.join(HEAVY)}"
    bare = _quickest(best_of, "-c", "pass")
    for what, target_s, arguments in (
        ("import hiphinge", 0.3, ("-c", "import hiphinge")),
        ("hiphinge --help", 0.6, ("-c", "from hiphinge.cli import main; main()", "--help")),
    ):
        took = _quickest(best_of, *arguments)
        processor = _seconds(lambda: _python(*arguments), _processor_of_children_s)  # noqa: B023  (called at once)
        yield (
            f"start: `{what}` {took:.3f} s, {took / bare:.1f} x `python -c pass` ({bare:.3f} s), best of {best_of}"
            f"{against(took, target_s, 'at most {:g} s')}; processor time {processor:.2f} s"
        )


def kinematics(frames: int = KINEMATICS_FRAMES, best_of: int = BEST_OF) -> Iterator[str]:
    """Yield how many frames a second go through angles, repetitions, patterns and faults, and through all of analyze.

    Parameters
    ----------
    frames
        Length of the synthetic motion, 30 frames a second.
    best_of
        Runs of which the quickest counts.
    """
    from hiphinge.pipeline.analyze import analyze

    motion = synthetic_motion(frames)
    repetitions = 0

    def judged() -> None:
        nonlocal repetitions
        repetitions = _judge(motion)

    took = min(_seconds(judged) for _ in range(best_of))
    processor = min(_seconds(judged, time.process_time) for _ in range(best_of))
    whole = min(_seconds(lambda: analyze(motion)) for _ in range(best_of))
    yield (
        f"kinematics: {frames} frames, {repetitions} repetitions: angles, repetitions, pattern and faults "
        f"{took:.3f} s = {frames / took:,.0f} frames a second"
        f"{against(frames / took, 150_000, 'at least {:,.0f}', more=True)}; "
        f"{frames / processor:,.0f} by processor time"
    )
    yield (
        f"kinematics: all of analyze() with its table and result {whole:.3f} s = {frames / whole:,.0f} frames a second"
    )


def loads() -> Iterator[str]:
    """Yield how many frames a second get loads with muscles."""
    from hiphinge.diagnostics.muscles import muscles

    yield from muscles()


def pipeline(clip: Path | None = None, rounds: int = ROUNDS) -> Iterator[str]:
    """Yield the time of a whole analysis over that of a bare loop that decodes and runs the pose model.

    Both read the same frames in the same process; their order alternates from round to round, and the ratio stated is
    the median of the rounds' own ratios. On a machine that does other things beside, the ratio of the quickest runs and
    that of processor time, which are stated with it, say more.

    Parameters
    ----------
    clip
        A video instead of the bundled one; repeated if it is short.
    rounds
        How often each is run.
    """
    with _clip(clip) as source, tempfile.TemporaryDirectory() as folder:
        recording, made = _long_enough(source, Path(folder))
        yield f"pipeline: {made}"
        ways: dict[str, Callable[[], None]] = {
            "bare": lambda: _decode_and_estimate(recording),
            "plain": lambda: _deliver(recording, Path(folder) / "plain", video=False),
            "video": lambda: _deliver(recording, Path(folder) / "video", video=True),
        }
        _deliver(_encoded(source, Path(folder) / "short.mp4", frames=30), Path(folder) / "short", video=True)
        took: dict[str, list[float]] = {name: [] for name in ways}
        processor: dict[str, list[float]] = {name: [] for name in ways}
        for number in range(rounds):
            for name in list(ways)[:: 1 if number % 2 == 0 else -1]:
                before = time.process_time()
                took[name].append(_seconds(ways[name]))
                processor[name].append(time.process_time() - before)
                _tell(f"round {number + 1} of {rounds}: {name} {took[name][-1]:.1f} s")
    yield f"pipeline: decode and pose model alone {statistics.median(took['bare']):.1f} s, median of {rounds}"
    for name, what, target in (("plain", "analyze without video", 1.15), ("video", "analyze with video", 1.35)):
        ratio = statistics.median(a / b for a, b in zip(took[name], took["bare"], strict=True))
        work = statistics.median(a / b for a, b in zip(processor[name], processor["bare"], strict=True))
        yield (
            f"pipeline: {what} {statistics.median(took[name]):.1f} s, {ratio:.2f} x decode and pose model alone"
            f"{against(ratio, target, 'at most {:g} x')}; quickest over quickest "
            f"{min(took[name]) / min(took['bare']):.2f} x, processor time {work:.2f} x"
        )


def memory(clip: Path | None = None, minutes: tuple[float, float] = (1.0, 10.0)) -> Iterator[str]:
    """Yield the peak memory of `hiphinge analyze`, with video, on a short and a long 1080p clip.

    Parameters
    ----------
    clip
        A video instead of the bundled one; scaled into 1920 x 1080 and repeated.
    minutes
        Lengths of the two clips.

    Raises
    ------
    ArgumentError
        Where the system does not tell a process's peak memory (Windows).
    """
    if not hasattr(os, "wait4"):
        raise ArgumentError("a system that tells peak memory", platform.system(), "measure on Linux or macOS")
    peaks = []
    with _clip(clip) as source, tempfile.TemporaryDirectory() as folder:
        once = _encoded(source, Path(folder) / "once.mp4", size=FULL_HD)
        for length in minutes:
            recording = Path(folder) / f"{length:g}-minutes.mp4"
            lasts, frames = _repeated(once, recording, 60 * length)
            _tell(f"analysing {lasts:.0f} s of 1920 x 1080, {frames} frames")
            began = time.perf_counter()
            peaks.append(_peak_mb(recording, Path(folder) / "results"))
            yield (
                f"memory: {lasts:.0f} s of 1920 x 1080 ({frames} frames): peak {peaks[-1]:.0f} MB, "
                f"{time.perf_counter() - began:.0f} s"
            )
            recording.unlink()
    more = peaks[-1] - peaks[0]
    yield f"memory: the longer clip took {more:.0f} MB more{against(more, 60, 'at most {:g} MB')}"


def synthetic_motion(frames: int) -> Motion:
    """A motion of a stick figure that hinges every 4 s, as a pose estimator would see it: 30 frames a second, noisy."""
    import numpy as np

    from hiphinge.core.body import INDEX, LANDMARKS, SIDES
    from hiphinge.core.motion import Motion, SourceInfo

    noise = np.random.default_rng(1)
    time_s = np.arange(frames) / 30.0
    depth = 0.5 - 0.5 * np.cos(2 * np.pi * time_s / 4.0)
    lean, thigh, shank = (np.radians(a * depth) for a in (70.0, -20.0, 2.0))
    metres = np.zeros((frames, len(LANDMARKS), 3))

    def put(name: str, start: str | None, length: float, angle: float | NDArray[np.float64]) -> None:
        step = np.stack([length * np.sin(angle), length * np.cos(angle)], axis=-1)
        for side, across in zip(SIDES, (-0.1, 0.1), strict=True):
            i = INDEX[name if name == "nose" else f"{side}_{name}"]
            origin = metres[:, INDEX[f"{side}_{start}"], :2] if start else 0.0
            metres[:, i, :2] = origin + step
            metres[:, i, 2] = 0.0 if name == "nose" else across

    put("ankle", None, 0.08, 0.0)
    put("heel", "ankle", 0.09, np.pi * 1.25)
    put("toe", "ankle", 0.19, np.pi / 2 + 0.35)
    put("knee", "ankle", 0.43, shank)
    put("hip", "knee", 0.42, thigh)
    put("shoulder", "hip", 0.51, lean)
    put("elbow", "shoulder", 0.28, np.pi)
    put("wrist", "elbow", 0.26, np.pi)
    put("ear", "shoulder", 0.25, lean)
    put("nose", "ear", 0.1, lean + np.pi / 2)
    metres += noise.normal(scale=0.003, size=metres.shape)
    hips = metres[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1, keepdims=True)
    return Motion.build(
        time_s=time_s,
        position=350.0 * metres[:, :, :2],
        confidence=np.full(metres.shape[:2], 0.95),
        world=metres - hips,
        source=SourceInfo("synthetic", "video", frames / 30.0, 30.0, 540, 720),
    )


def _judge(motion: Motion) -> int:
    """Do what `analyze` does between the motion and the result; the number of repetitions."""
    from hiphinge.movement.movement import measure_movement
    from hiphinge.pipeline.analyze import judge_movement

    return len(judge_movement(measure_movement(motion)).repetitions)


def _decode_and_estimate(recording: Path) -> None:
    from hiphinge.pose.estimator import estimator
    from hiphinge.recordings.frames import open_frames

    with open_frames(recording) as frames, estimator() as pose:
        for frame in frames:
            pose.estimate(frame.image, frame.time_s)


def _deliver(recording: Path, folder: Path, *, video: bool) -> None:
    from hiphinge.pipeline.delivery import deliver
    from hiphinge.pipeline.request import Request

    deliver(Request(recording=recording, folder=folder, video=video))


@contextmanager
def _clip(clip: Path | None) -> Iterator[Path]:
    """The video to measure with."""
    from importlib.resources import as_file, files

    if clip is not None:
        yield clip
        return
    with as_file(files("hiphinge") / "data" / "demo.mp4") as bundled:
        yield bundled


def _long_enough(source: Path, folder: Path) -> tuple[Path, str]:
    """The clip itself or several of it in a row, and a sentence that says which."""
    from hiphinge.recordings.frames import open_frames

    with open_frames(source) as frames:
        info = frames.info
    size = f"{info.width_px} x {info.height_px}"
    lasts = info.duration_s or 0.0
    if lasts >= PIPELINE_S:
        return source, f"{source.name}, {lasts:.0f} s of {size}"
    recording = folder / "long.mp4"
    lasts, count = _repeated(_encoded(source, folder / "once.mp4"), recording, PIPELINE_S)
    mb = recording.stat().st_size / 1e6
    return recording, f"{source.name} again and again: {lasts:.0f} s, {count} frames of {size}, {mb:.1f} MB"


def _encoded(source: Path, target: Path, *, size: tuple[int, int] | None = None, frames: int | None = None) -> Path:
    """The pictures of a video as H.264 at 30 frames a second, fitted into `size` (width, height) if given."""
    import av

    from hiphinge.recordings.frames import open_frames

    options = {"preset": "superfast", "crf": "20", "bf": "0", "g": "60", "sc_threshold": "0"}
    with open_frames(source, max_side_px=max(FULL_HD)) as pictures, av.open(str(target), "w") as container:
        stream = container.add_stream("libx264", rate=30, options=options)
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            if picture.index == frames:
                break
            height, width = picture.image.shape[:2]
            size = size or (width - width % 2, height - height % 2)
            if picture.index == 0:
                stream.width, stream.height = size
            frame = av.VideoFrame.from_ndarray(_fitted(picture.image, size), format="rgb24")
            frame.pts, frame.time_base = picture.index, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target


def _fitted(image: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A picture of `size` (width, height) that shows `image` as large as it fits, on grey."""
    import cv2
    import numpy as np

    height, width = image.shape[:2]
    scale = min(size[0] / width, size[1] / height)
    shown = (min(size[0], round(width * scale)), min(size[1], round(height * scale)))
    left, top = (size[0] - shown[0]) // 2, (size[1] - shown[1]) // 2
    ground = np.full((size[1], size[0], 3), 127, dtype=np.uint8)
    ground[top : top + shown[1], left : left + shown[0]] = cv2.resize(image, shown)
    return ground


def _repeated(once: Path, target: Path, lasting_s: float) -> tuple[float, int]:
    """Write a clip of ours several times in a row, without encoding again; its length in seconds and its frames."""
    import av

    with av.open(str(target), "w") as out:
        stream, shift, count = None, 0, 0
        while True:
            with av.open(str(once)) as container:
                template = container.streams.video[0]
                stream = stream or out.add_stream_from_template(template)
                tick = cast("Fraction", template.time_base)
                end = shift
                for packet in container.demux(template):
                    if packet.dts is None or packet.pts is None:
                        continue
                    packet.pts, packet.dts = packet.pts + shift, packet.dts + shift
                    end = max(end, packet.pts + round(1 / 30 / tick))
                    packet.stream = stream
                    out.mux(packet)
                    count += 1
            shift = end
            if shift * tick >= lasting_s:
                return float(shift * tick), count


def _peak_mb(recording: Path, results: Path) -> float:
    """Peak resident memory, MB, of `hiphinge analyze` in a process of its own, as the system reports it at its end."""
    code = "from hiphinge.cli import main; main()"
    command = [sys.executable, "-c", code, "analyze", str(recording), "-o", str(results)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:  # noqa: S603  (this Python, our own words)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 3}:
        raise ArgumentError("an analysis to measure", f"one that ended with {process.returncode}", "see what it said")
    return used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)


def _quickest(best_of: int, *arguments: str) -> float:
    return min(_seconds(lambda: _python(*arguments)) for _ in range(best_of))


def _processor_of_children_s() -> float:
    """Processor time of all processes started here that have ended, seconds."""
    times = os.times()
    return times.children_user + times.children_system


def _python(*arguments: str) -> str:
    """What this Python prints in a process of its own."""
    command = [sys.executable, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


def _seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return clock() - began


def _machine() -> str:
    busy = f", load {os.getloadavg()[0]:.1f} before this began" if hasattr(os, "getloadavg") else ""
    return (
        f"hiphinge {version('hiphinge')}, Python {platform.python_version()}, {platform.system()} "
        f"{platform.machine()}, {os.cpu_count()} processors{busy}"
    )


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
