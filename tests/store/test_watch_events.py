from __future__ import annotations

import sqlite3

from recommenderr.store.sql import to_epoch
from recommenderr.store.watching import WatchEvent, watch_events
from tests.factories.records import at, film, refill, seen, seen_episode, series


def test_every_playback_with_a_time_the_oldest_first(conn: sqlite3.Connection) -> None:
    rows = [
        seen("a", "Heat", at(500), item_id="1"),
        seen("b", "Heat", at(501), item_id="1"),  # the same playback once more
        seen_episode("c", "Fargo", 3, at(2), series_id="4"),
        seen("d", "Lost film", at(3)),
        seen("e", "Ran", None, item_id="2"),
        seen("f", "Heat", at(9), item_id="1", account_id=2),
    ]
    refill(conn, [film("1", "Heat"), film("2", "Ran"), series("4", "Fargo")], history=rows)
    assert watch_events(conn, 1) == [
        WatchEvent("4", "Fargo", to_epoch(at(2))),
        WatchEvent(None, "Lost film", to_epoch(at(3))),
        WatchEvent("1", "Heat", to_epoch(at(500))),
    ]
    assert watch_events(conn, 9) == []


def test_a_copy_is_told_as_the_title_that_it_is_a_copy_of(conn: sqlite3.Connection) -> None:
    copies = [film("1", "Heat", guid="plex://movie/h"), film("7", "Heat", guid="plex://movie/h")]
    refill(conn, copies, history=[seen("a", "Heat", at(0), item_id="7")])
    assert [event.item_id for event in watch_events(conn, 1)] == ["1"]
