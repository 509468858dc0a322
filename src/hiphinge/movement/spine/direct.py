"""Pelvis and spine measured by the source itself: by markers on pelvis and thorax, or by two inertial sensors."""

from __future__ import annotations

from collections.abc import Mapping

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve
from hiphinge.movement.spine.estimate import Spine
from hiphinge.movement.spine.model import QUANTITIES


def spine_from_source(curves: Mapping[str, Curve]) -> Spine:
    """Return a spine of measured curves, for `hiphinge.analyze(motion, spine=...)`.

    Parameters
    ----------
    curves
        Curves over the frames of the motion, degrees, each of shape (frames,), by their names in
        `model.QUANTITIES`; all but knee flexion relative to the same athlete's upright standing. What the
        source does not measure is left out: it then comes from the landmarks, or is absent.

    Raises
    ------
    RecordingError
        If a name is unknown, the curves differ in length, or there are none.
    """
    unknown = sorted(set(curves) - set(QUANTITIES))
    lengths = {len(curve) for curve in curves.values()}
    if unknown or len(lengths) != 1:
        found = f"{', '.join(unknown)}" if unknown else f"curves of {sorted(lengths)} frames"
        raise RecordingError(f"curves of one length among {', '.join(QUANTITIES)}", found, "check the source")
    (frames,) = lengths
    return Spine({name: curves.get(name, Curve.absent(frames)) for name in QUANTITIES}, None, measured=True)
