"""Compare the model's floor forces with those of two force plates, in one unloaded hinge with markers.

Qualisys tables (tab separated, millimetres, z up). The plates' own coordinates are turned into the laboratory's by
their corners. Body mass comes from the plates in the standing trial, stature from the height of the marker on
the head there.

There are no markers on pelvis and spine. The low back's share of the bend is assumed (`SHARES`), and for each share the
trunk is bent until the line from hips to shoulders has its measured inclination. One share can be estimated from the
markers, since a rounding back brings the shoulders nearer to the hips (`share_seen`); flexion above T12/L1 is included
in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.core.signal import derivative, smooth_columns
from hiphinge.loads.dynamics import solve
from hiphinge.loads.model import GRAVITY, Model, size_of
from hiphinge.loads.posture import Posture, places, states
from validation.loads.de_leva import DE_LEVA

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "mocap" / "leafar"

SHARES = (0.2, 0.4, 0.6)
"""Shares of the low back in the bend that are compared: 0.29 to 0.66 through the bend (Esola 1996), 0.46 to 0.51 in all
(Laird 2016), less in a hinge."""

SETTLED_S = 7.0
"""Time of the recording, seconds, before which the subject steps on the plates."""

RATE_HZ = 100.0

_DEEP = 0.9
"""Share of the trunk's largest inclination from which a frame belongs to the deepest ones."""

_LEGS = {"thigh": ("hip", "knee"), "leg": ("knee", "ankle"), "foot": ("ankle", "toe")}


@dataclass(frozen=True, slots=True)
class Trial:
    """A measured hinge in the sagittal plane: (forward, up), metres, the mean of both sides.

    `pressure_m` is the centre of pressure ahead of the ankles.
    """

    time_s: FloatArray
    places: dict[str, FloatArray]
    forward_n: FloatArray
    vertical_n: FloatArray
    pressure_m: FloatArray


@dataclass(frozen=True, slots=True)
class Pressed:
    """Curves of the model and measured curves for one assumed share of the low back, shape (frames,)."""

    share: float
    vertical_n: tuple[FloatArray, FloatArray]
    pressure_m: tuple[FloatArray, FloatArray]
    hip_nm: tuple[FloatArray, FloatArray]


@dataclass(frozen=True, slots=True)
class Plates:
    """The floor's force in the laboratory's axes, N, and its moment about the origin, Nm, shape (frames, 3) each."""

    force_n: FloatArray
    moment_nm: FloatArray


def markers(source: Path) -> tuple[FloatArray, dict[str, FloatArray]]:
    """Return times and places of all markers of a trial, metres, shape (frames, 3) each, NaN where one was not seen."""
    head, names, rows = _table(source, "Frame")
    titles = [name.split(" - ")[-1] for name in head["MARKER_NAMES"]]
    del names
    values = np.array([[float(cell) for cell in row[: 2 + 3 * len(titles)]] for row in rows])
    places = {title: values[:, 2 + 3 * i : 5 + 3 * i] / 1000 for i, title in enumerate(titles)}
    return values[:, 1], {title: np.where(place == 0, np.nan, place) for title, place in places.items()}


def plates(*sources: Path) -> Plates:
    """Return the sum of several plates."""
    parts = [_plate(source) for source in sources]
    return Plates(sum(part.force_n for part in parts), sum(part.moment_nm for part in parts))  # type: ignore[arg-type]


def _plate(source: Path) -> Plates:
    head, names, rows = _table(source, "Sample")
    corners = np.array(
        [
            [float(head[f"FORCE_PLATE_CORNER_{name}_{axis}"][0]) / 1000 for axis in "XYZ"]
            for name in ("POSX_POSY", "NEGX_POSY", "NEGX_NEGY", "POSX_NEGY")
        ]
    )
    values = np.array([[float(cell) for cell in row[: len(names)]] for row in rows])
    middle = corners.mean(axis=0)
    x = corners[[0, 3]].mean(axis=0) - corners[[1, 2]].mean(axis=0)
    y = corners[[0, 1]].mean(axis=0) - corners[[2, 3]].mean(axis=0)
    z = np.cross(x, y)
    axes = np.stack([axis / np.linalg.norm(axis) for axis in (x, y, z)])
    local = {name: values[:, names.index(name)] for name in names}
    force = np.stack([local[f"Force_{axis}"] for axis in "XYZ"], axis=1)
    moment = np.stack([local[f"Moment_{axis}"] for axis in "XYZ"], axis=1)
    # The plates measure the force of the feet on them.
    return Plates(-force @ axes, -moment @ axes - np.cross(middle, force @ axes))


