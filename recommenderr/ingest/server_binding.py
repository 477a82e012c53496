"""Which server a store belongs to: a real one's rows are never overwritten by another's, the demo's by a real one's."""

from __future__ import annotations

import sqlite3

from recommenderr.errors import ForeignStoreError
from recommenderr.records import Server
from recommenderr.store import meta

_REMEDY = "or give this one a database and artifacts of its own: another DB_PATH and another ART_DIR"


def starts_empty(conn: sqlite3.Connection, server: Server, *, demo: bool) -> bool:
    """Whether the store holds nothing that this server may build upon: it is empty, or holds another demo's rows.

    Raises:
        ForeignStoreError: the rows are those of another, real server.
    """
    known = meta.server(conn)
    if known is None:
        return True
    if meta.is_demo(conn):
        return not demo or known.machine_id != server.machine_id
    if demo:
        raise ForeignStoreError(
            f"The database {_file(conn)} holds what the server {known.name!r} said, which the demo library must not "
            f"replace. Set PLEX_TOKEN to read that server again, {_REMEDY}."
        )
    if known.machine_id != server.machine_id:
        raise ForeignStoreError(
            f"The database {_file(conn)} belongs to the server {known.name!r}, but {server.name!r} answered. "
            f"Set PLEX_BASE to the address of {known.name!r}, {_REMEDY}. If it is the same server, installed again, "
            "`recommenderr adopt` takes the history along."
        )
    return False


def _file(conn: sqlite3.Connection) -> str:
    return str(conn.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0])
