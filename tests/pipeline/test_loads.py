"""Loads in an analysis: loads of lifters with known angles, and the reasons if there are none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.loads import recording as measured
from hiphinge.loads.anthropometry import Person
from hiphinge.loads.cases import InputUncertainty, Instants
from hiphinge.loads.intervals import LoadIntervals
from hiphinge.loads.model import Model
from hiphinge.loads.recording import MAX_BANDED
from hiphinge.loads.uncertainty import load_intervals
from hiphinge.movement.movement import Movement, measure_movement
from hiphinge.pipeline.analyze import analyze
from hiphinge.pipeline.loads import COLUMNS
from hiphinge.report.terminal import loads as load_terminal
from hiphinge.result import Analysis, Athlete, CannotJudge, Loads
from tests.back_model import Back
from tests.body_model import (
    FLOOR,
    SQUATTED,
    Camera,
    Posture,
    Script,
    bridges,
    film,
    from_the_floor,
    from_the_top,
)

MAN = Athlete(height_m=1.78, mass_kg=80.0, sex="m")
HINGE = from_the_top(1, Posture(75, 20, -4), down_s=2.0, up_s=2.0, pause_s=0.6)


def movement_of(script: Script, back: Back | None = None, camera: Camera | None = None) -> Movement:
    motion = film(script, camera)
    return measure_movement(motion, spine=(back or Back(0.1)).spine(script, motion.time_s))


def analysed(
    movement: Movement, load_kg: float | None = 20.0, exercise: str = "romanian_deadlift", who: Athlete = MAN
) -> Analysis:
    return analyze(movement.motion, movement=movement, athlete=who, load_kg=load_kg, exercise=exercise)


def loads_of(analysis: Analysis) -> Loads:
    """Return the loads of the first repetition, which must have them."""
    loads = analysis.repetitions[0].loads
    assert loads is not None
    return loads


def limitation_of(analysis: Analysis) -> CannotJudge:
    (found,) = [limitation for limitation in analysis.cannot_judge if "the loads on the body" in limitation.what]
    return found


@pytest.fixture(scope="module")
def hinge() -> Movement:
    return movement_of(HINGE)


@pytest.fixture(scope="module")
def lifted(hinge: Movement) -> Analysis:
    return analysed(hinge)


def test_a_deep_hinge_with_twenty_kilos(lifted: Analysis) -> None:
    loads = loads_of(lifted)
    assert 170 < loads.l5s1_moment_nm.value < 270
    assert 4000 < loads.l5s1_compression_n.value < 6500
    assert 500 < loads.l5s1_shear_n.value < 2200
    assert loads.hip_moment_nm.value > loads.l5s1_moment_nm.value
    assert loads.knee_moment_nm.value < 0  # the knees do not bend further in a hinge: their flexors work
    assert set(loads.demand) == set(loads.demand_low) == set(loads.demand_high)
    assert all(
        0 <= loads.demand_low[group] <= loads.demand[group] <= loads.demand_high[group] for group in loads.demand
    )
    assert set(loads.peak_s) >= {"l5s1_compression_n", "knee_moment_nm", "passive_share", "hamstrings"}
    assert lifted.repetitions[0].start_s <= loads.peak_s["l5s1_compression_n"] <= lifted.repetitions[0].end_s


def test_standing_presses_with_five_to_seven_hundred_newtons(lifted: Analysis) -> None:
    basis = lifted.load_basis
    assert basis is not None
    assert 450 < basis.standing_compression_n.value < 700
    loads = loads_of(lifted)
    ratio = loads.l5s1_compression_n.value / basis.standing_compression_n.value
    assert loads.compression_over_standing.value == pytest.approx(ratio, rel=0.01)


def test_the_basis_of_the_loads_is_what_was_given(lifted: Analysis) -> None:
    basis = lifted.load_basis
    assert basis is not None
    assert (basis.where, basis.load_kg, basis.hands_seen, basis.supported) == ("hands", 20.0, True, False)
    assert (basis.height_given, basis.mass_given, basis.sex_given) == (True, True, True)
    assert basis.notes == []
    assert basis.published
    assert not any("safe" in figure.value for figure in basis.published)


def test_columns_of_the_table(lifted: Analysis, hinge: Movement) -> None:
    table = lifted.to_frame()
    inside = table["repetition"].is_not_null().to_numpy()
    for name in COLUMNS:
        value, low, high = (table[f"{name}{end}"].to_numpy() for end in ("", "_low", "_high"))
        known = np.isfinite(value.astype(float))
        assert not known[~inside].any()
        assert (low[known] <= value[known]).all()
        assert (value[known] <= high[known]).all()
    assert table["l5s1_compression_n"].is_not_null().to_numpy()[inside].mean() > 0.95
    loads = loads_of(lifted)
    assert table["l5s1_compression_n"].max() == pytest.approx(loads.l5s1_compression_n.value, abs=0.01)
    assert not set(COLUMNS) & set(analysed(hinge, None).to_frame().columns)


def test_every_what_if_reduces_the_load(lifted: Analysis) -> None:
    loads = loads_of(lifted)
    changes = {change.name: change for change in loads.what_if}
    assert set(changes) == {"closer", "lighter"}  # the back is not rounded by more than 10 degrees here
    for report in changes.values():
        assert report.change_percent.high < 0
        assert report.l5s1_compression_n.value < loads.l5s1_compression_n.value
    # The interval is that of the difference: narrower than those of the two loads.
    wide = loads.l5s1_compression_n.high - loads.l5s1_compression_n.low
    narrow = changes["lighter"].change_percent.high - changes["lighter"].change_percent.low
    assert narrow / 100 < 0.5 * wide / loads.l5s1_compression_n.value


def test_a_rounded_back_has_a_what_if_and_a_larger_passive_share() -> None:
    straight, rounded = (loads_of(analysed(movement_of(HINGE, Back(share)))) for share in (0.1, 0.5))
    assert "less_rounded" in {change.name for change in rounded.what_if}
    assert rounded.passive_share.value > straight.passive_share.value + 0.05


def test_more_weight_loads_more_and_no_weight_is_reported_as_none(hinge: Movement) -> None:
    runs = [analysed(hinge, load) for load in (0.0, 20.0, 60.0)]
    pressed = [loads_of(report).l5s1_compression_n.value for report in runs]
    assert pressed == sorted(pressed)
    assert runs[0].load_basis is not None
    assert runs[0].load_basis.where == "none"
    empty = loads_of(runs[0])
    assert not {"closer", "lighter"} & {change.name for change in empty.what_if}


def test_an_undescribed_person_has_wider_intervals_and_notes(hinge: Movement, lifted: Analysis) -> None:
    vague = analysed(hinge, who=Athlete())
    wide, narrow = (loads_of(report).l5s1_compression_n for report in (vague, lifted))
    assert (wide.high - wide.low) / wide.value > (narrow.high - narrow.low) / narrow.value
    basis = vague.load_basis
    assert basis is not None
    assert (basis.height_given, basis.mass_given, basis.sex_given) == (False, False, False)
    for word in ("height", "mass", "sex"):
        assert any(word in note for note in basis.notes)


def test_without_the_weight_only_the_reason_is_reported(hinge: Movement) -> None:
    analysis = analysed(hinge, None)
    assert analysis.load_basis is None
    assert all(report.loads is None for report in analysis.repetitions)
    assert "load_kg" in limitation_of(analysis).arguments


def test_without_the_back_only_the_reason_is_reported() -> None:
    motion = film(HINGE)
    analysis = analyze(motion, athlete=MAN, load_kg=20.0, exercise="romanian_deadlift")
    assert all(report.loads is None for report in analysis.repetitions)
    assert "pelvis" in limitation_of(analysis).reason


def test_an_oblique_view_is_the_reason() -> None:
    movement = movement_of(HINGE)
    oblique = replace(movement, view=replace(movement.view, yaw_deg=50.0))
    analysis = analysed(oblique)
    assert analysis.load_basis is None
    assert "side" in limitation_of(analysis).reason


@pytest.mark.parametrize("load_kg", [-1.0, 1001.0, float("nan"), float("inf")])
def test_an_impossible_weight_is_refused(hinge: Movement, load_kg: float) -> None:
    with pytest.raises(ArgumentError, match="load"):
        analysed(hinge, load_kg)


def test_the_terminal_shows_loads_in_a_few_lines(lifted: Analysis, hinge: Movement) -> None:
    text = " ".join(line.plain for line in load_terminal.lines(lifted))
    for part in ("20 kg in the hands", "Nm", "compression", "shear", "times the compression in standing", "erector"):
        assert part in text
    assert "not safe or unsafe" in text
    assert list(load_terminal.lines(analysed(hinge, None))) == []
    assert "without a weight" in " ".join(line.plain for line in load_terminal.lines(analysed(hinge, 0.0)))


@pytest.mark.parametrize(("who", "expected"), [(Athlete(height_m=1.0), "height"), (Athlete(mass_kg=25.0), "mass")])
def test_a_person_outside_the_range_of_the_model(hinge: Movement, who: Athlete, expected: str) -> None:
    analysis = analysed(hinge, who=who)
    assert analysis.load_basis is None
    assert expected in limitation_of(analysis).reason


def test_a_posture_beyond_the_model_is_reported_as_such() -> None:
    deep = from_the_top(2, Posture(30, 142, 40), down_s=1.5, up_s=1.5)
    analysis = analysed(movement_of(deep), exercise="squat")
    assert analysis.load_basis is None
    assert "beyond" in limitation_of(analysis).reason


def test_on_the_floor_the_weight_is_not_in_the_hands() -> None:
    deadlift = from_the_floor(1, FLOOR, up_s=1.5, down_s=1.5, pause_s=0.5)
    analysis = analysed(movement_of(deadlift), 60.0, "deadlift")
    basis, table = analysis.load_basis, analysis.to_frame()
    assert basis is not None
    assert any("leave their lowest" in note for note in basis.notes)
    pressed = table["l5s1_compression_n"].drop_nulls().to_numpy()
    one = analysis.repetitions[0]
    first = table.filter(table["repetition"] == 1)["l5s1_compression_n"].drop_nulls()[0]
    assert first < 0.75 * pressed.max()
    assert loads_of(analysis).peak_s["l5s1_compression_n"] > one.start_s


def test_where_the_weight_is_follows_the_exercise() -> None:
    hinged = movement_of(HINGE)
    for exercise, place in (("good_morning", "back"), ("stoop", "hands"), ("bag_lift", "hands")):
        basis = analysed(hinged, exercise=exercise).load_basis
        assert basis is not None
        assert basis.where == place
    squat = movement_of(from_the_top(1, replace(SQUATTED, knee=95, trunk=38), down_s=1.5, up_s=1.5))
    basis = analysed(squat, exercise="squat").load_basis
    assert basis is not None
    assert (basis.where, bool(basis.notes)) == ("hands", True)  # its arms hang
    lying = analysed(movement_of(bridges(2)), exercise="hip_thrust").load_basis
    assert lying is not None
    assert (lying.where, lying.supported) == ("hips", True)


def test_intervals_are_found_in_a_limited_number_of_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    frames: list[int] = []
    real = load_intervals

    def counted(models: Sequence[Model], who: Person, at: Instants, uncertainty: InputUncertainty) -> LoadIntervals:
        frames.append(len(at.posture))
        return real(models, who, at, uncertainty)

    monkeypatch.setattr(measured, "load_intervals", counted)
    analysed(movement_of(from_the_top(6, down_s=1.0, up_s=1.0)))
    assert sum(frames) <= MAX_BANDED + 1  # and standing
