from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from recommenderr.store import refreshes
from recommenderr.store.connection import open_store
from tests.factories.records import NOW


def test_a_run_is_reported_from_start_to_end(conn: sqlite3.Connection) -> None:
    assert refreshes.last(conn) is None
    number = refreshes.start(conn, "ingest")
    begun = refreshes.last(conn)
    assert begun is not None
    assert (begun.refresh_id, begun.outcome, begun.phase, begun.finished_at) == (number, "running", "ingest", None)
    assert abs(begun.started_at - datetime.now(UTC)) < timedelta(minutes=1)
    refreshes.progress(conn, number, "metadata", 300, 1000)
    refreshes.finish(conn, number, "ok", summary="3 new")
    done = refreshes.last(conn)
    assert done is not None and done.finished_at is not None and done.finished_at >= done.started_at
    assert (done.outcome, done.phase, done.done, done.total, done.error, done.summary) == (
        "ok", "metadata", 300, 1000, None, "3 new",
    )  # fmt: skip


def test_a_failure_keeps_its_sentence(conn: sqlite3.Connection) -> None:
    refreshes.finish(conn, refreshes.start(conn, "ingest"), "failed", "Plex is not there.")
    failed = refreshes.last(conn)
    assert failed is not None and (failed.outcome, failed.error) == ("failed", "Plex is not there.")


def test_the_next_start_closes_a_run_that_crashed(conn: sqlite3.Connection) -> None:
    crashed = refreshes.start(conn, "ingest")
    finished = refreshes.start(conn, "ingest")
    refreshes.finish(conn, finished, "ok")
    running = refreshes.start(conn, "ingest")
    rows = {run.refresh_id: run for run in refreshes.recent(conn, 9)}
    assert list(rows) == [running, finished, crashed]
    assert [run.outcome for run in rows.values()] == ["running", "ok", "failed"]
    assert rows[crashed].error == refreshes.BROKEN_OFF and rows[crashed].finished_at is not None
    assert rows[finished].error is None


def test_old_rows_make_room(conn: sqlite3.Connection) -> None:
    for _ in range(refreshes.KEPT_ROWS + 5):
        refreshes.start(conn, "ingest")
    assert len(refreshes.recent(conn, 10_000)) == refreshes.KEPT_ROWS


def test_progress_is_seen_by_others_at_once(path: Path, conn: sqlite3.Connection) -> None:
    number = refreshes.start(conn, "ingest")
    refreshes.progress(conn, number, "history", 5, 10)
    with open_store(path, read_only=True) as reader:
        run = refreshes.last(reader)
    assert run is not None and (run.phase, run.done, run.total) == ("history", 5, 10)


def test_a_request_is_taken_once(path: Path, conn: sqlite3.Connection) -> None:
    assert not refreshes.take_request(conn)
    refreshes.request(conn)
    refreshes.request(conn)
    assert refreshes.requested(conn)
    with open_store(path) as sidecar:
        assert refreshes.take_request(sidecar)
    assert not refreshes.requested(conn)
    assert not refreshes.take_request(conn)


def test_the_sidecar_gives_a_sign_of_life(conn: sqlite3.Connection) -> None:
    assert refreshes.heartbeat(conn) is None
    for expected in (NOW, None):
        refreshes.write_heartbeat(conn, expected)
        beaten = refreshes.heartbeat(conn)
        assert beaten is not None
        assert abs(beaten[0] - datetime.now(UTC)) < timedelta(minutes=1)
        assert beaten[1] == expected
