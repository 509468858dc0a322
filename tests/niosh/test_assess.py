"""One lift judged: what is said first, intervals that hold, and what is outside or cannot be meant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.niosh.assess import CONDITIONS, NEEDED, Told, assess
from hiphinge.niosh.equation import IN_CM, LB_KG
from hiphinge.niosh.from_analysis import Recording
from hiphinge.result.lift import Lift

BAG = Told(15.0, 40.0, 20.0, 100.0, 2.0, 1.0, "fair", 0.0)
PLACED = replace(BAG, destination_horizontal_cm=55.0, destination_asymmetry_deg=30.0)


def test_the_printed_example_from_end_to_end() -> None:
    told = Told(26 * LB_KG, 10 * IN_CM, 22 * IN_CM, 59 * IN_CM, 3, 1, "fair", 0, 20 * IN_CM, 0)
    lift = assess(told, units="us", worksheet=True)
    assert [round(end.recommended_weight_limit_lb.value, 1) for end in lift.ends] == [34.9, 15.2]
    indices = [end.lifting_index for end in lift.ends]
    assert [round(index.value, 1) for index in indices if index is not None] == [0.7, 1.7]
    assert lift.governs == "destination"
    assert lift.first is not None
    assert (lift.first.end, lift.first.multiplier) == ("destination", "HM")
    assert [one.told for one in lift.ends[1].multipliers] == [
        "20 in",
        "59 in",
        "37 in",
        "0°",
        "3 a minute, 1 h",
        "fair",
    ]


def test_limit_index_and_costs_belong_together() -> None:
    (end,) = assess(BAG).ends
    limit, index = end.recommended_weight_limit_kg, end.lifting_index
    assert limit.value == pytest.approx(23 * np.prod([one.value.value for one in end.multipliers]), rel=1e-5)
    assert index is not None
    assert index.value * limit.value == pytest.approx(15.0)
    assert limit.value == pytest.approx(end.recommended_weight_limit_lb.value * LB_KG)
    for one in end.multipliers:
        assert one.costs_percent.value == pytest.approx(100 * (1 - one.value.value))
    assert (limit.low, limit.high) == (limit.value, limit.value)


def test_twice_the_load_is_twice_the_index() -> None:
    one, two = (assess(replace(BAG, load_kg=load)).ends[0].lifting_index for load in (10.0, 20.0))
    assert one is not None
    assert two is not None
    assert two.value == pytest.approx(2 * one.value)


def test_what_to_change_first_is_what_takes_most_and_what_it_gives_is_true() -> None:
    lift = assess(PLACED)
    assert lift.deciding is not None
    assert lift.first is not None
    least = min(lift.deciding.multipliers, key=lambda one: one.value.value)
    assert lift.first.multiplier == least.name == "HM"
    eased = assess(replace(PLACED, destination_horizontal_cm=25.0)).ends[1]
    assert lift.first.recommended_weight_limit_kg.value == pytest.approx(eased.recommended_weight_limit_kg.value)
    assert assess(Told(10.0, 25.0, 75.0, 100.0, 0.2, 1.0, "good", 0.0)).first is None


@pytest.mark.parametrize(("load_kg", "told"), [(5.0, "up to 1"), (15.0, "between 1 and 3"), (60.0, "above 3")])
def test_what_the_index_means(load_kg: float, told: str) -> None:
    means = assess(replace(BAG, load_kg=load_kg)).means
    assert means is not None
    assert means.endswith(f"This one is {told}.")


def test_an_index_near_a_border_is_called_near() -> None:
    limit = assess(BAG).ends[0].recommended_weight_limit_kg.value
    means = assess(replace(BAG, load_kg=limit, within_cm=3.0)).means
    assert means is not None
    assert "near 1" in means


@pytest.mark.parametrize("told", [BAG, PLACED, replace(BAG, origin_cm=74.0), replace(BAG, horizontal_cm=26.0)])
def test_intervals_hold_nine_times_in_ten(told: Told) -> None:
    half = 4.0
    rng = np.random.default_rng(5)
    true = assess(told)
    names = [name for name in ("horizontal_cm", "origin_cm", "destination_cm") if getattr(told, name) is not None]
    names += ["destination_horizontal_cm"] if told.destination_horizontal_cm is not None else []
    inside = np.zeros(len(true.ends))
    rounds = 400
    for _ in range(rounds):
        off = {name: max(0.5, getattr(told, name) + rng.normal(0, half / 1.645)) for name in names}
        ends = assess(replace(told, within_cm=half, **off)).ends
        limits = [end.recommended_weight_limit_kg for end in ends]
        truth = [end.recommended_weight_limit_kg.value for end in true.ends]
        inside += [limit.low - 1e-6 <= value <= limit.high + 1e-6 for limit, value in zip(limits, truth, strict=True)]
    assert (inside / rounds >= 0.85).all()


@pytest.mark.parametrize("half", [2.0, 5.0])
def test_intervals_are_no_wider_than_they_need_be(half: float) -> None:
    rng = np.random.default_rng(1)
    inside = []
    for _ in range(500):
        lengths = {"horizontal_cm": rng.uniform(26, 58), "destination_horizontal_cm": rng.uniform(26, 58)}
        lengths |= {"origin_cm": rng.uniform(5, 150), "destination_cm": rng.uniform(5, 150)}
        turns = {"asymmetry_deg": rng.uniform(0, 60), "destination_asymmetry_deg": rng.uniform(0, 60)}
        told = replace(BAG, **lengths, **turns)  # type: ignore[arg-type]
        off = {name: max(0.1, value + rng.normal(0, half / 1.645)) for name, value in lengths.items()}
        seen = assess(replace(told, within_cm=half, **off)).ends  # type: ignore[arg-type]
        for end, true in zip(seen, assess(told).ends, strict=True):
            limit = end.recommended_weight_limit_kg
            inside.append(limit.low - 1e-6 <= true.recommended_weight_limit_kg.value <= limit.high + 1e-6)
    assert 0.86 <= np.mean(inside) <= 0.94


def test_a_limit_of_zero_has_no_index() -> None:
    lift = assess(replace(BAG, horizontal_cm=70.0))
    (end,) = lift.ends
    assert end.recommended_weight_limit_kg.value == 0.0
    assert end.lifting_index is None
    assert end.reason is not None
    assert lift.means is not None
    assert end.reason in lift.means
    doubtful = assess(replace(BAG, horizontal_cm=62.0, within_cm=3.0)).ends[0]
    assert doubtful.recommended_weight_limit_kg.value > 0
    assert doubtful.lifting_index is None
    assert doubtful.reason is not None
    assert "may be zero" in doubtful.reason


# Outside


@pytest.mark.parametrize("name", CONDITIONS)
def test_what_the_equation_was_not_made_for_gets_no_number(name: str) -> None:
    lift = assess(BAG, conditions=[name])
    assert not lift.judged
    assert (lift.governs, lift.first, lift.means) == (None, None, None)
    assert CONDITIONS[name] in lift.cannot_judge[0].reason


@pytest.mark.parametrize(("told", "word"), [({"per_minute": 16.0}, "15 lifts"), ({"hours": 9.0}, "8 hours")])
def test_beyond_the_table_there_is_no_number(told: dict[str, float], word: str) -> None:
    lift = assess(replace(BAG, **told))  # type: ignore[arg-type]
    assert not lift.judged
    assert word in lift.cannot_judge[0].reason


def test_an_unknown_condition_is_refused() -> None:
    with pytest.raises(ArgumentError, match=r"one_hand.*'moon'"):
        assess(BAG, conditions=["moon"])


# What cannot be meant, and what is missing


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("load_kg", 0.0),
        ("load_kg", -5.0),
        ("load_kg", 5000.0),
        ("load_kg", float("nan")),
        ("horizontal_cm", 0.0),
        ("horizontal_cm", 400.0),
        ("origin_cm", -1.0),
        ("destination_cm", float("inf")),
        ("asymmetry_deg", -10.0),
        ("per_minute", 0.0),
        ("hours", 25.0),
        ("within_cm", -1.0),
        ("destination_horizontal_cm", -1.0),
    ],
)
def test_absurd_values_are_refused(name: str, value: float) -> None:
    with pytest.raises(ArgumentError, match=f"--{name.replace('_', '-')} again"):
        assess(replace(PLACED, **{name: value}))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NEEDED)
def test_what_is_missing_is_asked_for(name: str) -> None:
    with pytest.raises(ArgumentError, match=f"--{name.replace('_', '-')}"):
        assess(replace(BAG, **{name: None}))


def test_a_twist_at_the_end_needs_a_place_there() -> None:
    with pytest.raises(ArgumentError, match="--destination-horizontal-cm"):
        assess(replace(BAG, destination_asymmetry_deg=20.0))


# From a recording


def test_the_load_is_taken_from_the_recording_and_what_is_told_goes_before_it() -> None:
    recording = Recording("bag.mp4", "deadlift", 15.0)
    taken = assess(replace(BAG, load_kg=None), recording=recording)
    assert taken.task == assess(BAG).task
    assert any("the load, 15 kg" in note for note in taken.notes)
    assert assess(replace(BAG, load_kg=12.0), recording=recording).task.load_kg == 12.0
    with pytest.raises(ArgumentError, match=r"bag\.mp4.*--load-kg"):
        assess(replace(BAG, load_kg=None), recording=replace(recording, load_kg=None))


def test_lengths_are_taken_from_the_hands_and_what_is_told_goes_before_them() -> None:
    seen = {
        "horizontal_cm": Measure(value=40.0, low=36.0, high=44.0),
        "origin_cm": Measure(value=20.0, low=15.0, high=25.0),
        "destination_cm": Measure(value=80.0, low=74.0, high=86.0),
        "destination_horizontal_cm": Measure(value=30.0, low=26.0, high=34.0),
    }
    recording = Recording("bag.mp4", "bag_lift", 15.0, seen)
    work = Told(per_minute=2.0, hours=1.0, grip="fair")
    lift = assess(work, recording=recording)
    assert lift.task.origin.horizontal_cm == seen["horizontal_cm"]
    assert lift.task.destination is not None
    assert [end.name for end in lift.ends] == ["origin", "destination"]
    assert lift.ends[0].recommended_weight_limit_kg.low < lift.ends[0].recommended_weight_limit_kg.high
    assert not any("exact" in note for note in lift.notes)
    same = assess(replace(work, load_kg=15.0, horizontal_cm=40.0, origin_cm=20.0, destination_cm=80.0))
    assert same.ends[0].recommended_weight_limit_kg.value == lift.ends[0].recommended_weight_limit_kg.value
    told = assess(replace(work, horizontal_cm=25.0, destination_cm=100.0), recording=recording)
    assert told.task.origin.horizontal_cm.value == 25.0
    assert told.task.destination_height_cm.value == 100.0
    assert told.task.destination is None  # the place in front that was seen was that of another end


@pytest.mark.parametrize("exercise", ["good_morning", "hip_thrust", "glute_bridge", "kettlebell_swing"])
def test_what_no_hands_carry_from_place_to_place_is_no_lift(exercise: str) -> None:
    assert not assess(BAG, recording=Recording("set.mp4", exercise, 40.0)).judged


def test_the_file_reads_back() -> None:
    lift = assess(PLACED)
    assert Lift.model_validate_json(lift.to_json()) == lift
