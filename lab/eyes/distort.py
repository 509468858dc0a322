"""Distort crops as real cameras, compression and surroundings do, and carry their labels along."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from hiphinge.pose.joints import SIDE_PX
from lab.exercises import drawn
from lab.eyes.crops import CROP_PX, WIDER
from lab.eyes.labels import HIDDEN, OUTSIDE, VISIBLE, Labels

Picture = npt.NDArray[np.uint8]
Array = npt.NDArray[np.float32]
SCALES = (0.82, 1.38)
ROLL_DEG = 7.0
CUT_SHARE = 0.15
COVERED_SHARE = 0.35
MIRRORED_SHARE = 0.5


@dataclass(frozen=True)
class Example:
    """What the net is shown (SIDE_PX, SIDE_PX, 3), and what it should answer; see `labels.Labels`."""

    picture: Picture
    points: Array
    state: npt.NDArray[np.int8]
    right: bool
    angles: Array


def distorted(
    crop: Picture, labels: Labels, row: int, rng: np.random.Generator, others: npt.NDArray[np.uint8]
) -> Example:
    """Return a distorted example of one still; others: crops of other stills, whose parts may cover this one."""
    placed = _placed(crop, labels, row, rng)
    picture, state = placed.picture, placed.state
    if rng.random() < COVERED_SHARE:
        picture, state = _covered(picture, placed.points, state, rng, others)
    return Example(_filmed(picture, rng), placed.points, state, placed.right, placed.angles)


def plain(crop: Picture, labels: Labels, row: int, rng: np.random.Generator | None = None) -> Example:
    """Return an example as the product would see it; with `rng`, the square is a little off as it is when following."""
    return _placed(crop, labels, row, rng, gentle=True)


def _placed(
    crop: Picture, labels: Labels, row: int, rng: np.random.Generator | None, *, gentle: bool = False
) -> Example:
    zoom = WIDER * SIDE_PX / CROP_PX
    turn, shift, mirrored = 0.0, np.zeros(2), False
    if rng is not None:
        size = float(np.exp(rng.uniform(*np.log((0.95, 1.06) if gentle else SCALES))))
        zoom /= size
        shift = rng.normal(0.0, 0.015 if gentle else 0.045, 2) * SIDE_PX
    if rng is not None and not gentle:
        turn = drawn(rng, (-ROLL_DEG, ROLL_DEG)) if rng.random() < 0.6 else 0.0
        mirrored = bool(rng.random() < MIRRORED_SHARE)
        if rng.random() < CUT_SHARE:
            shift += np.array([0.0, 1.0 if rng.random() < 0.5 else -1.0]) * drawn(rng, (0.08, 0.32)) * SIDE_PX
    c, s = zoom * np.cos(np.radians(turn)), zoom * np.sin(np.radians(turn))
    across = -1.0 if mirrored else 1.0
    linear = np.array([[across * c, -s], [across * s, c]])
    matrix = np.column_stack([linear, 0.5 * SIDE_PX + shift - linear @ np.full(2, 0.5 * CROP_PX)])
    for_cv = matrix.copy()
    for_cv[:, 2] += linear @ np.full(2, 0.5) - 0.5
    picture = cv2.warpAffine(crop, for_cv, (SIDE_PX, SIDE_PX), flags=cv2.INTER_LINEAR)
    points = labels.points[row] @ linear.T.astype(np.float32) + matrix[:, 2].astype(np.float32)
    left, top, right, bottom = labels.edges[row]
    x, y = labels.points[row].T
    gone = (x < left) | (x > right) | (y < top) | (y > bottom)
    gone |= (points < 0.0).any(axis=1) | (points >= SIDE_PX).any(axis=1)
    state = np.where(gone, OUTSIDE, labels.state[row]).astype(np.int8)
    return Example(picture, points, state, bool(labels.right[row]) != mirrored, labels.angles[row])


def _covered(
    picture: Picture, points: Array, state: npt.NDArray[np.int8], rng: np.random.Generator, others: Picture
) -> tuple[Picture, npt.NDArray[np.int8]]:
    """Cover parts with discs, boxes and bars, of one colour or cut from another still."""
    picture, state = picture.copy(), state.copy()
    for _ in range(int(rng.integers(1, 4))):
        mask = np.zeros((SIDE_PX, SIDE_PX), dtype=np.uint8)
        x, y = (points[int(rng.integers(len(points)))] + rng.normal(0.0, 14.0, 2)).astype(int).tolist()
        size = int(drawn(rng, (6.0, 46.0)))
        kind = int(rng.integers(4))
        if kind == 0:
            cv2.ellipse(mask, (x, y), (size, int(size * drawn(rng, (0.75, 1.0)))), 0, 0, 360, 1, -1)
        elif kind == 1:
            cv2.ellipse(
                mask, (x, y), (size, int(size * drawn(rng, (0.3, 0.8)))), drawn(rng, (0.0, 180.0)), 0, 360, 1, -1
            )
        elif kind == 2:
            half = int(size * drawn(rng, (0.3, 1.3)))
            cv2.rectangle(mask, (x - half, y - size), (x + half, y + size), 1, -1)
        else:
            wide, along = int(drawn(rng, (2.0, 11.0))), drawn(rng, (0.0, np.pi))
            far = (400.0 * np.array([np.cos(along), np.sin(along)])).astype(int)
            cv2.line(mask, (x - far[0], y - far[1]), (x + far[0], y + far[1]), 1, wide)
        there = mask.astype(bool)
        if rng.random() < 0.5:
            colour = rng.integers(0, 256, 3) if rng.random() < 0.5 else np.full(3, rng.integers(5, 90))
            shade = 1.0 + 0.15 * rng.standard_normal() * (
                np.mgrid[0:SIDE_PX, 0:SIDE_PX][int(rng.integers(2))] / SIDE_PX - 0.5
            )
            filling = np.clip(colour * shade[..., None], 0, 255).astype(np.uint8)
        else:
            other = others[int(rng.integers(len(others)))]
            at = rng.integers(0, other.shape[0] - SIDE_PX, 2)
            filling = other[at[0] : at[0] + SIDE_PX, at[1] : at[1] + SIDE_PX]
        picture[there] = filling[there]
        column, row = np.clip(points.astype(int), 0, SIDE_PX - 1).T
        state[there[row, column] & (state == VISIBLE)] = HIDDEN
    return picture, state


def _filmed(picture: Picture, rng: np.random.Generator) -> Picture:
    """Sharpness, light, colour, noise and compression of real cameras."""
    if rng.random() < 0.3:
        small = max(48, int(SIDE_PX * drawn(rng, (0.3, 0.9))))
        picture = cv2.resize(picture, (small, small), interpolation=cv2.INTER_AREA)
        picture = cv2.resize(picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
    chance = rng.random()
    if chance < 0.2:
        picture = cv2.GaussianBlur(picture, (0, 0), drawn(rng, (0.4, 2.2)))
    elif chance < 0.35:
        length = int(rng.integers(3, 13))
        kernel = np.zeros((length, length), dtype=np.float32)
        turn, middle = drawn(rng, (0.0, np.pi)), (length - 1) / 2
        reach = middle * np.array([np.cos(turn), np.sin(turn)])
        cv2.line(
            kernel,
            tuple(np.round(middle - reach).astype(int).tolist()),
            tuple(np.round(middle + reach).astype(int).tolist()),
            1.0,
            1,
        )
        picture = cv2.filter2D(picture, -1, kernel / kernel.sum())
    values = picture.astype(np.float32)
    dark = rng.random() < 0.2
    gain = drawn(rng, (0.18, 0.6)) if dark else drawn(rng, (0.65, 1.5))
    values = 255.0 * np.power(values / 255.0, np.float32(np.exp(rng.normal(0.0, 0.25)))) * gain
    values = values * np.exp(rng.normal(0.0, 0.08, 3)).astype(np.float32) + np.float32(rng.normal(0.0, 12.0))
    if rng.random() < 0.4:
        grey = values.mean(axis=2, keepdims=True)
        values = grey + (drawn(rng, (0.0, 1.7))) * (values - grey)
    values = values + rng.standard_normal(values.shape, dtype=np.float32) * np.float32(
        abs(rng.normal(0.0, 10.0 if dark else 6.0))
    )
    picture = np.clip(values, 0, 255).astype(np.uint8)
    if rng.random() < 0.5:
        _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, int(rng.integers(18, 92))])
        picture = np.asarray(cv2.imdecode(data, cv2.IMREAD_COLOR), dtype=np.uint8)
    return np.asarray(picture)
