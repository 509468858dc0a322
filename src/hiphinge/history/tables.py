"""The tables of the history.

Everything but the documents of analyses and plans is derived from them; the tables make it quick to ask.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Final

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

MAX_NAME: Final = 200
"""Most characters of an athlete's name, as in the result file."""


class UtcTime(TypeDecorator[datetime]):
    """A time in UTC, also in databases that keep no zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return the time in UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Return the time with UTC as its zone."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


METADATA: Final = MetaData()


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _of(table: str, *, index: bool = True) -> Column[int]:
    """Return the column that refers to a row of another table, with which its own row is deleted."""
    name = {"athletes": "athlete_id", "recordings": "recording_id", "analyses": "analysis_id"}[table]
    return Column(name, Integer, ForeignKey(f"{table}.id", ondelete="CASCADE"), nullable=False, index=index)


ATHLETES: Final = Table("athletes", METADATA, _id(), Column("name", String(MAX_NAME), nullable=False, unique=True))

SESSIONS: Final = Table(
    "sessions",
    METADATA,
    _id(),
    _of("athletes"),
    Column("started_utc", UtcTime, nullable=False),
    Column("ended_utc", UtcTime, nullable=False),
)

RECORDINGS: Final = Table(
    "recordings",
    METADATA,
    _id(),
    _of("athletes", index=False),
    Column("session_id", Integer, ForeignKey("sessions.id", ondelete="SET NULL"), index=True),
    Column("identity", String(80), nullable=False),
    Column("content_hash", String(64)),
    Column("name", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("duration_s", Double, nullable=False),
    Column("dated_utc", UtcTime, nullable=False),
    Column("dated_from", String(20), nullable=False),
    UniqueConstraint("athlete_id", "identity"),
)

ANALYSES: Final = Table(
    "analyses",
    METADATA,
    _id(),
    _of("recordings", index=False),
    Column("digest", String(64), nullable=False),
    Column("created_utc", UtcTime, nullable=False),
    Column("recorded_utc", UtcTime),
    Column("recorded_utc_from", String(20)),
    Column("version", String(50), nullable=False),
    Column("exercise", String(50), nullable=False),
    Column("exercise_given", Boolean, nullable=False),
    Column("load_kg", Double),
    Column("repetitions", Integer, nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("recording_id", "digest"),
)

REPETITIONS: Final = Table(
    "repetitions",
    METADATA,
    _id(),
    _of("analyses"),
    Column("number", Integer, nullable=False),
    Column("start_s", Double, nullable=False),
    Column("bottom_s", Double),
    Column("end_s", Double, nullable=False),
    Column("pattern", String(20)),
    Column("light", String(20)),
    Column("faults", Text, nullable=False),
    UniqueConstraint("analysis_id", "number"),
)

MEASUREMENTS: Final = Table(
    "measurements",
    METADATA,
    _id(),
    _of("analyses", index=False),
    Column("repetition", Integer),
    Column("quantity", String(60), nullable=False),
    Column("value", Double),
    Column("low", Double),
    Column("high", Double),
    Column("unit", String(20), nullable=False),
    Column("absent_code", String(60)),
    Column("absent_reason", Text),
    CheckConstraint("(value IS NULL) = (absent_reason IS NOT NULL)", name="a_value_or_a_reason"),
    Index("ix_measurements_analysis_id_repetition", "analysis_id", "repetition"),
)
"""`repetition` is None for the whole recording: the median of its repetitions, and what it has itself."""

DRILLS: Final = Table(
    "drills",
    METADATA,
    _id(),
    _of("analyses"),
    Column("name", String(50), nullable=False),
    Column("verdict", String(50)),
    Column("repetitions", Integer, nullable=False),
)

PLANS: Final = Table(
    "plans",
    METADATA,
    _id(),
    _of("athletes", index=False),
    Column("made_utc", UtcTime, nullable=False),
    Column("basis", String(64), nullable=False),
    Column("document", Text, nullable=False),
    UniqueConstraint("athlete_id", "basis"),
)
"""The plans that were given; `basis` is a digest of the analyses and the version that a plan was made from."""
