"""Compare our net moments with OpenSim's, on the same body and on another."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hiphinge.core.errors import MissingExtraError
from hiphinge.core.measure import FloatArray
from hiphinge.loads.dynamics import ROWS, ExternalLoad, solve
from hiphinge.loads.model import Model, size_of
from hiphinge.loads.posture import states
from validation.loads import other_body
from validation.loads.motions import MOVEMENTS, middle, movement
from validation.loads.opensim.runs import inverse_dynamics, opensim

LOAD_KG = 20.0
COMPARED = {"flex_extension": "L5/S1", "hip": "hip", "knee": "knee", "ankle": "ankle"}


@dataclass(frozen=True, slots=True)
class Agreement:
    """One moment in one movement: our largest, Nm, and OpenSim's differences, root mean square relative to it."""

    movement: str
    moment: str
    peak_nm: float
    program: float
    body: float


def compared(model: Model, stature_m: float, mass_kg: float) -> Iterator[Agreement]:
    """Yield OpenSim's differences on our body and on de Leva's, in the middle cycle of each movement."""
    size, load = size_of(model, stature_m, mass_kg), ExternalLoad(LOAD_KG)
    for name in MOVEMENTS:
        time_s, posture = movement(name)
        moving = states(model, posture, time_s)
        ours = solve(model, size, moving, load, muscles=False).moments_nm
        with tempfile.TemporaryDirectory() as folder:
            same = inverse_dynamics(model, size, moving, time_s, load, Path(folder))
        with tempfile.TemporaryDirectory() as folder:
            other = other_body.inverse_dynamics(posture, time_s, stature_m, mass_kg, LOAD_KG, Path(folder))
        for row, title in COMPARED.items():
            i, part = ROWS.index(row), middle(name)
            reference = ours[part, i]
            peak = float(reference[np.abs(reference).argmax()])
            yield Agreement(
                name, title, peak, _difference(same[part, i], reference), _difference(other[row][part], reference)
            )


def _difference(curve: FloatArray, ours: FloatArray) -> float:
    """Return the root mean square difference, relative to our largest value."""
    return float(np.sqrt(np.mean((curve - ours) ** 2)) / np.abs(ours).max())


def report(model: Model, stature_m: float, mass_kg: float) -> None:
    """Print the table, or the reason why it is skipped."""
    try:
        opensim()
    except MissingExtraError as error:
        print(f"\nOpenSim: skipped. {error}")
        return
    print("\n| movement, 20 kg in the hands | moment | peak Nm | OpenSim, our body | OpenSim, de Leva's body |")
    print("|---|---|---|---|---|")
    for row in compared(model, stature_m, mass_kg):
        shares = f"{100 * row.program:.2f} % | {100 * row.body:.1f} %"
        print(f"| {row.movement} | {row.moment} | {row.peak_nm:.0f} | {shares} |")
