"""Whether a store that has lived through much says the same of a server as one that has just read it."""

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
"""Which title each playback belongs to. The store that has lived longer knows more: also what is gone by now."""


def differences(lived: Path, new: Path) -> dict[str, int]:
    """How many rows of each kind stand in one of the stores alone."""
    with open_store(lived, read_only=True) as one, open_store(new, read_only=True) as other:
        found = {name: len(_rows(one, query) ^ _rows(other, query)) for name, query in QUERIES.items()}
        found["titles of playbacks"] = len(_rows(other, MATCHED) - _rows(one, MATCHED))
    return {name: count for name, count in found.items() if count}


def _rows(conn: sqlite3.Connection, query: str) -> set[tuple[object, ...]]:
    rows: Iterable[tuple[object, ...]] = conn.execute(query)
    return set(rows)
