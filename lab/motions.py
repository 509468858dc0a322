"""Make the motion of a set: set-up, repetitions with tempo, pauses and faults, and the time after them."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lab.arms import reach_m
from lab.balance import Hands, stand
from lab.body import Array, Body
from lab.curves import Curves, still
from lab.exercises import EXERCISES, Exercise, bottom_pose, drawn, level_head_deg, top_pose
from lab.flaws import Flaw, finish, hips_first, lying_with_flaw, with_flaw
from lab.legs import leg_lengths
from lab.posing import Setting, bar_on_back, lateral_reach
from lab.timeline import Pose, Repetition, Timeline
from lab.torso import torso_about_hips, torso_rotations

MAX_THORAX_DEG = 82.0  # a lifter who would have to lean further bends the knees more


@dataclass(frozen=True)
class SetPlan:
    """What a set is.

    Exercise, number of repetitions, fault of each repetition ('' = none), movements before and after, and how far
    each fault goes (share of a clear one; all are clear where none is given).
    """

    exercise: str
    faults: tuple[str, ...]
    before: tuple[str, ...] = ("stand",)
    after: tuple[str, ...] = ("stand",)
    touch_and_go: bool = False
    pace: float = 1.0
    shares: tuple[float, ...] = ()

    @property
    def count(self) -> int:
        """Number of repetitions."""
        return len(self.faults)

    @property
    def flaws(self) -> tuple[Flaw, ...]:
        """Fault of each repetition with its share."""
        shares = self.shares or (1.0,) * self.count
        return tuple(Flaw(fault, share) for fault, share in zip(self.faults, shares, strict=True))


@dataclass(frozen=True)
class Motion:
    """A set in time: curves (T,), repetitions, phase and repetition number of every frame."""

    curves: Curves
    repetitions: tuple[Repetition, ...]
    phases: list[str]
    numbers: list[int]


def pelvis_for_bar(body: Body, setting: Setting, pose: Pose) -> tuple[float, float]:
    """Pelvic tilt (and knee flexion) at which a hanging bar comes down to its resting height `setting.load.floor_m`."""
    lengths = leg_lengths(body, setting.stance)
    load = replace(setting.load, reach_m=reach_m(body), lateral_m=lateral_reach(body, setting), floor_m=-1.0)
    pelvis = np.linspace(5.0, 92.0, 60)
    for knee in np.arange(pose["knee"], 125.0, 4.0):
        flat = np.ones_like(pelvis)
        curves = replace(
            still(pelvis),
            pelvis_deg=pelvis,
            lumbar_deg=flat * pose["lumbar"],
            thoracic_deg=flat * pose["thoracic"],
            knee_deg=flat * knee,
        )
        torso = torso_about_hips(body, torso_rotations(setting.posture, curves), len(pelvis))
        hands = Hands(flat * 0.0, flat * pose["drift"])
        height = stand(torso, lengths, curves.knee_deg, flat * 0.0, load, bar_on_back(torso), hands).bar[:, 1]
        below = np.where(height <= setting.load.floor_m)[0]
        if len(below) and pelvis[below[0]] + pose["lumbar"] < MAX_THORAX_DEG:
            return float(pelvis[below[0]]), float(knee)
    return MAX_THORAX_DEG - pose["lumbar"], 124.0


def build(plan: SetPlan, body: Body, setting: Setting, frame_rate_hz: float, rng: np.random.Generator) -> Motion:
    """Return the motion of a set."""
    exercise = EXERCISES[plan.exercise]
    top, bottom = top_pose(exercise, rng), bottom_pose(exercise, rng)
    if exercise.floor:
        line = floor_set(plan, exercise, body, setting, top, bottom, rng)
    else:
        line = top_set(plan, exercise, top, bottom, rng)
    curves = line.curves(frame_rate_hz, rng)
    if exercise.base != "standing":
        thrown = curves.neck_deg if exercise.base == "bench" else 0.0
        curves = replace(curves, neck_deg=head_down(curves, exercise.base) + thrown)
    phases, numbers = line.labels(curves.time_s)
    return Motion(curves, tuple(line.repetitions), phases, numbers)


def head_down(curves: Curves, base: str) -> Array:
    """Neck angle (T,) that keeps the head on the floor, or looking ahead on a bench."""
    return np.asarray(level_head_deg(curves.pelvis_deg + curves.lumbar_deg, base))


def varied(pose: Pose, rng: np.random.Generator, share: float = 0.03) -> Pose:
    """Return a repetition's own version of a posture."""
    return {name: value * (1.0 + share * float(rng.standard_normal())) for name, value in pose.items()}


