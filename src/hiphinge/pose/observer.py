"""The protocol of observers, which see the pictures of the first pass together with the pose estimator."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.estimator import Pose


class Observer(Protocol):
    """A collector of evidence about objects besides the athlete, during the one pass over the pictures.

    It keeps little of each picture and judges nothing: what requires the whole recording (repetitions, the side that
    the lifter faces, steady landmarks) is computed afterwards from the evidence.
    """

    @property
    def name(self) -> str:
        """The key of its evidence in `Motion.observations`."""
        ...

    def observe(self, image: NDArray[np.uint8], time_s: float, pose: Pose | None) -> None:
        """Collect evidence from one picture.

        Parameters
        ----------
        image
            RGB, shape (height, width, 3); it must not be stored or changed.
        time_s
            Its time, seconds.
        pose
            The person in it, in pixels of this picture; None where nobody was found.
        """
        ...

    def observation(self) -> object:
        """Return the evidence, after the last picture."""
        ...
