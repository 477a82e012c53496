from __future__ import annotations

import sqlite3

from recommenderr.store.meta import Counts, counts
from tests.factories.records import at, film, refill, seen


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
