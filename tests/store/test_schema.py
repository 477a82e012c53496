"""The steps of the schema, and the tables that they make."""

from __future__ import annotations

import sqlite3

from recommenderr.store.schema import APPLICATION_ID, STEPS


def test_steps_are_numbered_from_one() -> None:
    assert [step.version for step in STEPS] == list(range(1, len(STEPS) + 1))


def test_a_store_is_marked_as_ours_and_has_an_id_of_its_own(conn: sqlite3.Connection) -> None:
    assert conn.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)
    (client_id,) = conn.execute("SELECT value FROM meta WHERE key = 'client_id'").fetchone()
    assert len(client_id) == 32
    assert int(client_id, 16) > 0


def test_every_table_checks_the_types_of_its_columns(conn: sqlite3.Connection) -> None:
    tables = conn.execute("SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    assert {name for name, strict in tables if not strict and not name.startswith("sqlite_")} <= {"migrations"}
