"""Render the bundled demonstration clip: `python -m lab.demo_clip --out src/hiphinge/data/demo.mp4`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

from lab.balance import Load
from lab.body import BodySpec
from lab.camera import CameraSpec
from lab.clothing import Outfit
from lab.equipment import Gear
from lab.legs import Stance
from lab.motions import SetPlan
from lab.picture import Grade
from lab.posing import Setting
from lab.render import prepare, render_video, truth_table
from lab.scenario import Scenario, metadata
from lab.scene import Room
from lab.torso import Posture

LARGEST_BYTES = 600_000


def demo() -> Scenario:
    """Four Romanian deadlifts seen from the right, the third one squatted."""
    return Scenario(
        seed=11,
        body=BodySpec(sex="male", age_years=30.0, muscle=0.72, weight=0.48, height_m=1.78, proportions=0.7),
        outfit=Outfit(
            shirt="tee",
            shirt_colour=(0.12, 0.42, 0.46),
            shirt_looseness=0.25,
            trousers_share=0.44,
            trousers_colour=(0.13, 0.14, 0.17),
            trousers_looseness=0.25,
            shoe_colour=(0.20, 0.24, 0.30),
            hair="short",
            skin_colour=(0.80, 0.60, 0.48),
            hair_colour=(0.16, 0.11, 0.08),
        ),
        plan=SetPlan("romanian_deadlift", ("", "", "squatting_the_hinge", ""), ("stand",), ("stand",), pace=0.68),
        setting=Setting(
            stance=Stance(0.12, 8.0),
            posture=Posture(0.0, 0.0),
            load=Load("hanging", 50.0, floor_m=0.09),
            grip_z_m=0.27,
        ),
        camera=CameraSpec(
            "right", yaw_deg=4.0, pitch_deg=2.0, focal_mm=60.0, fill=0.86, width=540, height=720, samples=4
        ),
        room=Room((0.80, 0.81, 0.82), (0.50, 0.50, 0.51), "concrete", 2.6, 0, 1.12, 0.45, 0.15),
        gear=Gear("barbell", ((0.09, 0.04, (0.62, 0.12, 0.12)), (0.08, 0.03, (0.10, 0.10, 0.11)))),
        grade=Grade(noise=0.0, blur=0.0, gain=1.02, gamma=0.92, quality=23, label="synthetic lifter"),
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Write the clip, and its truth beside another path if wanted."""
    parser = argparse.ArgumentParser(prog="python -m lab.demo_clip", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--truth", type=Path, default=None, help="folder for the clip's truth table and description")
    options = parser.parse_args(argv)
    ready = prepare(demo())
    options.out.parent.mkdir(parents=True, exist_ok=True)
    count = render_video(ready, options.out)
    size = options.out.stat().st_size
    sys.stderr.write(f"{options.out}: {count} frames, {size} bytes\n")
    if options.truth is not None:
        options.truth.mkdir(parents=True, exist_ok=True)
        truth_table(ready).write_parquet(options.truth / "demo.truth.parquet")
        about = metadata(ready.scenario, ready.body, ready.motion, ready.placement, "demo")
        (options.truth / "demo.json").write_text(json.dumps(about, indent=1) + "\n")
    return 0 if size < LARGEST_BYTES else 1


if __name__ == "__main__":
    raise SystemExit(main())
