"""What the numbers of a result are told against, as it stands in its provenance."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result.part import Part


class StandingAngles(Part):
    """Medians of the angles in upright standing; None where an angle was not seen."""

    trunk_lean_deg: Measure | None = Field(default=None, description="trunk lean")
    hip_flexion_deg: Measure | None = Field(default=None, description="hip flexion")
    knee_flexion_deg: Measure | None = Field(default=None, description="knee flexion")
    shank_deg: Measure | None = Field(default=None, description="inclination of the shank")


class StandingPosture(Part):
    """The upright standing that zeroes spine and measures."""

    source: Literal["recording", "other recording"] = Field(description="where standing was seen")
    start_s: float | None = Field(default=None, description="first time of it in the recording")
    end_s: float | None = Field(default=None, description="last time of it in the recording")
    posture: StandingAngles = Field(description="angles in it, named as in the table of frames")


class PlantedFoot(Part):
    """Where the ankle of a foot that stays stands, in `Calibration.unit`, x forward, y up."""

    side: Literal["left", "right"] = Field(description="which foot")
    x: Measure = Field(description="forward")
    y: Measure = Field(description="up")


class CalibrationRecord(Part):
    """What the numbers are told against."""

    facing: Literal["left", "right"] = Field(description="side of the picture that the person faces")
    near_side: Literal["left", "right"] = Field(description="side of the body towards the camera")
    unit: Literal["px", "m"] = Field(description="unit of trunk length and feet; px of the analysed picture")
    trunk_length: Measure | None = Field(description="usual distance from mid-hip to mid-shoulder as read")
    yaw_deg: Measure | None = Field(description="camera's turn off the side view, 0 = exactly from the side")
    roll_deg: Measure | None = Field(description="camera's tilt about its own axis, + = clockwise picture")
    standing: StandingPosture | None = Field(description="None where no upright standing was seen")
    feet: list[PlantedFoot] = Field(description="feet that stay in one place for much of the recording")
