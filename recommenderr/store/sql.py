"""One write transaction: everything in it, or nothing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import overload


@contextmanager
def transaction(conn: sqlite3.Connection) -> Iterator[None]:
    """Writes everything done inside, or nothing if it is left by an error.

    It takes the write lock at once: a transaction that read first and asks for the lock later can be refused.
    """
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    finally:
        if conn.in_transaction:
            conn.execute("ROLLBACK")


@overload
def to_epoch(time: datetime) -> int: ...
@overload
def to_epoch(time: None) -> None: ...
def to_epoch(time: datetime | None) -> int | None:
    """The time in whole epoch seconds, as it is stored."""
    return None if time is None else int(time.timestamp())


@overload
def from_epoch(seconds: int) -> datetime: ...
@overload
def from_epoch(seconds: None) -> None: ...
def from_epoch(seconds: int | None) -> datetime | None:
    """The stored time as an aware datetime in UTC."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
