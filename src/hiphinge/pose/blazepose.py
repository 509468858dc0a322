"""BlazePose "full" (Google, Apache-2.0) under onnxruntime: 33 landmarks, world landmarks and the outline.

A detector finds people by two points, the hips' middle and how far the body reaches from there; the landmark net looks
at a turned square about them, and gives the two points for the next picture too, so the detector is used again only
when the person was lost (Bazarevsky 2020, arXiv:2006.10204).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Final, Self

import cv2
import numpy as np
from numpy.typing import NDArray

from hiphinge.core.body import LANDMARKS
from hiphinge.core.error_model import ErrorModel
from hiphinge.core.motion import OUTLINE_SCALE, JointBias
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose
from hiphinge.pose.models import pose_nets
from hiphinge.pose.nets import Net, chance

BLAZEPOSE_INDEX: Final = MappingProxyType(
    {
        "nose": 0,
        "left_ear": 7,
        "right_ear": 8,
        "left_shoulder": 11,
        "right_shoulder": 12,
        "left_elbow": 13,
        "right_elbow": 14,
        "left_wrist": 15,
        "right_wrist": 16,
        "left_hip": 23,
        "right_hip": 24,
        "left_knee": 25,
        "right_knee": 26,
        "left_ankle": 27,
        "right_ankle": 28,
        "left_heel": 29,
        "right_heel": 30,
        "left_toe": 31,
        "right_toe": 32,
    }
)
"""Index of each of our landmarks among BlazePose's 33."""

JOINT_BIAS: Final = MappingProxyType({"hip": JointBias(0.025, 0.025), "shoulder": JointBias(-0.025, 0.022)})
"""Offsets from the joint centres, trunk lengths: the hip landmark lies about 1.5 cm in front of the femoral head, the
shoulder landmark behind the joint in standing and in front of it in a deep bend. Medians over 13 rendered bodies with
known joint centres (`validation/pipeline`)."""

MIN_DETECTION: Final = 0.3
"""Smallest score of a detected person."""

MIN_PRESENCE: Final = 0.2
"""Smallest chance of a person in the square: low enough to keep following a body whose head is behind a plate;
landmarks hallucinated then are removed later (`movement.plausibility`)."""

MAX_PEOPLE: Final = 4
"""Largest number of people detected when the lifter is chosen."""

DETECTOR_PX: Final = 224
LANDMARKS_PX: Final = 256
ANCHOR_LAYERS: Final = ((8, 2), (16, 2), (32, 6))
"""Stride in pixels and number of boxes a cell of the detector's three grids."""

SAME_PERSON_OVERLAP: Final = 0.3
"""Boxes that overlap more (intersection over union) are of one person."""

REACH_SCALE: Final = 1.25
"""Side of the square over twice the distance between its two points."""

NEXT_POINTS: Final = (33, 34)
"""Rows of the landmark net's output that give the next picture's square."""

REFINE_CELLS: Final = 7
REFINE_FROM: Final = 0.5
"""Side of the part of the heat map that refines a landmark, cells, and the smallest peak that may."""

MASK_FINER: Final = 3
"""The outline is traced on the mask interpolated to so many times its size."""

SURE_LOGIT: Final = 8.0
"""Logits of the mask are cut off here, so that interpolating between two of them finds the edge between pixels."""

_ORDER: Final = [BLAZEPOSE_INDEX[name] for name in LANDMARKS]


