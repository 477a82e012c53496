from __future__ import annotations

import re
import sqlite3

from recommenderr.records import LibrarySize, Server
from recommenderr.store import meta
from recommenderr.store.meta import Counts, counts, library_sizes
from tests.factories.records import FILMS, SERIES, at, film, refill, seen, series


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


def test_an_empty_store_counts_nothing(conn: sqlite3.Connection) -> None:
    assert counts(conn) == Counts(users=0, items=0, titles=0, events=0, unmatched=0)


def test_copies_count_as_items_duplicates_not_as_events_and_what_is_gone_as_neither(conn: sqlite3.Connection) -> None:
    copies = [film("1", "Heat", guid="plex://movie/h"), film("2", "Heat", guid="plex://movie/h")]
    rows = [
        seen("a", "Heat", at(0), item_id="1"),
        seen("b", "Heat", at(0), item_id="1"),
        seen("c", "Lost", at(0)),
        seen("d", "Ran", at(0), item_id="3", account_id=2),
    ]
    refill(conn, [*copies, film("3", "Ran")], history=rows)
    refill(conn, known=["1", "2"])
    assert counts(conn) == Counts(users=2, items=2, titles=1, events=3, unmatched=1)


def test_libraries_with_what_is_in_them_now(conn: sqlite3.Connection) -> None:
    assert library_sizes(conn) == []
    refill(conn, [film("1", "Heat"), film("2", "Ran"), series("4", "Fargo")], libraries=[FILMS, SERIES])
    refill(conn, known=["2"], libraries=[FILMS])
    assert library_sizes(conn) == [
        LibrarySize("Films", "movie", 1, read=True),
        LibrarySize("Series", "show", 0, read=False),
    ]


def test_whose_watched_state_is_complete_is_remembered(conn: sqlite3.Connection) -> None:
    assert meta.states_complete(conn) is None
    refill(conn, states_complete_for=frozenset({1, 31780452}))
    assert meta.states_complete(conn) == frozenset({1, 31780452})
    refill(conn, states_complete_for=frozenset())
    assert meta.states_complete(conn) == frozenset()
