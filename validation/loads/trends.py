"""Compare trends of the model with published ones: sign and size.

The verdict is "yes" where the model's value lies in the published range, "sign" where only its direction is right, and
"no" otherwise; where one of two has the right direction, the verdict names it. Postures and weights are ours where a
paper does not give them; they are named.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ExternalLoad
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import Posture
from hiphinge.loads.solution import LiftLoads, LoadCase, lift_loads
from validation.loads import planar
from validation.loads.force_length import demands
from validation.loads.reaching import reaching

STATURE_M, MASS_KG = 1.78, 80.0
FEMALE_M, FEMALE_KG = 1.64, 58.2
"""The women of Contreras 2015."""

STANDING = (0.0, 0.0, 0.0, 0.0, 0.0, 0.0)
BENT = (15.0, 21.0, 0.0, 0.0, 36.0, 0.0)
ROUNDED = (25.0, 45.0, 20.0, 3.0, 72.0, 0.0)
KNEES_BENT = (40.0, 10.0, 90.0, 25.0, 50.0, 0.0)
DEEP_HINGE = (60.0, 10.0, 20.0, 3.0, 72.0, 0.0)
DEEP_SQUAT = (45.0, 10.0, 110.0, 32.0, 0.0, 0.0)
BRIDGED = (-90.0, 0.0, 90.0, 0.0, 0.0, 0.0)
LOWERED = (-55.0, 0.0, 105.0, -10.0, 0.0, 0.0)
SWUNG = (21.0, 26.0, 69.0, 15.0, 15.0, 0.0)
"""Bottom of a swing: 26 degrees of the low back, 75 of the hip, 69 of the knee (McGill & Marshall 2012), arms back."""

BOX_AHEAD_M, BOX_UP_M = 0.40, 0.15
"""Grip of a box that stands before the feet: half a foot's length, 5 cm and half a box (an assumption), and a hand's
width over a bottom that stands 5 cm high."""

BAR_AHEAD_M, BAR_UP_M = 0.06, 0.225
"""A barbell on the floor: over the middle of the foot, with the usual plates of 45 cm."""


@dataclass(frozen=True, slots=True)
class Trend:
    """One trend: its description, the model's value, the published one, and whether they agree."""

    what: str
    model: str
    published: str
    agrees: str


def trends(man: Model, woman: Model) -> Iterator[Trend]:
    """Yield all trends."""
    yield from _pressure(man)
    yield from _box(man)
    yield from _swing(man)
    yield from _knees(man)
    yield from _thrust(woman)
    held = loads_of(man, postures(ROUNDED, DEEP_HINGE), ExternalLoad(20.0)).curves["passive_share"]
    yield Trend(
        "passive share, rounded / straight",
        f"{held[0]:.2f} / {held[1]:.2f}",
        "rises with flexion (Dolan 1994)",
        _sign(held[0] - held[1]),
    )


def report(man: Model, woman: Model) -> None:
    """Print the table."""
    print("\n| | model | published | agrees |\n|---|---|---|---|")
    for table in trends(man, woman):
        print(f"| {table.what} | {table.model} | {table.published} | {table.agrees} |")


def _sign(value: float) -> str:
    return "sign" if value > 0 else "no"


def _within(value: float, low: float, high: float, *, direction: bool = False) -> str:
    if low <= value <= high:
        return "yes"
    return "sign" if direction else "no"


def postures(*angles: tuple[float, ...]) -> Posture:
    """Return postures from six angles each."""
    return Posture.from_columns(np.array(angles))


def loads_of(
    model: Model,
    posture: Posture,
    load: ExternalLoad | None,
    time_s: FloatArray | None = None,
    *,
    supported: bool = False,
) -> LiftLoads:
    """Return the loads of a man of 1.78 m and 80 kg, or of one of the women of Contreras 2015."""
    size = size_of(model, STATURE_M, MASS_KG) if model.sex == "m" else size_of(model, FEMALE_M, FEMALE_KG)
    return lift_loads(model, size, posture, LoadCase(load, supported), time_s)


