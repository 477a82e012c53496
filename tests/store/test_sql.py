"""A transaction is all or nothing, and times are stored as epoch seconds."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.store.sql import from_epoch, to_epoch, transaction


def test_an_error_leaves_nothing_of_a_transaction(conn: sqlite3.Connection) -> None:
    twice = [("a", "1"), ("a", "2")]
    with pytest.raises(sqlite3.IntegrityError), transaction(conn):
        conn.executemany("INSERT INTO meta (key, value) VALUES (?, ?)", twice)
    assert not conn.in_transaction
    assert conn.execute("SELECT count(*) FROM meta WHERE key = 'a'").fetchone() == (0,)
    with transaction(conn):
        conn.execute("INSERT INTO meta (key, value) VALUES ('a', '1')")
    assert conn.execute("SELECT value FROM meta WHERE key = 'a'").fetchone() == ("1",)


def test_a_transaction_holds_the_write_lock_from_its_start(conn: sqlite3.Connection) -> None:
    (_, _, path) = conn.execute("PRAGMA database_list").fetchone()
    other = sqlite3.connect(path, timeout=0)
    with transaction(conn), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


@given(st.integers(-(10**9), 10**10))
def test_a_stored_time_comes_back(seconds: int) -> None:
    assert to_epoch(from_epoch(seconds)) == seconds


def test_times_are_utc_whole_seconds_and_may_be_missing() -> None:
    assert from_epoch(1_772_366_400) == datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert to_epoch(datetime(2026, 3, 1, 12, 0, 0, 999_999, UTC)) == 1_772_366_400
    assert to_epoch(None) is None
    assert from_epoch(None) is None
