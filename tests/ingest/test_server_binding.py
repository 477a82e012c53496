"""Whose rows a store holds, and what may replace them."""

from __future__ import annotations

import sqlite3

import pytest

from recommenderr.errors import ForeignStoreError
from recommenderr.records import Account, Server, WatchedState
from recommenderr.store import meta, presets, refreshes, titles
from recommenderr.store.meta import Counts, counts
from tests.factories.records import ANA, SERVER, at, dump, film, refill, seen

DEMO = Server("demo", "Demo household", "1")
OTHER = Server("machine-2", "Cellar", "1.43")


def fill(conn: sqlite3.Connection, server: Server, *, demo: bool) -> None:
    refill(
        conn,
        [film("1", "Heat", genres=("Crime",))],
        history=[seen("a", "Heat", at(0), item_id="1", account_id=2)],
        states=[WatchedState(1, "1", 1, None)],
        server=server,
        demo=demo,
    )


def test_a_real_server_takes_the_demos_place(conn: sqlite3.Connection) -> None:
    fill(conn, DEMO, demo=True)
    presets.save(conn, 1, "demo preset", {"w": 1.0})
    refreshes.start(conn, "ingest")
    client_id, version = meta.client_id(conn), titles.version(conn)
    refill(conn, [film("1", "Ran")], server=SERVER, demo=False, people=[Account(1, "Eva", "eva", "owner")])
    assert meta.server(conn) == SERVER and not meta.is_demo(conn)
    assert counts(conn) == Counts(users=1, items=1, titles=1, events=0, unmatched=0)
    assert [title.item.title for title in titles.iter_titles(conn)] == ["Ran"]
    assert presets.list(conn, 1) == ()
    assert refreshes.last(conn) is not None
    assert meta.client_id(conn) == client_id
    assert titles.version(conn) != version


def test_a_real_server_without_titles_takes_the_demos_place_too(conn: sqlite3.Connection) -> None:
    fill(conn, DEMO, demo=True)
    version = titles.version(conn)
    refill(conn, server=SERVER, demo=False)
    assert counts(conn).items == 0
    assert titles.version(conn) != version


def test_another_demo_takes_the_demos_place_and_the_same_one_builds_on_it(conn: sqlite3.Connection) -> None:
    fill(conn, DEMO, demo=True)
    before = dump(conn)
    fill(conn, DEMO, demo=True)
    assert dump(conn) == before
    refill(conn, server=Server("demo-2", "Demo", "2"), demo=True, people=[ANA])
    assert counts(conn) == Counts(users=1, items=0, titles=0, events=0, unmatched=0)


@pytest.mark.parametrize(
    ("server", "demo", "said"),
    [
        (OTHER, False, r"belongs to the server 'Attic', but 'Cellar' answered\. Set PLEX_BASE .* another ART_DIR\."),
        (DEMO, True, r"holds what the server 'Attic' said, .* Set PLEX_TOKEN .* another DB_PATH and another ART_DIR\."),
    ],
)
def test_a_real_servers_rows_are_never_replaced(
    conn: sqlite3.Connection, server: Server, demo: bool, said: str
) -> None:
    fill(conn, SERVER, demo=False)
    before = dump(conn)
    with pytest.raises(ForeignStoreError, match=said):
        fill(conn, server, demo=demo)
    assert dump(conn) == before


def test_a_server_may_be_renamed_and_updated(conn: sqlite3.Connection) -> None:
    fill(conn, SERVER, demo=False)
    fill(conn, Server(SERVER.machine_id, "Loft", "1.44"), demo=False)
    assert meta.server(conn) == Server(SERVER.machine_id, "Loft", "1.44")
