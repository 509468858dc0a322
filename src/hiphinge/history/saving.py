"""Writing of analyses: a document with the rows derived from it, and the sessions of an athlete."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from hiphinge.core.errors import ArgumentError
from hiphinge.history.measured import exercise_of, load_of, rows_of
from hiphinge.history.tables import (
    ANALYSES,
    ATHLETES,
    DRILLS,
    MAX_NAME,
    MEASUREMENTS,
    RECORDINGS,
    REPETITIONS,
    SESSIONS,
)
from hiphinge.progression.sessions import SESSION_GAP_H, recording_of
from hiphinge.result import Analysis

_RANKS: Final = ("analysis", "file", "container", "given")
"""Where the date of a recording comes from, the least certain first."""


def digest_of(document: str) -> str:
    """Return the SHA-256 of the content of a JSON text, hexadecimal; spaces and the order of keys do not count."""
    content = json.dumps(json.loads(document), sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(content.encode()).hexdigest()


def name_of(athlete: str | None, analysis: Analysis) -> str:
    """Return the name under which an analysis is kept: the one given, else that in the analysis.

    Raises
    ------
    ArgumentError
        If there is none, or it is not a name.
    """
    return checked_name(athlete if athlete is not None else analysis.athlete.id)


def checked_name(name: str | None) -> str:
    """Return a name without spaces around it.

    Raises
    ------
    ArgumentError
        Unless it has 1 to `MAX_NAME` characters that can be printed.
    """
    expected = f"the athlete's name, of 1 to {MAX_NAME} characters"
    if name is None:
        raise ArgumentError(expected, "none", "say whose recording it is", arguments=["athlete"])
    name = name.strip()
    if not 0 < len(name) <= MAX_NAME or not name.isprintable():
        found = f"{len(name)} characters" if name.isprintable() else "signs that cannot be printed"
        raise ArgumentError(expected, found, "give another name", arguments=["athlete"])
    return name


def save_document(connection: Connection, document: str, analysis: Analysis, athlete: str) -> bool:
    """Keep an analysis, with all rows derived from it; `regroup` has to follow in the same transaction.

    Parameters
    ----------
    connection
        A connection within a transaction.
    document
        The text of its analysis.json.
    analysis
        The analysis in that text.
    athlete
        Whose recording it is.

    Returns
    -------
    bool
        False if the same analysis was kept before; nothing is written then.
    """
    athlete_id = athlete_row(connection, athlete)
    recording_id = _recording_row(connection, athlete_id, analysis)
    digest = digest_of(document)
    same = (ANALYSES.c.recording_id == recording_id) & (ANALYSES.c.digest == digest)
    if connection.execute(select(ANALYSES.c.id).where(same)).first() is not None:
        return False
    analysis_id = _analysis_row(connection, recording_id, digest, document, analysis)
    _derived_rows(connection, analysis_id, analysis)
    _date(connection, recording_id)
    return True


def athlete_row(connection: Connection, name: str) -> int:
    """Return the row of an athlete, made if there is none."""
    found = connection.execute(select(ATHLETES.c.id).where(ATHLETES.c.name == name)).scalar()
    if found is not None:
        return int(found)
    return _inserted(connection.execute(insert(ATHLETES).values(name=name)))


def regroup(connection: Connection, athlete: str) -> None:
    """Put the recordings of an athlete into sessions by when they were filmed, whatever the order they came in.

    Recordings within `SESSION_GAP_H` hours of the one before belong to its session.
    """
    athlete_id = athlete_row(connection, athlete)
    columns = (RECORDINGS.c.id, RECORDINGS.c.dated_utc, RECORDINGS.c.session_id)
    query = select(*columns).where(RECORDINGS.c.athlete_id == athlete_id)
    rows = connection.execute(query.order_by(RECORDINGS.c.dated_utc, RECORDINGS.c.id)).all()
    groups: list[list[Any]] = []
    for row in rows:
        near = bool(groups) and row.dated_utc - groups[-1][-1].dated_utc <= timedelta(hours=SESSION_GAP_H)
        groups[-1].append(row) if near else groups.append([row])
    known = {
        row.id: (row.started_utc, row.ended_utc)
        for row in connection.execute(
            select(SESSIONS.c.id, SESSIONS.c.started_utc, SESSIONS.c.ended_utc).where(
                SESSIONS.c.athlete_id == athlete_id
            )
        )
    }
    free = set(known)
    for group in groups:
        used = min({row.session_id for row in group} & free, default=None)
        free.discard(used)
        times = (group[0].dated_utc, group[-1].dated_utc)
        _write_session(connection, athlete_id, used, group, changed=used is None or known[used] != times)
    if free:
        connection.execute(delete(SESSIONS).where(SESSIONS.c.id.in_(free)))


def _write_session(
    connection: Connection, athlete_id: int, session_id: int | None, group: Sequence[Any], *, changed: bool
) -> None:
    """Write one session with its recordings, as far as it is not written like that yet."""
    times = {"started_utc": group[0].dated_utc, "ended_utc": group[-1].dated_utc}
    if session_id is None:
        session_id = _inserted(connection.execute(insert(SESSIONS).values(athlete_id=athlete_id, **times)))
    elif changed:
        connection.execute(update(SESSIONS).where(SESSIONS.c.id == session_id).values(**times))
    moved = [row.id for row in group if row.session_id != session_id]
    if moved:
        connection.execute(update(RECORDINGS).where(RECORDINGS.c.id.in_(moved)).values(session_id=session_id))


def _recording_row(connection: Connection, athlete_id: int, analysis: Analysis) -> int:
    """Return the row of a recording, made if there is none."""
    source = analysis.source
    identity = source.content_hash or "by " + hashlib.sha256(repr(recording_of(analysis)).encode()).hexdigest()
    same = (RECORDINGS.c.athlete_id == athlete_id) & (RECORDINGS.c.identity == identity)
    found = connection.execute(select(RECORDINGS.c.id).where(same)).scalar()
    if found is not None:
        return int(found)
    values = {
        "athlete_id": athlete_id,
        "identity": identity,
        "content_hash": source.content_hash,
        "name": source.name,
        "kind": source.kind,
        "duration_s": source.duration_s,
        "dated_utc": analysis.when_utc,
        "dated_from": source.recorded_utc_from or "analysis",
    }
    return _inserted(connection.execute(insert(RECORDINGS).values(**values)))


def _analysis_row(connection: Connection, recording_id: int, digest: str, document: str, analysis: Analysis) -> int:
    values = {
        "recording_id": recording_id,
        "digest": digest,
        "created_utc": analysis.provenance.created_utc,
        "recorded_utc": analysis.source.recorded_utc,
        "recorded_utc_from": analysis.source.recorded_utc_from,
        "version": analysis.provenance.hiphinge,
        "exercise": exercise_of(analysis),
        "exercise_given": analysis.exercise.given,
        "load_kg": load_of(analysis),
        "repetitions": _count(analysis),
        "document": document,
    }
    return _inserted(connection.execute(insert(ANALYSES).values(**values)))


def _count(analysis: Analysis) -> int:
    return max(len(analysis.repetitions), len(analysis.drill.repetitions) if analysis.drill is not None else 0)


def _derived_rows(connection: Connection, analysis_id: int, analysis: Analysis) -> None:
    repetitions = [
        {
            "analysis_id": analysis_id,
            "number": repetition.index,
            "start_s": repetition.start_s,
            "bottom_s": repetition.bottom_s,
            "end_s": repetition.end_s,
            "pattern": repetition.pattern.name,
            "light": repetition.light,
            "faults": " ".join(fault.code for fault in repetition.faults),
        }
        for repetition in analysis.repetitions
    ]
    if repetitions:
        connection.execute(insert(REPETITIONS), repetitions)
    rows = [{"analysis_id": analysis_id, **asdict(row)} for row in rows_of(analysis)]
    if rows:
        connection.execute(insert(MEASUREMENTS), rows)
    drill = analysis.drill
    if drill is not None:
        values = {"name": drill.name, "verdict": getattr(drill, "verdict", None), "repetitions": len(drill.repetitions)}
        connection.execute(insert(DRILLS).values(analysis_id=analysis_id, **values))


def _date(connection: Connection, recording_id: int) -> None:
    """Date a recording by what its analyses say: the most certain source, of equals the latest analysis."""
    columns = (ANALYSES.c.created_utc, ANALYSES.c.digest, ANALYSES.c.recorded_utc, ANALYSES.c.recorded_utc_from)
    rows = connection.execute(select(*columns).where(ANALYSES.c.recording_id == recording_id)).all()
    dated = [row for row in rows if row.recorded_utc is not None]
    when: datetime
    if dated:
        best = max(dated, key=lambda row: (_rank(row.recorded_utc_from), row.created_utc, row.digest))
        when, source = best.recorded_utc, best.recorded_utc_from or "file"
    else:
        when, source = min(row.created_utc for row in rows), "analysis"
    changed = update(RECORDINGS).where(RECORDINGS.c.id == recording_id)
    connection.execute(changed.values(dated_utc=when, dated_from=source))


def _rank(source: str | None) -> int:
    return _RANKS.index(source) if source in _RANKS else 1


def _inserted(result: Any) -> int:  # noqa: ANN401  (a result of an insert, whose key is one number)
    return int(result.inserted_primary_key[0])
