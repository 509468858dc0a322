"""The progress of an athlete, composed of what was read from a history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hiphinge.history.change import change_between, detectable_change, direction_of, points_of, verdict_of
from hiphinge.history.readings import FollowedQuantity, KeptRecording
from hiphinge.history.skill import skill_of
from hiphinge.result.progress import OlderAnalysis, Progress, TrainedSession, Trend, Unmeasured


def progress_of(
    athlete: str,
    recordings: Sequence[KeptRecording],
    values: Mapping[tuple[str, str], FollowedQuantity],
    version: str,
) -> Progress:
    """Return the progress of an athlete.

    Parameters
    ----------
    athlete
        The athlete's name.
    recordings
        Their recordings, oldest first.
    values
        Their values by exercise and quantity.
    version
        The version of this program: recordings whose newest analysis is by another one are listed.
    """
    trends = [trend_of(exercise, quantity, found) for (exercise, quantity), found in values.items()]
    return Progress(
        athlete=athlete,
        sessions=_sessions(recordings),
        trends=trends,
        skill=skill_of(trends),
        analyse_again=[
            OlderAnalysis(recording=recording.name, version=recording.version)
            for recording in recordings
            if recording.version != version
        ],
        undated=[recording.name for recording in recordings if recording.dated_from == "analysis"],
    )


def trend_of(exercise: str, quantity: str, followed: FollowedQuantity) -> Trend:
    """Return one quantity of one exercise over the sessions."""
    points = points_of(followed.sets)
    better = direction_of(quantity, exercise)
    least = detectable_change(quantity, followed.sets, points)
    return Trend(
        exercise=exercise,
        quantity=quantity,
        better=better,
        points=points,
        change=change_between(points[0].reading, points[-1].reading) if len(points) > 1 else None,
        detectable=least,
        verdict=verdict_of(points, least, better),
        unmeasured=[
            Unmeasured(code=code, reason=reason, recordings=count)
            for (code, reason), count in followed.absent.most_common()
        ],
    )


def _sessions(recordings: Sequence[KeptRecording]) -> list[TrainedSession]:
    groups: dict[int, list[KeptRecording]] = {}
    for recording in recordings:
        groups.setdefault(recording.session, []).append(recording)
    return [
        TrainedSession(
            index=number,
            started_utc=min(each.dated_utc for each in group),
            ended_utc=max(each.dated_utc for each in group),
            recordings=[each.name for each in group],
            exercises=list(dict.fromkeys(each.exercise for each in group)),
        )
        for number, group in groups.items()
    ]
