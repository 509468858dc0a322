"""Render sets of the wall drill with truth: `python -m lab.wall_drill --out DIR --sets 40 --seed 50`.

The lifter stands with the back to a wall and pushes the hips back two or three times: until they touch it or nearly
touch it, with knees that travel forward, or with a back that rounds. The wall stands where the hips of the touching
repetitions stop; no part of the body passes it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from lab.body import SIDES, Array, Body, make_body
from lab.camera import place, project
from lab.clothing import dressed
from lab.command import parser_of, render_missing
from lab.curves import Curves, still
from lab.dataset import WALLS, bright, pick, sample_exercise
from lab.exercises import EXERCISES, Exercise, bottom_pose, drawn, top_pose
from lab.flaws import SLIGHT, with_flaw
from lab.motions import Motion, SetPlan, trip
from lab.posing import Setting, pose
from lab.render import Prepared, bounds, points_table, render_video, truth_table
from lab.scenario import Scenario, metadata
from lab.shells import Shell
from lab.skeleton import skin
from lab.stage import Stage
from lab.timeline import Pose, Timeline
from lab.wall import CONTACT_M, HipSurface, Wall, heel_m, hip_surface, stopped

KNEE_TRAVEL_LIMIT_M = 0.05  # further forward than this the hinge has become a squat
PRESS_M = (0.008, 0.03)  # how much further the hips would go, were it not for the wall
SHORT_M = (0.03, 0.08)  # how far from it they stop when they do not reach it
HEEL_M = (0.08, 0.21)  # heels to wall
FLAWED = 0.5  # share of sets with a fault in at least some repetitions
FAULTY = 0.65  # share of repetitions of such a set
SHORT = {"none": 0.5, "some": 0.32, "all": 0.18}  # which repetitions stop short, shares of the sets
TRIES = 20


@dataclass(frozen=True)
class Drill:
    """A prepared drill: the parts of a prepared set, the wall, and the dressed body's surfaces."""

    ready: Prepared
    wall: Wall
    shells: list[Shell]
    rear_m: Array
    heel_m: float

    @property
    def distance_m(self) -> Array:
        """Distance (T,) from the rearmost point of the buttocks to the wall, metres."""
        return self.rear_m - self.wall.x_m


def drill_plan(rng: np.random.Generator, exercise: Exercise, _held: str) -> SetPlan:
    """Draw the repetitions: clean or flawed."""
    count = 3 if rng.random() < 0.35 else 2
    faults, shares = [""] * count, [1.0] * count
    if rng.random() < FLAWED:
        fault = str(rng.choice(exercise.faults))
        for number in range(count):
            if rng.random() < FAULTY:
                faults[number], shares[number] = fault, float(rng.choice([SLIGHT, 1.0, 1.0]))
    return SetPlan(
        "wall_drill", tuple(faults), ("stand",), ("stand",), pace=drawn(rng, (0.8, 1.1)), shares=tuple(shares)
    )


def short(rng: np.random.Generator, plan: SetPlan) -> list[bool]:
    """Draw which repetitions stop short of the wall."""
    kind = str(rng.choice(list(SHORT), p=list(SHORT.values())))
    if kind == "some":
        chosen = [bool(rng.random() < 0.5) for _ in plan.faults]
        chosen[int(rng.integers(len(chosen)))] = True
        return chosen
    return [kind == "all"] * plan.count


def one_frame(rows: list[Pose]) -> Curves:
    """Return curves with one frame a posture."""
    table = {name: np.array([row.get(name, 0.0) for row in rows]) for name in ("pelvis", "lumbar", "thoracic", "neck")}
    return replace(
        still(np.arange(len(rows)) / 30.0),
        **{f"{name}_deg": values for name, values in table.items()},
        knee_deg=np.array([row["knee"] for row in rows]),
        pressure_m=np.array([row.get("pressure", 0.0) for row in rows]),
        grip=np.zeros(len(rows)),
    )


def towards(home: Pose, far: Pose, share: float) -> Pose:
    """Return the posture at a share of the way from home to far."""
    return {name: home[name] + share * (far.get(name, home[name]) - home[name]) for name in home}


def reaching(body: Body, setting: Setting, surface: HipSurface, home: Pose, far: Pose, target_m: float) -> Pose:
    """Return the posture between home and far (or a little beyond) whose rearmost point is nearest to target_m."""
    shares = np.linspace(0.3, 1.15, 35)
    rows = [towards(home, far, share) for share in shares for _ in range(5)]
    # Every posture five times: the balance of a frame is smoothed over its neighbours.
    posed = pose(body, setting, one_frame(rows)).posed
    rear = surface.rear_m(posed, np.arange(2, len(rows), 5))
    return towards(home, far, float(shares[int(np.argmin(np.abs(rear - target_m)))]))


