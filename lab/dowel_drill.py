"""Render hinges with a rod along the back: `python -m lab.dowel_drill --out DIR --sets 40 --seed 30`.

In each repetition all three contacts are kept, or head or tailbone leaves the rod from a certain depth on, slightly or
clearly; in some both leave, one after the other. Contact, depth and distance are random.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lab.body import Array, Body, make_body
from lab.camera import place, project
from lab.clothing import dressed
from lab.command import parser_of, render_missing
from lab.dataset import sample_body, sample_camera, sample_outfit, sample_room, sample_setting
from lab.equipment import Gear
from lab.exercises import EXERCISES, SWING_REST_DEG, drawn
from lab.motions import Motion, SetPlan
from lab.picture import Grade
from lab.posing import Scene3D, Setting, pose
from lab.render import Prepared, bounds, points_table, render_video, truth_table
from lab.rod import (
    REGIONS,
    TRIED_NECK_DEG,
    Line,
    Strip,
    carried,
    clear_of_body,
    gaps,
    held,
    midline_strip,
    resting,
    touching_neck,
)
from lab.scenario import Scenario, metadata
from lab.timeline import Repetition, Timeline

FRAME_RATE_HZ = 20  # enough for a slow drill, and a third cheaper to render
LEFT_M = 0.02  # a contact has left when its gap has grown by this since standing
KINDS = ("", "", "head", "head", "tailbone", "tailbone", "both")
ROUND_DEG = {"slight": (13.0, 18.0), "clear": (24.0, 40.0)}
DROP_DEG = {"slight": (14.0, 19.0), "clear": (24.0, 42.0)}
COLOURS = (
    (0.75, 0.60, 0.42),
    (0.86, 0.84, 0.78),
    (0.10, 0.10, 0.11),
    (0.70, 0.15, 0.12),
    (0.15, 0.32, 0.62),
    (0.85, 0.72, 0.15),
)
RNG = np.random.Generator


@dataclass(frozen=True)
class Leaving:
    """How one contact leaves in a repetition: from a share of the depth on, by so many degrees at the deepest."""

    contact: str
    from_share: float
    by_deg: float
    grade: str


@dataclass(frozen=True)
class Drill:
    """One set with a rod; its upper end is above_m over the head's contact."""

    scenario: Scenario
    leavings: tuple[tuple[Leaving, ...], ...]
    above_m: float
    upper: float


@dataclass(frozen=True)
class Held:
    """A drill worked out: what a camera will see, and the rod."""

    ready: Prepared
    line: Line
    ends: tuple[Array, Array]
    gaps_m: dict[str, Array]


def sample_leaving(rng: RNG) -> tuple[Leaving, ...]:
    """What happens in one repetition."""
    kind = str(rng.choice(KINDS))
    if not kind:
        return ()
    names = ["head", "tailbone"] if kind == "both" else [kind]
    rng.shuffle(names)
    begin = drawn(rng, (0.30, 0.60) if len(names) > 1 else (0.30, 0.75))
    found = []
    for number, name in enumerate(names):
        grade = "slight" if rng.random() < 0.35 and len(names) == 1 else "clear"
        limits = (ROUND_DEG if name == "tailbone" else DROP_DEG)[grade]
        found.append(Leaving(name, begin + number * drawn(rng, (0.2, 0.3)), drawn(rng, limits), grade))
    return tuple(found)


def sample_drill(seed: int, number: int, width: int, yaw_max_deg: float) -> Drill:
    """Drill `number` of the dataset with this seed."""
    rng = np.random.default_rng([seed, number, 11])
    body = sample_body(rng)
    outfit = sample_outfit(rng, body.sex)
    if outfit.hair == "tail":
        outfit = replace(outfit, hair="short")
    leavings = tuple(sample_leaving(rng) for _ in range(2 if rng.random() < 0.6 else 3))
    exercise = EXERCISES["romanian_deadlift"]
    gear = Gear(
        "rod",
        radius_m=0.5 * drawn(rng, (0.025, 0.035)),
        colour=COLOURS[int(rng.integers(len(COLOURS)))],
        length_m=drawn(rng, (1.15, 1.40)),
    )
    setting = replace(sample_setting(rng, exercise, Setting().load, "none"))
    setting = replace(setting, posture=replace(setting.posture, tuck_deg=drawn(rng, (16.0, 26.0))))
    camera = sample_camera(rng, yaw_max_deg, width, lying=False)
    grade = Grade(
        noise=drawn(rng, (0.5, 5.0)),
        blur=float(max(0.45, rng.normal(0.55, 0.3))),
        gain=drawn(rng, (0.88, 1.1)),
        gamma=drawn(rng, (0.8, 1.15)),
        quality=int(rng.integers(22, 31)),
    )
    plan = SetPlan("romanian_deadlift", ("",) * len(leavings))
    seed_of_set = int(rng.integers(2**31))
    scenario = Scenario(seed_of_set, body, outfit, plan, setting, camera, sample_room(rng), gear, grade, FRAME_RATE_HZ)
    return Drill(scenario, leavings, drawn(rng, (0.10, 0.30)), float(rng.choice([-1.0, 1.0])))


