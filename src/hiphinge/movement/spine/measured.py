"""Pelvis and spine as a source measured them itself: markers on pelvis and thorax, two inertial sensors."""

from __future__ import annotations

from collections.abc import Mapping

from hiphinge.core.errors import RecordingError
from hiphinge.core.measure import Curve
from hiphinge.movement.spine.estimate import Spine
from hiphinge.movement.spine.model import QUANTITIES


def measured_spine(curves: Mapping[str, Curve]) -> Spine:
    """A spine of measured curves, for `hiphinge.analyze(motion, spine=...)`.

    Parameters
    ----------
    curves
        Curves over the frames of the motion, degrees, each of shape (frames,), by their names in
        `model.QUANTITIES`; all but knee flexion against the same person's upright standing. What the
        source does not measure is left out: it then comes from the landmarks, or is absent.

    Raises
    ------
    RecordingError
        If a name is not known, the curves differ in length, or there are none.
    """
    strange = sorted(set(curves) - set(QUANTITIES))
    lengths = {len(curve) for curve in curves.values()}
    if strange or len(lengths) != 1:
        found = f"{', '.join(strange)}" if strange else f"curves of {sorted(lengths)} frames"
        raise RecordingError(f"curves of one length among {', '.join(QUANTITIES)}", found, "check the source")
    (frames,) = lengths
    return Spine({name: curves.get(name, Curve.absent(frames)) for name in QUANTITIES}, None, measured=True)
