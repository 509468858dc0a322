"""Score a net on stills of people whom it has not seen: angles between points, spreads, states, direct angles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from hiphinge.core.measure import Z90
from hiphinge.core.motion import inclination_deg, wrapped_deg
from hiphinge.pose.joints import ANGLES, POINTS
from lab.eyes.batches import Batches, stream
from lab.eyes.labels import HIDDEN, OUTSIDE, VISIBLE, Labels
from lab.eyes.net import ANGLE_UNIT_DEG, Eyes

Array = npt.NDArray[np.float64]
AT = {name: i for i, name in enumerate(POINTS)}


def answered(
    eyes: Eyes, crops: Path, labels: Labels, rows: npt.NDArray[np.int64], front: Path
) -> tuple[dict[str, Array], dict[str, Array]]:
    """Answers and truth for undistorted crops, arrays by name."""
    batches = [rows[i : i + 32] for i in range(0, len(rows), 32)]
    said: list[dict[str, torch.Tensor]] = []
    true: list[dict[str, torch.Tensor]] = []
    eyes.eval()
    with torch.no_grad():
        for batch in stream(Batches(crops, labels, batches, front, distort=False, seed=7), 1):
            answer = eyes(batch)
            said.append({name: answer[name] for name in answer if name != "heat"})
            true.append({name: batch[name] for name in ("points", "state", "right", "angles")})

    def joined(parts: list[dict[str, torch.Tensor]]) -> dict[str, Array]:
        return {name: torch.cat([part[name] for part in parts]).numpy().astype(np.float64) for name in parts[0]}

    return joined(said), joined(true)


def between(points: Array, upper: str, middle: str, lower: str) -> Array:
    """Angle at `middle`, degrees: 0 where the three points lie on a line."""
    a, b, c = (points[:, AT[name]] for name in (upper, middle, lower))
    return wrapped_deg(inclination_deg(b, a) - inclination_deg(c, b))


def apart(a: Array, b: Array) -> Array:
    """Distance of angles, degrees."""
    return np.asarray(np.abs(wrapped_deg(a - b)))


def scores(eyes: Eyes, crops: Path, labels: Labels, rows: npt.NDArray[np.int64], front: Path) -> str:
    """Return a table of the errors on some rows."""
    said, true = answered(eyes, crops, labels, rows, front)
    table = labels.table[rows.tolist()]
    yaw = np.abs(table["yaw_deg"].to_numpy())
    lying = table["base"].is_in(["floor", "bench"]).to_numpy()
    seated = (table["base"] == "seat").to_numpy()
    state = true["state"]
    legs = [AT[f"near_{name}"] for name in ("hip", "knee", "ankle")]
    hidden = (state[:, legs] == HIDDEN).any(axis=1)
    gone = (state[:, legs] == OUTSIDE).any(axis=1)
    usual = ~lying & ~seated & ~gone
    groups = {
        "free, yaw to 20": usual & ~hidden & (yaw <= 20),
        "hidden, yaw to 20": usual & hidden & (yaw <= 20),
        "free, yaw 20-60": usual & ~hidden & (yaw > 20),
        "lying, yaw to 20": lying & ~gone & (yaw <= 20),
        "seated": seated & ~gone,
    }
    triples = {
        "knee": ("near_hip", "near_knee", "near_ankle"),
        "hip": ("near_shoulder", "near_hip", "near_knee"),
        "far knee": ("far_hip", "far_knee", "far_ankle"),
    }
    lines = ["| stills | n | " + " | ".join(f"{name} 2D" for name in triples) + " | " + " | ".join(ANGLES) + " |"]
    for name, group in groups.items():
        if not group.any():
            continue
        cells = []
        for triple in triples.values():
            off = apart(between(said["points"], *triple), between(true["points"], *triple))[group]
            cells.append(f"{off.mean():.1f} ({np.median(off):.1f})")
        off = apart(said["angles"], true["angles"])[group]
        inside = off < Z90 * np.exp(said["angle_log_spread"][group]) * ANGLE_UNIT_DEG
        cells += [f"{off[:, i].mean():.1f} [{100 * inside[:, i].mean():.0f} %]" for i in range(len(ANGLES))]
        lines.append(f"| {name} | {int(group.sum())} | " + " | ".join(cells) + " |")
    off = np.abs(said["points"] - true["points"])
    spread = Z90 * np.exp(said["log_spread"])
    length = np.linalg.norm(true["points"][:, AT["c7"]] - true["points"][:, AT["pelvis"]], axis=1)[:, None]
    far = np.linalg.norm(off, axis=2) / length
    lines.append("\n| point | visible: % of trunk | hidden | covered by 90 % | states right |")
    chosen = said["state"].reshape(*state.shape, 3).argmax(axis=2)
    for point, index in AT.items():
        seen, unseen = (state[:, index] == which for which in (VISIBLE, HIDDEN))
        inside = (off[:, index] < spread[:, index])[seen | unseen].mean()
        right = (chosen[:, index] == state[:, index]).mean()
        cells = [f"{100 * np.median(far[which, index]):.1f}" if which.any() else "-" for which in (seen, unseen)]
        lines.append(f"| {point} | {cells[0]} | {cells[1]} | {100 * inside:.0f} % | {100 * right:.0f} % |")
    lines.append(f"\nfaces right way: {100 * ((said['right'] > 0) == (true['right'] > 0.5)).mean():.1f} %")
    return "\n".join(lines)
