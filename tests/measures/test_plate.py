"""A drawn barbell's plate at known places: it is followed, scaled to the body, and not hallucinated."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from hiphinge.core.body import Side
from hiphinge.core.motion import Motion
from hiphinge.measures.plate import find_bar
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.props.plate_observer import PlateObserver
from tests.body_model import Camera, Posture, Script, film, from_the_top
from tests.observed import observed

PICTURED_TRUNK_PX: Final = 60
NEARER: Final = 1.2
"""Scale of the plate and its movement in the picture relative to the hands: the plate is nearer to the camera."""

BESIDE: Final = np.array([0.25, 0.1])
"""Place of the plate beside the hands in standing, trunk lengths: the camera looks slightly from behind."""


@dataclass(frozen=True)
class Drawing:
    """A plate that is drawn into the room: its radius in trunk lengths, and whether it moves with the hands or not."""

    radius: float = 0.4
    still: bool = False
    facing: Side = "right"


def draw(drawing: Drawing, folder: Path, script: Script | None = None) -> tuple[Movement, NDArray[np.float64]]:
    """Return the movement measured from drawn pictures, and the hands' path, trunk lengths, shape (frames, 2)."""
    script = script or from_the_top(2, around_s=0.5)
    motion = film(script, Camera(trunk_px=PICTURED_TRUNK_PX, facing=drawing.facing, rate_hz=30.0))
    flip = np.array([1.0 if drawing.facing == "right" else -1.0, -1.0])
    hands = motion.middle("wrist")
    plate = hands[0] + NEARER * (hands - hands[0]) + PICTURED_TRUNK_PX * BESIDE
    if drawing.still:
        plate = np.broadcast_to(plate[0], plate.shape)
    rng = np.random.default_rng(4)
    size = (round(5 * PICTURED_TRUNK_PX), round(4.2 * PICTURED_TRUNK_PX))
    room = np.clip(rng.normal(150, 4, (size[1], size[0], 3)), 0, 255).astype(np.uint8)
    cv2.circle(room, (60, 60), 20, (90, 90, 90), -1)  # a ball on a shelf
    for index in range(len(motion)):
        picture = room.copy()
        if drawing.radius:
            at = tuple(int(v) for v in np.round(16 * plate[index] * flip))
            cv2.circle(picture, at, round(16 * drawing.radius * PICTURED_TRUNK_PX), (40, 40, 60), -1, cv2.LINE_AA, 4)
        cv2.imwrite(str(folder / f"frame_{index:04d}.png"), picture[:, :, ::-1])
    return measure_movement(observed(PlateObserver(), of_folder(motion, folder))), hands / PICTURED_TRUNK_PX


def of_folder(motion: Motion, folder: Path) -> Motion:
    return replace(motion, source=replace(motion.source, path=str(folder)))


@pytest.mark.parametrize("facing", ["right", "left"])
def test_the_bar_moves_as_the_hands_do(tmp_path: Path, facing: Side) -> None:
    movement, hands = draw(Drawing(facing=facing), tmp_path)
    bar = find_bar(movement)
    assert bar.reason is None
    known = np.asarray(np.isfinite(bar.path).all(axis=1))
    inside = slice(movement.repetitions.counted[0].start, movement.repetitions.counted[-1].stop)
    assert known[inside].mean() > 0.9
    for axis in (0, 1):
        off = (bar.path - hands)[known, axis]
        assert np.percentile(np.abs(off - np.median(off)), 95) < 0.03


@pytest.mark.parametrize("drawing", [Drawing(radius=0.0), Drawing(still=True), Drawing(radius=0.2)])
def test_no_bar_is_hallucinated(tmp_path: Path, drawing: Drawing) -> None:
    movement, _ = draw(drawing, tmp_path)
    bar = find_bar(movement)
    assert bar.reason == "no plate moves with the hands"
    assert not np.isfinite(bar.path).any()


def test_without_repetitions_no_bar_is_searched(tmp_path: Path) -> None:
    movement, _ = draw(Drawing(), tmp_path, Script.start(Posture(2, 4, 2), 1.0))
    assert find_bar(movement).reason == "there are no repetitions in which a bar could move"


def test_a_motion_without_pictures_has_no_bar() -> None:
    assert find_bar(measure_movement(film(from_the_top(1)))).reason == "the recording has no moving pictures"