def _table(source: Path, first: str) -> tuple[dict[str, list[str]], list[str], list[list[str]]]:
    """Return the lines above a table by their first words, the names of its columns, and its rows."""
    head: dict[str, list[str]] = {}
    lines = source.read_text(encoding="utf-8").splitlines()
    for i, line in enumerate(lines):
        cells = [cell.strip() for cell in line.rstrip("\t").split("\t")]
        if cells[0] == first:
            return head, cells, [row.split("\t") for row in lines[i + 1 :] if row.strip()]
        head[cells[0]] = cells[1:]
    msg = f"expected a table with the column {first}, found none in {source.name}"
    raise ValueError(msg)


def trial(folder: Path, name: str) -> Trial:
    """Return a trial of `leafar`: markers and both plates, in the subject's sagittal plane."""
    time_s, places = markers(folder / f"{name}.tsv")
    floor = plates(folder / f"{name}_f1.tsv", folder / f"{name}_f2.tsv")
    ankle, toe = (_middle(places, part) for part in ("Ankle", "Toe_II"))
    ahead = np.nanmean(toe - ankle, axis=0)[:2]
    # The laboratory's axes are rotated by quarter turns to the subject's; the feet show by which.
    axis = int(np.argmax(np.abs(ahead)))
    sign = float(np.sign(ahead[axis]))
    flat = {
        part: np.stack([sign * curve[:, axis], curve[:, 2]], axis=1)
        for part, curve in {
            "head": places["Head"],
            **{part: _middle(places, part.capitalize()) for part in ("shoulder", "elbow", "wrist", "hip", "knee")},
            "ankle": ankle,
            "toe": toe,
        }.items()
    }
    force = floor.force_n
    moment = floor.moment_nm
    pressed = (-moment[:, 1] if axis == 0 else moment[:, 0]) / force[:, 2]
    return Trial(time_s, flat, sign * force[:, axis], force[:, 2], sign * pressed - flat["ankle"][:, 0])


def _middle(places: dict[str, FloatArray], part: str) -> FloatArray:
    """Return the midpoint of the markers of both sides."""
    return (places[f"L_{part}"] + places[f"R_{part}"]) / 2


def pressed(model: Model, folder: Path, share: float) -> Pressed:
    """Return the model's floor force in the hinge, and its hip moment, with the measured ones."""
    standing, hinge = trial(folder, "static"), trial(folder, "deadlift")
    mass = float(standing.vertical_n.mean() / GRAVITY)
    stature = float(standing.places["head"][:, 1].mean())
    smooth = {part: smooth_columns(hinge.time_s, curve, RATE_HZ) for part, curve in hinge.places.items()}
    size = size_of(model, stature, mass)
    posture = _posture(model, smooth, {part: curve.mean(axis=0) for part, curve in standing.places.items()}, share)
    dynamics = solve(model, size, states(model, posture, hinge.time_s), muscles=False)
    kept = hinge.time_s >= SETTLED_S
    floor = dynamics.reactions
    return Pressed(
        share,
        (floor.vertical_n[kept], hinge.vertical_n[kept]),
        (floor.pressure_m[kept], hinge.pressure_m[kept]),
        (dynamics.moment("hip")[kept], _from_below(hinge, smooth, stature, mass)[kept]),
    )