def _pressure(man: Model) -> Iterator[Trend]:
    """Yield the compression relative to standing, the same ratio of disc pressures, and that of one muscle at 6 cm."""
    posture = postures(STANDING, BENT, ROUNDED, KNEES_BENT)
    bare = loads_of(man, posture, None).curves["l5s1_compression_n"]
    heavy = loads_of(man, posture, ExternalLoad(20.0)).curves["l5s1_compression_n"]
    bare_planar, heavy_planar = (
        planar.top_down(posture, STATURE_M, MASS_KG, "m", load).compression_n for load in (0.0, 20.0)
    )
    yield Trend(
        "standing, compression at L5/S1",
        f"{bare[0]:.0f} N",
        "350 to 700 N (from disc pressure)",
        _within(float(bare[0]), 350, 700),
    )
    for name, value, single, pressure in (
        ("bent by 36 degrees", bare[1], bare_planar[1], 2.2),
        ("20 kg, rounded", heavy[2], heavy_planar[2], 4.6),
        ("20 kg, knees bent", heavy[3], heavy_planar[3], 3.4),
    ):
        ratio = float(value / bare[0])
        yield Trend(
            f"{name}, over standing",
            f"{ratio:.1f} (one muscle at 6 cm: {single / bare_planar[0]:.1f})",
            f"{pressure} (Wilke, pressure at L4/5)",
            _within(ratio, 0.75 * pressure, 1.25 * pressure, direction=ratio > 1),
        )


def grasping(model: Model, knee_deg: float, shank_deg: float, share: float, hands_m: tuple[float, float]) -> Posture:
    """Return the least bent posture whose hands reach a place (ahead of the ankles, up), metres.

    `share` is the low back's share of the bend, up to 50 degrees.
    """
    turn = np.arange(0.0, 131.0)
    lumbar = np.minimum(share * turn, 50.0)
    candidates = Posture.of(
        turn.size,
        pelvic_tilt=turn - lumbar,
        lumbar_flexion=lumbar,
        knee_flexion=knee_deg,
        shank=shank_deg,
        shoulder=np.clip(turn, 0.0, 120.0),
    )
    size = size_of(model, STATURE_M, MASS_KG)
    postures_reaching, distance = reaching(model, size, candidates, np.tile(np.array(hands_m), (turn.size, 1)))
    return postures_reaching.at(np.flatnonzero(distance < 0.005)[:1])


def _box(man: Model) -> Iterator[Trend]:
    """Yield the trends of a box of 10.5 kg lifted from the floor, feet behind it."""
    place = (BOX_AHEAD_M, BOX_UP_M)
    stoop, squat = (
        loads_of(man, grasping(man, *legs, place), ExternalLoad(10.5)).curves
        for legs in ((15.0, 2.0, 0.45), (105.0, 28.0, 0.3))
    )
    for name, key, published in (("moment", "l5s1_moment_nm", 19.9), ("compression", "l5s1_compression_n", 17.0)):
        more = 100 * float(squat[key][0] / stoop[key][0] - 1)
        yield Trend(
            f"10.5 kg box from the floor, squat over stoop, {name}",
            f"{more:+.0f} %",
            f"+{published} % (Kingma 2004, feet behind the box)",
            _within(more, 0.5 * published, 1.5 * published, direction=more > 0),
        )
    low, high = sorted((float(stoop["l5s1_shear_n"][0]), float(squat["l5s1_shear_n"][0])))
    yield Trend(
        "the same, shear at L5/S1, stoop / squat",
        f"{stoop['l5s1_shear_n'][0]:.0f} / {squat['l5s1_shear_n'][0]:.0f} N",
        "1100 to 1400 N, the same in both (Kingma 2004)",
        "yes" if low >= 1100 and high <= 1400 else ("sign" if low > 0 else "no"),
    )


def _swing(man: Model) -> Iterator[Trend]:
    """Yield the trends of a swing of 16 kg in 1.8 s a repetition, against a still hinge with the same weight."""
    rate, lasts, cycles = 100.0, 1.8, 3
    time_s = np.arange(0, cycles * lasts, 1 / rate)
    down = (1 - np.cos(2 * np.pi * time_s / lasts)) / 2
    columns = down[:, None] * np.array(SWUNG)
    columns[:, 4] = 90.0 + (SWUNG[4] - 90.0) * down  # arms level at the top
    swing = loads_of(man, Posture.from_columns(columns), ExternalLoad(16.0), time_s).curves
    part = slice(round(lasts * rate), 2 * round(lasts * rate))
    compression, shear = swing["l5s1_compression_n"][part], swing["l5s1_shear_n"][part]
    peak = int(compression.argmax())
    slow = loads_of(man, postures(DEEP_HINGE), ExternalLoad(16.0)).curves
    standing = float(loads_of(man, postures(STANDING), None).curves["l5s1_compression_n"][0])
    yield Trend(
        "swing of 16 kg, largest compression",
        f"{compression.max():.0f} N (still hinge with it {slow['l5s1_compression_n'][0]:.0f})",
        "about 3200 N at L4/5 (McGill & Marshall 2012)",
        # The direction of a single figure: several times the load of standing.
        _within(float(compression.max()), 0.75 * 3200, 1.25 * 3200, direction=compression.max() > 3 * standing),
    )
    ratios = float(shear[peak] / compression[peak]), float(slow["l5s1_shear_n"][0] / slow["l5s1_compression_n"][0])
    yield Trend(
        "the same, shear over compression at L5/S1, swing / still hinge",
        f"{ratios[0]:.2f} / {ratios[1]:.2f}",
        "L4 pulled backward on L5, against lifting (McGill & Marshall 2012; about 460 N from memory)",
        "sign" if ratios[0] < 0 else "no",
    )


