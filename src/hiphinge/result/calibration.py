"""The calibration of a recording as its provenance records it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from hiphinge.core.measure import Measure
from hiphinge.result.part import Part


class StandingAngles(Part):
    """Medians of the angles in upright standing; None if an angle was not measured."""

    trunk_lean_deg: Measure | None = Field(default=None, description="trunk lean")
    hip_flexion_deg: Measure | None = Field(default=None, description="hip flexion")
    knee_flexion_deg: Measure | None = Field(default=None, description="knee flexion")
    shank_deg: Measure | None = Field(default=None, description="inclination of the shank")


class StandingPosture(Part):
    """The upright standing that is the zero of spine angles and measures."""

    source: Literal["recording", "other recording"] = Field(description="the recording that shows it")
    start_s: float | None = Field(default=None, description="its start in the recording")
    end_s: float | None = Field(default=None, description="its end in the recording")
    posture: StandingAngles = Field(description="the angles, named as in the table of frames")


class PlantedFoot(Part):
    """Position of the ankle of a planted foot in `CalibrationRecord.unit`, x forward, y up."""

    side: Literal["left", "right"] = Field(description="which foot")
    x: Measure = Field(description="forward")
    y: Measure = Field(description="up")


class CalibrationRecord(Part):
    """The references that the numbers of a result are measured from."""

    facing: Literal["left", "right"] = Field(description="side of the picture that the lifter faces")
    near_side: Literal["left", "right"] = Field(description="side of the body towards the camera")
    unit: Literal["px", "m"] = Field(description="unit of trunk length and feet; px of the analysed picture")
    trunk_length: Measure | None = Field(description="typical distance from mid-hip to mid-shoulder in the recording")
    yaw_deg: Measure | None = Field(description="angle of the camera to the side view, 0 = exactly from the side")
    roll_deg: Measure | None = Field(description="tilt of the camera about its own axis, + = clockwise picture")
    standing: StandingPosture | None = Field(description="None if no upright standing was found")
    feet: list[PlantedFoot] = Field(description="feet that stay in one place for a large part of the recording")
