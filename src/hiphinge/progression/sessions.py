"""Sessions: recordings of one visit to the gym, by when they were filmed."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from hiphinge.result import Analysis

SESSION_GAP_H: Final = 6.0
"""Recordings filmed within this many hours of the previous one belong to its session: the sets of one visit to the gym
(proposal)."""


@dataclass(frozen=True, slots=True)
class Sitting:
    """Recordings that count as one session, oldest first; `index` counts from 1, the oldest session."""

    index: int
    recordings: tuple[Analysis, ...]

    @property
    def when_utc(self) -> datetime:
        """When the last of its recordings was filmed; if unknown, when it was analysed."""
        return self.recordings[-1].when_utc

    @property
    def created_utc(self) -> datetime:
        """When the last of its recordings was analysed."""
        return max(analysis.provenance.created_utc for analysis in self.recordings)


def sittings_of(analyses: Sequence[Analysis]) -> tuple[list[Sitting], list[str]]:
    """Group recordings, given in any order, into sessions, oldest first; of two analyses of one, the newest counts.

    Returns
    -------
    tuple of list and list
        The sessions, and a note for each recording that was left out or whose date is unknown.
    """
    newest: dict[Hashable, Analysis] = {}
    for analysis in sorted(analyses, key=lambda analysis: analysis.provenance.created_utc):
        newest[recording_of(analysis)] = analysis
    counted = {id(analysis) for analysis in newest.values()}
    twice = sorted({analysis.source.name for analysis in analyses if id(analysis) not in counted})
    notes = [f"{name} was analysed more than once; the newest analysis counts" for name in twice]
    groups: list[list[Analysis]] = []
    for analysis in sorted(newest.values(), key=lambda analysis: (analysis.when_utc, analysis.source.path)):
        if groups and analysis.when_utc - groups[-1][-1].when_utc <= timedelta(hours=SESSION_GAP_H):
            groups[-1].append(analysis)
        else:
            groups.append([analysis])
    undated = sorted({kept.source.name for kept in newest.values() if kept.source.recorded_utc is None})
    if undated:
        shown = ", ".join(undated[:3]) + (f" and {len(undated) - 3} more" if len(undated) > 3 else "")
        notes.append(f"{shown}: the date of filming is unknown, so the date of the analysis counts")
    return [Sitting(index, tuple(group)) for index, group in enumerate(groups, start=1)], notes


def recording_of(analysis: Analysis) -> Hashable:
    """Return the identity of a recording: the hash of its content or, if unknown, path and length."""
    source = analysis.source
    return source.content_hash or (source.path, source.duration_s, source.frames)
