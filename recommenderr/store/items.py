"""Writes libraries and items. Items are marked gone, never deleted, so no taste is lost with a disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from recommenderr.records import Library, ListedItem
from recommenderr.store.sql import to_epoch
from recommenderr.store.staging import ITEM_COLUMNS


@dataclass(frozen=True, slots=True)
class Known:
    """What the store knows of an item, as far as it tells whether the metadata must be fetched again."""

    guid: str
    title: str
    year: int | None
    library_id: str
    updated_at: int | None

    def still_holds(self, listed: ListedItem) -> bool:
        """Whether the listing says nothing that would make the stored metadata old."""
        return self.updated_at is not None and self == Known(
            listed.guid, listed.title, listed.year, listed.library_id, to_epoch(listed.updated_at)
        )


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """How many items a write added, changed, found gone, and found back."""

    new: int
    changed: int
    gone: int
    back: int

    def __bool__(self) -> bool:
        """Whether anything changed at all."""
        return any((self.new, self.changed, self.gone, self.back))


def known(conn: sqlite3.Connection) -> dict[str, Known]:
    """Every item of the store, live or gone, by id."""
    rows = conn.execute("SELECT item_id, guid, title, year, library_id, updated_at FROM items")
    return {str(item_id): Known(*rest) for item_id, *rest in rows}


def live_libraries(conn: sqlite3.Connection) -> list[Library]:
    """The libraries that have titles on the server, as far as the store knows, in the server's order."""
    rows = conn.execute(
        "SELECT library_id, title, type, agent, position FROM libraries WHERE gone_at IS NULL AND EXISTS "
        "(SELECT 1 FROM items WHERE items.library_id = libraries.library_id AND items.gone_at IS NULL) "
        "ORDER BY position, library_id"
    )
    return [Library(*row) for row in rows]


def live_ids(conn: sqlite3.Connection, library_id: str) -> list[str]:
    """The ids of the items of a library that are on the server, as far as the store knows."""
    rows = conn.execute("SELECT item_id FROM items WHERE library_id = ? AND gone_at IS NULL", (library_id,))
    return [str(item_id) for (item_id,) in rows]


def write_libraries(conn: sqlite3.Connection, libraries: Iterable[Library], now: datetime) -> int:
    """Writes the libraries that are read; every other one is marked gone. Says how many rows that changed."""
    read = [(entry.library_id, entry.title, entry.type, entry.agent, entry.position) for entry in libraries]
    conn.execute("CREATE TEMP TABLE IF NOT EXISTS read_libraries (library_id PRIMARY KEY)")
    conn.execute("DELETE FROM temp.read_libraries")
    conn.executemany("INSERT INTO temp.read_libraries VALUES (?)", (row[:1] for row in read))
    written = conn.executemany(
        "INSERT INTO libraries (library_id, title, type, agent, position) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (library_id) DO UPDATE SET title = excluded.title, type = excluded.type, "
        "agent = excluded.agent, position = excluded.position, gone_at = NULL "
        "WHERE gone_at IS NOT NULL OR (title, type, agent, position) "
        "<> (excluded.title, excluded.type, excluded.agent, excluded.position)",
        read,
    ).rowcount
    gone = conn.execute(
        "UPDATE libraries SET gone_at = ? "
        "WHERE gone_at IS NULL AND library_id NOT IN (SELECT library_id FROM temp.read_libraries)",
        (to_epoch(now),),
    ).rowcount
    return max(written, 0) + gone


def write_items(conn: sqlite3.Connection, now: datetime) -> ItemChanges:
    """Writes what the spool holds, marks as gone what it does not list, and takes the mark off what it lists again."""
    new, changed = _write_differing(conn)
    conn.execute(
        "UPDATE items SET updated_at = fetched.updated_at FROM temp.fetched_items AS fetched "
        "WHERE fetched.item_id = items.item_id AND items.updated_at IS NOT fetched.updated_at"
    )
    gone = conn.execute(
        "UPDATE items SET gone_at = ? WHERE gone_at IS NULL AND item_id NOT IN (SELECT item_id FROM temp.listed)",
        (to_epoch(now),),
    ).rowcount
    back = conn.execute(
        "UPDATE items SET gone_at = NULL WHERE gone_at IS NOT NULL AND item_id IN (SELECT item_id FROM temp.listed)"
    ).rowcount
    return ItemChanges(new, changed, gone, back)


def _write_differing(conn: sqlite3.Connection) -> tuple[int, int]:
    conn.execute(
        "INSERT INTO temp.differing SELECT item_id, stored.item_id IS NULL "
        "FROM temp.fetched_items AS fetched LEFT JOIN items AS stored USING (item_id) "
        "WHERE stored.item_id IS NULL OR stored.digest <> fetched.digest"
    )
    new, changed = conn.execute(
        "SELECT coalesce(sum(is_new), 0), coalesce(sum(NOT is_new), 0) FROM temp.differing"
    ).fetchone()
    updates = ", ".join(f"{column} = excluded.{column}" for column in ITEM_COLUMNS[1:])
    columns = ", ".join(ITEM_COLUMNS)
    conn.execute(
        f"INSERT INTO items ({columns}, title_id) SELECT {columns}, item_id "
        "FROM temp.differing JOIN temp.fetched_items USING (item_id) "
        f"WHERE true ON CONFLICT (item_id) DO UPDATE SET {updates}"
    )
    for table in ("external_ids", "tags", "ratings"):
        conn.execute(f"DELETE FROM {table} WHERE item_id IN (SELECT item_id FROM temp.differing WHERE NOT is_new)")
        conn.execute(
            f"INSERT INTO {table} SELECT rows.* FROM temp.differing CROSS JOIN temp.fetched_{table} AS rows "
            "USING (item_id)"
        )
    return new, changed


def wipe(conn: sqlite3.Connection) -> None:
    """Deletes every row that came from a server: what a real server does to the demo library's rows."""
    for table in (
        "access",
        "presets",
        "states",
        "history",
        "accounts",
        "ratings",
        "tags",
        "external_ids",
        "items",
        "libraries",
    ):
        conn.execute(f"DELETE FROM {table}")