def timeline(leavings: Sequence[tuple[Leaving, ...]], rng: RNG) -> Timeline:
    """Hinges from standing with a back that keeps its shape."""
    top: dict[str, float] = dict.fromkeys(("pelvis", "lumbar", "thoracic", "neck", "pressure", "drift"), 0.0)
    top |= {"knee": drawn(rng, (2.0, 6.0)), "grip": 1.0, "swing": SWING_REST_DEG}
    far = {"pelvis": drawn(rng, (42.0, 66.0)), "lumbar": drawn(rng, (-3.0, 5.0)), "knee": drawn(rng, (10.0, 24.0))}
    line = Timeline(dict(top))
    line.mark("setup")
    line.hold(drawn(rng, (1.0, 1.5)))
    for number in range(1, len(leavings) + 1):
        start = line.now
        line.mark("descent", number)
        line.move(drawn(rng, (1.2, 2.0)), **{name: value * drawn(rng, (0.92, 1.06)) for name, value in far.items()})
        line.mark("bottom", number)
        dwell = drawn(rng, (0.2, 0.7))
        line.hold(dwell)
        line.mark("ascent", number)
        bottom = line.now - 0.5 * dwell
        line.move(drawn(rng, (0.9, 1.5)), **top)
        line.mark("lockout", 0)
        line.repetitions.append(Repetition(start, bottom, line.now, line.now))
        line.hold(drawn(rng, (0.5, 0.9)))
    line.mark("setup")
    line.hold(drawn(rng, (0.4, 0.9)))
    return line


def extra_deg(motion: Motion, leavings: Sequence[tuple[Leaving, ...]], contact: str) -> Array:
    """Degrees (T,) by which a contact is made to leave: rounding of the low back, or drop of the head."""
    pelvis, numbers = motion.curves.pelvis_deg, np.array(motion.numbers)
    out = np.zeros(len(pelvis))
    for number, leaving in enumerate(leavings, start=1):
        share = pelvis / float(np.percentile(pelvis[numbers == number], 98))
        for contact_left in leaving:
            if contact_left.contact == contact:
                u = np.clip((share - contact_left.from_share) / (1.0 - contact_left.from_share), 0.0, 1.0)
                out += np.where(numbers == number, contact_left.by_deg * u * u * (3.0 - 2.0 * u), 0.0)
    return out


def work_out(drill: Drill) -> Held:
    """Body, motion, rod and camera of a drill."""
    scenario = drill.scenario
    rng = np.random.default_rng(scenario.seed)
    body = make_body(scenario.body)
    line = timeline(drill.leavings, rng)
    curves = line.curves(float(scenario.frame_rate_hz), rng)
    motion = Motion(curves, tuple(line.repetitions), *line.labels(curves.time_s))
    shells = dressed(body, scenario.outfit, scenario.setting.stance.sole_m, np.random.default_rng([scenario.seed, 1]))
    radius = scenario.gear.radius_m
    strip = midline_strip(body, shells, radius)
    base = pose(body, scenario.setting, curves).posed
    rod = clear_of_body(strip, base, resting(strip, base, radius), radius, "trunk")
    neck = touching_neck(
        TRIED_NECK_DEG,
        np.array([head_gap(strip, scenario.setting, motion, rod, radius, deg) for deg in TRIED_NECK_DEG]),
    )
    rounding = extra_deg(motion, drill.leavings, "tailbone")
    curves = replace(
        curves,
        lumbar_deg=curves.lumbar_deg + rounding,
        pelvis_deg=curves.pelvis_deg - 0.5 * rounding,
        neck_deg=neck - extra_deg(motion, drill.leavings, "head"),
    )
    motion = replace(motion, curves=curves)
    scene = pose(body, scenario.setting, curves)
    rod = clear_of_body(strip, scene.posed, carried(rod, base, scene.posed), radius)
    return seen(drill, body, motion, scene, strip, rod)


def head_gap(strip: Strip, setting: Setting, motion: Motion, rod: Line, radius_m: float, neck_deg: float) -> Array:
    """Gap (T,) of the head to the rod with a neck angle, metres; every tenth frame is worked out."""
    every = np.arange(0, len(rod.point), 10)
    curves = replace(motion.curves, neck_deg=np.full(len(rod.point), neck_deg))
    posed = pose(strip.body, setting, curves).posed
    part = replace(posed, rotations=posed.rotations[every], heads=posed.heads[every])
    found = gaps(strip, part, Line(rod.point[every], rod.along[every]), radius_m)["head"]
    return np.interp(np.arange(len(rod.point)), every, found)


