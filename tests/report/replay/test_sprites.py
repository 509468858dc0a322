"""Text and pictures of the replay."""

from __future__ import annotations

import numpy as np
import pytest

from hiphinge.report.replay.sprites import WHITE, Canvas, Sprite, Type, label


def opaque(width: int, height: int, tone: int = 200) -> Sprite:
    shape = (height, width, 3)
    return Sprite(np.full(shape, tone, dtype=np.uint8), np.zeros(shape, dtype=np.uint8))


@pytest.mark.parametrize(("at", "covered"), [((5, 5), 60), ((-4, 5), 36), ((5, 17), 30), ((30, 30), 0)])
def test_parts_outside_the_picture_are_cut_off(at: tuple[int, int], covered: int) -> None:
    picture = np.zeros((20, 20, 3), dtype=np.uint8)
    opaque(10, 6).lay(picture, *at)
    assert np.count_nonzero(picture[:, :, 0]) == covered


def test_a_sprite_stays_inside_and_covers_none_of_the_others() -> None:
    picture = np.zeros((60, 60, 3), dtype=np.uint8)
    other = (0, 20, 60, 40)
    left, top, right, bottom = opaque(10, 6).lay_within(picture, 100.0, 32.0, beside=[other])
    assert (left, right) == (50, 60)
    assert bottom <= other[1] or top >= other[3]


def test_text_is_broken_into_lines_that_fit() -> None:
    font = Type.of(12.0)
    lines = font.wrap("send the hips back and keep the low back long", 120, 2)
    assert len(lines) == 2
    assert max(font.width(line) for line in lines) <= 120
    assert lines[-1].endswith("…")


def test_a_canvas_becomes_a_sprite_of_its_size() -> None:
    sprite = Canvas(40, 30, 4).box(5, 5, 10, 10, WHITE).sprite()
    assert (sprite.width, sprite.height) == (40, 30)
    assert label([("45", WHITE), ("lean", WHITE)], Type.of(12.0)).height > label([("45", WHITE)], Type.of(12.0)).height
