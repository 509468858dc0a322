"""How sure loads are: what posture, person, hands and the model itself leave open, as 90 % intervals.

Each source is moved by its standard deviation up and down, and the loads are found again; half of the difference is
what it leaves open, and the squares are added. Errors of a posture are taken as constant over a movement (a joint's
centre that is off, a camera that is tilted), so velocities and accelerations stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.loads.anthropometry import Person
from hiphinge.loads.dynamics import Load
from hiphinge.loads.lift import LiftLoads, Task, from_states
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import GROUPS, Model, Size, size_of
from hiphinge.loads.posture import Posture, States, held, outside, reaching, states
from hiphinge.measure import Z90, Curve, FloatArray, Measure


@dataclass(frozen=True, slots=True)
class Form:
    """What the model's form leaves open: deviations down and up as shares of the value, and the least in its unit."""

    low: float
    high: float
    least: float


MODEL_FORM: Final[dict[str, Form]] = {
    "l5s1_moment_nm": Form(0.06, 0.06, 6.0),
    "l5s1_compression_n": Form(0.20, 0.12, 60.0),
    "l5s1_shear_n": Form(0.17, 0.17, 60.0),
    "hip_moment_nm": Form(0.06, 0.06, 6.0),
    "knee_moment_nm": Form(0.06, 0.06, 10.0),
    "ankle_moment_nm": Form(0.06, 0.06, 6.0),
    "passive_share": Form(0.40, 0.40, 0.002),
}
"""What the model's form alone leaves open, by quantity, as standard deviations.

Moments: our two routes, with different tables of segments, differ by 3 to 10 % in bent postures and by 5 Nm in
standing. Compression: published models differ by up to 35 % for the same lift. Ours lies to the upper side of them,
its muscles having levers of 4 to 5 cm at L5/S1: one muscle at 6 cm gives 20 to 30 % less, and one lumbar equilibrium
instead of five 15 % less; so the band reaches further down than up. Shear: as the forces it comes from; the disc's
inclination is a source of its own. Passive share: the spread of passive stiffness among people in Dolan 1994
(assumed)."""

DEMAND_FORM: Final = Form(0.25, 0.25, 0.01)
"""The same for the shares of muscle strength: strength for a given mass varies by about a quarter among people
(assumed)."""

LOAD_SHARE: Final = 0.01
"""Standard deviation of a weight that people state, as a share: plates and kettlebells are within 1 to 2 %."""

HANDS_UNSEEN_M: Final = 0.05
"""Standard deviation of where a weight in the hands is, forward, where the hands were not seen (assumed)."""

HANDS_SEEN_M: Final = 0.02
"""The same where they were seen: a wrist is placed to 1 or 2 cm, and the weight's centre is not the wrist."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not sure about the movement: standard deviations of its six curves (degrees) and of the hands (m)."""

    posture_deg: tuple[float, float, float, float, float, float]
    hands_m: float = HANDS_UNSEEN_M


@dataclass(frozen=True, slots=True)
class Lift:
    """A movement under a weight: posture, times, and where the hands were seen, (forward, up) of the ankles, metres."""

    posture: Posture
    task: Task
    time_s: FloatArray | None = None
    hands_m: FloatArray | None = None