def top_set(plan: SetPlan, exercise: Exercise, top: Pose, bottom: Pose, rng: np.random.Generator) -> Timeline:
    """Repetitions that start at the top (bridges: at the bottom posture, hips up and down again)."""
    lying = exercise.base != "standing"
    rest, far = (top | bottom | {"grip": 1.0}, top) if lying else (top, top | bottom)
    line = Timeline(dict(rest))
    line.mark("setup")
    for name in plan.before:
        extra(line, name, rest, rng, lying=lying)
    for number, flaw in enumerate(plan.flaws, start=1):
        if lying:
            target = lying_with_flaw(varied(far, rng), rest, flaw, exercise, rng)
        else:
            target = top | varied(with_flaw(bottom, flaw, rng), rng)
        away, back = (exercise.ascent_s, exercise.descent_s) if lying else (exercise.descent_s, exercise.ascent_s)
        home = dict(rest) if lying else finish(rest, flaw, (13.0, 18.0), rng)
        if exercise.name == "kettlebell_swing" and number < plan.count:
            home |= {"swing": drawn(rng, (62.0, 82.0)), "pressure": 0.02}
            home |= {} if flaw.code == "overextension_at_lockout" else {"pelvis": -3.0}
        dwell = 0.05 if plan.touch_and_go else drawn(rng, (0.15, 0.6))
        durations = (plan.pace * drawn(rng, away), plan.pace * drawn(rng, back), plan.pace * dwell)
        trip(line, number, flaw, target, home, durations, lying=lying)
        if number < plan.count and exercise.name != "kettlebell_swing":
            line.hold(0.08 if plan.touch_and_go else drawn(rng, (0.25, 0.9)))
    line.hold(0.5)
    line.mark("setup")
    line.move(0.4, **rest)
    for name in plan.after:
        extra(line, name, rest, rng, lying=lying)
    return line


def trip(
    line: Timeline,
    number: int,
    flaw: Flaw,
    target: Pose,
    home: Pose,
    durations: tuple[float, float, float],
    *,
    lying: bool,
) -> None:
    """Write one repetition there and back. durations: away, back, dwell (s)."""
    away, back, dwell = durations
    names = ("ascent", "lockout", "descent", "bottom") if lying else ("descent", "bottom", "ascent", "lockout")
    start, origin = line.now, dict(line.pose)
    line.mark(names[0], number)
    if flaw.code == "lumbar_rounding":
        late = {name: origin[name] + 0.62 * (target[name] - origin[name]) for name in ("pelvis", "knee", "neck")}
        line.move(0.55 * away, **(late | {"lumbar": origin["lumbar"] + 0.35 * (target["lumbar"] - origin["lumbar"])}))
        line.move(0.45 * away, **target)
    else:
        line.move(away, **target)
    line.mark(names[1], number)
    far_from, far_to = line.now, line.now + max(dwell, 0.08)
    line.hold(max(dwell, 0.08))
    line.mark(names[2], number)
    if flaw.code == "hips_rise_first":
        line.move(0.45 * back, **hips_first(target, home, flaw, 0.72, 6.0))
        line.move(0.55 * back, **home)
    else:
        line.move(back, **home)
    line.mark(names[3], 0)
    far = 0.5 * (far_from + far_to)
    bottom, highest = (start, far) if lying else (far, line.now)
    line.repetitions.append(Repetition(start, bottom, highest, line.now, flaw.codes, flaw.grade))


