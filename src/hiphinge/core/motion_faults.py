"""Faults of the parts of a motion, all of them in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from hiphinge.core.body import DIRECT_ANGLES, LANDMARKS, SPINE_POINTS
from hiphinge.core.error_model import ANGLE_NAMES
from hiphinge.core.measure import Curve

UNITS: Final = ("px", "m")
"""Units that positions may have."""

_MARKS: Final = len(LANDMARKS)

_SHAPES: Final[Mapping[str, tuple[int | None, ...]]] = {
    "position": (_MARKS, 2),
    "confidence": (_MARKS,),
    "world": (_MARKS, 3),
    "outline": (None, 2),
    "hidden": (_MARKS,),
    "spine": (len(SPINE_POINTS), 2),
    "direct": (2, len(DIRECT_ANGLES)),
    "camera": (2,),
}
"""Shape of each array after its frames; None for any length."""

_NEEDED: Final = ("time_s", "position", "confidence")


def arrays_of(given: Mapping[str, object]) -> tuple[dict[str, Any], list[str]]:
    """Return the values as arrays of numbers, None where one may be missing, and the faults of those that are none."""
    arrays: dict[str, Any] = {}
    faults = []
    for name, values in given.items():
        if values is None and name not in _NEEDED:
            arrays[name] = None
            continue
        try:
            array = np.asarray(values)
        except ValueError:  # rows of different lengths
            array = np.asarray(None)
        if array.dtype.kind not in "fiub" or array.ndim == 0:
            faults.append(f"{name} that is no array of numbers")
        else:
            arrays[name] = array
    return arrays, faults


def faults_of(arrays: Mapping[str, Any], angles: Mapping[str, object], unit: object) -> list[str]:
    """Return the faults of arrays of numbers, by their names, of angles and of a unit; empty if there are none."""
    faults = [] if unit in UNITS else [f"a unit of {unit!r} where {' or '.join(UNITS)} was expected"]
    time_s = arrays.get("time_s")
    frames = None if time_s is None else len(time_s)
    if time_s is not None:
        faults += _of_times(time_s)
    for name, array in arrays.items():
        if name in _SHAPES and array is not None:
            faults += _of_shape(name, array.shape, (frames, *_SHAPES[name]))
    trust = arrays.get("confidence")
    if trust is not None and bool(((trust < 0) | (trust > 1)).any()):
        faults.append("confidence outside 0 to 1")
    faults += [f"an angle called {name}" for name in sorted(map(str, set(angles) - set(ANGLE_NAMES)))]
    for name, curve in angles.items():
        if not isinstance(curve, Curve):
            faults.append(f"{name} that is no Curve")
        elif frames is not None and len(curve) != frames:
            faults.append(f"{name} of {len(curve)} frames where {frames} were expected")
    return faults


def _of_times(time_s: np.ndarray[Any, Any]) -> list[str]:
    if time_s.ndim != 1:
        return [f"time_s of shape {time_s.shape} where one dimension was expected"]
    if time_s.size < 1:
        return ["no frames"]
    if not np.isfinite(time_s).all():
        return ["timestamps that are not finite"]
    return [] if bool((np.diff(time_s) > 0).all()) else ["timestamps that do not increase"]


def _of_shape(name: str, shape: Sequence[int], expected: Sequence[int | None]) -> list[str]:
    fits = len(shape) == len(expected) and all(
        length in (found, None) for found, length in zip(shape, expected, strict=True)
    )
    wanted = ", ".join("any" if length is None else str(length) for length in expected)
    return [] if fits else [f"{name} of shape {tuple(shape)} where ({wanted}) was expected"]