def share_seen(model: Model, folder: Path) -> float:
    """Return the share for which shoulders and hips of the model are as far apart in the deepest frames as measured."""
    standing, hinge = trial(folder, "static"), trial(folder, "deadlift")
    stature = float(standing.places["head"][:, 1].mean())
    smooth = {part: smooth_columns(hinge.time_s, curve, RATE_HZ) for part, curve in hinge.places.items()}
    lean = _lean(smooth["hip"], smooth["shoulder"])
    deep = np.flatnonzero((hinge.time_s >= SETTLED_S) & (lean > _DEEP * np.nanmax(lean)))
    measured = float(np.hypot(*(smooth["shoulder"] - smooth["hip"])[deep].T).mean())
    upright = {part: curve.mean(axis=0) for part, curve in standing.places.items()}
    shares, lengths = np.linspace(0.1, 0.8, 8), []
    for share in shares:
        posture = _posture(model, smooth, upright, float(share)).at(deep)
        points = places(model, size_of(model, stature, 70.0), posture)
        lengths.append(float(np.hypot(*(points["shoulder"] - points["hip"]).T).mean()))
    return float(np.interp(-measured, -np.array(lengths), shares))


def _lean(low: FloatArray, high: FloatArray) -> FloatArray:
    """Return the inclination of a line from the vertical, forward positive, degrees."""
    off = high - low
    return np.degrees(np.arctan2(off[..., 0], off[..., 1]))


def _posture(model: Model, seen: dict[str, FloatArray], standing: dict[str, FloatArray], share: float) -> Posture:
    """Return the model's angles from markers; its line from hips to shoulders turns as much as the markers'."""
    shank = _lean(seen["ankle"], seen["knee"])
    thigh = _lean(seen["knee"], seen["hip"])
    trunk = _lean(seen["hip"], seen["shoulder"]) - float(_lean(standing["hip"], standing["shoulder"]))
    arm, fore = _lean(seen["elbow"], seen["shoulder"]), _lean(seen["wrist"], seen["elbow"])
    turn = _turn(model, share)(trunk)
    return Posture(
        pelvic_tilt_deg=(1 - share) * turn,
        lumbar_flexion_deg=share * turn,
        knee_flexion_deg=shank - thigh,
        shank_deg=shank,
        shoulder_deg=turn - arm,
        elbow_deg=arm - fore,
    )


def _turn(model: Model, share: float) -> Callable[[FloatArray], FloatArray]:
    """Return the thorax's rotation as a function of that of the line from hips to shoulders, degrees from standing."""
    from scipy.interpolate import CubicSpline

    turns = np.linspace(-20.0, 160.0, 73)
    bent = Posture.of(turns.size, pelvic_tilt=(1 - share) * turns, lumbar_flexion=share * turns)
    where = places(model, size_of(model, model.stature_m, model.mass_kg), bent)
    lines = _lean(where["hip"], where["shoulder"])
    lines = lines - np.interp(0.0, turns, lines)
    smooth = CubicSpline(lines, turns)
    return lambda line: np.asarray(smooth(line), dtype=np.float64)


def _from_below(hinge: Trial, seen: dict[str, FloatArray], stature_m: float, mass_kg: float) -> FloatArray:
    """Return the hip moment of both sides, extension positive, Nm, from the floor's force and de Leva's legs."""
    hip, ankle = seen["hip"], seen["ankle"]
    pressed = np.stack([ankle[:, 0] + hinge.pressure_m, np.zeros(len(hip))], axis=1)
    floor = np.stack([hinge.forward_n, hinge.vertical_n], axis=1)
    total = _cross(pressed - hip, floor)
    for name, (high, low) in _LEGS.items():
        part = DE_LEVA["m"][name]
        mass = 2 * part.mass * mass_kg
        centre = seen[high] + part.com * (seen[low] - seen[high])
        acceleration = np.stack(
            [derivative(hinge.time_s, derivative(hinge.time_s, curve)) for curve in centre.T], axis=1
        )
        lean = np.unwrap(np.radians(_lean(seen[low], seen[high])))
        turning = -derivative(hinge.time_s, derivative(hinge.time_s, lean))
        inertia = mass * (part.gyration * part.length * stature_m) ** 2
        total -= _cross(centre - hip, mass * (acceleration + np.array([0.0, GRAVITY]))) + inertia * turning
    return total


