"""Measure the model's strength: the weight at which each group reaches its limit, and the most the trunk can hold."""

from __future__ import annotations

import numpy as np

from hiphinge.loads.dynamics import ROWS, ExternalLoad, Where, solve
from hiphinge.loads.lumbosacral import borne, loads, muscular, passive_moment
from hiphinge.loads.model import LUMBAR, Model, size_of
from hiphinge.loads.muscles import GROUPS
from hiphinge.loads.posture import Posture, states
from hiphinge.loads.static_optimization import share
from validation.loads.trends import (
    BAR_AHEAD_M,
    BAR_UP_M,
    BENT,
    DEEP_HINGE,
    DEEP_SQUAT,
    KNEES_BENT,
    MASS_KG,
    ROUNDED,
    STANDING,
    STATURE_M,
    grasping,
    loads_of,
    postures,
)


def strongest(man: Model) -> None:
    """Print the weight at which a man of 80 kg reaches a demand of 1, by muscle group."""
    print("\n| man of 80 kg, demand 1 is reached by | erector spinae | hamstrings | gluteus maximus | quadriceps |")
    print("|---|---|---|---|---|")
    weights = np.arange(0.0, 401.0, 20.0)
    start = grasping(man, 70.0, 12.0, 0.25, (BAR_AHEAD_M, BAR_UP_M))
    lifts: tuple[tuple[str, Posture, Where], ...] = (
        ("deadlift, off the floor", start, "hands"),
        ("Romanian deadlift", postures(DEEP_HINGE), "hands"),
        ("squat", postures(DEEP_SQUAT), "upper_back"),
    )
    for name, posture, where in lifts:
        used = [loads_of(man, posture, ExternalLoad(float(weight), where)).demand for weight in weights]
        cells = []
        for group in ("erector_spinae", "hamstrings", "gluteus_maximus", "quadriceps"):
            curve = np.array([float(row[group][0]) for row in used])
            cells.append("over 400 kg" if curve.max() < 1 else f"{np.interp(1.0, curve, weights):.0f} kg")
        print(f"| {name} | {' | '.join(cells)} |")


def most_held(model: Model, posture: Posture, rows: tuple[str, ...]) -> tuple[float, float]:
    """Return the heaviest weight in the hands within the muscles' strength, kg, and its moment at L5/S1, Nm.

    `rows` are the equilibria of `ROWS` that have to hold. Solved by linear programming; the passive moment is that of
    the body without a weight.
    """
    from scipy.optimize import linprog

    size, moving = size_of(model, STATURE_M, MASS_KG), states(model, posture)
    bare, loaded = (solve(model, size, moving, load) for load in (None, ExternalLoad(1.0)))
    tissue = borne(bare, passive_moment(posture.lumbar_flexion_deg, model.sex))
    required = muscular(bare, tissue)[0]
    more = (loaded.moments_nm - bare.moments_nm)[0]
    chosen = [ROWS.index(row) for row in rows]
    capacity = (bare.arms_m[0] * model.muscles.strength * size.strength)[chosen]
    pairs = capacity.shape[1]
    optimum = linprog(
        np.append(np.zeros(pairs), -1.0),
        A_eq=np.column_stack([capacity, -more[chosen]]),
        b_eq=required[chosen],
        bounds=[(0.0, 1.0)] * pairs + [(0.0, None)],
    )
    weight = float(optimum.x[-1]) if optimum.success else float("nan")
    return weight, float(bare.moments_nm[0, 0] + weight * more[0])


def equilibria(man: Model) -> None:
    """Print the compression of 20 kg with all five lumbar joints in balance, and with L5/S1 alone."""
    posture = postures(BENT, DEEP_HINGE, ROUNDED, KNEES_BENT)
    size = size_of(man, STATURE_M, MASS_KG)
    dynamics = solve(man, size, states(man, posture), ExternalLoad(20.0))
    tissue = borne(dynamics, passive_moment(posture.lumbar_flexion_deg, man.sex))
    required, strength = muscular(dynamics, tissue), man.muscles.strength * size.strength
    print("\n| compression, 20 kg, N | bent 36 | deep hinge | rounded | squat |\n|---|---|---|---|---|")
    rows = {"all five lumbar joints": ROWS, "L5/S1 alone": (ROWS[0], "hip", "knee", "ankle")}
    for name, kept in rows.items():
        chosen = [ROWS.index(row) for row in kept]
        force = share(dynamics.arms_m[:, chosen], required[:, chosen], strength).activation * strength
        joint = loads(dynamics, force, tissue, posture.pelvic_tilt_deg, posture.lumbar_flexion_deg)
        print(f"| {name} | {' | '.join(f'{value:.0f}' for value in joint.compression_n)} |")


def levers(man: Model) -> None:
    """Print, for each lumbar joint, the lever of the erector spinae that cross it and their largest moment."""
    size = size_of(man, STATURE_M, MASS_KG)
    all_arms = solve(man, size, states(man, postures(STANDING))).arms_m[0, : len(LUMBAR)] / 2
    back = man.muscles.group == list(GROUPS).index("erector_spinae")
    strength = np.where(back, man.muscles.strength * size.strength, 0.0)
    print("\n| erector spinae, standing | L5/S1 | L4/5 | L3/4 | L2/3 | L1/2 |\n|---|---|---|---|---|---|")
    crossing = np.abs(all_arms) > _CROSSING_M
    mean = [
        float(arms[over] @ strength[over] / strength[over].sum()) for arms, over in zip(all_arms, crossing, strict=True)
    ]
    print(f"| mean lever, cm | {' | '.join(f'{100 * lever:.1f}' for lever in mean)} |")
    print(f"| most moment, both sides, Nm | {' | '.join(f'{2 * arms @ strength:.0f}' for arms in all_arms)} |")


_CROSSING_M = 0.003
"""Least lever of a fascicle that crosses the joint."""


def held(man: Model) -> None:
    """Print the most the trunk can hold in a deep hinge with all lumbar joints in equilibrium, and with L5/S1 alone."""
    print("\n| deep hinge, 80 kg, most in the hands | weight | moment at L5/S1 |")
    print("|---|---|---|")
    for name, rows in (("all five lumbar joints in balance", ROWS), ("L5/S1 alone", (ROWS[0],))):
        weight, moment = most_held(man, postures(DEEP_HINGE), tuple(rows))
        print(f"| {name} | {weight:.0f} kg | {moment:.0f} Nm |")
