"""Compare BlazePose with the truth: `python -m lab.check_pose DIR`.

Needs the main package's environment. The angles are computed from the near side's landmarks in the picture, corrected
only for the camera's roll: a rough test for mistakes in the truth.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import polars as pl
from PIL import Image, ImageDraw

from hiphinge.pose.blazepose import BlazePose

Array = npt.NDArray[np.float64]
LEFT = {"shoulder": 11, "hip": 23, "knee": 25, "ankle": 27}
BONES = (
    (11, 13),
    (13, 15),
    (12, 14),
    (14, 16),
    (11, 23),
    (12, 24),
    (23, 25),
    (25, 27),
    (24, 26),
    (26, 28),
    (11, 12),
    (23, 24),
    (27, 31),
    (28, 32),
)
QUANTITIES = ("trunk_lean_deg", "knee_flexion_deg", "hip_flexion_deg", "shank_deg")


def frames(path: Path) -> Iterator[tuple[float, npt.NDArray[np.uint8]]]:
    """Time (s) and picture (H, W, 3) of every frame."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.time or 0.0), np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)


def landmarks(path: Path, estimator: BlazePose, every: int) -> tuple[Array, Array]:
    """Return times (N,) and landmarks in pixels (N, 33, 3: x, y, trust); NaN where nobody was found."""
    times, found = [], []
    with estimator:  # forgets whom it followed in the last recording
        for number, (time, picture) in enumerate(frames(path)):
            if number % every:
                continue
            reading = estimator.read(picture)
            times.append(time)
            points = np.full((33, 3), np.nan)
            if reading is not None:
                points = np.column_stack([reading.body, reading.trust[: len(reading.body)]])
            found.append(points)
    return np.array(times), np.array(found)


def wrapped(angle_deg: Array) -> Array:
    """Angles brought into −180°…180°."""
    return np.asarray((angle_deg + 180.0) % 360.0 - 180.0)


def picture_angles(points: Array, about: dict[str, Any]) -> dict[str, Array]:
    """Angles (N,) in degrees from landmarks (N, 33, 3), the near side's legs, roll removed."""
    sign = 1.0 if about["facing"] == "right" else -1.0
    side = 1 if about["facing"] == "right" else 0
    roll = np.radians(about["camera"]["roll_deg"])
    x, y = points[:, :, 0], -points[:, :, 1]
    turned = np.stack([sign * (x * np.cos(roll) - y * np.sin(roll)), x * np.sin(roll) + y * np.cos(roll)], axis=-1)

    def lean(low: Array, high: Array) -> Array:
        line = high - low
        return np.asarray(np.degrees(np.arctan2(line[:, 0], line[:, 1])))

    near = {name: turned[:, index + side] for name, index in LEFT.items()}
    middle = {name: 0.5 * (turned[:, LEFT[name]] + turned[:, LEFT[name] + 1]) for name in ("shoulder", "hip")}
    trunk, thigh, shank = (
        lean(middle["hip"], middle["shoulder"]),
        lean(near["knee"], near["hip"]),
        lean(near["ankle"], near["knee"]),
    )
    return dict(zip(QUANTITIES, (trunk, wrapped(shank - thigh), wrapped(trunk - thigh), shank), strict=True))


def compare(path: Path, estimator: BlazePose, every: int) -> dict[str, Any]:
    """Return detection share and errors (degrees) of one set, frames that belong to repetitions or lockout only."""
    about = json.loads(path.with_suffix(".json").read_text())
    truth = pl.read_parquet(path.with_suffix("").with_suffix(".truth.parquet"))
    times, points = landmarks(path, estimator, every)
    index = np.clip(np.searchsorted(truth["time_s"].to_numpy(), times - 1e-3), 0, len(truth) - 1)
    working = truth["phase"].to_numpy()[index] != "setup"
    seen = ~np.isnan(points[:, 0, 0])
    row: dict[str, Any] = {
        "set": path.stem,
        "exercise": about["exercise"],
        "yaw": about["camera"]["yaw_deg"],
        "seen": float(seen.mean()),
        "frames": len(times),
    }
    measured = picture_angles(points, about)
    for name in QUANTITIES:
        error = wrapped(measured[name] - truth[name].to_numpy()[index])[seen & working]
        row[f"{name[:-4]}_mae"], row[f"{name[:-4]}_bias"] = float(np.abs(error).mean()), float(np.median(error))
    return row


def overlay(path: Path, estimator: BlazePose, out: Path, count: int = 6) -> None:
    """Return a strip of frames with the landmarks drawn."""
    kept = list(frames(path))
    chosen = {int(i) for i in np.linspace(3, len(kept) - 3, count)}
    _, points = landmarks(path, estimator, 1)
    strip = []
    for number in sorted(chosen):
        image = Image.fromarray(kept[number][1])
        draw = ImageDraw.Draw(image)
        if not np.isnan(points[number, 0, 0]):
            for a, b in BONES:
                draw.line(
                    [tuple(points[number, a, :2]), tuple(points[number, b, :2])],
                    fill=(255, 60, 60) if a % 2 else (60, 160, 255),
                    width=2,
                )
            for index in range(11, 33):
                x, y = points[number, index, :2]
                draw.ellipse((x - 3, y - 3, x + 3, y + 3), fill=(255, 255, 0))
        strip.append(np.asarray(image))
    Image.fromarray(np.concatenate(strip, axis=1)).save(out)


def main(argv: Sequence[str] | None = None) -> int:
    """Table on standard output, one line a set."""
    parser = argparse.ArgumentParser(prog="python -m lab.check_pose", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--model", type=Path, default=None, help="folder of the nets")
    parser.add_argument(
        "--every", type=int, default=1, help="use every n-th frame (the tracker lags when frames are skipped)"
    )
    parser.add_argument("--overlay", type=Path, default=None, help="folder for pictures with landmarks")
    parser.add_argument("--csv", type=Path, default=None, help="write the table here")
    options = parser.parse_args(argv)
    estimator = BlazePose(options.model)
    rows = []
    for path in sorted(options.folder.glob("set_*.mp4")):
        if path.name.endswith(".part.mp4") or not path.with_suffix(".json").exists():
            continue
        rows.append(compare(path, estimator, options.every))
        row = rows[-1]
        sys.stdout.write(
            " ".join(
                f"{key}={value:.2f}" if isinstance(value, float) else f"{key}={value}" for key, value in row.items()
            )
            + "\n"
        )
        sys.stdout.flush()
        if options.overlay is not None:
            options.overlay.mkdir(parents=True, exist_ok=True)
            overlay(path, estimator, options.overlay / f"{path.stem}.png")
    if rows and options.csv is not None:
        pl.DataFrame(rows).write_csv(options.csv)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
