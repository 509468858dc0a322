"""Which way a recording must be turned so that the lifter stands upright in it.

Some phones and converters lose the mark that says how a video is to be turned. The joints' net was trained on upright
pictures: of a picture on its side it says itself that the points are uncertain, of people who lie it does not.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import pair
from hiphinge.pose.estimator import Pose
from hiphinge.recordings.turned import turned_picture

Look = Callable[[NDArray[np.uint8]], Pose | None]
"""What sees one picture by itself: the person in it, or None."""

SURE: Final = 0.78
"""Median confidence from which a picture with upright legs is not looked at in other ways."""

CLEAR_DOUBT: Final = 0.40
CLEAR_SHARE: Final = 0.6
"""The pictures are turned if the doubt (1 less the confidence) is then at most `CLEAR_DOUBT` and at most this share of
that before."""

STANDING_DOUBT: Final = 0.35
STANDING_SHARE: Final = 0.7
"""The same where the legs, which lay before, then stand."""

AHEAD_SHARE: Final = 0.8
"""Largest doubt over that of the second-best way."""

STANDING_DEG: Final = 35.0
LYING_DEG: Final = 55.0
"""Legs stand if the line from ankles to hips is at most the first off the vertical, and lie from the second on.

All seven limits were chosen on three pictures each of 110 real clips, 25 of them of people who lie, kneel, hold a plank
or are hardly seen: none of them is turned. Put on either side or upside down, 290 of 330 are turned back, 38 are left
as they are, and two (a plank) are turned wrongly."""

UNSEEN_DOUBT: Final = 1.0
"""Doubt of a picture in which nobody was found."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What was seen of the lifter in one picture turned in one way.

    Attributes
    ----------
    doubt
        One less the median confidence of the landmarks, 0..1.
    leg_deg
        Angle of the line from ankles to hips off the vertical, 0..180 degrees; NaN where nobody was found.
    """

    doubt: float
    leg_deg: float

    @classmethod
    def of(cls, pose: Pose | None) -> Sight:
        """Return what a pose, or none, says."""
        if pose is None:
            return cls(UNSEEN_DOUBT, math.nan)
        hip, ankle = (pose.position[list(pair(name))].mean(axis=0) for name in ("hip", "ankle"))
        across, down = (hip - ankle).tolist()
        return cls(1.0 - float(np.median(pose.confidence)), abs(math.degrees(math.atan2(across, -down))))


def quarters_to_upright(pictures: Sequence[NDArray[np.uint8]], look: Look) -> int:
    """Return by how many quarter turns counterclockwise the pictures of a recording must be turned, 0 to 3.

    Parameters
    ----------
    pictures
        A few pictures, RGB of shape (height, width, 3), spread over the recording.
    look
        Sees one picture by itself, and is less certain of people who are not upright in it.
    """
    if not pictures:
        return 0
    middle = Sight.of(look(pictures[len(pictures) // 2]))
    if middle.doubt <= 1.0 - SURE and middle.leg_deg <= STANDING_DEG:
        return 0
    return best_turn([[Sight.of(look(turned_picture(image, turn))) for turn in range(4)] for image in pictures])


def best_turn(sights: Sequence[Sequence[Sight]]) -> int:
    """Return the turn, 0 to 3, in which the lifter is seen clearly better than in the pictures as they are; else 0.

    `sights` has what was seen in each picture, turned by 0, 1, 2 and 3 quarters.
    """
    each = np.array([[sight.doubt for sight in of_picture] for of_picture in sights])
    # The best picture counts as much as the usual one: plates hide much of the body in the others.
    doubts = (np.median(each, axis=0) + each.min(axis=0)) / 2
    legs = [_usual([of_picture[turn].leg_deg for of_picture in sights]) for turn in range(4)]
    best = int(np.argmin(doubts))
    doubt, share = float(doubts[best]), float(doubts[best] / max(doubts[0], 1e-9))
    if best == 0 or doubt > AHEAD_SHARE * float(np.sort(doubts)[1]):
        return 0
    clear = doubt <= CLEAR_DOUBT and share <= CLEAR_SHARE
    stands = best != 2 and legs[best] <= STANDING_DEG and legs[0] >= LYING_DEG
    return best if clear or (stands and doubt <= STANDING_DOUBT and share <= STANDING_SHARE) else 0


def _usual(angles_deg: Sequence[float]) -> float:
    """Return the median of the known angles; NaN where there are none."""
    known = [angle for angle in angles_deg if math.isfinite(angle)]
    return float(np.median(known)) if known else math.nan
