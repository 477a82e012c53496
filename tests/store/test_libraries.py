from __future__ import annotations

import sqlite3

from recommenderr.store import meta
from recommenderr.store.meta import LibrarySize, library_sizes
from tests.factories.records import FILMS, SERIES, film, refill, series


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
