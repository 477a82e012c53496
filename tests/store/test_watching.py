"""What a person has watched, from history and watched state together."""

from __future__ import annotations

import sqlite3
from typing import Any

from recommenderr.records import Account, HistoryEntry, HistoryRow, PlaybackFilter, Watched, WatchedState, WatchEvent
from recommenderr.store.sql import to_epoch
from recommenderr.store.watching import history_page, history_size, version, versions, watch_events, watched
from tests.factories.records import ANA, at, film, refill, seen, seen_episode, series

HEAT = film("1", "Heat", runtime_min=170.0)
RAN = film("2", "Ran")
FARGO = series("4", "Fargo", runtime_min=50.0)


def state(item_id: str, plays: int, **facts: Any) -> WatchedState:
    return WatchedState(facts.pop("account_id", 1), item_id, plays, facts.pop("last_viewed_at", None), **facts)


def test_history_and_state_are_taken_together(conn: sqlite3.Connection) -> None:
    rows = [seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(90_000), item_id="1")]
    states = [state("1", 1, last_viewed_at=at(100_000), rating=8.0), state("2", 3), state("4", 7, last_viewed_at=at(5))]
    refill(conn, [HEAT, RAN, FARGO], history=rows, states=states)
    assert watched(conn, 1) == [
        Watched("1", 2, at(100_000), 170.0, 8.0),
        Watched("4", 7, at(5), 50.0),
        Watched("2", 3, None, None),
    ]


def test_the_larger_number_of_plays_and_the_later_time_count(conn: sqlite3.Connection) -> None:
    rows = [seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(90_000), item_id="1")]
    refill(conn, [HEAT], history=rows, states=[state("1", 5, last_viewed_at=at(3))])
    assert watched(conn, 1) == [Watched("1", 5, at(90_000), 170.0)]


def test_episodes_and_specials_count_for_their_series_and_duplicates_once(conn: sqlite3.Connection) -> None:
    rows = [
        seen_episode("a", "Fargo", 1, at(0), item_id="41", series_id="4"),
        seen_episode("b", "Fargo", 1, at(60), item_id="41", series_id="4"),
        seen_episode("c", "Fargo", 2, at(3000), item_id="42", series_id="4"),
        seen_episode("d", "Fargo", 1, at(6000), season=0),
    ]
    refill(conn, [FARGO], history=rows)
    assert watched(conn, 1) == [Watched("4", 3, at(6000), 50.0)]


def test_every_copy_counts_for_the_title_but_its_views_only_once(conn: sqlite3.Connection) -> None:
    copies = [
        film("1", "Heat", guid="plex://movie/h", library_id="3", runtime_min=171.0),
        film("5", "Heat", guid="plex://movie/h", library_id="1", runtime_min=170.0),
    ]
    rows = [seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(90_000), item_id="5")]
    refill(conn, copies, history=rows, states=[state("1", 2, rating=6.0), state("5", 2, rating=7.0)])
    assert watched(conn, 1) == [Watched("5", 2, at(90_000), 170.0, 7.0)]


def test_the_rating_of_another_copy_will_do(conn: sqlite3.Connection) -> None:
    copies = [film("1", "Heat", guid="plex://movie/h"), film("5", "Heat", guid="plex://movie/h")]
    refill(conn, copies, states=[state("1", 2), state("5", 2, rating=7.0)])
    assert watched(conn, 1) == [Watched("1", 2, None, None, 7.0)]


def test_what_is_gone_still_counts(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT, RAN], history=[seen("a", "Heat", at(0), item_id="1")], states=[state("2", 1, rating=9.0)])
    before = watched(conn, 1)
    refill(conn)
    assert watched(conn, 1) == before
    assert len(before) == 2


def test_a_film_added_again_is_watched_already(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat", guid="plex://movie/h")], states=[state("1", 2, last_viewed_at=at(0))])
    refill(conn, [film("9", "Heat", guid="plex://movie/h")])
    assert watched(conn, 1) == [Watched("9", 2, at(0), None)]


def test_rows_without_a_title_or_of_somebody_else_do_not_count(conn: sqlite3.Connection) -> None:
    rows = [seen("a", "Lost film", at(0)), seen("b", "Heat", at(0), item_id="1", account_id=2)]
    refill(conn, [HEAT], history=rows, states=[state("1", 1, account_id=3)])
    assert watched(conn, 1) == watched(conn, 99) == []
    assert watched(conn, 2) == [Watched("1", 1, at(0), 170.0)]
    assert watched(conn, 3) == [Watched("1", 1, None, 170.0)]


def test_rows_of_nobody_are_kept_under_nobody(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT], history=[seen("a", "Heat", at(0), item_id="1", account_id=0)])
    assert watched(conn, 0) == [Watched("1", 1, at(0), 170.0)]


