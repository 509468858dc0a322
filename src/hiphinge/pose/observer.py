"""What looks at the pictures of the first pass beside the pose estimator."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.estimator import Pose


class Observer(Protocol):
    """Gathers what is in the pictures beside the person, while they pass once.

    It keeps little of each picture, and judges nothing: what needs the whole recording (repetitions, the side that the
    lifter faces, steady landmarks) is worked out afterwards, from what it kept.
    """

    @property
    def name(self) -> str:
        """Under which `Motion.observations` holds what it kept."""
        ...

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:
        """Look at one picture.

        Parameters
        ----------
        image
            RGB, shape (height, width, 3); it must not be kept or changed.
        time_s
            Its time, seconds.
        pose
            The person in it, in pixels of this picture; None where nobody was seen.
        """
        ...

    def observation(self) -> object:
        """What was kept, once all pictures have passed."""
        ...
