"""Place the camera from angles and distances relative to the lifter."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lab.body import Array

SENSOR_LONG_MM = 36.0  # long side of the 35 mm equivalent


@dataclass(frozen=True)
class CameraSpec:
    """Angles in degrees. facing: side of the picture to which the lifter faces ("right" shows his right side).

    yaw: off the pure side view, + = camera moved towards the lifter's front. pitch: + = looking down.
    roll: + = clockwise picture.
    fill: share of the picture that the lifter's movement takes up. focal_mm: 35 mm equivalent.
    samples: antialiasing samples of the moving parts; 4 looks best and costs four times the render time in software.
    """

    facing: str = "right"
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    focal_mm: float = 28.0
    fill: float = 0.8
    width: int = 540
    height: int = 720
    samples: int = 1


@dataclass(frozen=True)
class Placement:
    """Camera in the world: position, aim and up (3,), vertical view angle (degrees), distance (m)."""

    position: Array
    aim: Array
    up: Array
    view_angle_deg: float
    distance_m: float


def view_angles(spec: CameraSpec) -> tuple[float, float]:
    """Horizontal and vertical angle of view, degrees."""
    long_side = max(spec.width, spec.height)
    scale = SENSOR_LONG_MM / long_side
    angles = [2.0 * np.degrees(np.arctan(0.5 * pixels * scale / spec.focal_mm)) for pixels in (spec.width, spec.height)]
    return float(angles[0]), float(angles[1])


def place(spec: CameraSpec, low: Array, high: Array) -> Placement:
    """Put the camera so that the box from low to high (3,) m fills `fill` of the picture."""
    aim = 0.5 * (low + high)
    horizontal, vertical = view_angles(spec)
    size = (high - low) / spec.fill
    distance = max(
        0.5 * size[1] / np.tan(np.radians(vertical / 2)), 0.5 * size[0] / np.tan(np.radians(horizontal / 2))
    ) + 0.5 * float(high[2] - low[2])
    side = 1.0 if spec.facing == "right" else -1.0
    yaw, pitch, roll = np.radians([spec.yaw_deg, spec.pitch_deg, spec.roll_deg])
    level = np.array([np.sin(yaw), 0.0, side * np.cos(yaw)])
    direction = level * np.cos(pitch) + np.array([0.0, np.sin(pitch), 0.0])
    position = aim + distance * direction
    position[1] = max(position[1], 0.15)
    right = np.cross([0.0, 1.0, 0.0], level)
    up = np.cos(roll) * np.array([0.0, 1.0, 0.0]) - np.sin(roll) * right
    return Placement(position, aim, up, vertical, float(distance))


def project(placement: Placement, spec: CameraSpec, points: Array) -> Array:
    """Pixels (..., 2), x right and y down, of world points (..., 3) in metres."""
    forward = placement.aim - placement.position
    forward = forward / np.linalg.norm(forward)
    right = np.cross(forward, placement.up)
    right = right / np.linalg.norm(right)
    up = np.cross(right, forward)
    line = points - placement.position
    depth = line @ forward
    scale = 0.5 * spec.height / np.tan(np.radians(placement.view_angle_deg / 2.0))
    x = 0.5 * spec.width + scale * (line @ right) / depth
    y = 0.5 * spec.height - scale * (line @ up) / depth
    return np.stack([x, y], axis=-1)
