"""The first tables."""

from __future__ import annotations

from typing import Any, Final

import sqlalchemy as sa
from alembic import op

revision: Final = "0001"
down_revision: Final = None


def _of(table: str, name: str, deleting: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{table}.id"], ondelete=deleting)


def _table(name: str, *parts: Any) -> None:  # noqa: ANN401  (columns and constraints)
    op.create_table(name, sa.Column("id", sa.Integer, primary_key=True), *parts)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False)


def _time(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text() if length is None else sa.String(length), nullable=nullable)


def _double(name: str, *, nullable: bool = False) -> sa.Column[float]:
    return sa.Column(name, sa.Double, nullable=nullable)


def upgrade() -> None:
    """Make the tables."""
    _table("athletes", _text("name", 200), sa.UniqueConstraint("name"))
    _table("sessions", _number("athlete_id"), _time("started_utc"), _time("ended_utc"), _of("athletes", "athlete_id"))
    _table(
        "recordings",
        _number("athlete_id"),
        sa.Column("session_id", sa.Integer),
        _text("identity", 80),
        _text("content_hash", 64, nullable=True),
        _text("name"),
        _text("kind", 20),
        _double("duration_s"),
        _time("dated_utc"),
        _text("dated_from", 20),
        _of("athletes", "athlete_id"),
        _of("sessions", "session_id", "SET NULL"),
        sa.UniqueConstraint("athlete_id", "identity"),
    )
    _table(
        "analyses",
        _number("recording_id"),
        _text("digest", 64),
        _time("created_utc"),
        _time("recorded_utc", nullable=True),
        _text("recorded_utc_from", 20, nullable=True),
        _text("version", 50),
        _text("exercise", 50),
        sa.Column("exercise_given", sa.Boolean, nullable=False),
        _double("load_kg", nullable=True),
        _number("repetitions"),
        _text("document"),
        _of("recordings", "recording_id"),
        sa.UniqueConstraint("recording_id", "digest"),
    )
    _parts_of_analyses()
    _table(
        "plans",
        _number("athlete_id"),
        _time("made_utc"),
        _text("basis", 64),
        _text("document"),
        _of("athletes", "athlete_id"),
        sa.UniqueConstraint("athlete_id", "basis"),
    )
    op.create_index("ix_sessions_athlete_id", "sessions", ["athlete_id"])
    op.create_index("ix_recordings_session_id", "recordings", ["session_id"])
    for name in ("repetitions", "drills"):
        op.create_index(f"ix_{name}_analysis_id", name, ["analysis_id"])
    op.create_index("ix_measurements_analysis_id_repetition", "measurements", ["analysis_id", "repetition"])


def downgrade() -> None:
    """Drop the tables, with everything in them."""
    for name in ("plans", "drills", "measurements", "repetitions", "analyses", "recordings", "sessions", "athletes"):
        op.drop_table(name)


def _parts_of_analyses() -> None:
    _table(
        "repetitions",
        _number("analysis_id"),
        _number("number"),
        _double("start_s"),
        _double("bottom_s", nullable=True),
        _double("end_s"),
        _text("pattern", 20, nullable=True),
        _text("light", 20, nullable=True),
        _text("faults"),
        _of("analyses", "analysis_id"),
        sa.UniqueConstraint("analysis_id", "number"),
    )
    _table(
        "measurements",
        _number("analysis_id"),
        sa.Column("repetition", sa.Integer),
        _text("quantity", 60),
        _double("value", nullable=True),
        _double("low", nullable=True),
        _double("high", nullable=True),
        _text("unit", 20),
        _text("absent_code", 60, nullable=True),
        _text("absent_reason", nullable=True),
        sa.CheckConstraint("(value IS NULL) = (absent_reason IS NOT NULL)", name="a_value_or_a_reason"),
        _of("analyses", "analysis_id"),
    )
    _table(
        "drills",
        _number("analysis_id"),
        _text("name", 50),
        _text("verdict", 50, nullable=True),
        _number("repetitions"),
        _of("analyses", "analysis_id"),
    )
