"""Contexts as the product makes them, for lifters whose angles are known."""

from __future__ import annotations

import pytest

from hiphinge.judging.faults import FAULTS, Context, Reading, Verdict
from hiphinge.judging.faults.judge import judge_repetition
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import judge_movement
from tests.back_model import Back
from tests.body_model import Camera, Script, film


def contexts(script: Script, exercise: str, back: Back | None = None, camera: Camera | None = None) -> list[Context]:
    """Return the rules' input for each repetition of a set, collected where the product judges it."""
    collected: list[Context] = []

    def collect(context: Context) -> Verdict:
        collected.append(context)
        return judge_repetition(context)

    motion = film(script, camera)
    spine = None if back is None else back.spine(script, motion.time_s)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hiphinge.judging.set.judge_repetition", collect)
        judge_movement(measure_movement(motion, spine=spine), exercise)
    assert collected
    return collected


def readings(
    code: str, script: Script, exercise: str, back: Back | None = None, camera: Camera | None = None
) -> list[Reading | None]:
    """Return the reading of one rule in each repetition of a set."""
    return [FAULTS[code].measure(context) for context in contexts(script, exercise, back, camera)]


def reading(code: str, script: Script, exercise: str, back: Back | None = None) -> Reading:
    """Return the reading of one rule in the first repetition, which must exist."""
    collected = readings(code, script, exercise, back)[0]
    assert collected is not None
    return collected
