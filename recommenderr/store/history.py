"""The rows of Plex's watch history: stored as sent, matched with titles, and counted as playbacks.

A row is matched by id, which is certain: the film's own id, or the series' id of an episode. Items are never deleted
from the store, so the id still leads to a title after the media is gone. Where the server removed the ids from a row,
it is matched by name, if a single title of that type, live or gone, has the name: a row has no year, so two films of
one name leave it unmatched. A row keeps its match until the title is gone and another title, or an id, fits better.

One playback can leave several rows: in the same second, a minute apart, or within the same sitting, from a player that
skips credits or a second scrobbler. Two rows of one person are the same playback if they are of the same film or
episode and the later one is within its runtime (at least `SAME_PLAYBACK_S`) after one that counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from recommenderr.records import HistoryRow
from recommenderr.store.sql import from_epoch, to_epoch
from recommenderr.text import normalize_name


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


def forget_impossible_times(conn: sqlite3.Connection, latest: datetime) -> int:
    """Takes the time from rows and states that are dated after `latest`; says how many there were."""
    query = "UPDATE {} SET {column} = NULL WHERE {column} > ?"
    rows = conn.execute(query.format("history", column="viewed_at"), (to_epoch(latest),)).rowcount
    return rows + conn.execute(query.format("states", column="last_viewed_at"), (to_epoch(latest),)).rowcount


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
        normalize_name(row.title if row.type == "movie" else row.series_title),
    )


_BY_ID = """
    UPDATE history SET item_id = {sent}, matched_by = 'id'
    WHERE type = ? AND (matched_by IS NOT 'id' OR item_id <> {sent})
      AND EXISTS (SELECT 1 FROM items WHERE items.item_id = history.{sent} AND items.type = ?)"""

_ONLY_ONE_SO_CALLED = """
    (SELECT min(title_id) FROM items WHERE items.type = ? AND items.folded = history.folded
     HAVING min(title_id) = max(title_id))"""

_BY_NAME = f"""
    UPDATE history SET item_id = {_ONLY_ONE_SO_CALLED}, matched_by = 'title'
    WHERE type = ? AND item_id IS NULL AND folded <> '' AND {_ONLY_ONE_SO_CALLED} IS NOT NULL"""

_BY_NAME_AGAIN = f"""
    UPDATE history SET item_id = {_ONLY_ONE_SO_CALLED}
    WHERE type = ? AND matched_by = 'title' AND {_ONLY_ONE_SO_CALLED} <> item_id
      AND (SELECT gone_at FROM items WHERE items.item_id = history.item_id) IS NOT NULL"""


def match(conn: sqlite3.Connection) -> int:
    """Matches every row that can be matched now; returns how many changed."""
    changed = 0
    for row_type, item_type, sent in (("movie", "movie", "sent_item_id"), ("episode", "show", "sent_series_id")):
        changed += conn.execute(_BY_ID.format(sent=sent), (row_type, item_type)).rowcount
        for by_name in (_BY_NAME, _BY_NAME_AGAIN):
            changed += conn.execute(by_name, (item_type, row_type, item_type)).rowcount
    return changed


SAME_PLAYBACK_S = 120
LONGEST_SITTING_S = 6 * 3600
"""A title that is longer does not make rows of half a day one playback."""


@dataclass(frozen=True, slots=True)
class _Row:
    history_key: str
    account_id: int
    viewed_at: int | None
    title_id: int | None
    sitting_s: float
    names: tuple[tuple[object, ...], ...]
    counted: bool


_Counted = dict[tuple[object, ...], tuple[int | None, int | None]]
"""By every name of a film or episode: when the last playback of it that counts was, and of which title."""


def mark_counted(conn: sqlite3.Connection) -> int:
    """Decides for every history row whether it counts as a playback of its own; returns how many changed."""
    changes = []
    for _, rows in groupby(_rows(conn), key=attrgetter("account_id")):
        counted: _Counted = {}
        for row in rows:
            if counts := not _counts_already(row, counted):
                counted.update(dict.fromkeys(row.names, (row.viewed_at, row.title_id)))
            if counts != row.counted:
                changes.append((counts, row.history_key))
    conn.executemany("UPDATE history SET counted = ? WHERE history_key = ?", changes)
    return len(changes)


def _counts_already(row: _Row, counted: _Counted) -> bool:
    return any(_same_playback(row, *counted[name]) for name in row.names if name in counted)


def _same_playback(row: _Row, viewed_at: int | None, title_id: int | None) -> bool:
    if row.title_id and title_id and row.title_id != title_id:
        return False  # two films of one name
    if row.viewed_at is None or viewed_at is None:
        return True  # a row without a time says no more than that this was seen
    return row.viewed_at - viewed_at <= row.sitting_s


def _rows(conn: sqlite3.Connection) -> Iterator[_Row]:
    """Every row, person by person, in the order of time; those without a time last."""
    rows = conn.execute(
        "SELECT history_key, account_id, viewed_at, title_id, counted, runtime_min, history.type, history.title, "
        "sent_item_id, history.folded, season, episode FROM history LEFT JOIN items USING (item_id) "
        "ORDER BY account_id, viewed_at IS NULL, viewed_at, history_key"
    )
    for history_key, account_id, viewed_at, title_id, counted, runtime_min, *row in rows:
        row_type, title, item_id, folded, *numbers = row
        names: list[tuple[object, ...]] = [("id", item_id)] if item_id else []
        if row_type == "movie":
            names.append(("film", folded))
            names += [("copy of", title_id)] if title_id else []
        else:
            names.append(("episode", folded, normalize_name(title), *numbers))
        sitting_s = min(max((runtime_min or 0) * 60, SAME_PLAYBACK_S), LONGEST_SITTING_S)
        yield _Row(history_key, account_id, viewed_at, title_id, sitting_s, tuple(names), bool(counted))
