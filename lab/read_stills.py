"""Run the product's pose estimator on rendered stills: `python -m lab.read_stills DIR`.

Runs in the main environment. The estimator follows people through video, so each still is shown after a black picture,
which makes it detect the person anew, and then several times, a second apart, until it has settled. On a rendered clip
three times gives landmarks as near to those of the video (median 1.6 px of 720) as four.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import polars as pl
from PIL import Image

from hiphinge.core.body import LANDMARKS
from hiphinge.pose.estimator import OUTLINE_VERTICES, Pose
from hiphinge.pose.mediapipe import MediaPipePose
from hiphinge.pose.worker import OFFLINE

MASK_SIDE = 96
BOX_MARGIN = 1.22  # side of the box against the landmarks' larger extent
PASSES = 3
JOIN_EVERY = 100
Picture = npt.NDArray[np.uint8]
Arrays = dict[str, npt.NDArray[Any]]


@dataclass(frozen=True)
class Reading:
    """A pose and the person mask (H, W), 0 to 1, behind its outline."""

    pose: Pose
    mask: npt.NDArray[np.float32]


class Overheard:
    """A landmarker that keeps its last answer, so that the mask behind the outline can be seen."""

    def __init__(self, landmarker: Any) -> None:  # noqa: ANN401 - mediapipe is not typed
        """Wrap a landmarker."""
        self.landmarker, self.found = landmarker, None

    def detect_for_video(self, image: Any, time_ms: int) -> Any:  # noqa: ANN401
        """Answer as the landmarker does."""
        self.found = self.landmarker.detect_for_video(image, time_ms)
        return self.found

    def close(self) -> None:
        """Close the landmarker."""
        self.landmarker.close()


class StillReader(MediaPipePose):
    """The product's estimator, shown single pictures."""

    clock_s = 0.0

    def _make(self, mode: Any, *, people: int, masks: bool) -> Any:  # noqa: ANN401
        return Overheard(super()._make(mode, people=people, masks=masks))

    def read(self, picture: Picture, passes: int, before: Picture | None = None) -> Reading | None:
        """What is seen in a picture (H, W, 3), or None.

        before: a picture in which the person was found; given, he is followed from there instead of looked for anew.
        """
        self.shown(np.zeros_like(picture))
        for _ in range(passes if before is not None else 0):
            self.shown(before)
        for _ in range(passes - 1):
            self.shown(picture)
        pose = self.shown(picture)
        masks = self._landmarker.found.segmentation_masks
        if pose is None or pose.outline is None or pose.world is None or not masks:
            return None
        return Reading(pose, np.squeeze(masks[0].numpy_view()).copy())

    def shown(self, picture: Picture) -> Pose | None:
        """Pose in a picture that is shown a second after the last one."""
        self.clock_s += 1.0
        return self.estimate(picture, self.clock_s)


def box_round(position: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """Left, top and side in pixels of a square round landmarks (N, 2)."""
    low, high = position.min(axis=0), position.max(axis=0)
    side = BOX_MARGIN * float((high - low).max())
    return np.array([*(0.5 * (low + high) - 0.5 * side), side], dtype=np.float32)


def mask_crop(mask: npt.NDArray[np.float32], box: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Person mask (MASK_SIDE, MASK_SIDE), 0 to 255, in a box; nothing outside the picture."""
    scale = MASK_SIDE / float(box[2])
    softness = max(0.5 / scale - 0.5, 0.0)
    smooth = cv2.GaussianBlur(mask, (0, 0), softness) if softness > 0.3 else mask
    matrix = np.array(
        [[scale, 0.0, -scale * box[0] + 0.5 * scale - 0.5], [0.0, scale, -scale * box[1] + 0.5 * scale - 0.5]]
    )
    small = cv2.warpAffine(smooth, matrix, (MASK_SIDE, MASK_SIDE), flags=cv2.INTER_LINEAR)
    return np.asarray(np.clip(np.round(255.0 * small), 0, 255), dtype=np.uint8)


def blank(count: int) -> Arrays:
    """Arrays for `count` stills in which nobody was found."""
    marks = len(LANDMARKS)
    return {
        "still": np.full(count, -1, dtype=np.int64),
        "found": np.zeros(count, dtype=bool),
        "followed": np.zeros(count, dtype=bool),
        "position": np.full((count, marks, 2), np.nan, dtype=np.float32),
        "confidence": np.zeros((count, marks), dtype=np.float32),
        "world": np.full((count, marks, 3), np.nan, dtype=np.float32),
        "outline": np.zeros((count, OUTLINE_VERTICES, 2), dtype=np.int16),
        "mask": np.zeros((count, MASK_SIDE, MASK_SIDE), dtype=np.uint8),
        "box": np.full((count, 3), np.nan, dtype=np.float32),
    }


def read_person(reader: StillReader, folder: Path, part: Path, passes: int) -> Arrays:
    """Read all stills of one person; who is not found at once is followed from a still in which he was."""
    rows = pl.read_parquet(part, columns=["still", "file"]).rows()
    out = blank(len(rows))
    known: Picture | None = None
    for index, (still, file) in enumerate(rows):
        out["still"][index] = still
        picture = np.asarray(Image.open(folder / file).convert("RGB"))
        reading = reader.read(picture, passes)
        if reading is None and known is not None:
            reading = reader.read(picture, passes, known)
            out["followed"][index] = reading is not None
        if reading is None:
            continue
        known = picture
        pose, box = reading.pose, box_round(reading.pose.position)
        out["found"][index] = True
        out["position"][index], out["confidence"][index] = pose.position, pose.confidence
        out["world"][index], out["outline"][index] = pose.world, pose.outline
        out["mask"][index], out["box"][index] = mask_crop(reading.mask, box), box
    return out


def read_share(folder: Path, parts: Sequence[Path], passes: int) -> int:
    """Read some people and write a file for each; returns the number of stills. Runs in a process of its own."""
    count = 0
    cv2.setNumThreads(1)
    with StillReader() as reader:
        for part in parts:
            arrays: Mapping[str, Any] = read_person(reader, folder, part, passes)
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
    parser.add_argument("--passes", type=int, default=PASSES, help="times that each still is shown")
    parser.add_argument("--wait", type=float, default=0.0, help="seconds to wait for new stills before ending")
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Read what is not read yet; progress on standard error."""
    options = arguments(argv)
    os.environ.update(OFFLINE)
    (options.folder / "read").mkdir(parents=True, exist_ok=True)
    begin, made, last = time.perf_counter(), 0, time.perf_counter()
    with ProcessPoolExecutor(options.processes, mp_context=get_context("spawn")) as pool:
        while True:
            parts = unread(options.folder)[:JOIN_EVERY]
            jobs = [
                pool.submit(read_share, options.folder, s, options.passes) for s in shares(parts, options.processes)
            ]
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
