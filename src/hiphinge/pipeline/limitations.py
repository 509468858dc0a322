"""What could not be judged, why, and how to mend it; and what should be known of a recording that could."""

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
from hiphinge.result import CannotJudge, Exercise

FEW_FRAMES: Final = 8
HIDDEN_SHARE: Final = 0.15
UNSEEN_SHARE: Final = 0.10

UNSEEN_BACK_SHARE: Final = 0.15
"""A low back that could not be told in more of the repetitions' frames than this is named."""

NO_POINTS: Final = "the recording has angles, and no points of the body"
GIVE_POINTS: Final = "record markers or a video as well"

_SPINE: Final = "pelvic tilt, lumbar flexion and neck extension"


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
        mend = "film one person from head to feet, in good light, and keep the whole body in the picture"
        return [CannotJudge(what="everything", reason="no person was found in the recording", mend=mend)]
    found: list[CannotJudge] = []
    if view.grade == "refused":
        found.append(CannotJudge(what="everything", reason=view.reason() or "", mend=PLACE_CAMERA))
        return found
    if upper_body_hidden:
        what = "everything but the number of repetitions" if repetitions.counted else "everything"
        mend = "film from the side where no plate hides the head, or from further away, level with the hips"
        return [CannotJudge(what=what, reason="head and shoulders were hidden most of the time", mend=mend)]
    if view.grade == "oblique":
        found.append(CannotJudge(what="joint angles and faults", reason=view.reason() or "", mend=PLACE_CAMERA))
    if len(motion) < FEW_FRAMES:
        reason = f"the recording has only {len(motion)} frames to look at"
        found.append(CannotJudge(what="repetitions", reason=reason, mend="film at least one whole repetition"))
    elif not repetitions.counted:
        reason = "no whole repetition of a hip hinge, squat or bridge was seen"
        mend = "film a whole set, with a second of standing still before and after it"
        found.append(CannotJudge(what="repetitions", reason=reason, mend=mend))
    if not motion.source.has("points"):
        found.append(CannotJudge(what="balance, the load's path and loads", reason=NO_POINTS, mend=GIVE_POINTS))
    knees = kinematics.curves["knee_flexion_deg"].known()
    hidden = float((~knees).mean())
    if hidden > HIDDEN_SHARE:
        reason = f"knee or ankle could not be seen believably in {100 * hidden:.0f} % of the frames"
        mend = "keep plates, benches and other people from standing between the camera and the legs"
        found.append(CannotJudge(what="the knees where they were hidden", reason=reason, mend=mend))
    found.extend(_spine(view, repetitions, spine))
    return found


def _spine(view: CameraView, repetitions: Repetitions, spine: Spine) -> list[CannotJudge]:
    """Why pelvis and low back could not be told apart, or how far they could not."""
    if spine.reason is not None:
        if view.grade == "oblique":
            return []
        mend = "film the whole body from the side, with nothing before the back, and watch the low back in the replay"
        if spine.reason == NO_SPINE_ANGLES:
            mend = "measure pelvis and thorax as well, against this person's own standing"
        if spine.reason == NO_OUTLINE:
            mend = "give the video itself and let the MediaPipe estimator read it: it sees the outline of the back"
        return [CannotJudge(what=_SPINE, reason=spine.reason, mend=mend)]
    found = []
    if not spine.zeroed:
        reason = (
            "the recording never shows upright standing, so pelvis and spine are told against what people are like and "
            "not against this person, with wider intervals"
        )
        mend = "stand upright and still for a second at the start, or give a clip of that with --standing"
        found.append(CannotJudge(what="the low back against this person's own standing", reason=reason, mend=mend))
    told = spine.curves["lumbar_flexion_deg"].known()
    frames = [told[one.frames] for one in repetitions.counted]
    unseen = float((~np.concatenate(frames)).mean()) if frames else 0.0
    if unseen > UNSEEN_BACK_SHARE:
        reason = f"the outline of the back did not show its shape in {100 * unseen:.0f} % of the repetitions' frames"
        mend = "wear a close-fitting top, and keep arms, plates and other people from standing before the back"
        found.append(CannotJudge(what="the low back where it was hidden", reason=reason, mend=mend))
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
