"""Times in UTC, whatever the database keeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import make_url

from hiphinge.history.tables import MEASUREMENTS, UtcTime

SQLITE, POSTGRESQL = (make_url(name).get_dialect()() for name in ("sqlite://", "postgresql+pg8000://"))
HERE = timezone(timedelta(hours=2))


def test_times_come_back_in_utc() -> None:
    when = datetime(2026, 1, 3, 11, 0, tzinfo=HERE)
    for dialect in (SQLITE, POSTGRESQL):
        kept = UtcTime().process_bind_param(when, dialect)
        assert UtcTime().process_result_value(kept, dialect) == when
    assert UtcTime().process_bind_param(when, SQLITE) == datetime(2026, 1, 3, 9, 0)  # noqa: DTZ001
    assert UtcTime().process_result_value(when, POSTGRESQL) == when.astimezone(UTC)
    assert UtcTime().process_bind_param(None, SQLITE) is None
    assert UtcTime().process_result_value(None, SQLITE) is None


def test_the_long_table_has_a_value_or_a_reason() -> None:
    wanted = {"analysis_id", "repetition", "quantity", "value", "low", "high", "unit", "absent_code", "absent_reason"}
    assert wanted <= set(MEASUREMENTS.c.keys())