def test_a_row_without_a_time_makes_a_title_watched(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT], history=[seen("a", "Heat", item_id="1")])
    assert watched(conn, 1) == [Watched("1", 1, None, 170.0)]


def test_marking_as_unwatched_takes_the_state_away_where_the_sweep_was_complete(conn: sqlite3.Connection) -> None:
    bruno = Account(101, "Bruno", "bruno", "home")
    states = [state("1", 1), state("1", 1, account_id=101)]
    refill(conn, [HEAT], people=[ANA, bruno], states=states, states_complete_for=frozenset({1, 101}))
    for _ in range(2):  # marks that vanish all at once are believed when they are missing a second time
        refill(conn, known=["1"], people=[ANA, bruno], states=[], states_complete_for=frozenset({1}))
    assert (watched(conn, 1), watched(conn, 101)) == ([], [Watched("1", 1, None, 170.0)])


def test_states_of_unknown_items_wait_until_the_item_is_known(conn: sqlite3.Connection) -> None:
    refill(conn, states=[state("1", 1)])
    assert watched(conn, 1) == []
    refill(conn, [HEAT], states=[state("1", 1)])
    assert watched(conn, 1) == [Watched("1", 1, None, 170.0)]


def test_the_stamp_changes_with_what_that_person_has_watched_and_only_then(conn: sqlite3.Connection) -> None:
    heat: list[HistoryRow] = [
        seen("a", "Heat", at(0), item_id="1"),
        seen("b", "Heat", at(0), item_id="1", account_id=2),
    ]
    assert versions(conn) == {}
    refill(conn, [HEAT, RAN], history=heat)
    first = versions(conn)
    assert set(first) == {1, 2}
    assert (version(conn, 1), version(conn, 3)) == (first[1], "")
    refill(conn, known=["1", "2"], history=heat)
    assert versions(conn) == first
    refill(conn, known=["1", "2"], history=[seen("c", "Heat", at(30), item_id="1", account_id=2)])  # a duplicate
    assert versions(conn) == first
    refill(conn, known=["1", "2"], history=[seen("d", "Ran", at(30), item_id="2", account_id=2)])
    assert versions(conn)[1] == first[1]
    assert versions(conn)[2] != first[2]
    second = versions(conn)
    refill(conn, [film("1", "Heat", runtime_min=99.0)], known=["2"])
    assert all(versions(conn)[person] != second[person] for person in (1, 2))


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
    assert [entry.title for entry in history_page(conn, 1, PlaybackFilter(unmatched_only=True))] == ["Lost film"]
    assert history_size(conn, 1, PlaybackFilter(unmatched_only=True)) == 1
    assert (history_page(conn, 9), history_size(conn, 9)) == ([], 0)


def test_a_film_that_was_added_again_is_not_gone(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat", guid="plex://movie/h")], history=ROWS[:1])
    refill(conn, [film("7", "Heat", guid="plex://movie/h")])
    (entry,) = history_page(conn, 1)
    assert (entry.item_id, entry.gone) == ("7", False)


def test_the_page_can_be_narrowed(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat"), film("2", "Ran"), series("4", "Fargo")], history=ROWS)
    refill(conn, known=["2", "4"])

    def found(which: PlaybackFilter) -> list[str]:
        assert history_size(conn, 1, which) == len(history_page(conn, 1, which))
        return [entry.series_title or entry.title for entry in history_page(conn, 1, which)]

    assert found(PlaybackFilter(gone_only=True)) == ["Heat"]
    assert found(PlaybackFilter(type="episode")) == ["Fargo"]
    assert found(PlaybackFilter(type="movie", text="FAR")) == []
    assert found(PlaybackFilter(text=" fAr ")) == ["Fargo"]
    assert found(PlaybackFilter(text="100%")) == []


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
