"""Run the product's pose estimator on rendered stills: `python -m lab.read_stills DIR`.

Runs in the main environment. Video follows a person from picture to picture, so each still is looked at several times,
each time where the body was last, until it has settled. In three rendered clips of 540 px the landmarks are as near to
those of the video after three looks (median 0.9 px) as after four (0.8 px; after one 1.7 px).
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import polars as pl
from PIL import Image

from hiphinge.core.body import DIRECT_ANGLES, LANDMARKS, SPINE_POINTS
from hiphinge.pose.blazepose import BlazePose, Reading, TurnedSquare
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose
from hiphinge.pose.models import pose_nets
from hiphinge.pose.movenet import JointsNet, pose_of

LOOKS = 3
JOIN_EVERY = 100
Picture = npt.NDArray[np.uint8]
Arrays = dict[str, npt.NDArray[Any]]


def settled(estimator: BlazePose, picture: Picture, square: TurnedSquare, looks: int) -> Reading | None:
    """What is seen in a picture (H, W, 3) when it was looked at several times, each time where the body was last."""
    reading = estimator.look(picture, square)
    for _ in range(looks - 1):
        reading = None if reading is None else estimator.look(picture, reading.next_square)
    return reading


def read_still(
    estimator: BlazePose, picture: Picture, looks: int, before: Reading | None = None
) -> tuple[Reading | None, bool]:
    """What is seen in a picture (H, W, 3), and whether the person was followed there from another picture of him."""
    people = estimator.detect(picture)
    reading = settled(estimator, picture, people[0], looks) if people else None
    if reading is not None or before is None:
        return reading, False
    reading = settled(estimator, picture, before.next_square, looks)
    return reading, reading is not None


def pose_in(picture: Picture, reading: Reading, joints: JointsNet | None) -> Pose:
    """The pose of `MoveNetPose` in a picture, or BlazePose's own where no net of joints is given."""
    if joints is None:
        return reading.pose()
    found = joints.find(picture, reading)
    return pose_of(found, reading, right=found.right >= 0.5)


def blank(count: int, *, joints: bool) -> Arrays:
    """Arrays for `count` stills in which nobody was found."""
    marks = len(LANDMARKS)
    more = {
        "spine": np.full((count, len(SPINE_POINTS), 2), np.nan, dtype=np.float32),
        "direct": np.full((count, 2, len(DIRECT_ANGLES)), np.nan, dtype=np.float32),
    }
    return (more if joints else {}) | {
        "still": np.full(count, -1, dtype=np.int64),
        "found": np.zeros(count, dtype=bool),
        "followed": np.zeros(count, dtype=bool),
        "position": np.full((count, marks, 2), np.nan, dtype=np.float32),
        "confidence": np.zeros((count, marks), dtype=np.float32),
        "world": np.full((count, marks, 3), np.nan, dtype=np.float32),
        "outline": np.zeros((count, OUTLINE_VERTICES, 2), dtype=np.int16),
    }


def read_person(estimator: BlazePose, joints: JointsNet | None, folder: Path, part: Path, looks: int) -> Arrays:
    """Read all stills of one person; who is not found at once is followed from the last still in which he was."""
    rows = pl.read_parquet(part, columns=["still", "file"]).rows()
    out = blank(len(rows), joints=joints is not None)
    known: Reading | None = None
    for index, (still, file) in enumerate(rows):
        out["still"][index] = still
        picture = np.asarray(Image.open(folder / file).convert("RGB"))
        reading, followed = read_still(estimator, picture, looks, known)
        pose = None if reading is None else pose_in(picture, reading, joints)
        if pose is None or pose.outline is None or pose.world is None:
            continue
        known = reading
        out["found"][index], out["followed"][index] = True, followed
        out["position"][index], out["confidence"][index] = pose.position, pose.confidence
        out["world"][index], out["outline"][index] = pose.world, pose.outline
        if joints is not None:
            out["spine"][index], out["direct"][index] = pose.spine, pose.direct
    return out


def joints_net(net: Path) -> JointsNet:
    """A joints' net between the package's stem and key points."""
    files = pose_nets(None, ("stem", "keypoints"))
    return JointsNet(files["stem"].path, net, files["keypoints"].path)


def read_share(folder: Path, parts: Sequence[Path], looks: int, net: Path | None) -> int:
    """Read some people and write a file for each; returns the number of stills. Runs in a process of its own."""
    count = 0
    cv2.setNumThreads(1)
    joints = None if net is None else joints_net(net)
    with BlazePose() as estimator:
        for part in parts:
            arrays: Mapping[str, Any] = read_person(estimator, joints, folder, part, looks)
            target = folder / "read" / f"{part.stem}.npz"
            waiting = target.with_suffix(".part.npz")
            np.savez_compressed(waiting, **arrays)
            waiting.replace(target)
            count += len(arrays["still"])
    return count


def unread(folder: Path) -> list[Path]:
    """Tables of people that are rendered and not read yet."""
    done = {path.stem for path in (folder / "read").glob("person_*.npz")}
    return [part for part in sorted((folder / "parts").glob("person_*.parquet")) if part.stem not in done]


def shares(parts: Sequence[Path], processes: int) -> Iterator[list[Path]]:
    """Yield the parts dealt out to processes, in rounds after which progress is reported."""
    for begin in range(0, len(parts), JOIN_EVERY):
        block = list(parts[begin : begin + JOIN_EVERY])
        yield from (block[number::processes] for number in range(processes) if block[number::processes])


def join(folder: Path) -> int:
    """Write `read.npz` from all people read, ordered by still; returns its stills."""
    files = sorted(path for path in (folder / "read").glob("person_*.npz") if ".part" not in path.name)
    if not files:
        return 0
    loaded = [dict(np.load(file)) for file in files]
    arrays = {name: np.concatenate([part[name] for part in loaded]) for name in loaded[0]}
    order = np.argsort(arrays["still"], kind="stable")
    waiting = folder / "read.part.npz"
    ordered: Mapping[str, Any] = {name: data[order] for name, data in arrays.items()}
    np.savez_compressed(waiting, landmarks=np.array(LANDMARKS), **ordered)
    waiting.replace(folder / "read.npz")
    return len(order)


def arguments(argv: Sequence[str] | None) -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m lab.read_stills", description=__doc__)
    parser.add_argument("folder", type=Path, help="what `lab.stills` wrote, or is still writing")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--looks", type=int, default=LOOKS, help="times that each still is looked at")
    parser.add_argument("--joints", type=Path, help="the net of joints, to read as `--pose movenet` does")
    parser.add_argument("--wait", type=float, default=0.0, help="seconds to wait for new stills before ending")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Read what is not read yet; progress on standard error."""
    options = arguments(argv)
    (options.folder / "read").mkdir(parents=True, exist_ok=True)
    begin, made, last = time.perf_counter(), 0, time.perf_counter()
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        while True:
            parts = unread(options.folder)[:JOIN_EVERY]
            dealt = shares(parts, options.processes)
            jobs = [pool.submit(read_share, options.folder, s, options.looks, options.joints) for s in dealt]
            made += sum(job.result() for job in jobs)
            if parts:
                last = time.perf_counter()
                sys.stderr.write(f"{made} stills read, {made / (last - begin):.1f} a second\n")
                sys.stderr.flush()
            elif time.perf_counter() - last >= options.wait:
                break
            else:
                time.sleep(min(10.0, options.wait))
    sys.stderr.write(f"{join(options.folder)} stills in {options.folder / 'read.npz'}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
