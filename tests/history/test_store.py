"""The history as one object: saving, versions, sessions, export and import, plans, writers at the same time, kills."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import polars as pl
import pytest
from sqlalchemy import func, select, text

import hiphinge as hh
from hiphinge.core.errors import ArgumentError, MissingExtraError
from hiphinge.history import History, open_history
from hiphinge.history.tables import ANALYSES, MEASUREMENTS, METADATA, RECORDINGS, REPETITIONS
from hiphinge.progression import plan_of
from tests.history.people import sets
from tests.lift_results import dowel, wall

WRITER = """
import sys
from hiphinge.history import open_history
from hiphinge.result.read import parse

where, name, text = sys.argv[1], sys.argv[2], sys.stdin.read()
base = parse(text)
with open_history(where) as history:
    print("ready", flush=True)
    for number in range(1000):
        source = base.source.model_copy(update={"path": f"{name}-{number}.mp4"})
        if history.save(base.model_copy(update={"source": source}), athlete="Ann"):
            print(f"{name}-{number}.mp4", flush=True)
"""


def counted(history: History) -> dict[str, int]:
    with history._database.reading() as connection:
        tables = METADATA.sorted_tables
        return {
            table.name: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        }


def test_saving_the_same_analysis_twice_changes_nothing(history: History) -> None:
    analysis = sets()
    assert history.save(analysis, athlete="Ann")
    before = counted(history)
    assert before["measurements"] > 0
    assert (before["repetitions"], before["analyses"], before["sessions"]) == (3, 1, 1)
    assert not history.save(analysis, athlete=" Ann ")
    assert counted(history) == before
    assert history.save(analysis, athlete="Ben")
    assert [athlete.name for athlete in history.athletes()] == ["Ann", "Ben"]


def test_what_was_saved_comes_back_whole(history: History, tmp_path: Path) -> None:
    analysis = sets()
    history.save(analysis, athlete="Ann")
    (read,) = history.analyses("Ann")
    assert read.to_json() == analysis.to_json()
    # A file of a later version keeps the keys that this one does not know.
    content = json.loads(sets(1.0).to_json()) | {"of_a_later_version": [1, 2]}
    folder = tmp_path / "later-hinge"
    folder.mkdir()
    (folder / "analysis.json").write_text(json.dumps(content), encoding="utf-8")
    assert history.save(folder, athlete="Ann")
    with history._database.reading() as connection:
        documents = connection.execute(select(ANALYSES.c.document)).scalars().all()
    assert content in [json.loads(document) for document in documents]


def test_versions_of_an_analysis_are_kept_beside_each_other_and_the_newest_counts(history: History) -> None:
    old, new = sets(neutral=40.0, version="0.0.9"), sets(neutral=60.0)
    newer = new.provenance.model_copy(update={"created_utc": new.provenance.created_utc + timedelta(days=30)})
    new = new.model_copy(update={"provenance": newer})
    assert history.save_all([new, old], athlete="Ann") == 2
    assert len(history.analyses("Ann", all_versions=True)) == 2
    (current,) = history.analyses("Ann")
    assert current.provenance.hiphinge != "0.0.9"
    progress = history.progress("Ann")
    (trend,) = [trend for trend in progress.trends if trend.quantity == "neutral_depth_deg"]
    assert [point.reading.value for point in trend.points] == [60.0]
    assert progress.analyse_again == []
    history.save(sets(5.0, version="0.0.9"), athlete="Ann")
    assert [each.version for each in history.progress("Ann").analyse_again] == ["0.0.9"]


def test_sessions_are_by_the_date_of_filming_whatever_the_order(history: History) -> None:
    days = [0.0, 0.1, 0.3, 3.0]
    chosen = [sets(day, neutral=40.0 + day) for day in days]
    history.save(chosen[3], athlete="Ann")
    history.save(chosen[0], athlete="Ann")
    assert len(history.progress("Ann").sessions) == 2
    history.save(chosen[2], athlete="Ann")
    assert len(history.progress("Ann").sessions) == 3
    history.save(chosen[1], athlete="Ann")  # it joins two sessions
    sessions = history.progress("Ann").sessions
    assert [len(session.recordings) for session in sessions] == [3, 1]
    assert counted(history)["sessions"] == 2
    assert sessions[0].started_utc == chosen[0].source.recorded_utc
    assert sessions[0].ended_utc == chosen[2].source.recorded_utc


def test_the_plan_is_that_of_the_analyses_and_is_kept_until_something_is_added(history: History) -> None:
    chosen = [sets(0.0), sets(7.0, neutral=44.0)]
    history.save_all(chosen, athlete="Ann")
    plan = history.plan("Ann")
    assert plan.to_json() == plan_of([analysis.as_written() for analysis in chosen]).to_json()
    assert history.plan("Ann") == plan
    assert counted(history)["plans"] == 1
    history.save(wall(day=9.0), athlete="Ann")
    assert history.plan("Ann").sessions != plan.sessions
    assert counted(history)["plans"] == 2


def test_export_and_import_carry_everything_and_merge(history: History, tmp_path: Path) -> None:
    history.save_all([sets(0.0), sets(0.0, version="0.0.9"), wall(day=2.0), dowel(day=3.0)], athlete="Ann")
    history.save(sets(1.0), athlete="Ben [b] 'quote'")
    history.plan("Ann")
    whole, part = history.export(tmp_path / "all.zip"), history.export(tmp_path / "ann.zip", athlete="Ann")
    before = counted(history)
    assert history.import_all([whole, part]) == 0
    assert counted(history) == before
    with open_history(tmp_path / "other.db") as other:
        assert other.save(sets(20.0), athlete="Ann")
        assert other.import_all([part]) == 4
        assert [athlete.name for athlete in other.athletes()] == ["Ann"]
        assert other.import_all([whole]) == 1
        assert other.import_all([whole]) == 0
        assert counted(other)["analyses"] == before["analyses"] + 1
        assert counted(other)["plans"] == 1
    with open_history(tmp_path / "copy.db") as copy:
        assert copy.import_all([whole]) == 5
        assert counted(copy) == before
        assert copy.progress("Ann") == history.progress("Ann")
        assert copy.measurements().drop("analysis").equals(history.measurements().drop("analysis"))
        again = copy.export(tmp_path / "again.zip")
        assert again.read_bytes() == whole.read_bytes()


def test_tables_are_written_as_csv_and_parquet(in_file: History, tmp_path: Path) -> None:
    in_file.save(sets(), athlete="Ann")
    in_file.save(sets(1.0), athlete="Ben")
    parquet = pl.read_parquet(in_file.export(tmp_path / "all.parquet"))
    csv = pl.read_csv(in_file.export(tmp_path / "ann.csv", athlete="Ann"), infer_schema_length=None)
    assert parquet.height == 2 * csv.height
    one = parquet.filter(pl.col("athlete") == "Ann", pl.col("repetition") == 1, pl.col("quantity") == "trunk_lean_deg")
    assert one.select("value", "low", "high", "unit").row(0) == (70.0, 65.0, 75.0, "deg")
    absent = csv.filter(pl.col("value").is_null())
    assert absent.height > 0
    assert absent["absent_reason"].null_count() == 0


def test_import_adds_everything_or_nothing(in_file: History, tmp_path: Path) -> None:
    in_file.save(sets(), athlete="Ann")
    good = in_file.export(tmp_path / "good.zip")
    with open_history(tmp_path / "other.db") as other:
        (tmp_path / "broken.zip").write_bytes(good.read_bytes()[:-40])
        for bad in ("broken.zip", "gone.zip"):
            with pytest.raises(ArgumentError):
                other.import_all([good, tmp_path / bad])
        assert set(counted(other).values()) == {0}


def test_names_are_needed_and_checked(in_file: History) -> None:
    with pytest.raises(ArgumentError, match="the athlete's name") as caught:
        in_file.save(sets())
    assert caught.value.arguments == ("athlete",)
    for name in ("", "  ", "x" * 201, "a\nb", "a\x00b"):
        with pytest.raises(ArgumentError):
            in_file.save(sets(), athlete=name)
    own = sets()
    assert in_file.save(own.model_copy(update={"athlete": own.athlete.model_copy(update={"id": "Cleo"})}))
    assert [athlete.name for athlete in in_file.athletes()] == ["Cleo"]
    with pytest.raises(ArgumentError, match="'Cleo'"):
        in_file.progress("Dora")
    with pytest.raises(ArgumentError, match="an analysis"):
        in_file.save(3)  # type: ignore[arg-type]


def test_a_history_that_is_not_there_is_only_made_if_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ArgumentError, match="nothing at"):
        open_history(tmp_path / "none.db", create=False)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setattr("hiphinge.history.store.NEEDED", ("sqlalchemy", "no_such_package"))
    with pytest.raises(MissingExtraError, match="no no_such_package; run: pip install 'hiphinge\\[history\\]'"):
        hh.open_history(tmp_path / "none.db")


def test_writers_at_the_same_time_lose_nothing(where: str) -> None:
    chosen = [sets(float(day)) for day in range(16)]

    def write(worker: int) -> int:
        with open_history(where) as history:
            return sum(history.save(analysis, athlete="Ann") for analysis in chosen[worker % 4 :])

    with ThreadPoolExecutor(4) as pool:
        added = sum(pool.map(write, range(8)))
    with open_history(where) as history:
        assert added == len(chosen) == counted(history)["analyses"] == counted(history)["sessions"]
        assert_complete(history)


def assert_complete(history: History) -> None:
    """Every analysis has its recording in a session, its repetitions, and its measurements."""
    with history._database.reading() as connection:
        lost = select(func.count()).select_from(RECORDINGS).where(RECORDINGS.c.session_id.is_(None))
        assert connection.execute(lost).scalar_one() == 0
        empty = (
            select(func.count()).select_from(RECORDINGS).where(RECORDINGS.c.id.not_in(select(ANALYSES.c.recording_id)))
        )
        assert connection.execute(empty).scalar_one() == 0
        for table in (REPETITIONS, MEASUREMENTS):
            of_each = select(func.count(table.c.id)).select_from(ANALYSES.outerjoin(table)).group_by(ANALYSES.c.id)
            counts = set(connection.execute(of_each).scalars())
            assert len(counts) == 1
            assert counts != {0}


def test_killed_writers_leave_nothing_half_written(where: str) -> None:
    seconds = random.Random(7)  # noqa: S311
    document, announced = sets().to_json(), set()
    for wave in range(5):
        writers = [
            subprocess.Popen(
                [sys.executable, "-c", WRITER, where, f"{wave}-{part}"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for part in range(4)
        ]
        for writer in writers:
            assert writer.stdin is not None
            writer.stdin.write(document)
            writer.stdin.close()
        for writer in writers:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
        for writer in writers:
            time.sleep(seconds.uniform(0.0, 0.3))
            writer.send_signal(signal.SIGKILL)
        for writer in writers:
            assert writer.stdout is not None
            announced |= set(writer.stdout.read().split())
            writer.stdout.close()
            assert writer.wait() == -signal.SIGKILL
    with open_history(where) as history:
        with history._database.reading() as connection:
            if history._database.is_file:
                assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
                assert connection.execute(text("PRAGMA foreign_key_check")).all() == []
            kept = set(connection.execute(select(RECORDINGS.c.name)).scalars())
        assert announced
        assert announced <= kept
        assert_complete(history)
        assert history.save(sets(50.0), athlete="Ann")
