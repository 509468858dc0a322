"""Render training stills with truth: `python -m lab.stills --out DIR --people 1500 --frames-each 6`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from lab.body import Body, make_body
from lab.camera import CameraSpec, Placement, place, project
from lab.finish import Finisher, jpeg_bytes, through_video
from lab.gallery import Gallery, surface_box
from lab.landmarks import Mark, marks_of
from lab.people import Person, sample_person
from lab.postures import Still, draw_stills
from lab.truth import leg
from lab.visibility import Depths, depth_of

JOIN_EVERY = 25


def landmark_columns(
    still: Still, marks: dict[str, Mark], camera: CameraSpec, placement: Placement, depths: Depths
) -> dict[str, Any]:
    """Pixel positions of landmarks, and whether a thing hides them or they lie behind the lifter's own body."""
    out: dict[str, Any] = {}
    for name, mark in marks.items():
        point = mark.track(still.scene.posed)[0]
        x, y = (float(value) for value in project(placement, camera, point))
        away = depth_of(placement, point)
        out[f"{name}_x_px"], out[f"{name}_y_px"] = x, y
        out[f"{name}_hidden"] = depths.hidden(x, y, away, mark.flesh_m)
        out[f"{name}_behind"] = depths.behind(x, y, away, mark.flesh_m)
    return out


def person_columns(person: Person, body: Body, placement: Placement) -> dict[str, Any]:
    """What is the same in all stills of a person."""
    camera, outfit, fabric, finish = person.camera, person.outfit, person.fabric, person.finish
    hangs = fabric.hangs and outfit.shirt != "none"
    return {
        "exercise": person.exercise,
        "facing": camera.facing,
        "yaw_deg": camera.yaw_deg,
        "pitch_deg": camera.pitch_deg,
        "roll_deg": camera.roll_deg,
        "focal_mm": camera.focal_mm,
        "distance_m": placement.distance_m,
        "width_px": camera.width,
        "height_px": camera.height,
        "sex": person.body.sex,
        "age_years": person.body.age_years,
        "height_m": body.height_m,
        "mass_kg": body.mass_kg,
        "own_pelvis_deg": person.setting.posture.pelvis_deg,
        "own_lumbar_deg": person.setting.posture.lumbar_deg,
        "own_thoracic_deg": person.setting.posture.thoracic_deg,
        "shirt": outfit.shirt,
        "shirt_hangs": hangs,
        "shirt_looseness": outfit.shirt_looseness,
        "shirt_ease": fabric.ease if hangs else 0.0,
        "shirt_stiffness": fabric.stiffness if hangs else 0.0,
        "shirt_weight": fabric.weight if hangs else 0.0,
        "shirt_hem": outfit.shirt_hem,
        "tucked": outfit.tucked,
        "trousers_share": outfit.trousers_share,
        "trousers_looseness": outfit.trousers_looseness,
        "hair": outfit.hair,
        "equipment": person.gear.kind,
        "plate_radius_m": max((radius for radius, _, _ in person.gear.plates), default=0.0),
        "rack": person.rack,
        "light": person.room.light,
        "blur_px": finish.blur,
        "noise": finish.noise,
        "crf": finish.crf,
        "jpeg": finish.jpeg,
    }


def still_columns(still: Still, near: str) -> dict[str, Any]:
    """What changes from still to still, besides angles and joints; near: L or R, the side turned to the camera."""
    thigh, shank = (float(track[0]) for track in leg(still.scene.posed, near))
    return {
        "near_knee_flexion_deg": shank - thigh,
        "near_hip_flexion_pelvis_deg": still.angles["hip_flexion_pelvis_deg"] + still.angles["thigh_deg"] - thigh,
        "kind": still.kind,
        "standing": still.kind == "standing",
        "free_legs": "".join(each.side for each in still.setting.free_legs),
        "base": still.setting.base,
        "held": still.setting.load.kind if not still.setting.arms else "none",
        "arms": still.setting.arms or still.setting.load.kind,
    }


def render_person(person: Person, out: Path, number: int, count: int) -> pl.DataFrame:
    """Write a person's stills; returns their table, one row a still."""
    body = make_body(person.body, rounds=2)
    stills = draw_stills(person, body, count)
    placement = place(person.camera, *surface_box(body, stills))
    gallery = Gallery(person, body, stills, placement)
    rng = np.random.default_rng([person.seed, 2])
    finisher = Finisher(person.finish, person.camera.width, person.camera.height, rng)
    taken = [gallery.picture(still, rng) for still in stills]
    gallery.close()
    pictures = [finisher(picture) for picture, _ in taken]
    if person.finish.crf:
        pictures = through_video(pictures, person.finish.crf)
    rows = []
    same = person_columns(person, body, placement)
    folder = out / "frames" / f"{number // 100:03d}"
    folder.mkdir(parents=True, exist_ok=True)
    marks = marks_of(body)
    near = "R" if person.camera.facing == "right" else "L"
    for index, (still, picture, (_, depths)) in enumerate(zip(stills, pictures, taken, strict=True)):
        path = folder / f"person_{number:05d}_{index:02d}.jpg"
        path.write_bytes(jpeg_bytes(picture, person.finish.jpeg))
        keys = {"still": number * count + index, "person": number, "frame": index, "file": str(path.relative_to(out))}
        rows.append(
            keys
            | still_columns(still, near)
            | still.angles
            | same
            | landmark_columns(still, marks, person.camera, placement, depths)
        )
    return pl.DataFrame(rows)


def join(out: Path) -> int:
    """Write `stills.parquet` from the parts at hand; returns its rows."""
    parts = sorted((out / "parts").glob("person_*.parquet"))
    table = pl.concat([pl.read_parquet(part) for part in parts], how="diagonal").sort("still")
    waiting = out / "stills.parquet.part"
    table.write_parquet(waiting)
    waiting.replace(out / "stills.parquet")
    return table.height


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m lab.stills", description=__doc__)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--people", type=int, default=100, help="people numbered from --first up to here (not included)"
    )
    parser.add_argument("--first", type=int, default=0, help="number of the first person")
    parser.add_argument("--frames-each", type=int, default=6, help="stills a person; the first is quiet standing")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--free-legs", type=float, default=0.35, help="share of postures in which a leg does not carry")
    parser.add_argument("--load", help="only people whose load is of this kind, as hanging, back or swing")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Render what is not there yet; progress on standard error."""
    options = arguments(argv)
    parts = options.out / "parts"
    parts.mkdir(parents=True, exist_ok=True)
    begin, made = time.perf_counter(), 0
    for number in range(options.first, options.people):
        part = parts / f"person_{number:05d}.parquet"
        if part.exists():
            continue
        person = sample_person(options.seed, number, options.free_legs)
        if options.load not in (None, person.setting.load.kind):
            continue
        table = render_person(person, options.out, number, options.frames_each)
        waiting = part.with_suffix(".part")
        table.write_parquet(waiting)
        waiting.replace(part)
        made += table.height
        if number % JOIN_EVERY == 0:
            join(options.out)
            rate = made / (time.perf_counter() - begin)
            sys.stderr.write(f"person {number}: {made} stills, {rate:.1f} a second\n")
            sys.stderr.flush()
    sys.stderr.write(f"{join(options.out)} stills in {options.out}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
