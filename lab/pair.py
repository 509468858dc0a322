"""Render two clips that the trunk's lean alone judges wrongly: `python -m lab.pair OUT`.

One person bends far with a rigid back, from standing, and pulls from the floor with a round back, in a clip that starts
at the floor and ends before standing. By the change of the trunk's lean the first looks bad and the second good.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from lab.demo_clip import demo
from lab.motions import SetPlan
from lab.render import Prepared, prepare, render_video, truth_table
from lab.scenario import Scenario, metadata

MAX_UPRIGHT_DEG = 35.0
"""The rounded clip ends when the thorax has come up to this."""


def rigid() -> Scenario:
    """A deep Romanian deadlift with a rigid back, standing first."""
    return replace(demo(), seed=23, plan=SetPlan("romanian_deadlift", ("",), ("stand",), ("stand",), pace=0.8))


def rounded() -> Scenario:
    """A pull from the floor with a round back, by the same person."""
    plan = SetPlan("deadlift", ("lumbar_rounding",), ("stand",), ("stand",))
    base = demo()
    setting = replace(base.setting, load=replace(base.setting.load, floor_m=0.225))
    plates = tuple((0.225, thickness, colour) for _, thickness, colour in base.gear.plates[:1])
    return replace(base, seed=24, plan=plan, setting=setting, gear=replace(base.gear, plates=plates))


def shown(ready: Prepared, name: str) -> list[int]:
    """Frames of the clip: all of them, or from the floor until nearly upright."""
    count = len(ready.motion.curves.time_s)
    if name == "rigid":
        return list(range(count))
    curves, first = ready.motion.curves, ready.motion.repetitions[0]
    thorax = curves.pelvis_deg + curves.lumbar_deg
    pulling = np.arange(count)[(curves.time_s >= first.start_s - 0.7) & (curves.time_s < first.top_s)]
    return [int(i) for i in pulling if thorax[i] > MAX_UPRIGHT_DEG]


def main(argv: Sequence[str] | None = None) -> int:
    """Write both clips with their truth."""
    parser = argparse.ArgumentParser(prog="python -m lab.pair", description=__doc__)
    parser.add_argument("out", type=Path)
    options = parser.parse_args(argv)
    options.out.mkdir(parents=True, exist_ok=True)
    for name, scenario in (("rigid", rigid()), ("rounded", rounded())):
        ready = prepare(scenario)
        indices = shown(ready, name)
        count = render_video(ready, options.out / f"{name}.mp4", indices)
        truth_table(ready)[indices].write_parquet(options.out / f"{name}.truth.parquet")
        about = metadata(scenario, ready.body, ready.motion, ready.placement, name)
        (options.out / f"{name}.json").write_text(json.dumps(about, indent=1) + "\n")
        sys.stderr.write(f"{name}: {count} frames\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
