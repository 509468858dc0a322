"""Read recordings once and keep their motions in a folder, so that a validation can be repeated in seconds.

Measuring and judging are done by `hiphinge.analyze`, as in the product.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

import hiphinge as hh
from hiphinge.core.motion import Motion
from hiphinge.core.motion_file import load_motion, save_motion
from hiphinge.core.props import DrillName
from hiphinge.pose.factory import DEFAULT_ESTIMATOR
from hiphinge.props.plate_observer import PLATE, PlateSight
from hiphinge.props.rod_observer import ROD, RodSight
from hiphinge.props.wall_observer import WALL, WallSight
from hiphinge.recordings.store import PictureStore


def read_motion(
    recording: Path, cache: Path | None, *, drill: DrillName | None = None, estimator: str = DEFAULT_ESTIMATOR
) -> Motion:
    """Return the motion of a recording, from `cache` if it is there; delete the folder after a change of `sources`."""
    if cache is None:
        return hh.open_motion(recording, drill=drill, estimator=estimator)
    ending = f".{estimator}.npz" if drill is None else f".{estimator}.{drill}.npz"
    kept = cache / f"{recording.parent.name}_{recording.name}{ending}"
    beside = kept.with_suffix(".seen.npz")
    if kept.is_file() and beside.is_file():
        with np.load(beside) as stored:
            return load_motion(kept).with_observations(_observations(stored))
    motion = hh.open_motion(recording, drill=drill, estimator=estimator)
    cache.mkdir(parents=True, exist_ok=True)
    save_motion(motion, kept)
    partial = beside.with_suffix(".part.npz")
    arrays: dict[str, Any] = dict(_arrays(motion.observations))
    np.savez_compressed(partial, **arrays)
    partial.replace(beside)
    return motion


def _arrays(observations: Mapping[str, object]) -> dict[str, np.ndarray[Any, Any]]:
    """Return the observations as arrays."""
    arrays: dict[str, np.ndarray[Any, Any]] = {}
    for sight in observations.values():
        if isinstance(sight, PlateSight):
            arrays |= {"plate.time_s": sight.time_s, "plate.hands": sight.hands, "plate.unit_px": sight.unit_px}
            arrays["plate.circles"] = np.concatenate([np.empty((0, 4)), *sight.circles])
            arrays["plate.ends"] = np.cumsum([len(found) for found in sight.circles], dtype=np.int64)
        elif isinstance(sight, RodSight):
            arrays |= {"rod.time_s": sight.time_s, "rod.corner": sight.corner, **_bytes("rod", sight.pictures)}
        elif isinstance(sight, WallSight):
            arrays["wall.pictures"] = np.stack(sight.pictures)
    return arrays


def _observations(kept: Mapping[str, np.ndarray[Any, Any]]) -> dict[str, object]:
    """Return the observations from the arrays of `_arrays`."""
    observations: dict[str, object] = {}
    if "plate.time_s" in kept:
        time_s, hands, unit_px = (kept[f"plate.{name}"] for name in ("time_s", "hands", "unit_px"))
        circles = np.split(kept["plate.circles"], kept["plate.ends"][:-1]) if time_s.size else []
        observations[PLATE] = PlateSight(time_s, hands, unit_px, tuple(circles))
    if "rod.time_s" in kept:
        observations[ROD] = RodSight(kept["rod.time_s"], kept["rod.corner"], _store("rod", kept))
    if "wall.pictures" in kept:
        observations[WALL] = WallSight(tuple(kept["wall.pictures"]))
    return observations


def _bytes(name: str, pictures: PictureStore) -> dict[str, np.ndarray[Any, Any]]:
    """Return the encoded pictures as one array, with their ends."""
    encoded = [pictures.encoded(number) for number in range(len(pictures))]
    ends = np.cumsum([len(picture) for picture in encoded], dtype=np.int64)
    return {f"{name}.bytes": np.frombuffer(b"".join(encoded), dtype=np.uint8), f"{name}.ends": ends}


def _store(name: str, kept: Mapping[str, np.ndarray[Any, Any]]) -> PictureStore:
    """Return the pictures from the arrays of `_bytes`."""
    store = PictureStore()
    for picture in np.split(kept[f"{name}.bytes"], kept[f"{name}.ends"][:-1]) if kept[f"{name}.ends"].size else ():
        store.append_encoded(picture.tobytes())
    return store
