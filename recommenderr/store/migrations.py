"""Brings the tables of a store up to date: step by step, each with its record, and a copy of the file before."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from recommenderr.errors import StoreDamagedError, StoreError, StoreTooNewError
from recommenderr.store.copies import copies, keep_copy
from recommenderr.store.schema import APPLICATION_ID, LEDGER, STEPS, Step
from recommenderr.store.sql import transaction
from recommenderr.text import normalize_name


def version(conn: sqlite3.Connection) -> int:
    """The number of the last step that this store has seen; 0 for an empty file."""
    if conn.execute("SELECT 1 FROM sqlite_schema WHERE name = 'migrations'").fetchone() is None:
        return 0
    return int(conn.execute("SELECT coalesce(max(version), 0) FROM migrations").fetchone()[0])


def check_ours(conn: sqlite3.Connection, path: Path) -> None:
    """Refuses a SQLite file that another program made.

    Raises:
        StoreError: the file has tables, but not our mark.
    """
    tables = conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]  # first: the mark comes with the tables
    mark = conn.execute("PRAGMA application_id").fetchone()[0]
    if tables and mark != APPLICATION_ID and (backups := copies(path)):
        raise StoreDamagedError(
            f"The database {path} is damaged: it says that another program wrote it. "
            f"`recommenderr restore {backups[-1]}` brings back its last copy."
        )
    if tables and mark != APPLICATION_ID:
        raise StoreError(f"{path} is the database of another program. Move it away, or let DB_PATH name another file.")


def check_current(conn: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS) -> None:
    """Refuses to read a store whose tables are older or newer than this program knows them.

    Raises:
        StoreTooNewError: a newer program wrote it.
        StoreError: it is empty, or nothing has brought it up to date since the program was.
    """
    known, current = steps[-1].version, version(conn)
    refuse_newer(path, current, known)
    if not current:
        raise StoreError(f"The database {path} is still empty. Run `recommenderr refresh` once.")
    if current < known:
        raise StoreError(
            f"The database {path} was written by an older version of this program. "
            "Run `recommenderr refresh` once, which brings it up to date."
        )


def migrate(conn: sqlite3.Connection, path: Path, steps: Sequence[Step] = STEPS, *, copy: bool = True) -> None:
    """Brings the tables up to date; a store that holds anything is copied first, next to itself, unless `copy` is off.

    Each step is one transaction together with its record, so a crash leaves the store between two steps, never
    inside one.

    Raises:
        StoreTooNewError: a newer program wrote this store; nothing is changed.
    """
    current = version(conn)
    refuse_newer(path, current, steps[-1].version)
    if copy and 0 < current < steps[-1].version:
        keep_copy(conn, path, current)
    for step in steps:
        if step.version > current:
            _apply(conn, step)


def _apply(conn: sqlite3.Connection, step: Step) -> None:
    conn.create_function("normalize_name", 1, normalize_name, deterministic=True)
    with transaction(conn):
        conn.execute(LEDGER)
        if version(conn) >= step.version:  # another process was quicker
            return
        for statement in step.statements:
            conn.execute(statement)
        conn.execute("INSERT INTO migrations VALUES (?, ?, ?)", (step.version, step.name, int(_now().timestamp())))


def refuse_newer(path: Path, version: int, known: int = STEPS[-1].version) -> None:
    """Refuses tables of a version that this program does not know.

    Raises:
        StoreTooNewError: it is higher than the last one known.
    """
    if version > known:
        raise StoreTooNewError(
            f"The database {path} was written by a newer version of this program (tables of version {version}; "
            f"this one knows {known}). Update the program, or let DB_PATH name another file."
        )


def _now() -> datetime:
    return datetime.now(UTC)
