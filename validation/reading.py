"""Recordings read once: landmarks and outlines kept in a folder, so that a validation can be repeated in seconds."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from pathlib import Path

import numpy as np

import hiphinge as hh
from hiphinge.core.motion import JointBias, Motion, SourceInfo
from hiphinge.core.props import Bar
from hiphinge.movement.movement import Movement
from hiphinge.props.plate import find_bar


def read_motion(recording: Path, cache: Path | None) -> Motion:
    """The motion of a recording, from `cache` if it was read before; delete the folder after a change of sources."""
    if cache is None:
        return hh.open_motion(recording)
    kept = cache / f"{recording.parent.name}_{recording.stem}.npz"
    if kept.is_file():
        return _load(kept)
    motion = hh.open_motion(recording)
    cache.mkdir(parents=True, exist_ok=True)
    _keep(motion, kept)
    return motion


def read_bar(movement: Movement, recording: Path, cache: Path | None) -> Bar:
    """The barbell's movement in a recording, from `cache` if it was looked for before."""
    kept = None if cache is None else cache / f"{recording.parent.name}_{recording.stem}.bar.npz"
    if kept is not None and kept.is_file():
        with np.load(kept) as told:
            return Bar(told["path"], str(told["reason"]) or None)
    bar = find_bar(movement, recording=recording)
    if kept is not None:
        waiting = kept.with_suffix(".part.npz")
        np.savez_compressed(waiting, path=bar.path, reason=np.array(bar.reason or ""))
        waiting.replace(kept)
    return bar


def _keep(motion: Motion, file: Path) -> None:
    source = json.dumps(
        asdict(motion.source) | {"joint_bias": {k: asdict(v) for k, v in motion.source.joint_bias.items()}}
    )
    names = ("time_s", "position", "confidence", "world", "outline")
    arrays = {name: array for name in names if (array := getattr(motion, name)) is not None}
    waiting = file.with_suffix(".part.npz")
    np.savez_compressed(waiting, source=np.array(source), **arrays)
    waiting.replace(file)


def _load(file: Path) -> Motion:
    with np.load(file) as kept:
        told = json.loads(str(kept["source"]))
        told["joint_bias"] = {name: JointBias(**bias) for name, bias in told["joint_bias"].items()}
        told["warnings"] = tuple(told["warnings"])
        known = {field.name for field in fields(SourceInfo)}
        source = SourceInfo(**{name: value for name, value in told.items() if name in known})
        names = set(kept.files)
        return Motion.build(
            time_s=kept["time_s"],
            position=kept["position"],
            confidence=kept["confidence"],
            source=source,
            world=kept["world"] if "world" in names else None,
            outline=kept["outline"] if "outline" in names else None,
        )
