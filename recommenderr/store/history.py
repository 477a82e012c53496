"""The raw rows of Plex's watch history, kept as they were sent, also when the server forgets what they were of."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from recommenderr.records import HistoryRow
from recommenderr.store.name_matching import fold
from recommenderr.store.times import from_epoch, to_epoch


def newest(conn: sqlite3.Connection, now: datetime) -> datetime | None:
    """When the newest known row was viewed; rows from a clock that ran ahead of `now` do not count."""
    (seconds,) = conn.execute("SELECT max(viewed_at) FROM history WHERE viewed_at <= ?", (to_epoch(now),)).fetchone()
    return None if seconds is None else from_epoch(int(seconds))


def knows_series(conn: sqlite3.Connection, history_key: str) -> bool:
    """Whether the series of this episode is known by its id, so that a row without it says nothing less."""
    query = "SELECT 1 FROM history WHERE history_key = ? AND sent_series_id IS NOT NULL"
    return conn.execute(query, (history_key,)).fetchone() is not None


def write_rows(conn: sqlite3.Connection, rows: Iterable[HistoryRow]) -> int:
    """Writes the rows; says how many are new or say something new.

    The server takes the ids out of a row when its media is deleted: what was known once stays.
    """
    return conn.executemany(
        "INSERT INTO history (history_key, account_id, type, title, viewed_at, sent_item_id, sent_series_id, "
        "series_title, season, episode, library_id, folded) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
        f"ON CONFLICT (history_key) DO UPDATE SET {_UPDATES} WHERE {_DIFFERENCES}",
        (_stored(row) for row in rows),
    ).rowcount


_AS_SENT = ("account_id", "type", "title")
_KEPT_IF_EMPTY = ("series_title", "folded")
_KEPT_IF_MISSING = ("viewed_at", "sent_item_id", "sent_series_id", "season", "episode", "library_id")
_UPDATES = ", ".join(
    [f"{column} = excluded.{column}" for column in _AS_SENT]
    + [f"{column} = coalesce(excluded.{column}, {column})" for column in _KEPT_IF_MISSING]
    + [f"{column} = coalesce(nullif(excluded.{column}, ''), {column})" for column in _KEPT_IF_EMPTY]
)
_DIFFERENCES = " OR ".join(
    [f"{column} <> excluded.{column}" for column in _AS_SENT]
    + [f"{column} IS NOT coalesce(excluded.{column}, {column})" for column in _KEPT_IF_MISSING]
    + [f"{column} <> coalesce(nullif(excluded.{column}, ''), {column})" for column in _KEPT_IF_EMPTY]
)


def _stored(row: HistoryRow) -> tuple[object, ...]:
    return (
        row.history_key,
        row.account_id,
        row.type,
        row.title,
        to_epoch(row.viewed_at),
        None if row.item_id is None else int(row.item_id),
        None if row.series_id is None else int(row.series_id),
        row.series_title,
        row.season,
        row.episode,
        row.library_id,
        fold(row.title if row.type == "movie" else row.series_title),
    )
