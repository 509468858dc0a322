"""How sure loads are: what posture, person, hands and the model itself leave open, as 90 % intervals.

Each source is moved by its standard deviation up and down, and the loads are found again; half of the difference is
what it leaves open, and the squares are added. Errors of a posture are taken as constant over a movement (a joint's
centre that is off, a camera that is tilted), so velocities and accelerations stay as they are. Where the deviations of
two curves go together, they are moved together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from hiphinge.core.measure import Z90, Curve, FloatArray, Measure
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.dynamics import Load
from hiphinge.loads.lumbosacral import DISC_SLOPE_DEG, DISC_SLOPE_DEVIATION_DEG
from hiphinge.loads.model import GROUPS, Model, Size, size_of
from hiphinge.loads.posture import Posture, States, held, outside, reaching, states
from hiphinge.loads.solution import LiftLoads, Task, from_states


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

FORMLESS: Final = Form(0.0, 0.0, 0.0)
"""The same where the model's form is not left open."""

ELBOW_AHEAD: Final = 0.52
"""Degrees by which the line from shoulder to hand goes ahead of the upper arm for each degree of the elbow (the model's
arm). Where that line is what was seen, the upper arm goes back by as much as an elbow is taken to be bent more."""

LOAD_SHARE: Final = 0.01
"""Standard deviation of a weight that people state, as a share: plates and kettlebells are within 1 to 2 %."""

HANDS_UNSEEN_M: Final = 0.05
"""Standard deviation of where a weight in the hands is, forward, where the hands were not seen (assumed)."""

HANDS_SEEN_M: Final = 0.02
"""The same where they were seen: a wrist is placed to 1 or 2 cm, and the weight's centre is not the wrist."""


CHANGE_FORM: Final = 0.15
"""What the model's form leaves open of a change between two postures or weights, as a share of the change: its errors
are much the same on both sides, and most of them cancel (assumed)."""

LEAST_CHANGE: Final = 0.003
"""The same for changes of next to nothing, as a share of the load."""


_AT_LUMBOSACRAL: Final = np.array([1.0, 1.0, 0.0, 0.0, 1.0, 0.0])
"""Which of the six curves the loads at L5/S1 follow."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """What is not sure about the movement.

    Attributes
    ----------
    posture_deg
        Standard deviations of the six curves, degrees, shape (6,) or (frames, 6) for the frames that are wanted.
    hands_m
        Standard deviation of where the hands are, metres.
    arms_follow
        Whether the arms turn with the trunk where that is taken to lean otherwise. They do not where they hang, or
        were seen: then it is their direction in the picture that is known.
    dynamic
        Standard deviation of what velocities and accelerations add to the loads, as a share of it.
    back
        Correlation of the deviations of pelvic tilt and lumbar flexion.
    legs
        The same of knee flexion and shank.
    recording_only
        Whether nothing else is left open: neither person nor weight nor the model's form. For validation against the
        same model.
    """

    posture_deg: tuple[float, ...] | FloatArray
    hands_m: float = HANDS_UNSEEN_M
    arms_follow: bool = True
    dynamic: float = 0.0
    back: float = 0.0
    legs: float = 0.0
    recording_only: bool = False


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
class Instants:
    """Some frames of a movement: posture, and the model's coordinates with their velocities and accelerations."""

    posture: Posture
    moving: States
    task: Task


@dataclass(frozen=True, slots=True)
class Change:
    """What is done otherwise: joints turned (degrees, shape (frames, 6)), the weight as a share, or standing still."""

    turned_deg: FloatArray | None = None
    load: float = 1.0
    standing: bool = False


@dataclass(frozen=True, slots=True)
class Changed:
    """Loads of the same frames with one thing changed, and its compression at L5/S1 as a share of the unchanged."""

    curves: dict[str, Curve]
    ratio: Curve


@dataclass(frozen=True, slots=True)
class _Case:
    """Everything that loads follow from, to be changed one by one."""

    posture: Posture
    size: Size
    load: Load | None
    slope_deg: float
    still: bool = False


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
    at = Instants(lift.posture.at(chosen), moving, lift.task)
    hands = None if lift.hands_m is None else lift.hands_m[chosen]
    base = _base(model, person, at, hands)
    pairs = [
        (_loads(model, up, lift.task, moving), _loads(model, down, lift.task, moving))
        for up, down in _cases(model, person, base, doubt, hands)
    ]
    return _spread(frames, wanted, _loads(model, base, lift.task, moving), pairs)


