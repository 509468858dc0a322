"""Following one person through the frames of a recording; only landmarks are held in memory, never pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import DIRECT_ANGLES, INDEX, LANDMARKS, SPINE_POINTS, Side
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import FloatArray
from hiphinge.core.motion import OUTLINE_SCALE, Motion, SourceInfo
from hiphinge.pose.camera import CameraObserver
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose, PoseEstimator, WorksAhead
from hiphinge.pose.identity import Tracks, facing, fix_side_swaps, turned_frames
from hiphinge.pose.lifter import WHOLE_PICTURE, Lifter, Region
from hiphinge.pose.observer import Observer
from hiphinge.recordings.stream import Frame, VideoInfo

BLOCK_FRAMES = 512
"""Number of frames by which the arrays of landmarks grow."""

JUMP_TRUNKS = 0.7
"""A trunk that moves further than this from one frame to the next, in trunk lengths, may belong to another person."""

SAME_PERSON_SIZE = (0.6, 1.6)
"""Range of trunk lengths of the same person after a jump, over the usual one."""

SAME_PERSON_REACH_TRUNKS = 3.0
"""Largest distance of the same person from the usual place after a jump, trunk lengths."""


class _Rows:
    """Rows of one array that grows in place, so that memory never holds a second copy.

    Parameters
    ----------
    shape
        Shape of one row.
    dtype
        Type of the values.
    fill
        Value of a row that is missing.
    """

    def __init__(self, shape: tuple[int, ...], dtype: type[np.generic], fill: float) -> None:
        self._shape, self._fill = shape, fill
        self._rows: NDArray[np.generic] = np.empty((0, *shape), dtype=dtype)
        self._used = 0

    def append(self, row: NDArray[np.generic] | None) -> None:
        """Add a row, or a missing one for None."""
        if self._used == len(self._rows):
            self._resize(self._used + BLOCK_FRAMES)
        self._rows[self._used] = self._fill if row is None else row
        self._used += 1

    def take(self) -> NDArray[np.generic]:
        """Return all rows, shape (rows, *shape of a row); none may be added afterwards."""
        self._resize(self._used)
        return self._rows

    def _resize(self, rows: int) -> None:
        # The system moves large blocks without copying them; there are no other references to the array yet.
        self._rows.resize((rows, *self._shape), refcheck=False)


Watch = Callable[[NDArray[np.uint8], float, Pose | None], None]
"""What is shown each picture (RGB), its time in seconds and the person in it."""


@dataclass(frozen=True, slots=True)
class _Collected:
    tracks: Tracks
    outline: NDArray[np.int16]
    spine: NDArray[np.float32] | None
    direct: NDArray[np.float32] | None


def follow(  # noqa: PLR0913  (independent options)
    frames: Iterable[Frame],
    info: VideoInfo,
    estimator: PoseEstimator,
    *,
    lifter: Lifter = WHOLE_PICTURE,
    observers: Sequence[Observer] = (),
    camera: CameraObserver | None = None,
    toward: Side | None = None,
    warnings: Callable[[], tuple[str, ...]] = tuple,
    on_frame: Callable[[int], None] | None = None,
) -> Motion:
    """Return the motion of the lifter in a stream of frames.

    Parameters
    ----------
    frames
        Pictures with their times, in order.
    info
        Properties of the recording.
    estimator
        Finds the landmarks.
    lifter
        Region of the picture in which the lifter stays, and the number of people seen at once.
    observers
        Are shown each picture with the person in it.
    camera
        Follows the background, whose movement is taken out; None takes the camera as still.
    toward
        The side of the picture that the lifter faces, where it is already known; None determines it from the recording.
    warnings
        Called after the last frame; returns the warnings of the frames' reader.
    on_frame
        Called after every frame with the number of frames processed.

    Returns
    -------
    Motion
        In the sagittal frame, x forward, y up, pixels of the analysed picture.

    Raises
    ------
    RecordingError
        If the recording has no frames.
    """
    watch = [observer.observe for observer in observers] + ([] if camera is None else [camera.observe])
    collected, size = _collect(frames, estimator, lifter.region, watch, on_frame)
    if collected is None:
        raise RecordingError("a recording with frames", f"none in '{info.path}'", "check that it plays elsewhere")
    tracks = collected.tracks
    path = None if camera is None else camera.path(tracks.time_s)
    notes = [*warnings(), *lifter.warnings, *_steadied(collected, path, size[0])]
    notes += _left_out(collected, _identity_switches(tracks), "somebody else was followed")
    toward = toward or facing(tracks)
    notes += _left_out(collected, turned_frames(tracks, toward), "the lifter faced the other way")
    tracks = fix_side_swaps(tracks, toward)
    sign = 1.0 if toward == "right" else -1.0
    times = tracks.time_s
    source = SourceInfo(
        path=info.path,
        kind=info.kind,
        duration_s=info.duration_s or float(times[-1] - times[0]),
        frame_rate_hz=_rate_hz(times),
        width_px=info.width_px,
        height_px=info.height_px,
        scale=max(size) / max(info.width_px, info.height_px, 1),
        facing=toward,
        near_side=toward,  # a lifter who faces the right of the picture turns the right side to the camera
        pose_model=estimator.name,
        people=lifter.people,
        quarters=lifter.quarters,
        warnings=tuple(notes),
        joint_bias=dict(estimator.joint_bias),
        errors=estimator.errors,
    )
    tracks.position[:, :, 0] *= sign
    tracks.position[:, :, 1] *= -1.0
    world = tracks.world
    if world is not None:
        # The camera's x right, y down, z away become forward, up and to the lifter's right.
        world *= np.array([sign, -1.0, -sign], dtype=np.float32)
    motion = Motion.build(
        time_s=times,
        position=tracks.position,
        confidence=tracks.confidence,
        world=world,
        outline=collected.outline,
        hidden=tracks.hidden,
        spine=None if collected.spine is None else collected.spine * np.array([sign, -1.0], dtype=np.float32),
        direct=collected.direct,
        camera=None if path is None else path * np.array([sign, -1.0]),
        source=source,
    )
    return motion.with_observations({observer.name: observer.observation() for observer in observers})


def _rate_hz(times: FloatArray) -> float:
    return float((len(times) - 1) / (times[-1] - times[0])) if len(times) > 1 else 0.0


def _steadied(collected: _Collected, path: FloatArray | None, width_px: int) -> list[str]:
    """Take the camera's path, pixels, (frames, 2), out of all that was found; return the warning, if it moved."""
    if path is None:
        return []
    shift = path.astype(np.float32)
    collected.tracks.position[:] -= shift[:, None]
    if collected.spine is not None:
        collected.spine[:] -= shift[:, None]
    known = (collected.outline != np.iinfo(np.int16).min).all(axis=(1, 2))
    collected.outline[known] -= np.round(OUTLINE_SCALE * path[known, None]).astype(np.int16)
    share = 100 * float(np.ptp(path, axis=0).max()) / width_px
    return [f"the camera moved by {share:.0f} % of the picture's width, which was taken out; put it on a stand"]


