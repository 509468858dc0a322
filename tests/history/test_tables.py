"""Times in UTC, whatever the database keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy.dialects import postgresql, sqlite

from hiphinge.history.tables import MEASUREMENTS, UtcTime

HERE = timezone(timedelta(hours=2))


def test_times_come_back_in_utc() -> None:
    when = datetime(2026, 1, 3, 11, 0, tzinfo=HERE)
    for dialect in (sqlite.dialect(), postgresql.dialect()):
        kept = UtcTime().process_bind_param(when, dialect)
        assert UtcTime().process_result_value(kept, dialect) == when
    assert UtcTime().process_bind_param(when, sqlite.dialect()) == datetime(2026, 1, 3, 9, 0)  # noqa: DTZ001
    assert UtcTime().process_result_value(when, postgresql.dialect()) == when.astimezone(UTC)
    assert UtcTime().process_bind_param(None, sqlite.dialect()) is None
    assert UtcTime().process_result_value(None, sqlite.dialect()) is None


def test_the_long_table_has_a_value_or_a_reason() -> None:
    wanted = {"analysis_id", "repetition", "quantity", "value", "low", "high", "unit", "absent_code", "absent_reason"}
    assert wanted <= set(MEASUREMENTS.c.keys())
