"""Bringing tables up to date: in steps, with a copy before, and never halfway."""

from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from recommenderr.errors import StoreError
from recommenderr.store import meta, migrations
from recommenderr.store.connection import open_store
from recommenderr.store.copies import copies
from recommenderr.store.schema import STEPS, Step

LATEST = STEPS[-1].version
SECOND = Step(LATEST + 1, "shelves", ("CREATE TABLE shelves (name TEXT) STRICT", "INSERT INTO shelves VALUES ('top')"))
BROKEN = Step(LATEST + 2, "broken", ("CREATE TABLE boards (name TEXT) STRICT", "INSERT INTO nowhere VALUES (1)"))


def tables(conn: sqlite3.Connection) -> set[str]:
    return {name for (name,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}


def test_steps_are_numbered_without_gaps_and_recorded() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_each_step_is_recorded(path: Path) -> None:
    with open_store(path) as conn:
        recorded = conn.execute("SELECT version, name, applied_at > 1700000000 FROM migrations").fetchall()
    assert recorded == [(step.version, step.name, 1) for step in STEPS]


def test_a_step_is_applied_once(path: Path, conn: sqlite3.Connection) -> None:
    for _ in range(2):
        migrations.migrate(conn, path, (*STEPS, SECOND))
    assert conn.execute("SELECT name FROM shelves").fetchall() == [("top",)]
    assert migrations.version(conn) == LATEST + 1


def test_a_step_that_fails_leaves_the_store_at_the_step_before(path: Path, conn: sqlite3.Connection) -> None:
    before = tables(conn)
    with pytest.raises(sqlite3.OperationalError):
        migrations.migrate(conn, path, (*STEPS, SECOND, BROKEN))
    assert migrations.version(conn) == LATEST + 1
    assert tables(conn) == before | {"shelves"}


def test_the_store_is_copied_before_it_changes(path: Path, conn: sqlite3.Connection) -> None:
    meta.put(conn, "colour", "green")
    migrations.migrate(conn, path, (*STEPS, SECOND))
    (copy,) = copies(path)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    with closing(sqlite3.connect(copy)) as old:
        assert meta.get(old, "colour") == "green"
        assert "shelves" not in tables(old)
    with open_store(copy, read_only=True) as old:
        assert migrations.version(old) == LATEST


def test_a_new_store_needs_no_copy(path: Path, conn: sqlite3.Connection) -> None:
    assert migrations.version(conn) == LATEST
    assert copies(path) == []


def test_the_last_three_copies_stay(path: Path, conn: sqlite3.Connection) -> None:
    steps = list(STEPS)
    for number in range(1, 6):
        steps.append(Step(LATEST + number, f"step {number}", (f"CREATE TABLE t{number} (a TEXT) STRICT",)))
        migrations.migrate(conn, path, steps)
    kept = [copy.name.split(".v")[1].split("-")[0] for copy in copies(path)]
    assert kept == [str(LATEST + 2), str(LATEST + 3), str(LATEST + 4)]


def test_a_reader_does_not_migrate(path: Path, conn: sqlite3.Connection) -> None:
    with pytest.raises(StoreError, match="older version of this program"):
        migrations.check_current(conn, path, (*STEPS, SECOND))
    assert migrations.version(conn) == LATEST


def test_numbers_that_an_older_version_stored_unchecked_are_taken_out(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as conn:
        conn.executescript((Path(__file__).parent / "schema_2.sql").read_text(encoding="utf-8"))
        conn.execute("UPDATE items SET year = 40000, added_at = 253402300799 WHERE item_id = 1")
        conn.execute("UPDATE history SET viewed_at = 253402300799 WHERE account_id = 1")
    with open_store(path) as conn:
        assert conn.execute("SELECT year, added_at FROM items WHERE item_id = 1").fetchone() == (None, None)
        assert set(conn.execute("SELECT viewed_at FROM history WHERE account_id = 1")) == {(None,)}