def _left_out(collected: _Collected, frames: NDArray[np.bool_], what: str) -> list[str]:
    """Remove what was found in some frames, (frames,), because of `what`; return the warning, if there are any."""
    if not frames.any():
        return []
    tracks = collected.tracks
    for points in (tracks.position, tracks.world, collected.spine, collected.direct):
        if points is not None:
            points[frames] = np.nan
    collected.outline[frames] = np.iinfo(np.int16).min
    tracks.confidence[frames] = 0.0
    return [f"for part of the recording {what}; that part was left out"]


def _collect(
    frames: Iterable[Frame],
    estimator: PoseEstimator,
    region: Region | None,
    watch: Sequence[Watch],
    on_frame: Callable[[int], None] | None,
) -> tuple[_Collected | None, tuple[int, int]]:
    """Return the landmarks of all frames, None if there are no frames, and the pictures' width and height."""
    times: list[float] = []
    marks = len(LANDMARKS)
    rows = {
        "position": _Rows((marks, 2), np.float32, np.nan),
        "confidence": _Rows((marks,), np.float32, 0.0),
        "world": _Rows((marks, 3), np.float32, np.nan),
        "outline": _Rows((OUTLINE_VERTICES, 2), np.int16, np.iinfo(np.int16).min),
        "hidden": _Rows((marks,), np.bool_, fill=True),
        "spine": _Rows((len(SPINE_POINTS), 2), np.float32, np.nan),
        "direct": _Rows((2, len(DIRECT_ANGLES)), np.float32, np.nan),
    }
    given: set[str] = set()
    size = (1, 1)
    for done, (frame, pose) in enumerate(_posed(frames, estimator, region), start=1):
        size = (frame.image.shape[1], frame.image.shape[0])
        times.append(frame.time_s)
        for name, kept in rows.items():
            row = None if pose is None else getattr(pose, name)
            kept.append(row)
            if row is not None:
                given.add(name)
        for see in watch:
            see(frame.image, frame.time_s, pose)
        if on_frame is not None:
            on_frame(done)
    if not times:
        return None, size
    taken: dict[str, Any] = {name: kept.take() for name, kept in rows.items()}
    more = {name: taken[name] if name in given else None for name in ("hidden", "spine", "direct")}
    tracks = Tracks(np.array(times), taken["position"], taken["confidence"], taken["world"], more["hidden"])
    return _Collected(tracks, taken["outline"], more["spine"], more["direct"]), size


