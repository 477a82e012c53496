"""The refreshes, one row each, the request of the dashboard's button, and the sidecar's heartbeat.

Every function is a single statement or two that belong together, so progress can be told at any time.
"""

from __future__ import annotations

import json
import sqlite3
from datetime import UTC, datetime

from recommenderr.records import Outcome, Refresh
from recommenderr.store import meta
from recommenderr.store.sql import from_epoch, to_epoch

KEPT_ROWS = 1_000

BROKEN_OFF = (
    "This refresh was broken off: its process ended before it was done. Nothing of it was kept; "
    "the next refresh does it again."
)


def start(conn: sqlite3.Connection, phase: str) -> int:
    """Begins a row, and closes those of runs that ended without saying so; returns the row's id.

    The caller holds the refresh lock, so no row that says `running` is of a run that still does.
    """
    now = _now()
    conn.execute(
        "UPDATE refreshes SET outcome = 'failed', finished_at = ?, error = ? WHERE outcome = 'running'",
        (now, BROKEN_OFF),
    )
    refresh_id = conn.execute(
        "INSERT INTO refreshes (started_at, outcome, phase) VALUES (?, 'running', ?)", (now, phase)
    ).lastrowid
    assert refresh_id is not None
    conn.execute("DELETE FROM refreshes WHERE refresh_id <= ?", (refresh_id - KEPT_ROWS,))
    return refresh_id


def progress(conn: sqlite3.Connection, refresh_id: int, phase: str, done: int, total: int) -> None:
    """Says how far the run is."""
    conn.execute(
        "UPDATE refreshes SET phase = ?, done = ?, total = ? WHERE refresh_id = ?", (phase, done, total, refresh_id)
    )


def finish(
    conn: sqlite3.Connection, refresh_id: int, outcome: Outcome, error: str | None = None, summary: str = ""
) -> None:
    """Says how the run ended."""
    conn.execute(
        "UPDATE refreshes SET outcome = ?, finished_at = ?, error = ?, summary = ? WHERE refresh_id = ?",
        (outcome, _now(), error, summary, refresh_id),
    )


def last(conn: sqlite3.Connection) -> Refresh | None:
    """The run that began last, None before the first."""
    return next(iter(recent(conn, 1)), None)


def recent(conn: sqlite3.Connection, n: int) -> list[Refresh]:
    """The last `n` runs, the latest first."""
    rows = conn.execute(
        "SELECT refresh_id, started_at, finished_at, outcome, phase, done, total, error, summary FROM refreshes "
        "ORDER BY refresh_id DESC LIMIT ?",
        (n,),
    )
    return [
        Refresh(refresh_id, from_epoch(started_at), from_epoch(finished_at), *rest)
        for refresh_id, started_at, finished_at, *rest in rows
    ]


def request(conn: sqlite3.Connection) -> None:
    """Requests a refresh; a second request changes nothing."""
    meta.put(conn, "refresh_requested", str(_now()))


def requested(conn: sqlite3.Connection) -> bool:
    """Whether a request waits to be taken."""
    return meta.get(conn, "refresh_requested") is not None


def take_request(conn: sqlite3.Connection) -> bool:
    """Takes the request, if there is one: of several that look at once, one gets it."""
    return conn.execute("DELETE FROM meta WHERE key = 'refresh_requested'").rowcount > 0


def write_heartbeat(conn: sqlite3.Connection, next_refresh_at: datetime | None) -> None:
    """Records that the sidecar is running, and when it refreshes next."""
    meta.put(conn, "heartbeat", json.dumps([_now(), to_epoch(next_refresh_at)]))


def heartbeat(conn: sqlite3.Connection) -> tuple[datetime, datetime | None] | None:
    """When the sidecar last sent a heartbeat, and when it plans to refresh next; None if it never ran."""
    heartbeat_text = meta.get(conn, "heartbeat")
    if heartbeat_text is None:
        return None
    at, next_refresh_at = json.loads(heartbeat_text)
    return from_epoch(at), from_epoch(next_refresh_at)


def _now() -> int:
    return to_epoch(datetime.now(UTC))
