"""A computed lifter: hinges whose angles, landmarks and times are known exactly."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import polars as pl
from numpy.typing import NDArray

from hiphinge.core.body import INDEX, LANDMARKS
from hiphinge.core.measure import FloatArray, Measure
from hiphinge.core.motion import Motion, SourceInfo
from hiphinge.result import (
    Analysis,
    Athlete,
    BendPart,
    CannotJudge,
    Cue,
    Exercise,
    Fault,
    LowBack,
    Lumbopelvic,
    NotCounted,
    Pattern,
    Peak,
    Phase,
    Provenance,
    PublishedFigure,
    Quality,
    Repetition,
    Rounding,
    Source,
    View,
)

REPETITION_S = 3.0
REST_S = 1.0
ANGLES = ("trunk_lean_deg", "hip_flexion_deg", "knee_flexion_deg", "shank_deg")
OTHERS = ("pelvic_tilt_deg", "lumbar_flexion_deg", "neck_extension_deg")
HALF_DEG = 4.0
WIDTH, HEIGHT = 320, 180


PUBLISHED = PublishedFigure(
    what="lifting boxes", group="15 experts", lumbar_flexion_deg=54.0, standard_deviation_deg=11.0, source="a study"
)


def about(value: float, half: float = HALF_DEG) -> Measure:
    return Measure(value=value, low=value - half, high=value + half)


def depth(time_s: FloatArray, repetitions: int) -> FloatArray:
    """Return the depth of the hinge, 0 standing to 1 at the bottom, shape (frames,)."""
    cycle = REPETITION_S + REST_S
    into = np.mod(time_s - REST_S, cycle)
    moving = (time_s >= REST_S) & (time_s < REST_S + repetitions * cycle) & (into < REPETITION_S)
    return np.where(moving, (1 - np.cos(2 * np.pi * into / REPETITION_S)) / 2, 0.0)


def make_table(time_s: FloatArray, repetitions: int, *, judged: bool, spine: bool = False) -> pl.DataFrame:
    deep = depth(time_s, repetitions)
    hip, knee, shank = 95 * deep, 22 * deep, 4 * deep
    values = {
        "trunk_lean_deg": hip - knee + shank,
        "hip_flexion_deg": hip,
        "knee_flexion_deg": knee,
        "shank_deg": shank,
        "pelvic_tilt_deg": 55 * deep,
        "lumbar_flexion_deg": 22 * deep,
        "neck_extension_deg": 9 * deep,
    }
    columns: dict[str, object] = {"time_s": time_s}
    for name, value in values.items():
        known = judged and (spine or name in ANGLES)
        for suffix, shift in (("", 0.0), ("_low", -HALF_DEG), ("_high", HALF_DEG)):
            columns[name + suffix] = (value + shift) if known else np.full(time_s.size, np.nan)
    number = np.where(deep > 0, (time_s - REST_S) // (REPETITION_S + REST_S) + 1, 0).astype(int)
    columns["repetition"] = number
    into = np.mod(time_s - REST_S, REPETITION_S + REST_S)
    columns["phase"] = [
        None if not inside else "descent" if at < REPETITION_S / 2 else "ascent"
        for inside, at in zip(number, into, strict=True)
    ]
    columns["confidence"] = np.full(time_s.size, 0.93)
    table = pl.DataFrame(columns)
    return table.with_columns(pl.col(pl.Float64).fill_nan(None))


def make_repetition(index: int, fault: Fault | None, *, spine: bool) -> Repetition:
    start_s = REST_S + (index - 1) * (REPETITION_S + REST_S)
    middle_s, end_s = start_s + REPETITION_S / 2, start_s + REPETITION_S
    peak = {"trunk_lean_deg": 77.0, "hip_flexion_deg": 95.0, "knee_flexion_deg": 22.0, "shank_deg": 4.0}
    peak |= {"pelvic_tilt_deg": 55.0, "lumbar_flexion_deg": 22.0, "neck_extension_deg": 9.0} if spine else {}
    return Repetition(
        index=index,
        start_s=start_s,
        bottom_s=middle_s,
        end_s=end_s,
        phases=[
            Phase(name="descent", start_s=start_s, end_s=middle_s),
            Phase(name="ascent", start_s=middle_s, end_s=end_s),
        ],
        pattern=Pattern(name="hinge", hinge_index=0.86 + 0.02 * (index % 5), reasons=["the hips moved back"]),
        light="amber" if fault else "green",
        peak=Peak(**{name: about(value) for name, value in peak.items()}),
        lumbar_share=about(0.286, 0.1) if spine else None,
        neutral_depth_deg=about(48.0, 6.0) if spine else None,
        lumbopelvic=make_lumbopelvic(start_s + 1.0) if spine else None,
        faults=[fault] if fault else [],
    )


def make_lumbopelvic(rounds_s: float) -> Lumbopelvic:
    parts = [
        BendPart(name="early", lumbar_share=about(0.5, 0.1), lumbar_pelvis_ratio=Measure(1.0, 0.67, 1.5)),
        BendPart(name="middle", lumbar_share=about(0.9, 0.2), lumbar_pelvis_ratio=None),
    ]
    rounding = Rounding(start_s=rounds_s, hip_flexion_deg=about(66.0), kind="late")
    return Lumbopelvic(neutral_limit_deg=20.0, parts=parts, rounding=rounding, percent_of_range=about(44.0, 6.0))


def make_fault(repetition: int) -> Fault:
    start_s = REST_S + (repetition - 1) * (REPETITION_S + REST_S) + 1.2
    return Fault(
        code="knees_forward",
        start_s=start_s,
        end_s=start_s + 0.6,
        phase="descent",
        value=Measure(value=17.4, low=13.2, high=21.6),
        limit=12.0,
        unit="deg",
        severity="minor",
        confidence=0.9,
        why="the shins leaned forward by more than a hinge allows",
        cue="Keep your shins upright",
        source="our own limit",
    )


def make_analysis(
    *, repetitions: int = 3, judged: bool = True, spine: bool = False, path: str = "clip.mp4", rate_hz: float = 30.0
) -> Analysis:
    duration_s = 2 * REST_S + repetitions * (REPETITION_S + REST_S)
    time_s = np.arange(0, duration_s, 1 / rate_hz)
    done = [make_repetition(i, make_fault(i) if i == 2 else None, spine=spine) for i in range(1, repetitions + 1)]
    analysis = Analysis(
        source=Source(
            path=path,
            kind="video",
            duration_s=duration_s,
            frames=time_s.size,
            frame_rate_hz=rate_hz,
            view=View(
                yaw_deg=about(6) if judged else about(78),
                roll_deg=about(1, 1) if judged else None,
                usable=judged,
                reason=None if judged else "the camera stands in front of the lifter",
            ),
            facing="right",
        ),
        athlete=Athlete(height_m=1.78),
        exercise=Exercise(name="romanian_deadlift" if judged else "unknown", confidence=0.9 * judged, given=False),
        hip_flexion_basis="trunk",
        pattern=Pattern(
            name="hinge" if judged else "unknown",
            hinge_index=0.88 if judged else None,
            reasons=["the hips bent 4.3 times as far as the knees"] if judged else [],
        ),
        repetitions=done if judged else [],
        low_back=LowBack(zeroed=True, max_flexion_deg=about(50.0), published=[PUBLISHED]) if spine else None,
        not_counted=[NotCounted(start_s=duration_s - 1, end_s=duration_s, reason="cut off by the end")],
        cue=Cue(text="Keep your shins upright", because="your knees went forward", fault="knees_forward")
        if judged
        else None,
        cannot_judge=[
            CannotJudge(
                what="lumbar flexion",
                reason="hip and shoulder do not show it",
                mend="wait for the spine model",
            )
        ],
        quality=Quality(detected_fraction=0.99, mean_confidence=0.93, warnings=["the lighting is low"]),
        provenance=Provenance(
            hiphinge="0.1.0",
            pose_model="synthetic",
            spine_model=None,
            created_utc=datetime(2026, 1, 2, 3, 4, tzinfo=UTC),
            arguments={"exercise": "auto"},
        ),
    )
    return analysis.with_frames(make_table(time_s, repetitions, judged=judged, spine=spine))


def make_motion(analysis: Analysis, time_s: FloatArray, path: str = "clip.mp4", facing: str = "right") -> Motion:
    """Return the landmarks with the angles of the analysis' repetitions, in a picture of WIDTH x HEIGHT."""
    deep = depth(time_s, max(1, len(analysis.repetitions)))
    shank, thigh, trunk = np.radians(4 * deep), np.radians(-18 * deep), np.radians(77 * deep)
    position = np.full((time_s.size, len(LANDMARKS), 2), np.nan)

    def along(base: NDArray[np.float64], angle: FloatArray, length: float) -> NDArray[np.float64]:
        return base + length * np.column_stack((np.sin(angle), np.cos(angle)))

    for side, shift in (("right", 0.0), ("left", 3.0)):
        ankle = np.tile([WIDTH * 0.45 + shift, -(HEIGHT - 18.0)], (time_s.size, 1))
        knee = along(ankle, shank, 40)
        hip = along(knee, thigh, 42)
        shoulder = along(hip, trunk, 48)
        points = {"ankle": ankle, "knee": knee, "hip": hip, "shoulder": shoulder}
        points |= {
            "heel": ankle - np.array([6, 6]),
            "toe": ankle - np.array([-16, 6]),
            "ear": along(shoulder, trunk, 20),
        }
        points |= {"elbow": shoulder - [0, 22], "wrist": shoulder - [0, 42]}
        for name, point in points.items():
            position[:, INDEX[f"{side}_{name}"]] = point
    if facing == "left":
        position[..., 0] -= WIDTH
    source = SourceInfo(
        path=path,
        kind="video",
        duration_s=float(time_s[-1]),
        frame_rate_hz=30.0,
        width_px=WIDTH,
        height_px=HEIGHT,
        facing="left" if facing == "left" else "right",
        near_side="right",
    )
    confidence = np.full(position.shape[:2], 0.9)
    confidence[np.isnan(position).any(axis=2)] = 0
    return Motion.build(time_s=time_s, position=position, confidence=confidence, source=source)


def write_clip(path: Path, times_ms: list[int], width: int = WIDTH, height: int = HEIGHT) -> Path:
    """Write a grey clip whose frames are shown at the given whole milliseconds."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=30)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, time_ms in enumerate(times_ms):
            image = np.full((height, width, 3), 60 + number % 60, dtype=np.uint8)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts, frame.time_base = time_ms, Fraction(1, 1000)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