def banded_at(models: Sequence[Model], person: Person, at: Instants, doubt: Doubt) -> Banded:
    """Loads of some frames whose states are known already, with their intervals; `frames` are theirs, 0 to n.

    Parameters
    ----------
    models
        The model of the person's sex; or of none, followed by those of both: what lies between these is left open too.
    person, at, doubt
        The person; the frames, none of them outside the model's range; how sure they are.
    """
    frames = np.arange(len(at.posture))
    model, *sexes = models
    base = _base(model, person, at, None)
    pairs = [
        (_loads(model, up, at.task, at.moving), _loads(model, down, at.task, at.moving))
        for up, down in _cases(model, person, base, doubt, None)
    ]
    if not doubt.recording_only:
        pairs.extend(_between(sexes, person, at, base))
    if doubt.dynamic > 0:
        more, less = (_quickened(at.moving, sign * doubt.dynamic) for sign in (1, -1))
        pairs.append((_loads(model, base, at.task, more), _loads(model, base, at.task, less)))
    whole = np.ones(frames.size, dtype=bool)
    return _spread(frames, whole, _loads(model, base, at.task, at.moving), pairs, formless=doubt.recording_only)


def changed(
    models: Sequence[Model], person: Person, at: Instants, doubt: Doubt, changes: dict[str, Change]
) -> dict[str, Changed]:
    """The same frames with one thing changed at a time, and how the compression at L5/S1 answers.

    The interval of the ratio is its own: what is not known of person and posture is the same on both sides.

    Parameters
    ----------
    models, person, at, doubt
        As in `banded_at`.
    changes
        What is changed, by name.
    """
    model, *sexes = models
    base = _base(model, person, at, None)
    # Legs and elbows do not reach L5/S1: their doubts would only cost time.
    deviations = np.asarray(doubt.posture_deg, dtype=np.float64) * _AT_LUMBOSACRAL
    cases = list(_cases(model, person, base, replace(doubt, posture_deg=deviations), None))
    sides = list(pairwise(sexes))

    def moved(change: Change | None) -> tuple[LiftLoads, list[tuple[LiftLoads, LiftLoads]]]:
        def at_case(of: Model, case: _Case) -> LiftLoads:
            return _loads(of, case if change is None else _with(case, change), at.task, at.moving)

        pairs = [(at_case(model, up), at_case(model, down)) for up, down in cases]
        pairs += [
            (at_case(one, _base(one, person, at, None)), at_case(other, _base(other, person, at, None)))
            for one, other in sides
        ]
        return at_case(model, base), pairs

    before, before_pairs = moved(None)
    result = {}
    for name, change in changes.items():
        after, pairs = moved(change)
        told = _spread(np.arange(len(at.posture)), np.ones(len(at.posture), dtype=bool), after, pairs)
        result[name] = Changed(told.curves, _ratio(before, before_pairs, after, pairs, whole=change.standing))
    return result


def _quickened(moving: States, share: float) -> States:
    """The same with accelerations, and what goes with the square of velocities, larger by a share."""
    return replace(moving, qvel=moving.qvel * np.sqrt(1 + share), qacc=moving.qacc * (1 + share))


def _ratio(
    before: LiftLoads,
    before_pairs: list[tuple[LiftLoads, LiftLoads]],
    after: LiftLoads,
    after_pairs: list[tuple[LiftLoads, LiftLoads]],
    *,
    whole: bool,
) -> Curve:
    """Compression after over compression before; `whole`: so different that the model's form hardly cancels."""

    def log(one: LiftLoads, other: LiftLoads) -> FloatArray:
        pressed = [np.maximum(loads.curves["l5s1_compression_n"], 1.0) for loads in (one, other)]
        return np.asarray(np.log(pressed[1] / pressed[0]), dtype=np.float64)

    value = log(before, after)
    variance = np.full_like(value, LEAST_CHANGE**2)
    for (up, down), (up_after, down_after) in zip(before_pairs, after_pairs, strict=True):
        variance = variance + ((log(up, up_after) - log(down, down_after)) / 2) ** 2
    form = MODEL_FORM["l5s1_compression_n"]
    below, above = (form.high, form.low) if whole else (np.abs(CHANGE_FORM * value),) * 2
    low = value - Z90 * np.sqrt(variance + below**2)
    high = value + Z90 * np.sqrt(variance + above**2)
    return Curve(np.exp(value), np.exp(low), np.exp(high))


def _with(case: _Case, change: Change) -> _Case:
    """A case with one thing done otherwise."""
    if change.standing:
        return replace(case, posture=Posture.of(), load=None, still=True)  # one frame stands for all
    turned = case.posture
    if change.turned_deg is not None:
        turned = Posture.from_columns(case.posture.columns() + change.turned_deg)
    load = None if case.load is None else replace(case.load, mass_kg=case.load.mass_kg * change.load)
    return replace(case, posture=turned, load=load)


