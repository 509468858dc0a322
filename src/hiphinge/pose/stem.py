"""The first layers of MoveNet, which the joints' net and MoveNet's own key points share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hiphinge.pose.joints import Square
from hiphinge.pose.nets import Net


@dataclass(frozen=True, slots=True)
class Features:
    """What the stem makes of a square of a picture.

    Attributes
    ----------
    square
        The square.
    maps
        Feature maps by name, in eight bits, (1, channels, cells, cells): inputs of the nets that go on from here.
    """

    square: Square
    maps: Mapping[str, NDArray[np.generic]]


class Stem:
    """The stem by itself: a square of a picture in, `Features` out."""

    def __init__(self, path: Path) -> None:
        self._net = Net(path)

    def look(self, image: NDArray[np.uint8], square: Square) -> Features:
        """Return the features of a square of an RGB picture (height, width, 3)."""
        return Features(square, self._net(picture=square.picture(image)))
