"""The watched state that the server keeps for each person: also of what was marked as watched without a playback."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable

from recommenderr.records import WatchedState
from recommenderr.store import meta
from recommenderr.store.sql import to_epoch


def write_states(conn: sqlite3.Connection, states: Iterable[WatchedState], complete_for: Iterable[int]) -> int:
    """Writes what the server remembers; says how many rows that changed.

    For the people in `complete_for` a state that the server has no more is taken away (they marked it as unwatched),
    unless the item is gone: then the server cannot remember it, and the store does. Everybody else's stays. Where none
    of a person's states in a library comes any more, all of them stay until the next write, which believes it.
    """
    rows = [(s.account_id, int(s.item_id), s.plays, to_epoch(s.last_viewed_at), s.rating) for s in states]
    conn.execute(_SENT)
    conn.execute("DELETE FROM temp.sent_states")
    conn.executemany("INSERT OR IGNORE INTO temp.sent_states VALUES (?, ?)", (row[:2] for row in rows))
    _doubt(conn, frozenset(complete_for))
    written = conn.executemany(_WRITE, ((*row, row[1]) for row in rows)).rowcount
    taken_away = conn.executemany(_TAKE_AWAY, ((account_id,) for account_id in complete_for)).rowcount
    return max(written, 0) + max(taken_away, 0)


def _doubt(conn: sqlite3.Connection, complete_for: Collection[int]) -> None:
    """Notes the person and the library of all states that are missing together, for the first time."""
    missing = [pair for pair in conn.execute(_MISSING_TOGETHER) if pair[0] in complete_for]
    before = {tuple(pair) for pair in json.loads(meta.get(conn, "doubted_states") or "[]")}
    doubted = [pair for pair in missing if pair not in before]
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS doubted_states (account_id INTEGER, library_id TEXT)")
    conn.execute("DELETE FROM temp.doubted_states")
    conn.executemany("INSERT INTO temp.doubted_states VALUES (?, ?)", doubted)
    meta.put(conn, "doubted_states", json.dumps(sorted(doubted)) if doubted else None)


_MISSING_TOGETHER = """
    SELECT DISTINCT account_id, library_id FROM states JOIN items USING (item_id) WHERE items.gone_at IS NULL
    EXCEPT SELECT account_id, library_id FROM temp.sent_states JOIN items USING (item_id)"""

_SENT = """
    CREATE TEMP TABLE IF NOT EXISTS sent_states (
        account_id INTEGER, item_id INTEGER, PRIMARY KEY (account_id, item_id))"""

_WRITE = """
    INSERT INTO states (account_id, item_id, plays, last_viewed_at, rating)
    SELECT ?, ?, ?, ?, ? WHERE EXISTS (SELECT 1 FROM items WHERE item_id = ?)
    ON CONFLICT (account_id, item_id) DO UPDATE
    SET plays = excluded.plays, last_viewed_at = excluded.last_viewed_at, rating = excluded.rating
    WHERE plays <> excluded.plays OR last_viewed_at IS NOT excluded.last_viewed_at OR rating IS NOT excluded.rating"""

_TAKE_AWAY = """
    DELETE FROM states WHERE account_id = ?
      AND (account_id, item_id) NOT IN (SELECT account_id, item_id FROM temp.sent_states)
      AND (account_id, (SELECT library_id FROM items WHERE items.item_id = states.item_id))
          NOT IN (SELECT account_id, library_id FROM temp.doubted_states)
      AND (SELECT gone_at FROM items WHERE items.item_id = states.item_id) IS NULL"""
