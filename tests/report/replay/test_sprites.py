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


def test_text_is_wrapped_and_cut_to_its_room() -> None:
    font = Type.of(12)
    lines = font.wrap("push the hips back as if to shut a door behind you, and once more", 160, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(font.width(line) <= 160 for line in lines)
    assert font.wrap("Donaudampfschifffahrtsgesellschaftskapitän" * 3, 160, 1)[0].endswith("…")


def test_sprites_are_cut_at_the_edges() -> None:
    sprite = label([("45° ±4", WHITE)], Type.of(12))
    for x, y in ((-1000, 0), (-5, -5), (60, 30), (1000, 1000)):
        picture = np.full((40, 70, 3), 200, dtype=np.uint8)
        sprite.lay(picture, x, y)
        assert picture.shape == (40, 70, 3)
    wide = np.full((90, 70, 3), 200, dtype=np.uint8)
    first = sprite.lay_within(wide, 30, 40)
    above, below = (sprite.lay_within(wide, 30, y, beside=[first]) for y in (38, 42))
    assert above[3] < first[1]
    assert below[1] > first[3]
    top = sprite.lay_within(wide, 30, 0)
    assert sprite.lay_within(wide, 30, 0, beside=[top])[1] > top[3], "there is room on one side only"
    tiny = np.full((4, 4, 3), 200, dtype=np.uint8)
    sprite.lay_within(tiny, 2, 2)
    assert (tiny < 200).any()
    assert Canvas(1, 1, 5).sprite().width == 1
