"""What one write does to the rows that are there, and the laws it keeps."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommenderr.ingest.write import IngestSummary
from recommenderr.records import Account, HistoryRow, Item, WatchedState
from recommenderr.store import items, meta
from recommenderr.store.connection import open_store
from tests.factories.records import ANA, FILMS, NOW, SERIES, UHD, at, dump, film, refill, seen, series

HEAT = film("1", "Heat", genres=("Crime",))
RAN = film("2", "Ran")


def gone(conn: sqlite3.Connection) -> dict[int, int | None]:
    return dict(conn.execute("SELECT item_id, gone_at FROM items"))


def test_the_summary_counts_what_happened(conn: sqlite3.Connection) -> None:
    rows = [seen("a", "Heat", at(0), item_id="1"), seen("b", "Heat", at(1), item_id="1"), seen("c", "Lost", at(2))]
    first = refill(conn, [HEAT, RAN], history=rows, skipped={"track": 2}, warnings=("Careful.",))
    assert first == IngestSummary(items_new=2, events_new=2, unmatched=1, warnings=("Careful.",), skipped={"track": 2})
    assert refill(conn, [replace(HEAT, genres=())], known=["2"], history=rows) == IngestSummary(
        items_changed=1, unmatched=1
    )
    assert refill(conn, known=["1"]) == IngestSummary(items_gone=1, unmatched=1)
    assert refill(conn, known=["2"]) == IngestSummary(items_gone=1, items_back=1, unmatched=1)


def test_what_vanished_is_marked_with_the_time_it_was_first_missed(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT, RAN])
    refill(conn, known=["2"], now=NOW)
    refill(conn, known=["2"], now=NOW + timedelta(days=1))
    assert gone(conn) == {1: int(NOW.timestamp()), 2: None}


def test_a_library_that_is_not_read_any_more_takes_its_items_along_until_it_is_again(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT, series("5", "Fargo")])
    refill(conn, known=["1"], libraries=[FILMS])
    assert [item_id for item_id, at in gone(conn).items() if at] == [5]
    assert conn.execute("SELECT library_id FROM libraries WHERE gone_at IS NOT NULL ORDER BY 1").fetchall() == [
        ("2",),
        ("3",),
    ]
    assert refill(conn, known=["1", "5"], libraries=[FILMS, SERIES, UHD]).items_back == 1
    assert conn.execute("SELECT count(*) FROM libraries WHERE gone_at IS NULL").fetchone() == (3,)


def test_metadata_that_says_nothing_new_is_no_change_but_its_time_is_kept(conn: sqlite3.Connection) -> None:
    refill(conn, [HEAT])
    later = NOW + timedelta(hours=1)
    assert refill(conn, [replace(HEAT, updated_at=later)]).items_changed == 0
    assert items.known(conn)["1"].updated_at == int(later.timestamp())


def test_a_doubtful_history_is_remembered_until_a_whole_one_came(conn: sqlite3.Connection) -> None:
    for complete in (True, False, True):
        refill(conn, history_complete=complete)
        assert meta.get(conn, "history_complete") == ("1" if complete else "0")


titles = st.sampled_from(["Heat", "Ran", "Dune", "heat"])
film_rows = st.builds(
    film,
    st.integers(1, 6).map(str),
    titles,
    guid=st.sampled_from(["plex://movie/a", "plex://movie/b", "local://1", ""]),
    library_id=st.sampled_from(["1", "3"]),
    external_ids=st.sampled_from([(), ("imdb://tt1",), ("imdb://tt1", "tmdb://2"), ("tmdb://2",)]),
    genres=st.sampled_from([(), ("Crime",), ("Drama", "Crime")]),
    updated_at=st.none() | st.just(NOW),
)
history_rows = st.builds(
    HistoryRow,
    st.integers(1, 12).map(lambda number: f"/history/{number}"),
    st.integers(0, 3),
    st.sampled_from(["movie", "episode"]),
    titles,
    st.none() | st.integers(0, 400).map(at),
    item_id=st.none() | st.integers(1, 8).map(str),
    series_title=titles,
    season=st.none() | st.integers(0, 1),
)
state_rows = st.builds(
    WatchedState,
    st.integers(1, 3),
    st.integers(1, 8).map(str),
    st.integers(1, 4),
    st.none() | st.integers(0, 400).map(at),
    st.none() | st.just(7.0),
)
servers_answers = st.fixed_dictionaries(
    {
        "items": st.lists(film_rows, max_size=6, unique_by=lambda item: item.item_id),
        "history": st.lists(history_rows, max_size=8, unique_by=lambda row: row.history_key),
        "states": st.lists(state_rows, max_size=5, unique_by=lambda state: (state.account_id, state.item_id)),
        "people": st.lists(st.sampled_from([ANA, Account(2, "Bo", "bo", "home"), Account(3, "C", "", "unknown")])),
        "libraries": st.sampled_from([(FILMS, SERIES, UHD), (FILMS, UHD), (replace(UHD, position=0), FILMS)]),
        "people_certain": st.booleans(),
        "states_complete_for": st.sampled_from([frozenset({1}), frozenset({1, 2, 3})]),
    }
)


@pytest.fixture(scope="module")
def fresh() -> Iterator[Path]:
    """A new store, to be copied: making one for every example takes longer."""
    with TemporaryDirectory() as folder:
        with open_store(Path(folder) / "fresh.db"):
            pass
        yield Path(folder) / "fresh.db"


@settings(max_examples=60, deadline=None)
@given(answers=st.lists(servers_answers, min_size=1, max_size=3))
def test_writing_twice_is_writing_once_and_nothing_known_is_lost(fresh: Path, answers: list[dict[str, Any]]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "store.db"
        path.write_bytes(fresh.read_bytes())
        with open_store(path) as conn:
            for answer in answers:
                known = _known(conn)
                _refill(conn, answer)
                _refill(conn, answer)  # marks that are all gone are believed to be the second time
                after = dump(conn)
                assert all(rows <= now for rows, now in zip(known, _known(conn), strict=True))
                assert _refill(conn, answer).events_new == 0
                assert dump(conn) == after


def _refill(conn: sqlite3.Connection, answer: dict[str, Any]) -> IngestSummary:
    listed: list[Item] = answer["items"]
    facts = {name: value for name, value in answer.items() if name != "items"}
    return refill(conn, listed, **facts)


def _known(conn: sqlite3.Connection) -> list[set[Any]]:
    columns = ("items", "item_id"), ("history", "history_key"), ("accounts", "account_id")
    return [{row[0] for row in conn.execute(f"SELECT {column} FROM {table}")} for table, column in columns]


def test_the_line_of_a_quiet_run() -> None:
    assert str(IngestSummary()) == (
        "items: 0 new, 0 changed, 0 gone, 0 back; plays: 0 new, 0 of all without a known title."
    )


def test_the_line_names_what_was_left_out_and_what_is_doubtful() -> None:
    summary = IngestSummary(3, 1, 2, 4, 25, 6, ("plex.tv is away.", "A library is missing."), {"track": 5, "clip": 1})
    assert str(summary) == (
        "items: 3 new, 1 changed, 2 gone, 4 back; plays: 25 new, 6 of all without a known title; "
        "history rows left out: 1 clip, 5 track. Warning: plex.tv is away. Warning: A library is missing."
    )


def test_a_view_dated_ahead_of_the_clock_has_no_known_time(conn: sqlite3.Connection) -> None:
    day, ahead = timedelta(days=1), NOW + timedelta(days=400)
    rows = [
        seen("a", "Heat", NOW + day, item_id="1"),
        seen("b", "Heat", ahead, item_id="1"),
        seen("c", "Dune", NOW + day + timedelta(seconds=1), item_id="2"),
    ]
    states = [WatchedState(1, "1", 1, ahead), WatchedState(1, "2", 1, NOW)]
    refill(conn, [film("1", "Heat"), film("2", "Dune")], history=rows, states=states)
    times = dict(conn.execute("SELECT history_key, viewed_at FROM history"))
    assert times == {"a": int((NOW + day).timestamp()), "b": None, "c": None}
    assert dict(conn.execute("SELECT item_id, last_viewed_at FROM states")) == {1: None, 2: int(NOW.timestamp())}


def test_times_ahead_of_the_clock_that_an_older_version_stored_are_forgotten(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat")], history=[seen("a", "Heat", NOW, item_id="1")])
    conn.execute("UPDATE history SET viewed_at = viewed_at + 86400 * 400")
    refill(conn, known=["1"])
    assert conn.execute("SELECT viewed_at FROM history").fetchall() == [(None,)]