def seen(drill: Drill, body: Body, motion: Motion, scene: Scene3D, strip: Strip, rod: Line) -> Held:
    """Put hands and rod into the scene, and the camera before them."""
    scenario = drill.scenario
    half = 0.5 * scenario.gear.length_m
    skull = scene.posed.joint("head")[:, :2] - rod.point
    high = np.median((skull * rod.along).sum(axis=1)) + 0.11 * body.height_m + drill.above_m
    middle = np.full(len(rod.point), high - half)
    full = held(scene, rod, half, middle, drill.upper)
    ends = tuple(
        np.column_stack([rod.point + (middle + side * half)[:, None] * rod.along, np.zeros(len(middle))])
        for side in (-1.0, 1.0)
    )
    low, high_ = bounds(scenario, full)
    low, high_ = np.minimum(low, np.min(ends, axis=(0, 1)) - 0.05), np.maximum(high_, np.max(ends, axis=(0, 1)) + 0.05)
    ready = Prepared(scenario, body, motion, full, place(scenario.camera, low, high_))
    return Held(ready, rod, (ends[0], ends[1]), gaps(strip, scene.posed, rod, scenario.gear.radius_m))


def rod_table(made: Held) -> pl.DataFrame:
    """Columns of truth about rod and contacts, one row a frame."""
    camera = made.ready.scenario.camera
    data: dict[str, Any] = {
        f"{name}_gap_cm": 100.0 * np.maximum(values, 0.0) for name, values in made.gaps_m.items() if name in REGIONS
    }
    for name, end in zip(("low", "high"), made.ends, strict=True):
        pixels = project(made.ready.placement, camera, end)
        data[f"rod_{name}_x_px"], data[f"rod_{name}_y_px"] = pixels[:, 0], pixels[:, 1]
    data["rod_lean_deg"] = np.degrees(np.arctan2(made.line.along[:, 0], made.line.along[:, 1]))
    return pl.DataFrame(data)


def contacts_left(drill: Drill, made: Held, truth: pl.DataFrame) -> list[dict[str, Any]]:
    """For each repetition: what was meant to leave, and which contact left first, when and how deep."""
    numbers = truth["repetition"].to_numpy()
    still = numbers == 0
    still &= np.arange(len(numbers)) < int(np.argmax(numbers > 0))
    out = []
    for number, leaving in enumerate(drill.leavings, start=1):
        inside = np.flatnonzero(numbers == number)
        first: dict[str, Any] = {}
        peaks = {}
        for name in ("head", "upper_back", "tailbone"):
            more = np.maximum(made.gaps_m[name], 0.0)
            more = more - np.median(more[still])
            peaks[name] = round(100.0 * float(more[inside].max()), 2)
            gone = inside[more[inside] > LEFT_M]
            if len(gone) and (not first or gone[0] < first["frame"]):
                first = {"contact": name, "frame": int(gone[0])}
        if first:
            row = truth.row(first["frame"], named=True)
            first |= {key: round(row[key], 3) for key in ("time_s", "trunk_lean_deg", "hip_flexion_deg")}
        meant = [
            {"contact": contact_left.contact, "grade": contact_left.grade, "by_deg": round(contact_left.by_deg, 1)}
            for contact_left in leaving
        ]
        out.append({"meant": meant, "first": first or None, "largest_gap_cm": peaks})
    return out


def render_drill(drill: Drill, out: Path, name: str) -> int:
    """Write NAME.mp4, NAME.truth.parquet, NAME.points.parquet and NAME.json; returns the number of frames."""
    made = work_out(drill)
    count = render_video(made.ready, out / f"{name}.mp4")
    truth = pl.concat([truth_table(made.ready), rod_table(made)], how="horizontal")
    truth.write_parquet(out / f"{name}.truth.parquet")
    points_table(made.ready).write_parquet(out / f"{name}.points.parquet")
    ready, gear = made.ready, drill.scenario.gear
    about = metadata(drill.scenario, ready.body, ready.motion, ready.placement, name)
    about["drill"] = {
        "name": "dowel",
        "rod": {"diameter_m": round(2 * gear.radius_m, 4), "length_m": round(gear.length_m, 3), "colour": gear.colour},
        "upper_hand": "right" if drill.upper > 0 else "left",
        "left_from_cm": 100.0 * LEFT_M,
        "deepest_inside_cm": round(-100.0 * float(made.gaps_m["all"].min()), 2),
        "repetitions": contacts_left(drill, made, truth),
    }
    (out / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n")
    return count


def render(options: argparse.Namespace, number: int, name: str) -> tuple[str, int]:
    """Render one set."""
    drill = sample_drill(options.seed, number, options.width, options.yaw_max)
    what = [[contact_left.contact for contact_left in leaving] for leaving in drill.leavings]
    return str(what), render_drill(drill, options.out, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Render the sets that are not there yet."""
    options = parser_of("lab.dowel_drill", __doc__, seed=30, sets=40, yaw_max_deg=15.0).parse_args(argv)
    return render_missing(options, render)


if __name__ == "__main__":
    raise SystemExit(main())
