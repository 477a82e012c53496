"""Hands a store over to a reinstalled server, which gives its titles other ids: everything known stays, by guid.

The old items get ids that no server gives, and are gone. The next refresh reads the new server, and groups the old and
the new items into titles, so that history, ratings and marks count for the new ones.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from recommenderr.external_ids import guid_identity, id_in_guid
from recommenderr.records import Server
from recommenderr.store import history, meta, titles, watching
from recommenderr.store.sql import to_epoch, transaction

ADOPTED_IDS = 10**15
"""Ids of adopted items are multiples of this larger; a server counts from 1."""


@dataclass(frozen=True, slots=True)
class AdoptionPreview:
    """How many titles of the store the new server has too, of all and of those that anybody has watched."""

    titles: int
    matched: int
    watched: int
    watched_matched: int


def preview(conn: sqlite3.Connection, guids: Collection[str]) -> AdoptionPreview:
    """Compares the titles of the store with the guids that the new server lists."""
    new = {_identity(guid) for guid in guids} - {None}
    matched: dict[int, bool] = {}
    for title_id, guid in conn.execute("SELECT title_id, guid FROM items"):
        matched[title_id] = matched.get(title_id, False) or _identity(guid) in new
    rows = conn.execute(
        "SELECT title_id FROM history JOIN items USING (item_id) "
        "UNION SELECT title_id FROM states JOIN items USING (item_id)"
    )
    watched = [title_id for (title_id,) in rows]
    return AdoptionPreview(
        len(matched), sum(matched.values()), len(watched), sum(matched[title_id] for title_id in watched)
    )


def _identity(guid: str) -> str | None:
    return guid_identity(guid) or id_in_guid(guid)


def adopt(conn: sqlite3.Connection, server: Server, now: datetime) -> None:
    """Makes the store the new server's, in one transaction."""
    highest = conn.execute("SELECT coalesce(max(item_id), 0) FROM items").fetchone()[0]
    ids = {
        "step": ADOPTED_IDS * (highest // ADOPTED_IDS + 1),
        "old": f"{meta.get(conn, 'machine_id')}:",
        "now": to_epoch(now),
    }
    with transaction(conn):
        conn.execute("PRAGMA defer_foreign_keys = ON")
        for table, column in _references_to_items(conn):
            conn.execute(f"UPDATE {table} SET {column} = {column} + :step", ids)
        for statement in _STATEMENTS:
            conn.execute(statement, ids)
        meta.put_server(conn, server, demo=False)
        meta.put(conn, "history_complete", "0")
        meta.put_doubted_libraries(conn, ())
        meta.put(conn, "doubted_states", None)
        titles.bump_version(conn)
        history.mark_counted(conn)
        watching.write_versions(conn)


_STATEMENTS = (
    "UPDATE items SET item_id = item_id + :step, gone_at = coalesce(gone_at, :now), updated_at = NULL, "
    "library_id = :old || library_id",
    "UPDATE libraries SET library_id = :old || library_id, gone_at = coalesce(gone_at, :now)",
    "UPDATE history SET history_key = :old || history_key, library_id = :old || library_id, "
    "sent_item_id = sent_item_id + :step, sent_series_id = sent_series_id + :step",
    "UPDATE access SET libraries = NULL",
)


def _references_to_items(conn: sqlite3.Connection) -> list[tuple[str, str]]:
    """Every column, of whichever table, that holds an item's id."""
    return [
        (table, column)
        for (table,) in conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        for _, _, target, column, *_ in conn.execute(f"PRAGMA foreign_key_list({table})").fetchall()
        if target == "items"
    ]
