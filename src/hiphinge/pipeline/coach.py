"""A set coached while it is done: angles frame by frame, each repetition judged when it ends, one cue at a time.

Frames go through a `Window`. When it has counted a repetition, the last frames of the set are analysed as a recording
would be, with the same calibration, so that live and afterwards the same functions judge.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

from hiphinge.core.motion import SourceInfo
from hiphinge.judging.pacing import CuePacing
from hiphinge.movement.calibration import Calibration
from hiphinge.movement.movement import measure_movement
from hiphinge.pipeline.analyze import analyze, check_exercise
from hiphinge.pipeline.window import FinishedFrame, LandmarkFrame, Window, motion_of_frames
from hiphinge.result import Cue, Exercise, Repetition

LOOK_AHEAD_S: Final = 0.25
"""How long a frame waits for later ones, seconds: enough for steady angles, little beside the time to hear a cue."""

JUDGED_S: Final = 25.0
"""Time back to which the set is judged again when a repetition ends, seconds: about four slow repetitions."""

SETTLED_S: Final = 0.4
"""Time after a repetition was counted at which it is judged, seconds: its top has to be seen (proposal)."""

SAME_S: Final = 0.5
"""A repetition whose deepest posture is within this time of that of one judged before is the same one, seconds: its end
may move when more of it is seen."""


@dataclass(frozen=True, slots=True)
class CoachUpdate:
    """What one frame brought.

    Attributes
    ----------
    frames
        Frames that were finished, in order of time.
    repetitions
        Repetitions that were judged now; their `index` counts through the set.
    exercise
        The exercise as given or as recognised so far, or None before the first repetition.
    cue
        The cue to say now, or None.
    """

    frames: tuple[FinishedFrame, ...]
    repetitions: tuple[Repetition, ...] = ()
    exercise: Exercise | None = None
    cue: Cue | None = None


class Coach:
    """Judges and cues a set while its landmarks arrive, in bounded memory.

    Parameters
    ----------
    calibration
        Reference of all measurements, from the placement before the set.
    source
        Source of the landmarks.
    exercise
        The exercise that is done, or ``auto``.
    look_ahead_s
        How long a frame waits for later ones, seconds.

    Raises
    ------
    ArgumentError
        If the exercise is unknown, or `look_ahead_s` out of range.
    """

    def __init__(
        self,
        calibration: Calibration,
        source: SourceInfo,
        *,
        exercise: str = "auto",
        look_ahead_s: float = LOOK_AHEAD_S,
    ) -> None:
        check_exercise(exercise)
        self._window = Window(calibration, source, look_ahead_s=look_ahead_s)
        self._calibration, self._source, self._exercise = calibration, source, exercise
        self._kept: deque[LandmarkFrame] = deque()
        self._counted = 0
        self._due_s: float | None = None
        self._judged: list[Repetition] = []
        self._pacing = CuePacing()
        self._named: Exercise | None = None

    @property
    def repetitions(self) -> tuple[Repetition, ...]:
        """The judged repetitions of the set so far."""
        return tuple(self._judged)

    def push(self, frame: LandmarkFrame) -> CoachUpdate:
        """Add a frame and return what it brought.

        Raises
        ------
        RecordingError
            If its time is not after that of the previous frame.
        """
        finished = self._window.push(frame)
        self._kept.append(frame)
        while self._kept[0].time_s < frame.time_s - JUDGED_S:
            self._kept.popleft()
        return self._update(finished, frame.time_s, ended=False)

    def finish(self) -> CoachUpdate:
        """Return what was still waiting at the end of the set."""
        finished = self._window.finish()
        return self._update(finished, self._kept[-1].time_s if self._kept else 0.0, ended=True)

    def _update(self, finished: list[FinishedFrame], now_s: float, *, ended: bool) -> CoachUpdate:
        counted = max((frame.repetitions.counted for frame in finished), default=self._counted)
        if counted > self._counted:
            self._counted = counted
            self._due_s = now_s + SETTLED_S
        if self._due_s is None or (now_s < self._due_s and not ended):
            return CoachUpdate(tuple(finished), exercise=self._named)
        self._due_s = None
        new = self._judge()
        cue = self._pacing.next_cue(self._judged, now_s) if new else None
        return CoachUpdate(tuple(finished), tuple(new), self._named, cue)

    def _judge(self) -> list[Repetition]:
        """Judge the last frames of the set, earlier repetitions again, and return the repetitions that are new."""
        motion = motion_of_frames(tuple(self._kept), self._source, self._calibration.unit)
        movement = measure_movement(motion, calibration=self._calibration)
        analysis = analyze(motion, exercise=self._exercise, movement=movement)
        self._named = analysis.exercise
        for i, known in enumerate(self._judged):
            again = (each for each in analysis.repetitions if abs(each.bottom_s - known.bottom_s) <= SAME_S)
            self._judged[i] = next(again, known).model_copy(update={"index": known.index})
        last_s = self._judged[-1].bottom_s + SAME_S if self._judged else -float("inf")
        new = [repetition for repetition in analysis.repetitions if repetition.bottom_s > last_s]
        first = len(self._judged) + 1
        numbered = [repetition.model_copy(update={"index": first + i}) for i, repetition in enumerate(new)]
        self._judged += numbered
        return numbered
