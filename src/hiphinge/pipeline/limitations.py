"""Limitations and warnings of a recording."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.motion import Motion
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.measures.bar import MIN_UNUSUAL_SHARE, load_share
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import NO_SPINE_ANGLES, Movement
from hiphinge.movement.repetitions import Repetitions
from hiphinge.movement.spine import NO_OUTLINE, Spine
from hiphinge.movement.view import PLACE_CAMERA, CameraView
from hiphinge.niosh.equation import LB_KG
from hiphinge.recordings.slow_motion import SLOW_MOTION_MEANS
from hiphinge.result import CannotJudge, Exercise, LimitationCode, limitation

FEW_FRAMES: Final = 8
"""Number of frames below which a recording is too short for a repetition."""

HIDDEN_SHARE: Final = 0.15
"""Share of frames with hidden knees above which the limitation is stated."""

UNSEEN_SHARE: Final = 0.10
"""Share of frames without the lifter above which a warning is given."""

UNSEEN_BACK_SHARE: Final = 0.15
"""Share of the repetitions' frames without a measured low back above which the limitation is stated."""

MIN_EXTENSION_DEG_S: Final = 25.0
"""Mean speed of the hips on the way up below which slow motion is suspected, degrees per second (proposal). The
heaviest deadlift rises at 0.14 ± 0.05 m/s (Helms et al. 2017), 60° in 4 s; in about 120 recorded and rendered clips,
with ways up of `SLOW_S` or more, only one movement of a standing person was slower, at 22: a row taken for a lift."""

SLOW_S: Final = 3.0
"""Duration of the way up from which slow motion is suspected, seconds (proposal): a short one is a small movement."""

STAY_IN_PICTURE: Final = "keep one person in the picture, from head to feet, for the whole set"
"""Remedy where the lifter was seen too briefly to determine where the camera stood."""

NO_POINTS: Final = "the recording has angles but no points of the body"


def cannot_judge(
    motion: Motion,
    view: CameraView,
    kinematics: Kinematics,
    repetitions: Repetitions,
    spine: Spine,
    *,
    upper_body_hidden: bool,
) -> list[CannotJudge]:
    """Return what cannot be judged in this recording, the most important first."""
    visible = float(np.isfinite(motion.middle("hip")[:, 0]).mean())
    if motion.source.has("points") and visible == 0:
        return [limitation("nobody_found")]
    limitations: list[CannotJudge] = []
    camera = {
        "view": view.reason() or "",
        "place_camera": PLACE_CAMERA if np.isfinite(view.yaw_deg) else STAY_IN_PICTURE,
    }
    what = "everything but the number of repetitions" if repetitions.counted else "everything"
    if view.grade == "refused":
        return [limitation("view_refused", what=what, **camera)]
    if upper_body_hidden:
        return [limitation("upper_body_hidden", what=what)]
    if view.grade == "oblique":
        limitations.append(limitation("view_oblique", **camera))
    if len(motion) < FEW_FRAMES:
        limitations.append(limitation("too_few_frames", frames=len(motion)))
    elif not repetitions.counted:
        limitations.append(limitation("no_repetition"))
    if not motion.source.has("points"):
        limitations.append(limitation("no_points", reason=NO_POINTS))
    knees = kinematics.curves["knee_flexion_deg"].known()
    hidden = float((~knees).mean())
    if hidden > HIDDEN_SHARE:
        limitations.append(limitation("legs_hidden", percent=100 * hidden))
    limitations.extend(_spine(view, repetitions, spine))
    return limitations


def _spine(view: CameraView, repetitions: Repetitions, spine: Spine) -> list[CannotJudge]:
    """Return why, or in how many frames, pelvis and low back could not be measured separately."""
    if spine.reason is not None:
        if view.grade == "oblique":
            return []
        codes: dict[str, LimitationCode] = {NO_OUTLINE: "no_outline", NO_SPINE_ANGLES: "no_spine_angles"}
        return [limitation(codes.get(spine.reason, "spine_unknown"), reason=spine.reason)]
    limitations = []
    if not spine.zeroed:
        limitations.append(limitation("standing_unseen"))
    known = spine.curves["lumbar_flexion_deg"].known()
    frames = [known[repetition.frames] for repetition in repetitions.counted]
    unseen = float((~np.concatenate(frames)).mean()) if frames else 0.0
    if unseen > UNSEEN_BACK_SHARE:
        limitations.append(limitation("low_back_hidden", percent=100 * unseen))
    return limitations


