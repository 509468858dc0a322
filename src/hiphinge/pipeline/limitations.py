"""What could not be judged, why, and how to fix it; and what should be known of a recording that could."""

from __future__ import annotations

from typing import Final

import numpy as np

from hiphinge.core.motion import Motion
from hiphinge.exercises.catalogue import CATALOGUE
from hiphinge.movement.kinematics import Kinematics
from hiphinge.movement.movement import NO_SPINE_ANGLES
from hiphinge.movement.repetitions import Repetitions
from hiphinge.movement.spine import NO_OUTLINE, Spine
from hiphinge.movement.view import PLACE_CAMERA, CameraView
from hiphinge.result import CannotJudge, Exercise, LimitationCode, limitation

FEW_FRAMES: Final = 8
HIDDEN_SHARE: Final = 0.15
UNSEEN_SHARE: Final = 0.10

UNSEEN_BACK_SHARE: Final = 0.15
"""A low back that could not be told in more of the repetitions' frames than this is named."""

NO_POINTS: Final = "the recording has angles, and no points of the body"


def cannot_judge(
    motion: Motion,
    view: CameraView,
    kinematics: Kinematics,
    repetitions: Repetitions,
    spine: Spine,
    *,
    upper_body_hidden: bool,
) -> list[CannotJudge]:
    """Everything this recording does not let us judge, the weightiest first."""
    seen = float(np.isfinite(motion.middle("hip")[:, 0]).mean())
    if motion.source.has("points") and seen == 0:
        return [limitation("nobody_found")]
    found: list[CannotJudge] = []
    camera = {"view": view.reason() or "", "place_camera": PLACE_CAMERA}
    if view.grade == "refused":
        return [limitation("view_refused", **camera)]
    if upper_body_hidden:
        what = "everything but the number of repetitions" if repetitions.counted else "everything"
        return [limitation("upper_body_hidden", what=what)]
    if view.grade == "oblique":
        found.append(limitation("view_oblique", **camera))
    if len(motion) < FEW_FRAMES:
        found.append(limitation("too_few_frames", frames=len(motion)))
    elif not repetitions.counted:
        found.append(limitation("no_repetition"))
    if not motion.source.has("points"):
        found.append(limitation("no_points", reason=NO_POINTS))
    knees = kinematics.curves["knee_flexion_deg"].known()
    hidden = float((~knees).mean())
    if hidden > HIDDEN_SHARE:
        found.append(limitation("legs_hidden", percent=100 * hidden))
    found.extend(_spine(view, repetitions, spine))
    return found


def _spine(view: CameraView, repetitions: Repetitions, spine: Spine) -> list[CannotJudge]:
    """Why pelvis and low back could not be told apart, or how far they could not."""
    if spine.reason is not None:
        if view.grade == "oblique":
            return []
        codes: dict[str, LimitationCode] = {NO_OUTLINE: "no_outline", NO_SPINE_ANGLES: "no_spine_angles"}
        return [limitation(codes.get(spine.reason, "spine_unknown"), reason=spine.reason)]
    found = []
    if not spine.zeroed:
        found.append(limitation("standing_unseen"))
    known = spine.curves["lumbar_flexion_deg"].known()
    frames = [known[repetition.frames] for repetition in repetitions.counted]
    unseen = float((~np.concatenate(frames)).mean()) if frames else 0.0
    if unseen > UNSEEN_BACK_SHARE:
        found.append(limitation("low_back_hidden", percent=100 * unseen))
    return found


def warnings_of(motion: Motion, view: CameraView, exercise: Exercise) -> list[str]:
    """What a reader of the result should know of the recording."""
    notes = list(motion.source.warnings)
    if view.grade == "warned":
        notes.append(view.reason() or "")
    if exercise.looks_like is not None:
        given, seen_as = CATALOGUE[exercise.name].title, CATALOGUE[exercise.looks_like].title
        notes.append(f"judged as the {given} it was said to be; the movement looks like a {seen_as}")
    if motion.source.people > 1:
        notes.append(
            f"{motion.source.people} people were in the picture; the one judged is the largest and most active"
        )
    seen = float(np.isfinite(motion.middle("hip")[:, 0]).mean())
    if 0 < seen < 1 - UNSEEN_SHARE:
        notes.append(f"the lifter was seen in {100 * seen:.0f} % of the frames")
    if 0 < motion.source.frame_rate_hz < 20:
        notes.append(f"{motion.source.frame_rate_hz:.0f} frames a second are few: fast movements are smoothed away")
    return notes
