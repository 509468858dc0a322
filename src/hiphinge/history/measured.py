"""The measurements of an analysis as rows of one long table; what was not measured has the reason instead."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from types import MappingProxyType
from typing import Final

from hiphinge.core.measure import Measure
from hiphinge.result import Analysis, CannotJudge, DowelDrill, DowelRepetition, Repetition, WallDrill, WallRepetition
from hiphinge.result.limitation import LOAD_LIMITATIONS

UNITS: Final[Mapping[str, str]] = MappingProxyType(
    {"_deg_s": "deg/s", "_deg": "deg", "_cm": "cm", "_nm": "Nm", "_n": "N", "_kg": "kg", "percent_of_range": "percent"}
)
"""Units by the ends of keys; any other quantity is a ratio, whose unit is 1."""

_ANYTHING: Final = ("nobody_found", "view_refused", "upper_body_hidden", "too_few_frames", "no_repetition")
_ANGLE: Final = (*_ANYTHING, "view_oblique", "no_points")
_SPINE: Final = (*_ANGLE, "no_outline", "no_spine_angles", "spine_unknown", "low_back_hidden", "standing_unseen")
_SPINE_KEYS: Final = frozenset(
    {"pelvic_tilt_deg", "lumbar_flexion_deg", "lumbar_extension_deg", "neck_extension_deg", "lumbar_share"}
    | {"neutral_depth_deg", "percent_of_range"}
)
_LEG_KEYS: Final = frozenset({"knee_flexion_deg", "shank_deg", "hip_flexion_deg"})
_LOAD_KEYS: Final = (
    "l5s1_compression_n",
    "l5s1_shear_n",
    "l5s1_moment_nm",
    "hip_moment_nm",
    "knee_moment_nm",
    "compression_over_standing",
    "passive_share",
)
_OPTIONAL: Final = frozenset({"percent_of_range", "snap_deg_s"})
"""Quantities that only some recordings can have: where they are absent nothing is missing."""

Values = dict[str, Measure | float | None]


@dataclass(frozen=True, slots=True)
class MeasuredRow:
    """One measurement, or the reason why there is none.

    Attributes
    ----------
    repetition
        Number of the repetition; None for the whole recording.
    quantity
        Key of the quantity.
    value, low, high
        Value and 90 % interval in the unit of the key; the interval is None where the file has none, all three are None
        for what was not measured.
    unit
        The unit, `1` for a ratio.
    absent_code, absent_reason
        Why it was not measured; None if it was. The code is None in files of release 0.1.0.
    """

    repetition: int | None
    quantity: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    absent_code: str | None = None
    absent_reason: str | None = None


def exercise_of(analysis: Analysis) -> str:
    """Return the name by which recordings are compared: the drill, `wall_drill` or `dowel_drill`, or the exercise."""
    return analysis.exercise.name if analysis.drill is None else f"{analysis.drill.name}_drill"


def load_of(analysis: Analysis) -> float | None:
    """Return the weight lifted, kilograms; None if it was not given."""
    if analysis.load_basis is not None:
        return analysis.load_basis.load_kg
    given = analysis.provenance.arguments.get("load_kg")
    return float(given) if isinstance(given, int | float) and not isinstance(given, bool) else None


def unit_of(key: str) -> str:
    """Return the unit of a quantity by its key."""
    return next((unit for end, unit in UNITS.items() if key.endswith(end)), "1")


def rows_of(analysis: Analysis) -> list[MeasuredRow]:
    """Return every measurement of an analysis: by repetition, and for the whole recording.

    A quantity of the whole recording is the median of its repetitions, value and both limits each. What repetitions of
    this exercise have and was not measured in one of them has a row with the reason.
    """
    by_number = _by_number(analysis)
    wanted = list(dict.fromkeys(key for values in by_number.values() for key in values)) or list(_peaks(None))
    rows = [
        _row(analysis, number, key, values.get(key))
        for number, values in by_number.items()
        for key in wanted
        if values.get(key) is not None or key not in _OPTIONAL
    ]
    for key in wanted:
        known = [values[key] for values in by_number.values() if values.get(key) is not None]
        if known or key not in _OPTIONAL:
            rows.append(_row(analysis, None, key, _median(known)))
    rows += [_row(analysis, None, key, value) for key, value in _of_whole(analysis).items() if value is not None]
    return rows


def _by_number(analysis: Analysis) -> dict[int, Values]:
    """Return the values of each repetition by its number, in one order of keys."""
    found = {repetition.index: _of_repetition(repetition, analysis) for repetition in analysis.repetitions}
    drill = analysis.drill
    if isinstance(drill, WallDrill | DowelDrill):
        for done in drill.repetitions:
            more = _at_wall(done) if isinstance(done, WallRepetition) else _with_rod(done)
            before = found.get(done.index, {})
            found[done.index] = {**before, **{key: value for key, value in more.items() if before.get(key) is None}}
    return dict(sorted(found.items()))


def _of_repetition(repetition: Repetition, analysis: Analysis) -> Values:
    bend, loads, swing = repetition.lumbopelvic, repetition.loads, repetition.swing
    values: Values = {
        **_peaks(repetition),
        "hinge_index": repetition.pattern.hinge_index,
        "lumbar_share": repetition.lumbar_share,
        "neutral_depth_deg": repetition.neutral_depth_deg,
        "percent_of_range": None if bend is None else bend.percent_of_range,
        "snap_deg_s": None if swing is None else swing.snap_deg_s,
    }
    if bend is not None:
        values |= {f"lumbar_share_{part.name}": part.lumbar_share for part in bend.parts}
    if analysis.load_basis is not None or loads is not None:
        values |= {key: None if loads is None else getattr(loads, key) for key in _LOAD_KEYS}
    if loads is not None:
        values |= {
            name: Measure(value, min(loads.demand_low[name], value), max(loads.demand_high[name], value))
            for name, value in loads.demand.items()
            if name in loads.demand_low and name in loads.demand_high
        }
    if repetition.hands is not None:
        for where in ("lift_off", "end"):
            place = getattr(repetition.hands, where)
            values |= {f"hands_{where}_{key}": getattr(place, key) for key in ("horizontal_cm", "height_cm")}
    return values


def _peaks(repetition: Repetition | None) -> Values:
    names = Repetition.model_fields["peak"].annotation.model_fields  # type: ignore[union-attr]
    return {name: None if repetition is None else getattr(repetition.peak, name) for name in names}


def _at_wall(done: WallRepetition) -> Values:
    return {
        "smallest_distance_cm": done.smallest_distance_cm,
        "knee_travel_cm": done.knee_travel_cm,
        "shank_deg": done.shank_deg,
        "lumbar_flexion_deg": done.peak_lumbar_flexion_deg,
    }


def _with_rod(done: DowelRepetition) -> Values:
    return {f"{contact.contact}_gap_cm": contact.largest_gap_cm for contact in done.contacts}


def _of_whole(analysis: Analysis) -> Values:
    low_back, drill = analysis.low_back, analysis.drill
    return {
        "yaw_deg": analysis.source.view.yaw_deg,
        "max_flexion_deg": None if low_back is None else low_back.max_flexion_deg,
        "heel_to_wall_cm": drill.heel_to_wall_cm if isinstance(drill, WallDrill) else None,
        "next_heel_to_wall_cm": drill.next_heel_to_wall_cm if isinstance(drill, WallDrill) else None,
        "load_kg": load_of(analysis),
    }


def _median(known: Sequence[Measure | float | None]) -> Measure | float | None:
    measures = [value for value in known if isinstance(value, Measure)]
    if measures:
        value, low, high = (median(getattr(each, end) for each in measures) for end in ("value", "low", "high"))
        return Measure(value, low, high)
    numbers = [value for value in known if isinstance(value, int | float)]
    return median(numbers) if numbers else None


def _row(analysis: Analysis, repetition: int | None, key: str, value: Measure | float | None) -> MeasuredRow:
    unit = unit_of(key)
    if isinstance(value, Measure):
        return MeasuredRow(repetition, key, value.value, value.low, value.high, unit)
    if value is not None:
        return MeasuredRow(repetition, key, float(value), None, None, unit)
    why = _why(key, analysis.cannot_judge)
    reason = "it was not measured in this recording" if repetition is None else "it was not measured in this repetition"
    found = None if why is None else why.code
    return MeasuredRow(repetition, key, None, None, None, unit, found, reason if why is None else why.reason)


def _why(key: str, limitations: Sequence[CannotJudge]) -> CannotJudge | None:
    """Return the limitation that explains why a quantity is absent; None if none does."""
    return next((each for code in _codes(key) for each in limitations if each.code == code), None)


def _codes(key: str) -> Iterator[str]:
    if key in _LOAD_KEYS:
        yield from sorted(LOAD_LIMITATIONS)
    elif key in _SPINE_KEYS or key.startswith("lumbar_share"):
        yield from _SPINE
    elif key in _LEG_KEYS:
        yield from (*_ANGLE, "legs_hidden")
    elif key.endswith("_gap_cm"):
        yield from (*_ANYTHING, "rod_unknown")
    elif key in {"smallest_distance_cm", "knee_travel_cm"}:
        yield from (*_ANYTHING, "wall_unknown", "legs_hidden")
    else:
        yield from _ANGLE
