"""Facts about the store as a whole: its server, the id that Plex knows this program by, and how much there is."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from recommenderr.records import LibrarySize, Server


def get(conn: sqlite3.Connection, key: str) -> str | None:
    """The value kept under this key, None where there is none."""
    row = conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row[0])


def put(conn: sqlite3.Connection, key: str, value: str | None) -> None:
    """Keeps the value under this key; None removes it."""
    if value is None:
        conn.execute("DELETE FROM meta WHERE key = ?", (key,))
        return
    conn.execute(
        "INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value "
        "WHERE value <> excluded.value",
        (key, value),
    )


def client_id(conn: sqlite3.Connection) -> str:
    """The id that Plex knows this program by, made with the store: a new one would look like a new device."""
    return get(conn, "client_id") or ""


def server(conn: sqlite3.Connection) -> Server | None:
    """The server that the rows came from, None before the first ingest."""
    machine_id = get(conn, "machine_id")
    if machine_id is None:
        return None
    return Server(machine_id, get(conn, "server_name") or "", get(conn, "server_version") or "")


def is_demo(conn: sqlite3.Connection) -> bool:
    """Whether the rows are those of the demo library."""
    return get(conn, "demo") == "1"


def put_server(conn: sqlite3.Connection, server: Server, *, demo: bool) -> None:
    """Keeps which server the rows come from, and whether it is the demo library's."""
    put(conn, "machine_id", server.machine_id)
    put(conn, "server_name", server.name)
    put(conn, "server_version", server.version)
    put(conn, "demo", "1" if demo else "0")


def put_states_complete(conn: sqlite3.Connection, account_ids: Iterable[int]) -> None:
    """Keeps whose watched state the last ingest could read as a whole."""
    put(conn, "states_complete", json.dumps(sorted(account_ids)))


def states_complete(conn: sqlite3.Connection) -> frozenset[int] | None:
    """Whose watched state the last ingest could read as a whole; None before the first ingest."""
    ids = get(conn, "states_complete")
    return None if ids is None else frozenset(json.loads(ids))


def put_doubted_libraries(conn: sqlite3.Connection, library_ids: Iterable[str]) -> None:
    """Keeps which libraries the last ingest found empty or missing, without believing it."""
    put(conn, "doubted_libraries", json.dumps(sorted(library_ids)) if library_ids else None)


def doubted_libraries(conn: sqlite3.Connection) -> frozenset[str]:
    """The libraries that the last ingest found empty or missing, without believing it."""
    return frozenset(json.loads(get(conn, "doubted_libraries") or "[]"))


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


def library_sizes(conn: sqlite3.Connection) -> list[LibrarySize]:
    """Every library that was ever read, in the server's order, those that are read no more last."""
    rows = conn.execute(
        "SELECT libraries.title, libraries.type, count(items.item_id), libraries.gone_at IS NULL "
        "FROM libraries LEFT JOIN items ON items.library_id = libraries.library_id AND items.gone_at IS NULL "
        "GROUP BY libraries.library_id ORDER BY libraries.gone_at IS NOT NULL, position, libraries.library_id"
    )
    return [LibrarySize(title, kind, items, bool(read)) for title, kind, items, read in rows]
