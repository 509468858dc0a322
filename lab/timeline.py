"""Turn a script of poses in time into smooth curves."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from scipy.interpolate import PchipInterpolator
from scipy.ndimage import gaussian_filter1d

from lab.body import Array
from lab.curves import Curves

VARIABLES = ("pelvis", "lumbar", "thoracic", "neck", "knee", "pressure", "grip", "swing", "drift")
WALK_STEPS = ((0, 0.25), (1, 0.5), (0, 0.75), (1, 1.0), (0, 1.0))  # foot, share of the way it stands at after the step
SMOOTHING_S = 0.05
LIFT_M = 0.07
Pose = dict[str, float]


@dataclass(frozen=True)
class Repetition:
    """Times of one repetition, seconds.

    Bottom: deepest point (equals start for lifts from the floor); top: fully up. Grade of its faults: slight or clear.
    """

    start_s: float
    bottom_s: float
    top_s: float
    end_s: float
    faults: tuple[str, ...] = ()
    grade: str = ""


@dataclass
class Timeline:
    """Knots written one after another; `now` is the time of the last one, seconds."""

    pose: Pose
    now: float = 0.0
    knots: list[tuple[float, Pose]] = field(default_factory=list)
    phases: list[tuple[float, str, int]] = field(default_factory=list)
    repetitions: list[Repetition] = field(default_factory=list)
    walks: list[tuple[float, float, float, float]] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Write the first knot."""
        self.knots.append((0.0, dict(self.pose)))

    def move(self, duration_s: float, **targets: float) -> None:
        """Go to the given values within duration_s; the others stay."""
        self.now += max(duration_s, 1e-3)
        self.pose = self.pose | targets
        self.knots.append((self.now, dict(self.pose)))

    def hold(self, duration_s: float) -> None:
        """Stay."""
        self.move(duration_s)

    def mark(self, phase: str, repetition: int = 0) -> None:
        """From now on the phase is this one."""
        self.phases.append((self.now, phase, repetition))

    def walk(self, duration_s: float, start_m: float, end_m: float) -> None:
        """Walk along x from start_m to end_m (positions relative to the lifter's spot)."""
        self.walks.append((self.now, self.now + duration_s, start_m, end_m))
        self.hold(duration_s)

    def curves(self, frame_rate_hz: float, rng: np.random.Generator, tremor_deg: float = 0.35) -> Curves:
        """Return sampled, smoothed curves with a little unsteadiness."""
        time = np.arange(int(self.now * frame_rate_hz)) / frame_rate_hz
        at = np.array([t for t, _ in self.knots])
        values: dict[str, Array] = {}
        for name in VARIABLES:
            track = PchipInterpolator(at, [pose[name] for _, pose in self.knots])(time)
            values[name] = gaussian_filter1d(track, SMOOTHING_S * frame_rate_hz, mode="nearest")
        for name in ("pelvis", "lumbar", "neck", "knee"):
            noise = gaussian_filter1d(rng.standard_normal(len(time)), 0.25 * frame_rate_hz)
            values[name] = values[name] + tremor_deg * noise / max(float(noise.std()), 1e-9)
        feet, stride = self._feet(time)
        grip = np.clip(PchipInterpolator(at, [pose["grip"] for _, pose in self.knots])(time), 0.0, 1.0)
        return Curves(
            time_s=time,
            pelvis_deg=values["pelvis"],
            lumbar_deg=values["lumbar"],
            thoracic_deg=values["thoracic"],
            neck_deg=values["neck"],
            knee_deg=np.maximum(values["knee"], 0.5),
            pressure_m=values["pressure"],
            walk_m=gaussian_filter1d(feet.mean(axis=1), 3.0, mode="nearest"),
            stride_m=stride,
            feet_m=feet,
            grip=grip,
            swing_deg=values["swing"],
            drift_m=values["drift"],
        )

    def _feet(self, time: Array) -> tuple[Array, Array]:
        """Position along x and lift of both feet (T, 2), metres."""
        feet, lift = np.zeros((len(time), 2)), np.zeros((len(time), 2))
        for begin, end, start, stop in self.walks:
            feet[time < begin] = np.where(begin == self.walks[0][0], start, feet[time < begin])
            feet[time >= begin] = start
            reached = [0.0, 0.0]
            step = (end - begin) / len(WALK_STEPS)
            for number, (foot, share) in enumerate(WALK_STEPS):
                u = np.clip((time - begin - number * step) / step, 0.0, 1.0)
                ease = u * u * (3.0 - 2.0 * u)
                moving = time >= begin + number * step
                feet[moving, foot] = start + (stop - start) * (reached[foot] + ease[moving] * (share - reached[foot]))
                if share > reached[foot]:
                    lift[:, foot] += LIFT_M * np.sin(np.pi * u) ** 2
                reached[foot] = share
        return feet, lift

    def labels(self, time: Array) -> tuple[list[str], list[int]]:
        """Phase and repetition (0 = none) of every frame."""
        starts = np.array([t for t, _, _ in self.phases])
        index = np.clip(np.searchsorted(starts, time + 1e-9, side="right") - 1, 0, len(self.phases) - 1)
        return [self.phases[i][1] for i in index], [self.phases[i][2] for i in index]
