"""Which of several people is the lifter, and the part of the picture to look at so that the others are not followed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.estimator import PoseEstimator
from hiphinge.recordings.recording import Recording

Box = tuple[float, float, float, float]

BYSTANDER_SHARE: Final = 0.15
"""People smaller than this share of the largest one's area are background."""

SAME_PLACE_OVERLAP: Final = 0.3
"""Boxes of one person in two frames overlap at least by this (intersection over union)."""

LOOKS: Final = (0.12, 0.5, 0.88)
"""Where the looks are taken, as shares of the recording's length."""

SMALL_SHARE: Final = 0.6
"""A single lifter who stays within this share of the picture is looked for there only: a body that is small in the
picture is found less often, above all when a plate hides the head."""

BEND_MARGIN: Final = 0.65
"""Room left to either side, in body heights: a head comes forward by half a height in a deep bend, arms further."""

CROWD_MARGIN: Final = 0.45
"""The same where others stand by: less room, so that they stay out of the picture."""

HEAD_MARGIN: Final = 0.25
"""Room left above and below, in body heights."""

STATURE_WIDTHS: Final = 0.75
"""A bent body is about as tall, once it stands, as its box is high and three quarters of it wide."""


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture, in whole pixels, half-open."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def corner(self) -> NDArray[np.float32]:
        """Top left corner, shape (2,)."""
        return np.array([self.left, self.top], dtype=np.float32)

    def cut(self, image: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """That part of a picture of shape (height, width, 3), contiguous."""
        return np.ascontiguousarray(image[self.top : self.bottom, self.left : self.right])


@dataclass(frozen=True, slots=True)
class Lifter:
    """The lifter's region (None = look at the whole picture) and how many people were seen at once."""

    region: Region | None
    people: int


WHOLE_PICTURE: Final = Lifter(None, 1)
"""One person, anywhere in the picture."""


def look_around(recording: Recording, estimator: PoseEstimator) -> Lifter:
    """Who is in a video file, from a few pictures spread over it, before its frames are read.

    Cameras and folders are not looked at beforehand: the one person whom the estimator finds is followed.
    """
    length_s = recording.info.duration_s
    if not recording.info.moving or not length_s:
        return WHOLE_PICTURE
    looks: list[list[Box]] = []
    width = height = 0
    for share in LOOKS:
        image = recording.frame_at(share * length_s)
        if image is not None:
            height, width = image.shape[:2]
            looks.append(estimator.people(image))
    return choose_lifter(looks, width, height) if looks else WHOLE_PICTURE


def choose_lifter(looks: Sequence[Sequence[Box]], width: int, height: int) -> Lifter:
    """The lifter among the people seen in a few looks spread over the recording.

    People stay where they lift, so boxes that overlap from look to look are one person. The lifter is the one whose
    boxes are largest in sum: near the camera and there in most looks, with half as much again for a body that changes
    its shape (somebody who watches does not).

    Parameters
    ----------
    looks
        Boxes (left, top, right, bottom) in pixels of the people seen in each look.
    width, height
        Size of the picture in pixels.
    """
    people = max((len(_foreground(look)) for look in looks), default=0)
    if people == 0:
        return Lifter(None, people)
    persons: list[list[Box]] = []
    for look in looks:
        for box in _foreground(look):
            home = max(persons, key=lambda person: _overlap(person[-1], box), default=None)
            if home is not None and _overlap(home[-1], box) >= SAME_PLACE_OVERLAP:
                home.append(box)
            else:
                persons.append([box])
    lifter = max(persons, key=_weight)
    boxes = np.array(lifter)
    size = float(np.max(boxes[:, 2:] - boxes[:, :2]))
    across, along = (CROWD_MARGIN if people > 1 else BEND_MARGIN) * size, HEAD_MARGIN * size
    stature = float(np.max(boxes[:, 3] - boxes[:, 1] + STATURE_WIDTHS * (boxes[:, 2] - boxes[:, 0])))
    head = min(float(boxes[:, 1].min()), float(boxes[:, 3].max()) - stature)
    region = Region(
        left=max(0, int(boxes[:, 0].min() - across)),
        top=max(0, int(head - along)),
        right=min(width, int(boxes[:, 2].max() + across)),
        bottom=min(height, int(boxes[:, 3].max() + along)),
    )
    share = (region.right - region.left) * (region.bottom - region.top) / (width * height)
    return Lifter(region if people > 1 or share < SMALL_SHARE else None, people)


def _foreground(look: Sequence[Box]) -> list[Box]:
    largest = max((_area(box) for box in look), default=0.0)
    kept: list[Box] = []
    for box in sorted(look, key=_area, reverse=True):
        # One body found twice is not two people.
        if _area(box) >= BYSTANDER_SHARE * largest and all(_overlap(box, other) < 0.5 for other in kept):
            kept.append(box)
    return kept


def _weight(person: list[Box]) -> float:
    boxes = np.array(person)
    tallness = boxes[:, 3] - boxes[:, 1]
    change = float(np.ptp(tallness) / tallness.max())
    return sum(_area(box) for box in person) * (1.0 + 0.5 * min(1.0, change / 0.3))


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _overlap(a: Box, b: Box) -> float:
    shared = _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return shared / (_area(a) + _area(b) - shared + 1e-9)
