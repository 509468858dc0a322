"""Reading of a history: athletes, their recordings with the newest analysis of each, and the values of trends."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import Connection, Select, func, select

from hiphinge.core.errors import ArgumentError
from hiphinge.core.measure import Measure
from hiphinge.history.change import SetReading
from hiphinge.history.tables import ANALYSES, ATHLETES, MEASUREMENTS, RECORDINGS, SESSIONS

if TYPE_CHECKING:
    import polars as pl

TRENDS: Final = (
    "neutral_depth_deg",
    "lumbar_flexion_deg",
    "lumbar_share",
    "percent_of_range",
    "pelvic_tilt_deg",
    "lumbar_extension_deg",
    "hinge_index",
    "trunk_lean_deg",
    "hip_flexion_deg",
    "knee_flexion_deg",
    "shank_deg",
    "neck_extension_deg",
    "smallest_distance_cm",
    "knee_travel_cm",
    "head_gap_cm",
    "upper_back_gap_cm",
    "tailbone_gap_cm",
)
"""The quantities that are followed over sessions, in the order in which they are shown."""


@dataclass(frozen=True, slots=True)
class KnownAthlete:
    """An athlete of a history, with how much there is and when the last recording was filmed."""

    name: str
    sessions: int
    recordings: int
    last_utc: datetime | None


@dataclass(frozen=True, slots=True)
class KeptRecording:
    """A recording, with what its newest analysis says of it; `session` counts from 1, the oldest."""

    name: str
    session: int
    session_utc: datetime
    dated_utc: datetime
    dated_from: str
    analysis_id: int
    digest: str
    version: str
    exercise: str
    load_kg: float | None
    repetitions: int


@dataclass(slots=True)
class FollowedQuantity:
    """One quantity of one exercise: its readings, and how many recordings lack it, by code and reason."""

    sets: list[SetReading] = field(default_factory=list)
    absent: Counter[tuple[str | None, str]] = field(default_factory=Counter)


def athletes_of(connection: Connection) -> list[KnownAthlete]:
    """Return all athletes by name."""
    query = (
        select(
            ATHLETES.c.name,
            func.count(func.distinct(RECORDINGS.c.session_id)).label("sessions"),
            func.count(RECORDINGS.c.id).label("recordings"),
            func.max(RECORDINGS.c.dated_utc, type_=RECORDINGS.c.dated_utc.type).label("last_utc"),
        )
        .select_from(ATHLETES.outerjoin(RECORDINGS))
        .group_by(ATHLETES.c.id, ATHLETES.c.name)
        .order_by(ATHLETES.c.name)
    )
    return [KnownAthlete(row.name, row.sessions, row.recordings, row.last_utc) for row in connection.execute(query)]


def athlete_id_of(connection: Connection, name: str) -> int:
    """Return the row of an athlete.

    Raises
    ------
    ArgumentError
        If there is none of that name; it lists those that there are.
    """
    found = connection.execute(select(ATHLETES.c.id).where(ATHLETES.c.name == name)).scalar()
    if found is not None:
        return int(found)
    names = list(connection.execute(select(ATHLETES.c.name).order_by(ATHLETES.c.name).limit(6)).scalars())
    known = ", ".join(f"'{each}'" for each in names[:5]) + (" and others" if len(names) > 5 else "")
    remedy = f"give one of them: {known}" if names else "save a recording first"
    raise ArgumentError("the name of an athlete of this history", f"'{name}'", remedy)


def recordings_of(connection: Connection, athlete_id: int) -> list[KeptRecording]:
    """Return the recordings of an athlete with the newest analysis of each, oldest first."""
    columns = (
        RECORDINGS.c.id,
        RECORDINGS.c.name,
        RECORDINGS.c.dated_utc,
        RECORDINGS.c.dated_from,
        SESSIONS.c.id.label("session_id"),
        SESSIONS.c.started_utc,
        ANALYSES.c.id.label("analysis_id"),
        ANALYSES.c.digest,
        ANALYSES.c.version,
        ANALYSES.c.exercise,
        ANALYSES.c.load_kg,
        ANALYSES.c.repetitions,
    )
    query = (
        select(*columns)
        .select_from(RECORDINGS.join(SESSIONS).join(ANALYSES, ANALYSES.c.recording_id == RECORDINGS.c.id))
        .where(RECORDINGS.c.athlete_id == athlete_id)
        .order_by(ANALYSES.c.created_utc, ANALYSES.c.digest)
    )
    newest: dict[int, Any] = {row.id: row for row in connection.execute(query).all()}
    rows = sorted(newest.values(), key=lambda row: (row.started_utc, row.session_id, row.dated_utc, row.name))
    numbers = {session: number for number, session in enumerate(dict.fromkeys(row.session_id for row in rows), 1)}
    return [
        KeptRecording(
            name=row.name,
            session=numbers[row.session_id],
            session_utc=row.started_utc,
            dated_utc=row.dated_utc,
            dated_from=row.dated_from,
            analysis_id=row.analysis_id,
            digest=row.digest,
            version=row.version,
            exercise=row.exercise,
            load_kg=row.load_kg,
            repetitions=row.repetitions,
        )
        for row in rows
    ]


def values_of(
    connection: Connection, athlete_id: int, recordings: Sequence[KeptRecording]
) -> dict[tuple[str, str], FollowedQuantity]:
    """Return what the newest analyses say by exercise and quantity, in the order in which both are shown."""
    of_analysis = select(MEASUREMENTS.c.analysis_id, MEASUREMENTS.c.quantity).select_from(
        MEASUREMENTS.join(ANALYSES).join(RECORDINGS)
    )
    wanted = of_analysis.where(
        RECORDINGS.c.athlete_id == athlete_id,
        MEASUREMENTS.c.repetition.is_(None),
        MEASUREMENTS.c.quantity.in_(TRENDS),
    )
    known = wanted.add_columns(MEASUREMENTS.c.value, MEASUREMENTS.c.low, MEASUREMENTS.c.high)
    newest = {recording.analysis_id: recording for recording in recordings}
    found: dict[tuple[str, str], FollowedQuantity] = defaultdict(FollowedQuantity)
    for analysis_id, quantity, value, low, high in connection.execute(
        known.where(MEASUREMENTS.c.value.is_not(None))
    ).all():
        recording = newest.get(analysis_id)
        if recording is not None:
            reading = Measure(value, value if low is None else low, value if high is None else high)
            found[recording.exercise, quantity].sets.append(
                SetReading(recording.session, recording.session_utc, reading, recording.repetitions, recording.load_kg)
            )
    lacking = wanted.where(MEASUREMENTS.c.value.is_(None), MEASUREMENTS.c.analysis_id.in_(_newest_of(athlete_id)))
    reasons = (ANALYSES.c.exercise, MEASUREMENTS.c.quantity, MEASUREMENTS.c.absent_code, MEASUREMENTS.c.absent_reason)
    counted = lacking.with_only_columns(*reasons, func.count()).group_by(*reasons)
    for exercise, quantity, code, reason, count in connection.execute(counted):
        found[exercise, quantity].absent[code, reason] += count
    exercises = dict.fromkeys(recording.exercise for recording in recordings)
    keys = ((exercise, quantity) for exercise in exercises for quantity in TRENDS)
    return {key: found[key] for key in keys if key in found}


def _newest_of(athlete_id: int) -> Select[Any]:
    """Return the query for the newest analysis of each recording of an athlete."""
    order = (ANALYSES.c.created_utc.desc(), ANALYSES.c.digest.desc())
    age = func.row_number().over(partition_by=ANALYSES.c.recording_id, order_by=order).label("age")
    aged = (
        select(ANALYSES.c.id, age)
        .select_from(ANALYSES.join(RECORDINGS))
        .where(RECORDINGS.c.athlete_id == athlete_id)
        .subquery()
    )
    return select(aged.c.id).where(aged.c.age == 1)


def documents_of(connection: Connection, athlete_id: int | None = None) -> Iterator[tuple[str, str, str]]:
    """Yield the name of the athlete, the digest and the document of every analysis, always in the same order."""
    columns = (ATHLETES.c.name, ANALYSES.c.digest, ANALYSES.c.document)
    query: Select[Any] = select(*columns).select_from(ATHLETES.join(RECORDINGS).join(ANALYSES)).order_by(*columns[:2])
    if athlete_id is not None:
        query = query.where(ATHLETES.c.id == athlete_id)
    for row in connection.execute(query.execution_options(yield_per=100)):
        yield row.name, row.digest, row.document


def newest_documents(connection: Connection, recordings: Sequence[KeptRecording]) -> list[str]:
    """Return the documents of the newest analyses."""
    wanted = [recording.analysis_id for recording in recordings]
    found: dict[int, str] = {}
    for start in range(0, len(wanted), 500):
        chosen = ANALYSES.c.id.in_(wanted[start : start + 500])
        rows = connection.execute(select(ANALYSES.c.id, ANALYSES.c.document).where(chosen))
        found |= {row.id: row.document for row in rows}
    return [found[number] for number in wanted]


def table_of(connection: Connection, athlete_id: int | None = None) -> pl.DataFrame:
    """Return the long table of all measurements of all analyses: one row for each quantity of each repetition."""
    import polars as pl

    columns = (
        ATHLETES.c.name.label("athlete"),
        SESSIONS.c.started_utc.label("session_utc"),
        RECORDINGS.c.name.label("recording"),
        RECORDINGS.c.content_hash,
        RECORDINGS.c.dated_utc.label("recorded_utc"),
        RECORDINGS.c.dated_from.label("recorded_utc_from"),
        ANALYSES.c.digest.label("analysis"),
        ANALYSES.c.created_utc.label("analysed_utc"),
        ANALYSES.c.version,
        ANALYSES.c.exercise,
        ANALYSES.c.load_kg,
        *(MEASUREMENTS.c[name] for name in MEASUREMENTS.c.keys() if name not in {"id", "analysis_id"}),  # noqa: SIM118
    )
    joined = ATHLETES.join(RECORDINGS).join(SESSIONS, SESSIONS.c.id == RECORDINGS.c.session_id)
    query = select(*columns).select_from(
        joined.join(ANALYSES, ANALYSES.c.recording_id == RECORDINGS.c.id).join(MEASUREMENTS)
    )
    query = query.order_by(ATHLETES.c.name, RECORDINGS.c.dated_utc, ANALYSES.c.created_utc, MEASUREMENTS.c.id)
    if athlete_id is not None:
        query = query.where(ATHLETES.c.id == athlete_id)
    schema = {
        column.name: pl.Datetime("us", "UTC")
        if column.name.endswith("_utc")
        else pl.Float64()
        if column.name in {"value", "low", "high", "load_kg"}
        else pl.Int64()
        if column.name == "repetition"
        else pl.String()
        for column in columns
    }
    rows = [tuple(row) for row in connection.execute(query)]
    return pl.DataFrame(rows, schema=schema, orient="row")