def _knees(man: Model) -> Iterator[Trend]:
    """Yield knee, hip and low back in three exercises, with our weights: about six repetitions' for a strong man."""
    start = grasping(man, 70.0, 12.0, 0.25, (BAR_AHEAD_M, BAR_UP_M))
    pull = loads_of(man, start, ExternalLoad(120.0)).curves
    squat = loads_of(man, postures(DEEP_SQUAT), ExternalLoad(100.0, "upper_back")).curves
    thrust = loads_of(man, postures(BRIDGED), ExternalLoad(120.0, "hips"), supported=True).curves
    knees = [float(table["knee_moment_nm"][0]) / 2 for table in (squat, thrust, pull)]
    yield Trend(
        "knee of one leg, squat 100 kg / thrust 120 kg / deadlift 120 kg",
        " / ".join(f"{knee:.0f}" for knee in knees) + " Nm",
        "155 / 66 / 24 Nm (Otsuka 2021, six repetitions' maximum)",
        "sign" if knees[0] > knees[1] and knees[0] > knees[2] else "no",
    )
    for name, key in (("L5/S1", "l5s1_moment_nm"), ("hip", "hip_moment_nm")):
        more = [100 * float(table[key][0] / squat[key][0] - 1) for table in (thrust, pull)]
        yield Trend(
            f"{name}, thrust / deadlift over squat",
            f"{more[0]:+.0f} / {more[1]:+.0f} %",
            "24 and 42 % larger than in the squat (Otsuka 2021)",
            "sign" if min(more) > 0 else ("in the deadlift only" if more[1] > 0 else "no"),
        )
    hinge = loads_of(man, postures(DEEP_HINGE), ExternalLoad(84.0)).curves["knee_moment_nm"]
    scale = MASS_KG * STATURE_M
    yield Trend(
        "knee, Romanian deadlift 84 kg / deadlift from the floor 120 kg",
        f"{hinge[0] / scale:.2f} / {pull['knee_moment_nm'][0] / scale:.2f} Nm/(kg m)",
        "-0.28 / +0.21 (Lee 2018, in its own unit)",
        "sign" if hinge[0] < 0 < pull["knee_moment_nm"][0] else ("RDL's only" if hinge[0] < 0 else "no"),
    )


def _thrust(woman: Model) -> Iterator[Trend]:
    """Yield the gluteus maximus in hip thrust and squat: with one weight, and with weights for ten repetitions each."""
    depth = np.linspace(0.0, 1.0, 21)[:, None]
    down = Posture.from_columns(depth * np.array(DEEP_SQUAT))
    up = Posture.from_columns(np.array(LOWERED) + depth * (np.array(BRIDGED) - np.array(LOWERED)))
    for name, back, hips in (("50 kg each", 50.0, 50.0), ("ten repetitions' maximum, 53 and 87 kg", 53.0, 87.0)):
        squat = loads_of(woman, down, ExternalLoad(back, "upper_back")).demand["gluteus_maximus"]
        thrust = loads_of(woman, up, ExternalLoad(hips, "hips"), supported=True).demand["gluteus_maximus"]
        yield _gluteal(name, squat, thrust)
    size = size_of(woman, FEMALE_M, FEMALE_KG)
    squat = demands(woman, size, down, ExternalLoad(53.0, "upper_back"))["gluteus_maximus"]
    thrust = demands(woman, size, up, ExternalLoad(87.0, "hips"), supported=True)["gluteus_maximus"]
    yield _gluteal("the same with force-length of the legs", squat, thrust)


def _gluteal(name: str, squat: FloatArray, thrust: FloatArray) -> Trend:
    mean, peak = float(thrust.mean() / squat.mean()), float(thrust.max() / squat.max())
    return Trend(
        f"gluteus maximus, thrust over squat, {name}: mean / largest",
        f"{mean:.1f} / {peak:.1f}",
        "1.9 to 2.4 / 1.7 to 2.0 (Contreras 2015, EMG; weights from memory)",
        _gluteal_verdict(mean, peak),
    )


def _gluteal_verdict(mean: float, peak: float) -> str:
    """Return whether mean and largest demand are larger in the thrust, as published."""
    if mean > 1 and peak > 1:
        return "yes" if 1.9 <= mean <= 2.4 and 1.7 <= peak <= 2.0 else "sign"
    return "the mean only" if mean > 1 else "the largest only" if peak > 1 else "no"
