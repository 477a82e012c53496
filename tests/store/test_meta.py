from __future__ import annotations

import re
import sqlite3

from recommenderr.records import Server
from recommenderr.store import meta


def test_the_client_id_is_made_with_the_store(conn: sqlite3.Connection) -> None:
    assert re.fullmatch("[0-9a-f]{32}", meta.client_id(conn))


def test_values_are_replaced_and_removed(conn: sqlite3.Connection) -> None:
    assert meta.get(conn, "a") is None
    for value in ("1", "1", "2", None, None):
        meta.put(conn, "a", value)
        assert meta.get(conn, "a") == value


def test_the_server_is_kept(conn: sqlite3.Connection) -> None:
    assert (meta.server(conn), meta.is_demo(conn)) == (None, False)
    meta.put_server(conn, Server("m", "Attic", "1.2"), demo=True)
    assert (meta.server(conn), meta.is_demo(conn)) == (Server("m", "Attic", "1.2"), True)
