"""Render a dataset of synthetic sets with truth: `python -m lab.render --out DIR --sets 24 --seed 1`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lab.body import Array, Body, make_body
from lab.camera import Placement, place, project
from lab.clothing import dressed
from lab.dataset import sample
from lab.landmarks import JOINTS, WORDS
from lab.motions import Motion, build
from lab.picture import Grader, Picture, write_mp4
from lab.posing import Scene3D, pose
from lab.scenario import Scenario, metadata, upright_offsets
from lab.stage import Stage
from lab.truth import columns
from lab.visibility import hidden_by_plates

MARGIN_M = 0.10


@dataclass(frozen=True)
class Prepared:
    """A scenario worked out, ready to be seen."""

    scenario: Scenario
    body: Body
    motion: Motion
    scene: Scene3D
    placement: Placement


def bounds(scenario: Scenario, scene: Scene3D) -> tuple[Array, Array]:
    """Box (3,), (3,) in metres round the lifter during the repetitions, walking left out."""
    heads = scene.posed.heads[:: max(1, len(scene.bar) // 60)]
    low, high = heads.reshape(-1, 3).min(axis=0), heads.reshape(-1, 3).max(axis=0)
    low, high = low - MARGIN_M, high + MARGIN_M
    low[1] = -0.03
    low[0], high[0] = max(low[0], -0.75 if scenario.setting.base == "standing" else -9.0), min(high[0], 0.95)
    return low, high


def prepare(scenario: Scenario) -> Prepared:
    """Body, motion, posed skeleton and camera of a scenario."""
    rng = np.random.default_rng(scenario.seed)
    body = make_body(scenario.body)
    motion = build(scenario.plan, body, scenario.setting, float(scenario.frame_rate_hz), rng)
    scene = pose(body, scenario.setting, motion.curves)
    return Prepared(scenario, body, motion, scene, place(scenario.camera, *bounds(scenario, scene)))


def truth_table(ready: Prepared) -> pl.DataFrame:
    """One row a frame."""
    thigh = upright_offsets(ready.body, ready.scenario.setting)["thigh_deg"]
    data: dict[str, Any] = {"time_s": ready.motion.curves.time_s}
    data |= columns(ready.scene.posed, ready.motion.curves, thigh)
    frame = pl.DataFrame(data)
    return frame.with_columns(
        pl.Series("repetition", ready.motion.numbers, dtype=pl.Int32), pl.Series("phase", ready.motion.phases)
    )


def joint_hidden(ready: Prepared, bone: str) -> npt.NDArray[np.bool_]:
    """Say for every frame (T,) whether a near plate covers a joint."""
    side = 1.0 if ready.scenario.camera.facing == "right" else -1.0
    joint = ready.scene.posed.joint(bone)
    return hidden_by_plates(ready.placement, side, ready.scenario.gear, ready.scene.bar, joint)


def hidden_shares(ready: Prepared) -> dict[str, float]:
    """Share of the repetitions' frames in which a plate covers the near side's joints."""
    near = "R" if ready.scenario.camera.facing == "right" else "L"
    counted = np.array(ready.motion.numbers) > 0
    return {
        name: round(float(joint_hidden(ready, f"{bone}.{near}")[counted].mean()), 3) for bone, name in JOINTS.items()
    }


def points_table(ready: Prepared) -> pl.DataFrame:
    """Where the joint centres are in the picture, pixels: one row a frame, columns like `left_knee_x_px`."""
    data: dict[str, Any] = {"time_s": ready.motion.curves.time_s}
    for bone, name in JOINTS.items():
        for side, word in WORDS.items():
            track = project(ready.placement, ready.scenario.camera, ready.scene.posed.joint(f"{bone}.{side}"))
            data[f"{word}_{name}_x_px"], data[f"{word}_{name}_y_px"] = track[:, 0], track[:, 1]
            data[f"{word}_{name}_hidden"] = joint_hidden(ready, f"{bone}.{side}")
    return pl.DataFrame(data)


def open_stage(ready: Prepared) -> Stage:
    """Return a stage with lifter, room and equipment."""
    scenario = ready.scenario
    rng = np.random.default_rng([scenario.seed, 1])
    stage = Stage(scenario.camera, ready.placement, scenario.room, rng)
    stage.dress(dressed(ready.body, scenario.outfit, scenario.setting.stance.sole_m, rng))
    stage.furnish(scenario.gear, scenario.setting, ready.scene)
    return stage


def pictures(ready: Prepared, indices: Sequence[int]) -> list[Picture]:
    """Single graded frames, for looking at."""
    stage = open_stage(ready)
    camera = ready.scenario.camera
    grader = Grader(ready.scenario.grade, camera.width, camera.height, np.random.default_rng([ready.scenario.seed, 2]))
    taken = [grader(picture) for picture in stage.frames(ready.scene, ready.scenario.gear, indices)]
    stage.close()
    return taken


def render_video(
    ready: Prepared, path: Path, indices: Sequence[int] | None = None, *, stage: Stage | None = None
) -> int:
    """Write the clip, all frames or those given, on a stage or the scenario's own; returns their number."""
    stage = stage or open_stage(ready)
    camera, scenario = ready.scenario.camera, ready.scenario
    grader = Grader(scenario.grade, camera.width, camera.height, np.random.default_rng([scenario.seed, 2]))
    frames = (grader(picture) for picture in stage.frames(ready.scene, scenario.gear, indices))
    count = write_mp4(path, frames, scenario.frame_rate_hz, (camera.width, camera.height), scenario.grade.quality)
    stage.close()
    return count


def render_set(scenario: Scenario, out: Path, name: str) -> int:
    """Write NAME.mp4, NAME.truth.parquet, NAME.points.parquet and NAME.json; returns the number of frames."""
    ready = prepare(scenario)
    count = render_video(ready, out / f"{name}.mp4")
    truth_table(ready).write_parquet(out / f"{name}.truth.parquet")
    points_table(ready).write_parquet(out / f"{name}.points.parquet")
    about = metadata(scenario, ready.body, ready.motion, ready.placement, name)
    about["hidden_by_plates"] = hidden_shares(ready)
    (out / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n")
    return count


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m lab.render", description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="folder for the sets")
    parser.add_argument("--sets", type=int, default=24, help="number of sets")
    parser.add_argument("--first", type=int, default=0, help="number of the first set (to continue)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--yaw-max", type=float, default=15.0, help="largest camera yaw off the side view, degrees")
    parser.add_argument("--width", type=int, default=540, help="short side of the picture, pixels (4:3)")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Render the sets; progress on standard error."""
    options = arguments(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    for number in range(options.first, options.sets):
        scenario = sample(options.seed, number, options.yaw_max, options.width)
        start = time.perf_counter()
        count = render_set(scenario, options.out, f"set_{number:03d}")
        spent = time.perf_counter() - start
        what = f"{scenario.plan.exercise}: {scenario.plan.count} repetitions, {count} frames"
        sys.stderr.write(f"set_{number:03d} {what}, {spent:.1f} s\n")
        sys.stderr.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
