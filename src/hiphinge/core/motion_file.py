"""Motion files (`.npz`): a saved motion can be analysed again without its recording."""

from __future__ import annotations

import json
import zipfile
from dataclasses import asdict, fields, replace
from datetime import datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np

from hiphinge.core.error_model import ErrorModel
from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve
from hiphinge.core.motion import OPTIONAL_ARRAYS, JointBias, Motion, SourceInfo

FORMAT: Final = "hiphinge.motion/1"

_EXPECTED: Final = f"a motion saved by hiphinge ({FORMAT})"
_REMEDY: Final = "save it again with `save_motion`"
_PARTS: Final = ("value", "low", "high")


def save_motion(motion: Motion, path: str | Path) -> None:
    """Write a motion to `path`, without its observations.

    Raises
    ------
    OSError
        If the file cannot be written.
    """
    arrays: dict[str, Any] = {
        "time_s": motion.time_s,
        "position": motion.position,
        "confidence": motion.confidence,
        "head": np.array(json.dumps({"format": FORMAT, "unit": motion.unit, "source": _plain(motion.source)})),
    }
    for name in OPTIONAL_ARRAYS:
        if getattr(motion, name) is not None:
            arrays[name] = getattr(motion, name)
    for name, curve in motion.angles.items():
        arrays |= {f"angle:{name}:{part}": getattr(curve, part) for part in _PARTS}
    with Path(path).open("wb") as file:
        np.savez_compressed(file, **arrays)


def load_motion(path: str | Path) -> Motion:
    """Return the motion that was saved at `path`.

    Raises
    ------
    RecordingError
        If there is no such file, or `save_motion` did not write it.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            head = json.loads(str(arrays["head"]))
            if head["format"] != FORMAT:
                raise RecordingError(_EXPECTED, f"'{path}', which is {head['format']}", _REMEDY)
            names = sorted({name.split(":")[1] for name in arrays if name.startswith("angle:")})
            return Motion.build(
                time_s=arrays["time_s"],
                position=arrays["position"],
                confidence=arrays["confidence"],
                **{name: arrays.get(name) for name in OPTIONAL_ARRAYS},
                angles={name: Curve(*(arrays[f"angle:{name}:{part}"] for part in _PARTS)) for name in names},
                source=_source(head["source"]),
                unit=head["unit"],
            )
    except OSError as error:
        raise RecordingError(
            _EXPECTED, f"'{path}', which cannot be read ({error.strerror or error})", _REMEDY
        ) from error
    except (KeyError, ValueError, TypeError, IndexError, AttributeError, EOFError, zipfile.BadZipFile) as error:
        raise RecordingError(_EXPECTED, f"'{path}', which is something else or damaged", _REMEDY) from error


def _plain(source: SourceInfo) -> dict[str, Any]:
    """Return a source as values that JSON can hold."""
    plain = {field.name: getattr(source, field.name) for field in fields(source)}
    model, recorded = source.errors, source.recorded_utc
    plain["joint_bias"] = {name: asdict(bias) for name, bias in source.joint_bias.items()}
    plain["recorded_utc"] = None if recorded is None else recorded.isoformat()
    plain["evidence"] = None if source.evidence is None else sorted(source.evidence)
    plain["errors"] = None
    if model is not None:
        plain["errors"] = {field.name: getattr(model, field.name) for field in fields(model)}
        plain["errors"] |= {"landmark": dict(model.landmark), "angle_deg": dict(model.angle_deg)}
    return plain


def _source(plain: dict[str, Any]) -> SourceInfo:
    """Return the source that `_plain` described; unknown keys are ignored."""
    known = {field.name for field in fields(SourceInfo)}
    source = SourceInfo(**{name: value for name, value in plain.items() if name in known})
    model, recorded, evidence = plain["errors"], plain["recorded_utc"], plain["evidence"]
    if model is not None:
        frozen = {name: MappingProxyType(model[name]) for name in ("landmark", "angle_deg")}
        model = ErrorModel(**(model | frozen))
    return replace(
        source,
        warnings=tuple(plain["warnings"]),
        joint_bias={name: JointBias(**bias) for name, bias in plain["joint_bias"].items()},
        recorded_utc=None if recorded is None else datetime.fromisoformat(recorded),
        evidence=None if evidence is None else frozenset(evidence),
        errors=model,
    )