def floor_set(
    plan: SetPlan, exercise: Exercise, body: Body, setting: Setting, top: Pose, bottom: Pose, rng: np.random.Generator
) -> Timeline:
    """Repetitions that start with the bar at rest."""
    line = Timeline(top | {"grip": 0.0})
    line.mark("setup")
    for name in plan.before:
        extra(line, name, top | {"grip": 0.0}, rng)
    poses = []
    for flaw in plan.flaws:
        pose = top | with_flaw(bottom, flaw, rng)
        pose["pelvis"], pose["knee"] = pelvis_for_bar(body, setting, pose)
        poses.append(pose)
    line.move(drawn(rng, (1.0, 1.6)), **(poses[0] | {"grip": 0.0}))
    line.move(0.4, grip=1.0)
    line.mark("bottom")
    line.hold(drawn(rng, (0.4, 1.0)))
    for number, (flaw, pose) in enumerate(zip(plan.flaws, poses, strict=True), start=1):
        pull(line, number, flaw, pose, top, exercise, plan, rng=rng)
        after = poses[min(number, plan.count - 1)]
        if after is not pose:
            line.move(0.3, **after)
        line.hold(0.1 if plan.touch_and_go else drawn(rng, (0.4, 1.0)))
    line.mark("setup")
    line.move(0.35, grip=0.0)
    line.move(drawn(rng, (0.9, 1.4)), **(top | {"grip": 0.0}))
    for name in plan.after:
        extra(line, name, top | {"grip": 0.0}, rng)
    return line


def pull(
    line: Timeline,
    number: int,
    flaw: Flaw,
    pose: Pose,
    top: Pose,
    exercise: Exercise,
    plan: SetPlan,
    *,
    rng: np.random.Generator,
) -> None:
    """Write one repetition from the floor and back to it."""
    up, down = drawn(rng, exercise.ascent_s) * plan.pace, drawn(rng, exercise.descent_s) * plan.pace
    home = finish(top, flaw, (12.0, 18.0), rng)
    start = line.now
    line.mark("ascent", number)
    if flaw.code == "hips_rise_first":
        line.move(0.45 * up, **hips_first(pose, home, flaw, 0.78, 13.0))
        line.move(0.55 * up, **home)
    else:  # the knees lead a little: the bar passes them before the hips close
        middle = {
            name: pose[name] + share * (home[name] - pose[name])
            for name, share in (("knee", 0.62), ("pelvis", 0.40), ("lumbar", 0.45))
        }
        line.move(0.5 * up, **middle)
        line.move(0.5 * up, **home)
    highest = line.now
    line.mark("lockout", number)
    line.hold(0.15 if plan.touch_and_go else drawn(rng, (0.3, 0.7)))
    line.mark("descent", number)
    middle = {
        name: home[name] + share * (pose[name] - home[name])
        for name, share in (("knee", 0.35), ("pelvis", 0.62), ("lumbar", 0.5))
    }
    line.move(0.5 * down, **middle)
    line.move(0.5 * down, **pose)
    line.mark("bottom", 0)
    line.repetitions.append(Repetition(start, start, highest, line.now, flaw.codes, flaw.grade))


def extra(line: Timeline, name: str, rest: Pose, rng: np.random.Generator, *, lying: bool = False) -> None:
    """Write a movement that is not a repetition: stand, fidget, crouch, walk_in, walk_out."""
    if name == "stand" or lying:
        line.hold(drawn(rng, (0.8, 1.8)))
    elif name == "fidget":
        line.move(0.5, pelvis=drawn(rng, (4.0, 9.0)), knee=drawn(rng, (8.0, 16.0)), neck=drawn(rng, (-25.0, -10.0)))
        line.hold(drawn(rng, (0.2, 0.6)))
        line.move(0.5, **rest)
        line.hold(0.5)
    elif name == "crouch":
        line.move(
            0.9,
            pelvis=drawn(rng, (28.0, 40.0)),
            lumbar=drawn(rng, (15.0, 30.0)),
            knee=drawn(rng, (85.0, 110.0)),
            neck=15.0,
            grip=0.0,
        )
        line.hold(drawn(rng, (0.3, 0.9)))
        line.move(0.9, **(rest | {"grip": 0.0}))
        line.hold(0.4)
    elif name == "walk_in":
        line.walk(drawn(rng, (2.0, 2.8)), -drawn(rng, (0.7, 1.1)), 0.0)
        line.hold(0.5)
    elif name == "walk_out":
        line.walk(drawn(rng, (2.0, 2.8)), 0.0, -drawn(rng, (0.4, 0.8)))
