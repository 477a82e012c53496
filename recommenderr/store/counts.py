"""How much there is."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """People known; copies and titles in the library now; playbacks in the history, and those without a title."""

    users: int
    items: int
    titles: int
    events: int
    unmatched: int


def counts(conn: sqlite3.Connection) -> Counts:
    """Counts people, what the library has now, and the playbacks of everybody, each once."""
    return Counts(*conn.execute(_COUNTS).fetchone())


_COUNTS = """
    SELECT (SELECT count(*) FROM accounts),
           (SELECT count(*) FROM items WHERE gone_at IS NULL),
           (SELECT count(*) FROM items WHERE gone_at IS NULL AND title_id = item_id),
           (SELECT count(*) FROM history WHERE counted),
           (SELECT count(*) FROM history WHERE counted AND item_id IS NULL)"""
