"""The shared first layers: their maps are what joints' net and key points go on from."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.pose.joints import SIDE_PX, Square
from hiphinge.pose.models import pose_nets
from hiphinge.pose.nets import Net
from hiphinge.pose.stem import Stem

PICTURE = np.random.default_rng(0).integers(0, 255, (300, 400, 3), dtype=np.uint8)
WHOLE = Square(20, 10, SIDE_PX)


@pytest.fixture(scope="module")
def stem() -> Stem:
    return Stem(pose_nets(None, ("stem",))["stem"].path)


def test_its_maps_are_in_eight_bits_and_keep_their_square(stem: Stem) -> None:
    seen = stem.look(PICTURE, WHOLE)
    assert seen.square == WHOLE
    for name, map_ in seen.maps.items():
        assert map_.dtype == np.uint8, name
        assert map_.shape[0] == 1
        assert SIDE_PX % map_.shape[-1] == 0
        assert len(np.unique(map_)) > 20, "eight bits are used"


@pytest.mark.parametrize("name", ["joints", "keypoints"])
def test_both_nets_go_on_from_the_same_maps(name: str, stem: Stem) -> None:
    net = Net(pose_nets(None, (name,))[name].path)
    seen = stem.look(PICTURE, WHOLE)
    blank = stem.look(np.zeros_like(PICTURE), WHOLE)
    said, other = net(**seen.maps), net(**blank.maps)
    for output in net.outputs:
        assert np.isfinite(said[output]).all()
        assert (said[output] != other[output]).any(), f"{output} depends on the picture"