def laid(folder: Path) -> Pressed:
    """Return the same from de Leva's segments on the markers, held still in each frame; its share is 0.

    It is independent of the model: where both differ from the measurement, markers on skin or this person's masses are
    the reason.
    """
    standing, hinge = trial(folder, "static"), trial(folder, "deadlift")
    mass = float(standing.vertical_n.mean() / GRAVITY)
    seen = {part: smooth_columns(hinge.time_s, curve, RATE_HZ) for part, curve in hinge.places.items()}
    segments = DE_LEVA["m"]
    above = [
        (segments["trunk"].mass, _between(seen, "shoulder", "hip", segments["trunk"].com)),
        (segments["head"].mass, _between(seen, "shoulder", "head", _HEAD_CENTRE)),
        (2 * segments["arm"].mass, _between(seen, "shoulder", "elbow", segments["arm"].com)),
        (2 * segments["forearm"].mass, _between(seen, "elbow", "wrist", segments["forearm"].com)),
        (2 * segments["hand"].mass, seen["wrist"]),
    ]
    legs = [
        (2 * segments[name].mass, _between(seen, high, low, segments[name].com)) for name, (high, low) in _LEGS.items()
    ]
    ahead = sum((share * place[:, 0] for share, place in above + legs), np.zeros(hinge.time_s.size))
    hip = sum(
        (GRAVITY * mass * share * (place - seen["hip"])[:, 0] for share, place in above),
        np.zeros(hinge.time_s.size),
    )
    kept = hinge.time_s >= SETTLED_S
    below = _from_below(hinge, seen, float(standing.places["head"][:, 1].mean()), mass)
    return Pressed(
        0.0,
        (np.full(int(kept.sum()), mass * GRAVITY), hinge.vertical_n[kept]),
        ((ahead - seen["ankle"][:, 0])[kept], hinge.pressure_m[kept]),
        (hip[kept], below[kept]),
    )


_HEAD_CENTRE = 0.75
"""Place of the head's centre of mass from mid-shoulder to the marker on it, as a share (the neck's base is at about a
third)."""


def _between(seen: dict[str, FloatArray], first: str, last: str, share: float) -> FloatArray:
    return seen[first] + share * (seen[last] - seen[first])


def _cross(arm: FloatArray, force: FloatArray) -> FloatArray:
    return arm[:, 0] * force[:, 1] - arm[:, 1] * force[:, 0]


def report(model: Model, folder: Path) -> None:
    """Print the table, or that there are no recordings."""
    if not folder.is_dir():
        print(f"\nForce plates: skipped, no recordings at {folder}.")
        return
    weight = float(trial(folder, "static").vertical_n.mean())
    print("\n| unloaded hinge | vertical force | centre of pressure | hip moment | deepest: pressure off | hip off |")
    print("|---|---|---|---|---|---|")
    rows = [(f"our body, low back's share {share:.1f}", pressed(model, folder, share)) for share in SHARES]
    seen = share_seen(model, folder)
    rows.append((f"our body, share by the shoulders' distance, {seen:.2f}", pressed(model, folder, seen)))
    for name, laid_segments in (*rows, ("de Leva's segments on the markers, still", laid(folder))):
        vertical, pressure, hip = (
            _rmse(*pair) for pair in (laid_segments.vertical_n, laid_segments.pressure_m, laid_segments.hip_nm)
        )
        deep = laid_segments.hip_nm[1] > 0.8 * laid_segments.hip_nm[1].max()
        off = [float((pair[0] - pair[1])[deep].mean()) for pair in (laid_segments.pressure_m, laid_segments.hip_nm)]
        shares = f"{100 * vertical / weight:.1f} % of weight | {100 * pressure:.1f} cm | {hip:.1f} Nm"
        print(f"| {name} | {shares} | {100 * off[0]:+.1f} cm | {off[1]:+.0f} Nm |")


def _rmse(modelled: FloatArray, measured: FloatArray) -> float:
    """Return the root mean square difference."""
    return float(np.sqrt(np.mean((modelled - measured) ** 2)))
