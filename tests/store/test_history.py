"""Rows of history: which are one playback, and which title they are of."""

from __future__ import annotations

import random
import sqlite3
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from recommenderr.records import HistoryRow
from recommenderr.store.connection import open_store
from tests.factories.records import NOW, at, film, refill, seen, seen_episode, series

ITEMS = [film("1", "Heat"), film("2", "Dune"), film("3", "Dune"), series("4", "Fargo")]


def counted(conn: sqlite3.Connection, *rows: HistoryRow) -> list[str]:
    refill(conn, ITEMS, history=rows)
    return [key for (key,) in conn.execute("SELECT history_key FROM history WHERE counted ORDER BY history_key")]


def test_rows_within_two_minutes_are_one_playback(conn: sqlite3.Connection) -> None:
    times = {"a": 0, "b": 0, "c": 120, "d": 121, "e": 240, "f": 242}
    assert counted(conn, *(seen(key, "Heat", at(time), item_id="1") for key, time in times.items())) == ["a", "d", "f"]


def test_rows_within_the_runtime_are_one_sitting(conn: sqlite3.Connection) -> None:
    items = [film("8", "Ran", runtime_min=160.0), series("9", "Lost", runtime_min=40.0)]
    times = {"a": 0, "b": 9600, "c": 9601, "d": 10_000}
    rows = [seen(key, "Ran", at(time), item_id="8") for key, time in times.items()]
    rows += [
        seen_episode(key, "Lost", 1, at(time), series_id="9") for key, time in {"e": 0, "f": 2400, "g": 2401}.items()
    ]
    refill(conn, items, history=rows)
    assert [key for (key,) in conn.execute("SELECT history_key FROM history WHERE counted ORDER BY history_key")] == [
        *("a", "c", "e", "g")
    ]


def test_a_rewatch_the_next_evening_counts(conn: sqlite3.Connection) -> None:
    assert counted(conn, seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(86_400), item_id="1")) == [
        "a",
        "b",
    ]


def test_people_do_not_share_playbacks(conn: sqlite3.Connection) -> None:
    rows = seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(0), item_id="1", account_id=2)
    assert counted(conn, *rows) == ["a", "b"]


def test_episodes_are_told_apart_by_season_and_number_and_title(conn: sqlite3.Connection) -> None:
    rows = (
        seen_episode("a", "Fargo", 1, at(0), item_id="41", series_id="4"),
        seen_episode("b", "FARGO", 1, at(60)),
        seen_episode("c", "Fargo", 2, at(61), item_id="42", series_id="4"),
        seen_episode("d", "Fargo", 1, at(62), season=2),
        seen_episode("e", "Fargo", 1, at(63), title="Other"),
        seen_episode("f", "Lost", 1, at(64)),
    )
    assert counted(conn, *rows) == ["a", "c", "d", "e", "f"]


def test_an_episode_is_the_same_by_its_id_whatever_it_is_called(conn: sqlite3.Connection) -> None:
    rows = seen_episode("a", "Fargo", 1, at(0), item_id="41"), seen_episode("b", "Fargo", 9, at(5), item_id="41")
    assert counted(conn, *rows) == ["a"]


def test_rows_of_deleted_media_are_told_apart_by_name(conn: sqlite3.Connection) -> None:
    rows = [seen(key, name, at(9)) for key, name in {"a": "Gone", "b": "gone ", "c": "Gone too"}.items()]
    assert counted(conn, *rows) == ["a", "c"]


def test_two_films_of_one_name_marked_in_the_same_second_are_two(conn: sqlite3.Connection) -> None:
    assert counted(conn, seen("a", "Dune", at(0), item_id="2"), seen("b", "Dune", at(0), item_id="3")) == ["a", "b"]


