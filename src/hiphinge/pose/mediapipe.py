"""MediaPipe Pose Landmarker (Tasks API, model "full", Apache-2.0): 33 landmarks, world landmarks and the outline.

`factory.open_estimator` runs it in its own process (see `worker`), since it writes to the screen and reports its use
over the network.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Any, Final, Self

import cv2
import mediapipe as mp
import numpy as np
from mediapipe.tasks.python import BaseOptions, vision
from numpy.typing import NDArray

from hiphinge.core.body import LANDMARKS
from hiphinge.core.motion import OUTLINE_SCALE, JointBias
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose
from hiphinge.pose.models import find_pose_model

MEDIAPIPE_INDEX: Final = {
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
"""Index of each of our landmarks among MediaPipe's 33."""

JOINT_BIAS: Final = MappingProxyType({"hip": JointBias(0.025, 0.025), "shoulder": JointBias(-0.025, 0.022)})
"""Offsets from the joint centres, trunk lengths: the hip landmark lies about 1.5 cm in front of the femoral head, the
shoulder landmark behind the joint in standing and in front of it in a deep bend. Medians over 13 rendered bodies with
known joint centres (`validation/pipeline`)."""

MIN_DETECTION: Final = 0.3
"""Smallest confidence of MediaPipe's person detection."""

MIN_PRESENCE: Final = 0.2
"""Smallest confidence of MediaPipe's tracking: low enough to keep following a body whose head is behind a plate;
landmarks hallucinated then are removed later (`movement.plausibility`)."""

MAX_PEOPLE = 4
"""Largest number of people detected when the lifter is chosen."""

_ORDER: Final = [MEDIAPIPE_INDEX[name] for name in LANDMARKS]


class MediaPipePose:
    """MediaPipe's pose landmarker behind the `PoseEstimator` protocol.

    Parameters
    ----------
    model
        A model file named by the user, or None for the one found and verified by `find_pose_model`.
    """

    def __init__(self, model: Path | None = None) -> None:
        self._file = find_pose_model(model)
        self._landmarker = self._make(vision.RunningMode.VIDEO, people=1, masks=True)
        self._people_landmarker: Any = None
        self._last_ms = -1

    def _make(self, mode: Any, *, people: int, masks: bool) -> Any:  # noqa: ANN401  (mediapipe is not typed)
        options = vision.PoseLandmarkerOptions(
            base_options=BaseOptions(model_asset_path=str(self._file.path)),
            running_mode=mode,
            num_poses=people,
            output_segmentation_masks=masks,
            min_pose_detection_confidence=MIN_DETECTION,
            min_pose_presence_confidence=MIN_PRESENCE,
            min_tracking_confidence=MIN_PRESENCE,
        )
        return vision.PoseLandmarker.create_from_options(options)

    @property
    def name(self) -> str:
        """Name, version and checksum of the model."""
        return f"mediapipe {mp.__version__} pose_landmarker_full {self._file.sha256[:8]}"

    @property
    def joint_bias(self) -> Mapping[str, JointBias]:
        """Offsets of hip and shoulder from the joint centres."""
        return JOINT_BIAS

    def estimate(self, image: NDArray[np.uint8], time_s: float) -> Pose | None:
        """Return the person followed in an RGB picture of shape (height, width, 3), or None."""
        self._last_ms = max(self._last_ms + 1, round(time_s * 1000))
        detection = self._landmarker.detect_for_video(_picture(image), self._last_ms)
        if not detection.pose_landmarks:
            return None
        height, width = image.shape[:2]
        normal = detection.pose_landmarks[0]
        world = detection.pose_world_landmarks[0]
        outline = None
        if detection.segmentation_masks:
            outline = outline_of(np.squeeze(detection.segmentation_masks[0].numpy_view()))
        return Pose(
            position=np.array([(normal[i].x * width, normal[i].y * height) for i in _ORDER], dtype=np.float32),
            confidence=np.array([min(normal[i].visibility, normal[i].presence) for i in _ORDER], dtype=np.float32),
            world=np.array([(world[i].x, world[i].y, world[i].z) for i in _ORDER], dtype=np.float32),
            outline=outline,
        )

    def people(self, image: NDArray[np.uint8]) -> list[tuple[float, float, float, float]]:
        """Return the boxes (left, top, right, bottom), pixels, of all people found in one RGB picture."""
        if self._people_landmarker is None:
            self._people_landmarker = self._make(vision.RunningMode.IMAGE, people=MAX_PEOPLE, masks=False)
        detection = self._people_landmarker.detect(_picture(image))
        height, width = image.shape[:2]
        boxes = []
        for person in detection.pose_landmarks:
            x = [landmark.x * width for landmark in person]
            y = [landmark.y * height for landmark in person]
            boxes.append((min(x), min(y), max(x), max(y)))
        return boxes

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._landmarker.close()
        if self._people_landmarker is not None:
            self._people_landmarker.close()


def _picture(image: NDArray[np.uint8]) -> Any:  # noqa: ANN401  (mediapipe is not typed)
    # MediaPipe silently reads a strided array as if it were packed, so the picture must be contiguous.
    return mp.Image(image_format=mp.ImageFormat.SRGB, data=np.ascontiguousarray(image))


def outline_of(mask: NDArray[np.float32], *, threshold: float = 0.5) -> NDArray[np.int16] | None:
    """Return the largest outline in a person mask as evenly spaced points.

    Parameters
    ----------
    mask
        Probability of the person, shape (height, width).
    threshold
        Probability above which a pixel belongs to the person.

    Returns
    -------
    NDArray[np.int16] or None
        Points in 1/16 px of the mask, shape (`OUTLINE_VERTICES`, 2), y down; None where the mask is empty.
    """
    contours, _ = cv2.findContours((mask > threshold).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    if not contours:
        return None
    largest = max(contours, key=len)[:, 0, :].astype(np.float64)
    if len(largest) < 3:
        return None
    closed = np.vstack([largest, largest[:1]])
    along = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(closed, axis=0).T))))
    at = np.linspace(0.0, along[-1], OUTLINE_VERTICES, endpoint=False)
    points = np.column_stack([np.interp(at, along, closed[:, axis]) for axis in (0, 1)])
    return np.asarray(np.clip(np.round(points * OUTLINE_SCALE), -32768, 32767), dtype=np.int16)
