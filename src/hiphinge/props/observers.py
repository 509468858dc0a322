"""The observers of a recording, chosen by its drill."""

from __future__ import annotations

from hiphinge.core.props import DrillName
from hiphinge.pose.observer import Observer
from hiphinge.props.plate_observer import PlateObserver
from hiphinge.props.rod_observer import RodObserver
from hiphinge.props.wall_observer import WallObserver


def observers_for(drill: DrillName | None) -> tuple[Observer, ...]:
    """Return new observers for one recording: of the drill's prop, or of a barbell's plate without a drill."""
    if drill is None:
        return (PlateObserver(),)
    return (WallObserver(),) if drill == "wall" else (RodObserver(),)