def drill_line(plan: SetPlan, home: Pose, targets: list[Pose], rng: np.random.Generator) -> Timeline:
    """Return the curves of the set over time."""
    exercise = EXERCISES[plan.exercise]
    line = Timeline(dict(home))
    line.mark("setup")
    line.hold(drawn(rng, (0.9, 1.4)))
    for number, (flaw, target) in enumerate(zip(plan.flaws, targets, strict=True), start=1):
        durations = (plan.pace * drawn(rng, exercise.descent_s), plan.pace * drawn(rng, exercise.ascent_s))
        trip(line, number, flaw, target, home, (*durations, drawn(rng, (0.25, 0.9))), lying=False)
        line.hold(drawn(rng, (0.3, 0.8)))
    line.mark("setup")
    line.hold(drawn(rng, (0.9, 1.3)))
    return line


def sample_wall(rng: np.random.Generator, scenario: Scenario, x_m: float) -> Wall:
    """Return a partition, a column or a door frame whose end the camera sees; some as the room behind, some not."""
    colour = scenario.room.wall_colour
    if rng.random() < 0.75:
        colour = bright(rng) if rng.random() < 0.4 else pick(rng, WALLS)
    towards_back = scenario.camera.yaw_deg < -2.0
    return Wall(
        x_m=x_m,
        thickness_m=drawn(rng, (0.10, 0.45)),
        near_m=drawn(rng, (0.0, 0.06) if towards_back else (0.06, 0.40)),
        far_m=drawn(rng, (0.35, 1.2)),
        height_m=drawn(rng, (2.05, 2.7)),
        colour=colour,
    )


def prepare_drill(scenario: Scenario, rng: np.random.Generator) -> Drill:
    """Return body, motion, wall and camera of a scenario."""
    body = make_body(scenario.body)
    setting = scenario.setting
    shells = dressed(body, scenario.outfit, setting.stance.sole_m, np.random.default_rng([scenario.seed, 5]))
    surface = hip_surface(body, shells)
    exercise = EXERCISES["wall_drill"]
    home = top_pose(exercise, rng) | {"grip": 0.0}
    bottom = home | bottom_pose(exercise, rng)
    standing = pose(body, setting, one_frame([home] * 3)).posed
    heels = heel_m(shells, standing)
    furthest = reaching(body, setting, surface, home, bottom, -9.0)
    most = float(surface.rear_m(pose(body, setting, one_frame([furthest] * 5)).posed, np.array([2]))[0])
    wall_m = max(heels - drawn(rng, HEEL_M), most + PRESS_M[1])
    targets = []
    for flaw, stops in zip(scenario.plan.flaws, short(rng, scenario.plan), strict=True):
        aim = wall_m + (drawn(rng, SHORT_M) if stops else -drawn(rng, PRESS_M))
        targets.append(reaching(body, setting, surface, home, home | with_flaw(bottom, flaw, rng), aim))
    line = drill_line(scenario.plan, home, targets, rng)
    free = line.curves(float(scenario.frame_rate_hz), rng)
    curves = stopped(body, setting, free, one_frame([home]), surface, wall_m)
    scene = pose(body, setting, curves)
    rear = surface.rear_m(scene.posed, np.arange(len(curves.time_s)))
    wall = sample_wall(rng, scenario, min(wall_m, float(rear.min())))
    phases, numbers = line.labels(curves.time_s)
    motion = Motion(curves, tuple(line.repetitions), phases, numbers)
    low, high = bounds(scenario, scene)
    low[0] = min(low[0], wall.x_m - 0.12)
    placement = place(scenario.camera, low, high)
    return Drill(Prepared(scenario, body, motion, scene, placement), wall, shells, rear, heels)


def clear_of_wall(drill: Drill) -> bool:
    """Say whether the whole dressed body stays on its side of the wall."""
    posed = drill.ready.scene.posed
    for frame in range(0, len(drill.rear_m), 6):
        transforms = posed.transforms(frame)
        for shell in drill.shells:
            points, _ = skin(shell.weights, shell.vertices, shell.normals, transforms)
            if float(points[:, 0].min()) < drill.wall.x_m - 0.001:
                return False
    return True


def sample_drill(seed: int, number: int, yaw_max_deg: float, width: int) -> Drill:
    """Return drill `number` of the dataset with this seed, drawn again if any part of the body would pass the wall."""
    for attempt in range(TRIES):
        rng = np.random.default_rng([seed, number, attempt, 11])
        scenario = sample_exercise(rng, EXERCISES["wall_drill"], drill_plan, yaw_max_deg, width)
        drill = prepare_drill(scenario, rng)
        if clear_of_wall(drill):
            return drill
    msg = f"no drill without a body in the wall in {TRIES} draws"
    raise RuntimeError(msg)


