"""Whether a store that has been refreshed many times has the same content as one that has just read the server."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from pathlib import Path

from recommenderr.store.connection import open_store

LIVE = "SELECT item_id FROM items WHERE gone_at IS NULL"
QUERIES = {
    "libraries": "SELECT library_id, title, type, agent, position FROM libraries WHERE gone_at IS NULL",
    "items": f"SELECT * FROM items WHERE item_id IN ({LIVE})",
    "external ids": f"SELECT * FROM external_ids WHERE item_id IN ({LIVE})",
    "tags": f"SELECT * FROM tags WHERE item_id IN ({LIVE})",
    "ratings": f"SELECT * FROM ratings WHERE item_id IN ({LIVE})",
    "people": "SELECT account_id, name, username, kind FROM accounts",
    "playbacks": "SELECT history_key, account_id, type, title, viewed_at, series_title, season, episode FROM history",
    "states": f"SELECT * FROM states WHERE item_id IN ({LIVE})",
}
MATCHED = """
    SELECT history_key, title_of.guid, title_of.title
    FROM history JOIN items USING (item_id) JOIN items AS title_of ON title_of.item_id = items.title_id"""
"""Which title each playback belongs to. The store that has old longer knows more: also what is gone by now."""


def differences(old: Path, new: Path) -> dict[str, int]:
    """How many rows of each kind are in only one of the two stores."""
    with open_store(old, read_only=True) as old_conn, open_store(new, read_only=True) as new_conn:
        counts = {name: len(_rows(old_conn, query) ^ _rows(new_conn, query)) for name, query in QUERIES.items()}
        counts["titles of playbacks"] = len(_rows(new_conn, MATCHED) - _rows(old_conn, MATCHED))
    return {name: count for name, count in counts.items() if count}


def _rows(conn: sqlite3.Connection, query: str) -> set[tuple[object, ...]]:
    rows: Iterable[tuple[object, ...]] = conn.execute(query)
    return set(rows)
