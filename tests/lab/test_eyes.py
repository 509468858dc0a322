"""The joints' net: labels of near and far sides, distortions that carry the labels along, the net in ONNX."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

torch = pytest.importorskip("torch", reason="the lab's environment (lab/requirements.txt) is not installed")
net = pytest.importorskip("lab.eyes.net")
backbone = pytest.importorskip("lab.eyes.backbone")
loss = pytest.importorskip("lab.eyes.loss")

import polars as pl  # noqa: E402
from lab.eyes.crops import CROP_PX, WIDER  # noqa: E402
from lab.eyes.distort import distorted, plain  # noqa: E402
from lab.eyes.labels import HIDDEN, OUTSIDE, VISIBLE, Labels, labels_of  # noqa: E402

from hiphinge.pose.joints import POINTS, SIDE_PX, STATES, square_about  # noqa: E402

NAMES = ("nose", "chin", "c7", "t8", "t12", "l3", "l5s1", "pelvis")
PAIRS = ("ear", "eye", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "ball", "toe")


def table(facing: str) -> pl.DataFrame:
    row: dict[str, object] = {"facing": facing, "person": 3}
    for number, name in enumerate((*NAMES, *(f"{side}_{name}" for side in ("left", "right") for name in PAIRS))):
        row |= {f"{name}_x_px": float(number), f"{name}_y_px": 2.0 * number}
        row |= {f"{name}_hidden": name == "right_knee", f"{name}_behind": name == "left_hip"}
    names = ("pelvic_tilt_deg", "trunk_lean_deg", "lumbar_flexion_deg", "neck_extension_deg", "near_knee_flexion_deg")
    row |= dict.fromkeys(names, 10.0) | {"near_hip_flexion_pelvis_deg": 20.0, "yaw_deg": -5.0, "pelvic_tilt_deg": 350.0}
    return pl.DataFrame([row])


@pytest.mark.parametrize(("facing", "near"), [("right", "right"), ("left", "left")])
def test_the_near_side_is_the_one_that_is_turned_to_the_camera(facing: str, near: str) -> None:
    rows = table(facing)
    labels = labels_of(rows)
    knee = POINTS.index("near_knee")
    assert labels.points[0, knee, 0] == rows[f"{near}_knee_x_px"][0]
    assert labels.state[0, knee] == (HIDDEN if near == "right" else VISIBLE)
    assert labels.state[0, POINTS.index("near_hip")] == (HIDDEN if near == "left" else VISIBLE)
    assert labels.angles[0].tolist() == [-20.0, 10.0, 10.0, 10.0, 20.0, -5.0]


def dotted(seed: int) -> tuple[npt.NDArray[np.uint8], Labels]:
    """Return a black crop with a white dot on each of a few points, and its labels."""
    rng = np.random.default_rng(seed)
    middle, half = 0.5 * CROP_PX, 0.5 * CROP_PX / WIDER / 1.28
    points = np.full((1, len(POINTS), 2), middle, dtype=np.float32)
    points[0, :4] = rng.uniform(middle - half, middle + half, (4, 2))
    crop = np.zeros((CROP_PX, CROP_PX, 3), dtype=np.uint8)
    crop[tuple(np.round(points[0, 0] - 0.5).astype(int)[::-1])] = 255
    points[0, 0] = np.round(points[0, 0] - 0.5) + 0.5
    state = np.zeros((1, len(POINTS)), dtype=np.int8)
    edges = np.array([[0.0, 0.0, CROP_PX, CROP_PX]], dtype=np.float32)
    nothing = np.zeros((1, 6), dtype=np.float32)
    return crop, Labels(points, state, np.array([True]), nothing, np.array([0]), pl.DataFrame(), edges)


@pytest.mark.parametrize("seed", range(6))
def test_points_move_with_the_picture(seed: int) -> None:
    crop, labels = dotted(seed)
    example = plain(crop, labels, 0, np.random.default_rng(seed))
    weight = example.picture[..., 0].astype(float)
    y, x = np.mgrid[0:SIDE_PX, 0:SIDE_PX] + 0.5
    seen = np.array([(weight * x).sum(), (weight * y).sum()]) / weight.sum()
    np.testing.assert_allclose(seen, example.points[0], atol=0.6)


def test_a_distorted_example_keeps_its_labels_true() -> None:
    crop, labels = dotted(1)
    states, mirrored = set(), set()
    for seed in range(40):
        example = distorted(crop, labels, 0, np.random.default_rng(seed), crop[None])
        assert example.picture.shape == (SIDE_PX, SIDE_PX, 3)
        mirrored.add(example.right)
        states |= set(example.state.tolist())
        inside = ((example.points >= 0) & (example.points < SIDE_PX)).all(axis=1)
        assert (example.state[~inside] == OUTSIDE).all()
    assert mirrored == {True, False}
    assert HIDDEN in states


def maps() -> dict[str, Any]:
    sides = {
        "fine": 64,
        "block2": 64,
        "middle": 32,
        "block5": 32,
        "coarse": 16,
        "block9": 16,
        "block12": 16,
        "block16": 8,
    }
    return {name: torch.randn(2, channels, sides[name], sides[name]) for name, channels in backbone.MAPS.items()}


def test_every_part_of_the_loss_teaches_every_part_of_the_head() -> None:
    torch.manual_seed(0)
    head = net.Head()
    answer = head(maps())
    assert answer["heat"].shape == (2, len(POINTS), net.GRID * net.GRID)
    true = {
        "points": torch.rand(2, len(POINTS), 2) * SIDE_PX,
        "state": torch.randint(0, len(STATES), (2, len(POINTS))),
        "right": torch.tensor([0.0, 1.0]),
        "angles": torch.randn(2, 6) * 20.0,
    }
    sum(loss.losses(answer, true).values()).backward()
    assert all(p.grad is not None and torch.isfinite(p.grad).all() for p in head.parameters())


def test_the_square_holds_the_body_with_a_margin() -> None:
    square = square_about(np.array([[100.0, 50.0], [140.0, 250.0]], dtype=np.float32))
    assert square.side == 256
    assert (square.left, square.top) == (-8, 22)