def test_two_copies_of_one_film_are_one_playback(conn: sqlite3.Connection) -> None:
    copies = [film("8", "Solaris", guid="plex://movie/s"), film("9", "Солярис", guid="plex://movie/s")]
    refill(conn, copies, history=[seen("a", "Solaris", at(0), item_id="8"), seen("b", "Солярис", at(1), item_id="9")])
    assert conn.execute("SELECT sum(counted) FROM history").fetchone() == (1,)


def test_rows_without_a_time_count_only_where_nothing_else_tells_of_the_film(conn: sqlite3.Connection) -> None:
    rows = seen("a", "Heat"), seen("b", "Heat", at(0)), seen("c", "Gone"), seen("d", "Gone")
    assert counted(conn, *rows) == ["b", "c"]


def test_a_row_that_lands_late_is_put_in_its_place(conn: sqlite3.Connection) -> None:
    assert counted(conn, seen("b", "Heat", at(100), item_id="1")) == ["b"]
    assert counted(conn, seen("a", "Heat", at(0), item_id="1")) == ["a"]


@settings(max_examples=40, deadline=None)
@given(times=st.lists(st.integers(0, 2000), max_size=12), seed=st.integers(0, 9))
def test_the_order_of_arrival_makes_no_difference_and_playbacks_stand_apart(times: list[int], seed: int) -> None:
    rows = [seen(f"{number:02}", "Heat", at(time), item_id="1") for number, time in enumerate(times)]
    shuffled = random.Random(seed).sample(rows, len(rows))
    with (
        TemporaryDirectory() as folder,
        open_store(Path(folder) / "a.db") as one,
        open_store(Path(folder) / "b.db") as two,
    ):
        kept = counted(one, *rows)
        refill(two, ITEMS, history=shuffled[: len(rows) // 2])
        assert counted(two, *shuffled[len(rows) // 2 :]) == kept
    moments = sorted(times[int(key)] for key in kept)
    assert all(later - earlier > 120 for earlier, later in pairwise(moments))
    assert all(any(0 <= time - moment <= 120 for moment in moments) for time in times)


def matches(conn: sqlite3.Connection) -> dict[str, tuple[str | None, str | None]]:
    """Row by row: the copy that stands for its title, and how it was found."""
    rows = conn.execute("SELECT history_key, title_id, matched_by FROM history LEFT JOIN items USING (item_id)")
    return {key: (title_id and str(title_id), how) for key, title_id, how in rows}


def test_a_film_is_found_by_its_id_and_an_episode_by_its_series(conn: sqlite3.Connection) -> None:
    rows = [
        seen("film", "Old name", at(0), item_id="1"),
        seen_episode("episode", "Old name", 3, at(0), item_id="23", series_id="2"),
        seen_episode("special", "Fargo", 1, at(0), item_id="24", series_id="2", season=0),
    ]
    refill(conn, [film("1", "Heat"), series("2", "Fargo")], history=rows)
    assert matches(conn) == {"film": ("1", "id"), "episode": ("2", "id"), "special": ("2", "id")}


def test_an_id_of_the_other_type_is_no_match(conn: sqlite3.Connection) -> None:
    rows = [seen("film", "x", item_id="2"), seen_episode("episode", "y", 1, series_id="1")]
    refill(conn, [film("1", "Heat"), series("2", "Fargo")], history=rows)
    assert matches(conn) == {"film": (None, None), "episode": (None, None)}


def test_without_ids_a_name_of_its_own_will_do(conn: sqlite3.Connection) -> None:
    rows = [seen("film", " HEAT", at(0)), seen_episode("episode", "Fargo", 3, at(0)), seen("other", "Fargo", at(0))]
    refill(conn, [film("1", "Heat"), series("2", "fargo"), series("3", "Heat")], history=rows)
    assert matches(conn) == {"film": ("1", "title"), "episode": ("2", "title"), "other": (None, None)}


def test_a_name_of_two_titles_is_no_match_even_if_one_is_gone(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Dune", year=1984)])
    refill(conn, [film("2", "Dune", year=2021)], history=[seen("a", "Dune", at(0))])
    assert matches(conn) == {"a": (None, None)}


def test_two_copies_of_one_title_are_one_name(conn: sqlite3.Connection) -> None:
    copies = [film("1", "Dune", guid="plex://movie/d", library_id="3"), film("2", "Dune", guid="plex://movie/d")]
    refill(conn, copies, history=[seen("a", "Dune", at(0))])
    assert matches(conn) == {"a": ("2", "title")}


def test_an_empty_name_matches_nothing(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", ""), series("2", "")], history=[seen("a", ""), seen_episode("b", "", 1)])
    assert matches(conn) == {"a": (None, None), "b": (None, None)}


def test_a_row_finds_its_title_as_soon_as_it_is_known(conn: sqlite3.Connection) -> None:
    refill(conn, history=[seen("a", "Heat", at(0)), seen("b", "Ran", at(0), item_id="2")])
    assert matches(conn) == {"a": (None, None), "b": (None, None)}
    refill(conn, [film("1", "Heat"), film("2", "Ran (restored)")])
    assert matches(conn) == {"a": ("1", "title"), "b": ("2", "id")}


def test_a_deleted_film_keeps_its_rows_though_the_server_takes_their_ids(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat"), film("2", "Heat")], history=[seen("a", "Heat", at(0), item_id="1")])
    refill(conn, known=["2"], history=[seen("a", "Heat", at(0))])
    assert matches(conn) == {"a": ("1", "id")}


def test_a_film_added_again_takes_over_the_rows_of_the_one_that_is_gone(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat", guid="plex://movie/h")], history=[seen("a", "Heat", at(0), item_id="1")])
    refill(conn, [film("9", "Heat", guid="plex://movie/h")])
    assert matches(conn) == {"a": ("9", "id")}


def test_a_series_added_again_takes_over_too(conn: sqlite3.Connection) -> None:
    row = seen_episode("a", "Fargo", 1, at(0), item_id="11", series_id="1")
    refill(conn, [series("1", "Fargo", external_ids=("tvdb://7",))], history=[row])
    refill(conn, [series("9", "Fargo (2014)", external_ids=("tvdb://7",))])
    assert matches(conn) == {"a": ("9", "id")}


def test_a_match_by_name_outlives_a_second_film_of_that_name(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Dune")], history=[seen("a", "Dune", at(0))])
    refill(conn, [film("2", "Dune")], known=["1"])
    assert matches(conn) == {"a": ("1", "title")}


def test_a_match_by_name_moves_on_when_its_film_is_gone_and_another_alone_has_the_name(
    conn: sqlite3.Connection,
) -> None:
    refill(conn, [film("1", "Dune")], history=[seen("a", "Dune", at(0))])
    refill(conn, [film("1", "Duna"), film("2", "Dune")])
    assert matches(conn) == {"a": ("1", "title")}
    refill(conn, known=["2"], now=NOW)
    assert matches(conn) == {"a": ("2", "title")}


def test_an_id_that_comes_later_corrects_a_match_by_name(conn: sqlite3.Connection) -> None:
    refill(conn, [series("1", "Fargo"), series("2", "Fargo 2")], history=[seen_episode("a", "Fargo", 1, at(0))])
    refill(conn, known=["1", "2"], history=[seen_episode("a", "Fargo", 1, at(0), series_id="2")])
    assert matches(conn) == {"a": ("2", "id")}


def test_what_a_row_once_said_stays_when_it_says_less(conn: sqlite3.Connection) -> None:
    whole = seen_episode("a", "Fargo", 4, at(5), item_id="11", series_id="1", library_id="2")
    refill(conn, history=[whole])
    refill(conn, history=[HistoryRow("a", 1, "episode", "New name", None)])
    row = conn.execute(
        "SELECT title, viewed_at, sent_item_id, sent_series_id, series_title, season, episode, library_id FROM history"
    ).fetchone()
    assert row == ("New name", int(at(5).timestamp()), 11, 1, "Fargo", 1, 4, "2")