def spans(inside: npt.NDArray[np.bool_], time_s: Array) -> list[list[float]]:
    """Return the stretches [start, end) in seconds in which `inside` (T,) holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], inside.astype(int), [0]])))
    step = float(time_s[1] - time_s[0])
    return [[round(float(time_s[a]), 4), round(float(time_s[b - 1]) + step, 4)] for a, b in edges.reshape(-1, 2)]


def knee_m(drill: Drill) -> Array:
    """Return the position (T,) of the knees along x, mean of both, metres."""
    posed = drill.ready.scene.posed
    return np.asarray(np.mean([posed.joint(f"lowerleg01.{side}")[:, 0] for side in SIDES], axis=0))


def repetition_truth(drill: Drill) -> list[dict[str, Any]]:
    """Return the truth of every repetition at the wall."""
    time_s, distance, knees = drill.ready.motion.curves.time_s, drill.distance_m, knee_m(drill)
    quiet = float(np.median(knees[:10]))
    repetitions_truth = []
    for truth in drill.ready.motion.repetitions:
        inside = (time_s >= truth.start_s) & (time_s < truth.end_s)
        contact = spans(inside & (distance < CONTACT_M), time_s)
        travel = float(knees[inside].max()) - quiet
        touched = "knees_travelled" if travel > KNEE_TRAVEL_LIMIT_M else "touched"
        repetitions_truth.append(
            {
                "start_s": round(truth.start_s, 4),
                "bottom_s": round(truth.bottom_s, 4),
                "end_s": round(truth.end_s, 4),
                "smallest_distance_cm": round(100 * float(distance[inside].min()), 3),
                "contact_s": [contact[0][0], contact[-1][1]] if contact else None,
                "knee_travel_cm": round(100 * travel, 3),
                "peak_lumbar_flexion_deg": round(float(drill.ready.motion.curves.lumbar_deg[inside].max()), 2),
                "verdict": touched if contact else "not_reached",
                "faults": list(truth.faults),
            }
        )
    return repetitions_truth


def wall_truth(drill: Drill) -> dict[str, Any]:
    """Return the truth of the wall: metres, pixels, contacts."""
    ready, wall = drill.ready, drill.wall
    camera = ready.scenario.camera
    side = 1.0 if camera.facing == "right" else -1.0
    heights = (0.0, wall.height_m)

    def line(z: float) -> list[list[float]]:
        ends = np.array([[wall.x_m, y, side * z] for y in heights])
        return [[round(float(v), 2) for v in point] for point in project(ready.placement, camera, ends)]

    return {
        "x_m": round(wall.x_m, 4),
        "near_m": round(wall.near_m, 3),
        "far_m": round(wall.far_m, 3),
        "thickness_m": round(wall.thickness_m, 3),
        "colour": [round(c, 3) for c in wall.colour],
        "edge_px": line(wall.near_m),
        "far_edge_px": line(-wall.far_m),
        "plane_px": line(0.0),
        "heel_to_wall_cm": round(100 * (drill.heel_m - wall.x_m), 3),
        "contacts_s": spans(drill.distance_m < CONTACT_M, ready.motion.curves.time_s),
        "repetitions": repetition_truth(drill),
    }


def open_drill(drill: Drill) -> Stage:
    """Return the stage with lifter, room and wall."""
    scenario = drill.ready.scenario
    stage = Stage(scenario.camera, drill.ready.placement, scenario.room, np.random.default_rng([scenario.seed, 1]))
    stage.solid(drill.wall.piece(stage.side))
    stage.dress(drill.shells)
    return stage


def render_drill(drill: Drill, out: Path, name: str) -> int:
    """Write the clip, its truth, points, distances and JSON; returns the number of frames."""
    ready = drill.ready
    count = render_video(ready, out / f"{name}.mp4", stage=open_drill(drill))
    truth_table(ready).write_parquet(out / f"{name}.truth.parquet")
    points_table(ready).write_parquet(out / f"{name}.points.parquet")
    pl.DataFrame(
        {
            "time_s": ready.motion.curves.time_s,
            "distance_cm": 100.0 * drill.distance_m,
            "contact": drill.distance_m < CONTACT_M,
            "knee_cm": 100.0 * knee_m(drill),
        }
    ).write_parquet(out / f"{name}.wall.parquet")
    about = metadata(ready.scenario, ready.body, ready.motion, ready.placement, name) | {"wall": wall_truth(drill)}
    (out / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n")
    return count


def render(options: argparse.Namespace, number: int, name: str) -> tuple[str, int]:
    """Render one set."""
    drill = sample_drill(options.seed, number, options.yaw_max, options.width)
    return ", ".join(truth["verdict"] for truth in repetition_truth(drill)), render_drill(drill, options.out, name)


def main(argv: Sequence[str] | None = None) -> int:
    """Render the sets that are not there yet."""
    options = parser_of("lab.wall_drill", __doc__, seed=50, sets=40, yaw_max_deg=15.0).parse_args(argv)
    return render_missing(options, render)


if __name__ == "__main__":
    raise SystemExit(main())