def warnings_of(motion: Motion, view: CameraView, exercise: Exercise) -> list[str]:
    """Return what a reader of the result should know about the recording."""
    notes = list(motion.source.warnings)
    if view.grade == "warned":
        notes.append(view.reason() or "")
    if exercise.looks_like is not None:
        given, similar = CATALOGUE[exercise.name].title, CATALOGUE[exercise.looks_like].title
        notes.append(f"judged as the exercise given ({given}); the movement looks like a {similar}")
    if motion.source.people > 1:
        notes.append(f"{motion.source.people} people were in the picture; the largest and most active one was judged")
    visible = float(np.isfinite(motion.middle("hip")[:, 0]).mean())
    if 0 < visible < 1 - UNSEEN_SHARE:
        notes.append(f"the lifter was visible in {100 * visible:.0f} % of the frames")
    trunk = _inferred_share(motion, "shoulder", "ear", unseen=2)
    if trunk > HIDDEN_SHARE:
        share = f"head and shoulders were hidden in {100 * trunk:.0f} % of the frames"
        notes.append(f"{share}: trunk, pelvis and neck there are inferred from the rest of the body")
    hidden = _inferred_share(motion, "knee", "ankle", unseen=1)
    if hidden > HIDDEN_SHARE:
        share = f"the near knee or ankle was hidden in {100 * hidden:.0f} % of the frames"
        notes.append(f"{share}: its place there is inferred from the rest of the body, with wider intervals")
    if 0 < motion.source.frame_rate_hz < 20:
        rate = f"{motion.source.frame_rate_hz:.0f} frames per second"
        notes.append(f"{rate} is a low rate: fast movements are smoothed away")
    return notes


def lift_warnings(movement: Movement, exercise: Exercise, load_kg: float | None, mass_kg: float | None) -> list[str]:
    """Return notes on a lift whose load or pace is implausible."""
    return load_warnings(load_kg, mass_kg) + pace_warnings(movement.kinematics, movement.repetitions, exercise)


def pace_warnings(kinematics: Kinematics, repetitions: Repetitions, exercise: Exercise) -> list[str]:
    """Return a note if the hips of a standing lift extend so slowly that the recording may be in slow motion."""
    if CATALOGUE[exercise.name].lying:
        return []
    speeds, durations = [], []
    for repetition in repetitions.counted:
        ascent = repetition.phase("ascent")
        if ascent is None:
            continue
        hips = kinematics.angle("hip_flexion_deg")[ascent.start : ascent.stop]
        times_s = kinematics.time_s[ascent.start : ascent.stop]
        if np.isfinite(hips).any() and times_s[-1] > times_s[0]:
            durations.append(float(times_s[-1] - times_s[0]))
            speeds.append(float(np.nanmax(hips) - np.nanmin(hips)) / durations[-1])
    if not speeds or np.median(durations) < SLOW_S or np.median(speeds) >= MIN_EXTENSION_DEG_S:
        return []
    pace = f"the hips extend by {np.median(speeds):.0f}° per second, slower than in all but the heaviest lifts"
    return [f"{pace}: if the recording is in slow motion, {SLOW_MOTION_MEANS}"]


def load_warnings(load_kg: float | None, mass_kg: float | None) -> list[str]:
    """Return a note if a load given in kilograms may have been meant in pounds."""
    share = load_share(load_kg, mass_kg)
    if load_kg is None or share is None or share.value < MIN_UNUSUAL_SHARE:
        return []
    whose = "of an average adult" if mass_kg is None else "given"
    times = f"the load given, {load_kg:g} kg, is {share.value:.1f} times the body mass {whose}, which few people lift"
    return [f"{times}: if it was meant in pounds, it is {load_kg * LB_KG:.0f} kg, and loads and balance are wrong"]


def _inferred_share(motion: Motion, *names: str, unseen: int) -> float:
    """Return the share of the frames in which the source placed these near landmarks without seeing so many of them."""
    if motion.hidden is None:
        return 0.0
    marks = [f"{motion.source.near_side}_{name}" for name in names]
    placed = np.all([np.isfinite(motion.point(mark)[:, 0]) for mark in marks], axis=0)
    count = np.sum([motion.visibility(mark) == 0.0 for mark in marks], axis=0)
    return float((placed & (count >= unseen)).mean())