def _base(model: Model, person: Person, at: Instants, hands: FloatArray | None) -> _Case:
    size = size_of(model, person.stature_m.value, person.mass_kg.value)
    base = _Case(at.posture, size, at.task.load, DISC_SLOPE_DEG)
    return replace(base, posture=_armed(model, base, hands))


def _between(
    sexes: Sequence[Model], person: Person, at: Instants, base: _Case
) -> Iterator[tuple[LiftLoads, LiftLoads]]:
    """The loads of two sexes' models, for a person whose sex is not known."""
    for one, other in pairwise(sexes):
        sizes = [size_of(each, person.stature_m.value, person.mass_kg.value) for each in (one, other)]
        first, second = (
            _loads(each, replace(base, size=size), at.task, at.moving)
            for each, size in zip((one, other), sizes, strict=True)
        )
        yield first, second


def _armed(model: Model, case: _Case, hands: FloatArray | None) -> Posture:
    return case.posture if hands is None else reaching(model, case.size, case.posture, hands)[0]


def _loads(model: Model, case: _Case, task: Task, moving: States) -> LiftLoads:
    still = states(model, case.posture)
    rest = case.still
    now = still if rest else replace(moving, qpos=still.qpos, knee_extension=still.knee_extension)
    task = replace(task, load=case.load, supported=task.supported and not rest)
    return from_states(model, case.size, case.posture, now, task, case.slope_deg)


def _cases(
    model: Model, person: Person, base: _Case, doubt: Doubt, hands: FloatArray | None
) -> Iterator[tuple[_Case, _Case]]:
    """For each source the case with it moved up and the case with it moved down by its standard deviation."""
    columns = base.posture.columns()
    for change in _turns(doubt, columns.shape, free_arms=hands is None):
        yield _both(model, base, hands, columns, change)
    if base.load is not None and base.load.where == "hands":
        yield _shifted(model, base, doubt.hands_m)
    if doubt.recording_only:
        return
    for stature, mass in _people(person):
        up = size_of(model, person.stature_m.value + stature, person.mass_kg.value + mass)
        down = size_of(model, person.stature_m.value - stature, person.mass_kg.value - mass)
        yield replace(base, size=up), replace(base, size=down)
    yield (
        replace(base, slope_deg=base.slope_deg + DISC_SLOPE_DEVIATION_DEG),
        replace(base, slope_deg=base.slope_deg - DISC_SLOPE_DEVIATION_DEG),
    )
    if base.load is not None:
        more, less = (replace(base.load, mass_kg=base.load.mass_kg * (1 + sign * LOAD_SHARE)) for sign in (1, -1))
        yield replace(base, load=more), replace(base, load=less)


def _turns(doubt: Doubt, shape: tuple[int, ...], *, free_arms: bool) -> Iterator[FloatArray]:
    """By how much the joints are moved together, one independent source after the other, degrees, (frames, 6).

    Two curves whose deviations correlate are moved together by the part that they have in common and against each other
    by the rest: these two are independent of each other, and their squares add up to the same covariance.
    """
    deviations = np.broadcast_to(np.asarray(doubt.posture_deg, dtype=np.float64), shape)
    sources: list[dict[int, float]] = [{4: 1.0}, {5: 1.0}] if free_arms else []
    for (one, other), correlation in (((0, 1), doubt.back), ((2, 3), doubt.legs)):
        alike, against = (float(np.sqrt((1 + sign * correlation) / 2)) for sign in (1, -1))
        both = correlation != 0
        sources += [{one: alike, other: alike}, {one: against, other: -against}] if both else [{one: 1.0}, {other: 1.0}]
    for parts in sources:
        change = np.zeros(shape)
        for column, part in parts.items():
            change[:, column] = part * deviations[:, column]
        if not doubt.arms_follow:
            change[:, 4] += change[:, 0] + change[:, 1] - ELBOW_AHEAD * change[:, 5]
        if change.any():
            yield change


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
    *,
    formless: bool = False,
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
        if name == "passive_share":
            return filled(_rising(base.curves[name], moved, replace(form, low=0.0, high=0.0) if formless else form))
        return filled(_even(base.curves[name], moved, FORMLESS if formless else form))

    def used(name: str) -> Curve:
        moved = [(up.demand[name], down.demand[name]) for up, down in pairs]
        around = _even(base.demand[name], moved, FORMLESS if formless else DEMAND_FORM)
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
