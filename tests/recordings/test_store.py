"""Stored pictures are returned unchanged, from memory and from disk."""

from __future__ import annotations

import math

import numpy as np
import pytest

from hiphinge.recordings import store as store_module
from hiphinge.recordings.store import PictureStore
from tests import clips


@pytest.mark.parametrize("in_memory", [0, 2**20])
def test_exact_pictures_are_returned_exactly(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store_module, "IN_MEMORY_BYTES", in_memory or 1)
    store = PictureStore(exact_bytes=math.inf)
    rng = np.random.default_rng(3)
    pictures = [rng.integers(0, 256, shape, dtype=np.uint8) for shape in ((9, 7), (3, 4, 3), (1, 1))]
    for number, picture in enumerate(pictures):
        store.append(picture)
        np.testing.assert_array_equal(store[number], picture)
    for picture, again in zip(pictures, store, strict=True):
        np.testing.assert_array_equal(again, picture)
    np.testing.assert_array_equal(store[0], pictures[0])


def test_other_pictures_keep_their_colours_and_edges() -> None:
    store = PictureStore()
    picture = clips.picture(120, 90)
    store.append(picture)
    assert np.abs(store[0].astype(int) - picture).mean() < 1.0


def test_pictures_are_exact_up_to_a_limit() -> None:
    store = PictureStore(exact_bytes=1.0)
    picture = np.random.default_rng(3).integers(0, 256, (30, 40, 3), dtype=np.uint8)
    store.append(picture)
    store.append(picture)
    np.testing.assert_array_equal(store[0], picture)
    assert np.abs(store[1].astype(int) - picture).max() > 0


def test_encoded_pictures_can_be_copied_to_another_store() -> None:
    store, other = PictureStore(), PictureStore()
    store.append(clips.picture())
    other.append_encoded(store.encoded(0))
    np.testing.assert_array_equal(other[0], store[0])
    store.close()
    assert len(store) == 0
