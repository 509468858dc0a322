"""Choosing the lifter among several people, and the region of the picture that keeps the others out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.estimator import LooksOnce, PoseEstimator
from hiphinge.pose.upright import quarters_to_upright
from hiphinge.recordings.recording import Recording
from hiphinge.recordings.turned import turned_picture

Box = tuple[float, float, float, float]

BYSTANDER_SHARE: Final = 0.15
"""People smaller than this share of the largest one's area count as background."""

SAME_PLACE_OVERLAP: Final = 0.3
"""Smallest overlap (intersection over union) of the boxes of one person in two samples."""

SAMPLE_SHARES: Final = (0.12, 0.5, 0.88)
"""Times of the sampled pictures, as shares of the recording's length."""

SMALL_SHARE: Final = 0.6
"""A single lifter who stays within this share of the picture is searched for in that region only: a body that is small
in the picture is found less often, especially when a plate hides the head."""

BEND_MARGIN: Final = 0.65
"""Margin on either side, body heights: in a deep bend the head moves forward by half a height, the arms further."""

CROWD_MARGIN: Final = 0.45
"""Margin on either side where others are present, body heights: smaller, to keep them out of the region."""

HEAD_MARGIN: Final = 0.25
"""Margin above and below, body heights."""

STATURE_WIDTHS: Final = 0.75
"""The standing height of a bent body is estimated as its box's height plus this share of the box's width."""


TURNED: Final = {
    1: "the pictures lie on their side in the video and were turned by 90° counterclockwise",
    2: "the pictures stand upside down in the video and were turned by 180°",
    3: "the pictures lie on their side in the video and were turned by 90° clockwise",
}
"""Warning about a recording that was turned, by its quarter turns counterclockwise."""


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
        """Return the region of a picture of shape (height, width, 3) as a contiguous array."""
        return np.ascontiguousarray(image[self.top : self.bottom, self.left : self.right])


@dataclass(frozen=True, slots=True)
class Lifter:
    """The lifter's region and the number of people, in the recording turned upright.

    Attributes
    ----------
    region
        Region of the picture in which the lifter stays; None = the whole picture.
    people
        Largest number of people seen at once.
    quarters
        Quarter turns counterclockwise by which the recording was turned.
    """

    region: Region | None
    people: int
    quarters: int = 0

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a reader of the result should know of this."""
        return (TURNED[self.quarters],) if self.quarters else ()


WHOLE_PICTURE: Final = Lifter(None, 1)
"""One person, anywhere in the picture."""


def look_around(recording: Recording, estimator: PoseEstimator) -> Lifter:
    """Return the lifter in a video file, from a few pictures spread over it, before its frames are read.

    A recording that lies on its side or upside down is turned upright (`Recording.turn`). Cameras and folders are not
    sampled: the one person whom the estimator finds is followed.
    """
    length_s = recording.info.duration_s
    if not recording.info.moving or not length_s:
        return WHOLE_PICTURE
    seen = (recording.frame_at(share * length_s) for share in SAMPLE_SHARES)
    pictures = [image for image in seen if image is not None]
    if not pictures:
        return WHOLE_PICTURE
    quarters = quarters_to_upright(pictures, estimator.look_once) if isinstance(estimator, LooksOnce) else 0
    recording.turn(quarters)
    upright = [turned_picture(image, quarters) for image in pictures]
    height, width = upright[0].shape[:2]
    return replace(choose_lifter([estimator.people(image) for image in upright], width, height), quarters=quarters)


def choose_lifter(samples: Sequence[Sequence[Box]], width: int, height: int) -> Lifter:
    """Return the lifter among the people in a few sampled pictures of the recording.

    People lift in one place, so boxes that overlap from sample to sample are the same person. The lifter is the one
    with the largest summed box area: near the camera and present in most samples. A body that changes its shape, unlike
    a spectator, counts up to half as much again.

    Parameters
    ----------
    samples
        Boxes (left, top, right, bottom), pixels, of the people in each sampled picture.
    width, height
        Size of the picture, pixels.
    """
    people = max((len(_foreground(boxes)) for boxes in samples), default=0)
    if people == 0:
        return Lifter(None, people)
    persons: list[list[Box]] = []
    for sample in samples:
        for box in _foreground(sample):
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


def _foreground(sample: Sequence[Box]) -> list[Box]:
    """Return the boxes of the people in the foreground of one picture, the largest first."""
    largest = max((_area(box) for box in sample), default=0.0)
    kept: list[Box] = []
    for box in sorted(sample, key=_area, reverse=True):
        # Boxes that overlap by half or more are two detections of one body.
        if _area(box) >= BYSTANDER_SHARE * largest and all(_overlap(box, other) < 0.5 for other in kept):
            kept.append(box)
    return kept


def _weight(person: list[Box]) -> float:
    """Return the summed area of a person's boxes, times up to 1.5 for a change of height."""
    boxes = np.array(person)
    heights = boxes[:, 3] - boxes[:, 1]
    change = float(np.ptp(heights) / heights.max())
    return sum(_area(box) for box in person) * (1.0 + 0.5 * min(1.0, change / 0.3))


def _area(box: Box) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _overlap(a: Box, b: Box) -> float:
    """Return the intersection over union of two boxes."""
    shared = _area((max(a[0], b[0]), max(a[1], b[1]), min(a[2], b[2]), min(a[3], b[3])))
    return shared / (_area(a) + _area(b) - shared + 1e-9)