@dataclass(frozen=True, slots=True)
class TurnedSquare:
    """A square of the picture, pixels, turned so that the body in it is upright; radians, clockwise in the picture."""

    x: float
    y: float
    side: float
    turn: float

    @classmethod
    def of_points(cls, hips: NDArray[np.float64], reach: NDArray[np.float64]) -> TurnedSquare:
        """Return the square about a body from the middle of the hips and the point that says how far it reaches."""
        across, down = reach - hips
        turn = math.pi / 2 - math.atan2(-down, across)
        return cls(float(hips[0]), float(hips[1]), 2.0 * REACH_SCALE * math.hypot(across, down), turn)

    def to_picture(self, size_px: int) -> NDArray[np.float64]:
        """Return the matrix (2, 3) from pixels of a crop of `size_px` to those of the picture."""
        scale = self.side / size_px
        c, s = scale * math.cos(self.turn), scale * math.sin(self.turn)
        half = 0.5 * size_px
        return np.array([[c, -s, self.x - (c - s) * half], [s, c, self.y - (s + c) * half]])

    def cut(self, image: NDArray[np.uint8], size_px: int) -> NDArray[np.uint8]:
        """Return the square of a picture (height, width, 3) as (size, size, 3); edges go on beyond the picture."""
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        crop = cv2.warpAffine(
            image, self.to_picture(size_px), (size_px, size_px), flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        return np.asarray(crop, dtype=np.uint8)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the landmark net reads from one square.

    Attributes
    ----------
    points
        All landmarks and auxiliary points, pixels of the picture, (39, 2).
    trust
        The smaller of a landmark's chances to be in the picture and to be visible, (39,).
    world
        Metres about the mid-hips, x right, y down, z away from the camera, (39, 3).
    presence
        Chance that somebody is in the square.
    mask
        Logits of the person in the square, (256, 256).
    square
        The square.
    """

    points: NDArray[np.float64]
    trust: NDArray[np.float64]
    world: NDArray[np.float64]
    presence: float
    mask: NDArray[np.float32]
    square: TurnedSquare

    @property
    def body(self) -> NDArray[np.float32]:
        """All points of the body, without the auxiliary ones, pixels of the picture, (33, 2)."""
        return self.points[: NEXT_POINTS[0]].astype(np.float32)

    @property
    def next_square(self) -> TurnedSquare:
        """Where the body is looked for in the next picture."""
        return TurnedSquare.of_points(*(self.points[row] for row in NEXT_POINTS))

    def pose(self) -> Pose:
        """Return our landmarks and the outline."""
        return Pose(
            position=self.points[_ORDER].astype(np.float32),
            confidence=self.trust[_ORDER].astype(np.float32),
            world=self.landmarks_world(),
            outline=self.outline(),
        )

    def landmarks_world(self) -> NDArray[np.float32]:
        """Return the world positions of our landmarks, metres, (landmarks, 3)."""
        return self.world[_ORDER].astype(np.float32)

    def outline(self) -> NDArray[np.int16] | None:
        """Return the person's outline in 1/16 px of the picture, or None where there is none."""
        fine = np.clip(self.mask, -SURE_LOGIT, SURE_LOGIT)
        size = MASK_FINER * LANDMARKS_PX
        fine = cv2.resize(fine, (size, size), interpolation=cv2.INTER_LINEAR)
        traced = largest_contour(fine > 0.0)
        if traced is None:
            return None
        matrix = self.square.to_picture(LANDMARKS_PX)
        points = ((traced + 0.5) / MASK_FINER - 0.5) @ matrix[:, :2].T + matrix[:, 2]
        return np.asarray(np.clip(np.round(points * OUTLINE_SCALE), -32768, 32767), dtype=np.int16)


class BlazePose:
    """The two nets, and one person followed from picture to picture.

    Parameters
    ----------
    model
        A folder with the nets named by the user, or None for those of this package.
    """

    def __init__(self, model: Path | None = None) -> None:
        self._files = pose_nets(model, ("blazepose_detector", "blazepose_full"))
        self._detector = Net(self._files["blazepose_detector"].path)
        self._landmarks = Net(self._files["blazepose_full"].path)
        self._anchors = _anchors()
        self._square: TurnedSquare | None = None

    @property
    def name(self) -> str:
        """Name and checksum of the landmark net."""
        return f"blazepose full {self._files['blazepose_full'].sha256[:8]}"

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Offsets of hip and shoulder from the joint centres."""
        return JOINT_BIAS

    @property
    def errors(self) -> ErrorModel | None:
        """None: the usual one of pose models, which was fitted to it."""
        return None

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:  # noqa: ARG002  (the protocol's)
        """Return the person followed in an RGB picture of shape (height, width, 3), or None."""
        reading = self.read(image)
        return None if reading is None else reading.pose()

    def read(self, image: NDArray[np.uint8]) -> Reading | None:
        """Return what is seen of the person followed, who is looked for anew where he was lost, or None."""
        if self._square is not None:
            reading = self.look(image, self._square)
            if reading is not None:
                self._square = reading.next_square
                return reading
        found = self.detect(image)
        reading = self.look(image, found[0]) if found else None
        self._square = None if reading is None else reading.next_square
        return reading

    def look(self, image: NDArray[np.uint8], square: TurnedSquare) -> Reading | None:
        """Return the landmarks in a square, or None where nobody is."""
        crop = square.cut(image, LANDMARKS_PX)
        outputs = self._landmarks(picture=crop[None].astype(np.float32) / np.float32(255.0))
        presence = float(outputs["presence"].ravel()[0])
        if not presence >= MIN_PRESENCE:
            return None
        rows = outputs["landmarks"].reshape(-1, 5).astype(np.float64)
        flat = refined(rows[:, :2], outputs["heatmap"][0])
        matrix = square.to_picture(LANDMARKS_PX)
        return Reading(
            points=flat @ matrix[:, :2].T + matrix[:, 2],
            trust=chance(rows[:, 3:5]).min(axis=1),
            world=_turned(outputs["world"].reshape(-1, 3).astype(np.float64), square.turn),
            presence=presence,
            mask=outputs["mask"][0, :, :, 0],
            square=square,
        )

    def detect(self, image: NDArray[np.uint8]) -> list[TurnedSquare]:
        """Return the squares about all people who are detected, the surest first."""
        height, width = image.shape[:2]
        scale = DETECTOR_PX / max(height, width)
        matrix = np.array(
            [[scale, 0.0, 0.5 * (DETECTOR_PX - scale * width)], [0.0, scale, 0.5 * (DETECTOR_PX - scale * height)]]
        )
        crop = cv2.warpAffine(image, matrix, (DETECTOR_PX, DETECTOR_PX), flags=cv2.INTER_LINEAR)
        outputs = self._detector(picture=crop[None].astype(np.float32) / np.float32(127.5) - np.float32(1.0))
        score = chance(outputs["scores"][0, :, 0])
        rows = np.flatnonzero(score >= MIN_DETECTION)
        rows = rows[np.argsort(-score[rows], kind="stable")]
        boxes = outputs["boxes"][0, rows].astype(np.float64)
        middle = self._anchors[rows] * DETECTOR_PX
        low, high = middle + boxes[:, :2] - 0.5 * boxes[:, 2:4], middle + boxes[:, :2] + 0.5 * boxes[:, 2:4]
        points = middle[:, None] + boxes[:, 4:8].reshape(-1, 2, 2)
        found: list[TurnedSquare] = []
        left = np.arange(len(rows))
        while len(left) and len(found) < MAX_PEOPLE:
            same = _overlap(low, high, left[0], left) > SAME_PERSON_OVERLAP
            same[0] = True
            weight = score[rows[left[same]]]
            mean = np.average(points[left[same]], axis=0, weights=weight)
            found.append(TurnedSquare.of_points(*((mean - matrix[:, 2]) / scale)))
            left = left[~same]
        return found

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return the boxes (left, top, right, bottom), pixels, of all people found in one RGB picture."""
        boxes = []
        for square in self.detect(image):
            reading = self.look(image, square)
            if reading is not None:
                low, high = reading.body.min(axis=0), reading.body.max(axis=0)
                boxes.append((float(low[0]), float(low[1]), float(high[0]), float(high[1])))
        return boxes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._square = None


def refined(points: NDArray[np.float64], heat: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return landmarks moved to the centre of their spot in the heat maps, where there is a clear one.

    `points` (landmarks, 2) in pixels of the crop, `heat` (cells, cells, landmarks) logits.
    """
    cells = heat.shape[0]
    size = LANDMARKS_PX / cells
    out = points.copy()
    reach = REFINE_CELLS // 2
    for row, (x, y) in enumerate(np.floor(points / size)):
        if not (0 <= x < cells and 0 <= y < cells):
            continue
        top, left = max(0, int(y) - reach), max(0, int(x) - reach)
        spot = chance(heat[top : int(y) + reach + 1, left : int(x) + reach + 1, row])
        if spot.max() >= REFINE_FROM:
            down, across = np.indices(spot.shape)
            total = spot.sum()
            out[row] = ((spot * across).sum() / total + left) * size, ((spot * down).sum() / total + top) * size
    return out


def largest_contour(inside: NDArray[np.bool_]) -> NDArray[np.float64] | None:
    """Return the largest outline of a mask (height, width) as evenly spaced points, or None where the mask is empty.

    Points are (`OUTLINE_VERTICES`, 2), x and y counted from the middle of the first pixel.
    """
    contours, _ = cv2.findContours(inside.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    largest = max(contours, key=len, default=np.empty((0, 1, 2)))[:, 0, :].astype(np.float64)
    if len(largest) < 3:
        return None
    closed = np.vstack([largest, largest[:1]])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))))
    at = np.linspace(0.0, along[-1], OUTLINE_VERTICES, endpoint=False)
    return np.column_stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)])


def _anchors() -> NDArray[np.float64]:
    """Return the middles of the detector's boxes, shares of the picture, (boxes, 2)."""
    parts = []
    for stride, boxes in ANCHOR_LAYERS:
        cells = DETECTOR_PX // stride
        y, x = np.mgrid[0:cells, 0:cells]
        middles = np.stack([x + 0.5, y + 0.5], axis=-1).reshape(-1, 2) / cells
        parts.append(np.repeat(middles, boxes, axis=0))
    return np.concatenate(parts)


def _overlap(
    low: NDArray[np.float64], high: NDArray[np.float64], box: int, others: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the intersection over union of one box with others."""
    shared = np.clip(np.minimum(high[box], high[others]) - np.maximum(low[box], low[others]), 0.0, None).prod(axis=1)
    area = (high - low).prod(axis=1)
    return np.asarray(shared / (area[box] + area[others] - shared + 1e-9))


def _turned(world: NDArray[np.float64], turn: float) -> NDArray[np.float64]:
    """Return world landmarks (n, 3) turned from the square's frame into the picture's."""
    c, s = math.cos(turn), math.sin(turn)
    return np.column_stack([world[:, :2] @ np.array([[c, s], [-s, c]]), world[:, 2]])
