from __future__ import annotations

import sqlite3

from recommenderr.store.watching import HistoryEntry, Which, history_page, history_size
from tests.factories.records import at, film, refill, seen, seen_episode, series

ROWS = [
    seen("a", "Heat", at(0), item_id="1"),
    seen("b", "Heat", at(1), item_id="1"),
    seen_episode("c", "Fargo", 3, at(2), series_id="4"),
    seen("d", "Lost film", at(3)),
    seen("e", "Ran", None, item_id="2"),
    seen("f", "Heat", at(9), item_id="1", account_id=2),
]


def test_the_page_shows_each_playback_once_the_newest_first(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat"), film("2", "Ran"), series("4", "Fargo")], history=ROWS)
    refill(conn, known=["2", "4"])
    assert history_page(conn, 1) == [
        HistoryEntry(at(3), "movie", "Lost film", "", None, None, None, gone=False, unmatched=True),
        HistoryEntry(at(2), "episode", "Episode 3", "Fargo", 1, 3, "4", gone=False, unmatched=False),
        HistoryEntry(at(0), "movie", "Heat", "", None, None, "1", gone=True, unmatched=False),
        HistoryEntry(None, "movie", "Ran", "", None, None, "2", gone=False, unmatched=False),
    ]
    assert history_size(conn, 1) == 4
    assert [entry.title for entry in history_page(conn, 1, limit=2, offset=1)] == ["Episode 3", "Heat"]
    assert [entry.title for entry in history_page(conn, 1, Which(unmatched_only=True))] == ["Lost film"]
    assert history_size(conn, 1, Which(unmatched_only=True)) == 1
    assert (history_page(conn, 9), history_size(conn, 9)) == ([], 0)


def test_a_film_that_was_added_again_is_not_gone(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat", guid="plex://movie/h")], history=ROWS[:1])
    refill(conn, [film("7", "Heat", guid="plex://movie/h")])
    (entry,) = history_page(conn, 1)
    assert (entry.item_id, entry.gone) == ("7", False)


def test_the_page_can_be_narrowed(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat"), film("2", "Ran"), series("4", "Fargo")], history=ROWS)
    refill(conn, known=["2", "4"])

    def found(which: Which) -> list[str]:
        assert history_size(conn, 1, which) == len(history_page(conn, 1, which))
        return [entry.series_title or entry.title for entry in history_page(conn, 1, which)]

    assert found(Which(gone_only=True)) == ["Heat"]
    assert found(Which(type="episode")) == ["Fargo"]
    assert found(Which(type="movie", text="FAR")) == []
    assert found(Which(text=" fAr ")) == ["Fargo"]
    assert found(Which(text="100%")) == []