def _posed(
    frames: Iterable[Frame], estimator: PoseEstimator, region: Region | None
) -> Iterator[tuple[Frame, Pose | None]]:
    """Yield each frame with the person found in a region of it, in pixels of the whole frame.

    An estimator that works ahead is given the next picture before the pose in this one is read, so that it need not
    wait.
    """
    pictures = ((frame, frame.image if region is None else region.cut(frame.image)) for frame in frames)
    if not isinstance(estimator, WorksAhead):
        for frame, image in pictures:
            yield frame, _placed(estimator.estimate(image, frame.time_s), region)
        return
    waiting: tuple[Frame, Callable[[], Pose | None]] | None = None
    for frame, image in pictures:
        answer = estimator.begin(image, frame.time_s)
        if waiting is not None:
            yield waiting[0], _placed(waiting[1](), region)
        waiting = frame, answer
    if waiting is not None:
        yield waiting[0], _placed(waiting[1](), region)


def _placed(pose: Pose | None, region: Region | None) -> Pose | None:
    """Return a pose found in a region, in pixels of the whole frame."""
    if pose is None or region is None:
        return pose
    outline = pose.outline
    if outline is not None:
        outline = outline + (region.corner * OUTLINE_SCALE).astype(np.int16)
    spine = None if pose.spine is None else pose.spine + region.corner
    return replace(pose, position=pose.position + region.corner, outline=outline, spine=spine)


def _identity_switches(tracks: Tracks) -> NDArray[np.bool_]:
    """Return in which frames the landmarks had jumped to another person, shape (frames,)."""
    left, right = (INDEX["left_shoulder"], INDEX["left_hip"]), (INDEX["right_shoulder"], INDEX["right_hip"])
    trunk = tracks.position[:, [*left, *right]].astype(np.float64)
    centre = trunk.mean(axis=1)
    length = np.linalg.norm((trunk[:, 0] + trunk[:, 2] - trunk[:, 1] - trunk[:, 3]) / 2, axis=1)
    known = np.isfinite(centre[:, 0])
    switched = np.zeros(len(centre), dtype=bool)
    if known.sum() < 2:
        return switched
    usual = float(np.median(length[known]))
    index = np.flatnonzero(known)
    step = np.linalg.norm(np.diff(centre[index], axis=0), axis=1)
    jumped = np.concatenate(([False], step > JUMP_TRUNKS * usual))
    stretch = np.cumsum(jumped)
    if stretch[-1] == 0:
        return switched
    main = int(np.argmax(np.bincount(stretch)))
    home = np.median(centre[index[stretch == main]], axis=0)
    size = float(np.median(length[index[stretch == main]]))
    for number in range(int(stretch[-1]) + 1):
        members = index[stretch == number]
        ratio = float(np.median(length[members])) / size
        distance = float(np.linalg.norm(np.median(centre[members], axis=0) - home)) / size
        if not (SAME_PERSON_SIZE[0] < ratio < SAME_PERSON_SIZE[1] and distance < SAME_PERSON_REACH_TRUNKS):
            switched[members] = True
    return switched