@dataclass(frozen=True, slots=True)
class Banded:
    """Loads of chosen frames with 90 % intervals; absent where a joint is unknown or beyond the model's range."""

    frames: NDArray[np.intp]
    curves: dict[str, Curve]
    demand: dict[str, Curve]


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that loads follow from, to be changed one by one."""

    posture: Posture
    size: Size
    load: Load | None
    slope_deg: float


def banded(model: Model, person: Person, lift: Lift, doubt: Doubt, frames: NDArray[np.intp]) -> Banded:
    """Loads of some frames of a lift with their intervals.

    Parameters
    ----------
    model
        The model of the person's sex.
    person
        Stature and mass with intervals.
    lift
        The movement, low-passed. Where hands were seen, the arms follow them whatever the trunk is taken to be.
    doubt
        How sure the posture is.
    frames
        The frames that are wanted, shape (chosen,).
    """
    known = ~outside(lift.posture)
    chosen = frames[known[frames]]
    wanted = np.isin(frames, chosen)
    if chosen.size == 0:
        return _spread(frames, wanted, None, [])
    moving = states(model, held(lift.posture, known), lift.time_s).at(chosen)
    base = _Case(
        lift.posture.at(chosen),
        size_of(model, person.stature_m.value, person.mass_kg.value),
        lift.task.load,
        DISC_SLOPE_DEG,
    )
    hands = None if lift.hands_m is None else lift.hands_m[chosen]
    base = replace(base, posture=_armed(model, base, hands))
    pairs = [
        (_loads(model, up, lift.task, moving), _loads(model, down, lift.task, moving))
        for up, down in _cases(model, person, base, doubt, hands)
    ]
    return _spread(frames, wanted, _loads(model, base, lift.task, moving), pairs)


def _armed(model: Model, case: _Case, hands: FloatArray | None) -> Posture:
    return case.posture if hands is None else reaching(model, case.size, case.posture, hands)[0]


def _loads(model: Model, case: _Case, task: Task, moving: States) -> LiftLoads:
    still = states(model, case.posture)
    now = replace(moving, qpos=still.qpos, knee_extension=still.knee_extension)
    task = replace(task, load=case.load)
    return from_states(model, case.size, case.posture, now, task, case.slope_deg)


def _cases(
    model: Model, person: Person, base: _Case, doubt: Doubt, hands: FloatArray | None
) -> Iterator[tuple[_Case, _Case]]:
    """For each source the case with it moved up and the case with it moved down by its standard deviation."""
    columns = base.posture.columns()
    for column, deviation in enumerate(doubt.posture_deg):
        if deviation <= 0 or (hands is not None and column in {4, 5}):
            continue
        yield _both(model, base, hands, columns, np.eye(6)[column] * deviation)
    for stature, mass in _people(person):
        up = size_of(model, person.stature_m.value + stature, person.mass_kg.value + mass)
        down = size_of(model, person.stature_m.value - stature, person.mass_kg.value - mass)
        yield replace(base, size=up), replace(base, size=down)
    yield (
        replace(base, slope_deg=base.slope_deg + DISC_SLOPE_DEVIATION_DEG),
        replace(base, slope_deg=base.slope_deg - DISC_SLOPE_DEVIATION_DEG),
    )
    if base.load is None:
        return
    more, less = (replace(base.load, mass_kg=base.load.mass_kg * (1 + sign * LOAD_SHARE)) for sign in (1, -1))
    yield replace(base, load=more), replace(base, load=less)
    if base.load.where == "hands":
        yield _shifted(model, base, doubt.hands_m)


def _both(
    model: Model, base: _Case, hands: FloatArray | None, columns: FloatArray, change: FloatArray
) -> tuple[_Case, _Case]:
    moved = [replace(base, posture=Posture.from_columns(columns + sign * change)) for sign in (1.0, -1.0)]
    up, down = (replace(one, posture=_armed(model, one, hands)) for one in moved)
    return up, down


def _shifted(model: Model, base: _Case, deviation_m: float) -> tuple[_Case, _Case]:
    """The hands further forward and back, by turning the arm as far as its length asks."""
    arm = 0.36 * model.stature_m * base.size.length  # shoulder to grip, de Leva: 0.162 + 0.154 + 0.05 of stature
    turn = float(np.degrees(deviation_m / arm))
    columns = base.posture.columns()
    up, down = columns.copy(), columns.copy()
    up[:, 4] += turn
    down[:, 4] = np.maximum(down[:, 4] - turn, 0.0)
    return replace(base, posture=Posture.from_columns(up)), replace(base, posture=Posture.from_columns(down))


def _people(person: Person) -> tuple[tuple[float, float], tuple[float, float]]:
    """What stature and mass are moved by, one after the other: metres and kilograms."""
    return (_deviation(person.stature_m), 0.0), (0.0, _deviation(person.mass_kg))


def _deviation(measure: Measure) -> float:
    return (measure.high - measure.low) / (2 * Z90)


def _spread(
    frames: NDArray[np.intp],
    wanted: NDArray[np.bool_],
    base: LiftLoads | None,
    pairs: list[tuple[LiftLoads, LiftLoads]],
) -> Banded:
    if base is None:
        nothing = Curve.absent(frames.size)
        return Banded(frames, dict.fromkeys(MODEL_FORM, nothing), dict.fromkeys(GROUPS, nothing))

    def filled(curve: Curve) -> Curve:
        whole = [np.full(frames.size, np.nan) for _ in range(3)]
        for part, column in zip((curve.value, curve.low, curve.high), whole, strict=True):
            column[wanted] = part
        return Curve(*whole)

    def curve(name: str, form: Form) -> Curve:
        moved = [(up.curves[name], down.curves[name]) for up, down in pairs]
        return filled((_rising if name == "passive_share" else _even)(base.curves[name], moved, form))

    def used(name: str) -> Curve:
        around = _even(base.demand[name], [(up.demand[name], down.demand[name]) for up, down in pairs], DEMAND_FORM)
        return filled(Curve(around.value, np.maximum(around.low, 0.0), around.high))

    return Banded(frames, {name: curve(name, form) for name, form in MODEL_FORM.items()}, {k: used(k) for k in GROUPS})


def _even(value: FloatArray, moved: list[tuple[FloatArray, FloatArray]], form: Form) -> Curve:
    """An interval of standard deviations below and above the value."""
    variance = np.full_like(value, form.least**2)
    for up, down in moved:
        variance = variance + ((up - down) / 2) ** 2
    # What is less in size is further down for positive values and further up for negative ones.
    down_share = np.where(value >= 0, form.low, form.high)
    up_share = np.where(value >= 0, form.high, form.low)
    low = value - Z90 * np.sqrt(variance + (down_share * value) ** 2)
    return Curve(value, low, value + Z90 * np.sqrt(variance + (up_share * value) ** 2))


def _rising(value: FloatArray, moved: list[tuple[FloatArray, FloatArray]], form: Form) -> Curve:
    """An interval of equal factors, for a share that rises exponentially: 0 to 1."""
    floor = form.least
    variance = (form.low * value / (value + floor)) ** 2
    for up, down in moved:
        variance = variance + (np.log((up + floor) / (down + floor)) / 2) ** 2
    factor = np.exp(Z90 * np.sqrt(variance))
    low = np.maximum((value + floor) / factor - floor, 0.0)
    return Curve(value, low, np.minimum((value + floor) * factor - floor, 1.0))
