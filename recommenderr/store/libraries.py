"""The libraries that were read, and how much is in them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from recommenderr.records import ItemType


@dataclass(frozen=True, slots=True)
class LibrarySize:
    """One library. `items` are copies on the server now; `read` is false for one that is not read any more."""

    title: str
    type: ItemType
    items: int
    read: bool


def library_sizes(conn: sqlite3.Connection) -> list[LibrarySize]:
    """Every library that was ever read, in the server's order, those that are read no more last."""
    rows = conn.execute(
        "SELECT libraries.title, libraries.type, count(items.item_id), libraries.gone_at IS NULL "
        "FROM libraries LEFT JOIN items ON items.library_id = libraries.library_id AND items.gone_at IS NULL "
        "GROUP BY libraries.library_id ORDER BY libraries.gone_at IS NOT NULL, position, libraries.library_id"
    )
    return [LibrarySize(title, kind, items, bool(read)) for title, kind, items, read in rows]
