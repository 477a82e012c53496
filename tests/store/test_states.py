"""The watched state of each person, as the server sends it."""

from __future__ import annotations

import sqlite3

import pytest

from recommenderr.records import WatchedState
from recommenderr.store.states import write_states
from tests.factories.records import ANA, at, film, refill

DUNE, ALIEN = "1001", "1002"


@pytest.fixture
def films(conn: sqlite3.Connection) -> sqlite3.Connection:
    refill(conn, [film(DUNE, "Dune"), film(ALIEN, "Alien")], people=(ANA,))
    return conn


def state(item_id: str, plays: int = 1, rating: float | None = None) -> WatchedState:
    return WatchedState(account_id=1, item_id=item_id, plays=plays, last_viewed_at=at(0), rating=rating)


def stored(conn: sqlite3.Connection) -> list[tuple[object, ...]]:
    return conn.execute("SELECT item_id, plays, rating FROM states ORDER BY item_id").fetchall()


def test_only_changed_rows_are_counted(films: sqlite3.Connection) -> None:
    assert write_states(films, [state(DUNE), state(ALIEN)], {1}) == 2
    assert write_states(films, [state(DUNE), state(ALIEN)], {1}) == 0
    assert write_states(films, [state(DUNE, plays=2), state(ALIEN, rating=8.0)], {1}) == 2
    assert stored(films) == [(1001, 2, None), (1002, 1, 8.0)]


def test_a_state_that_the_server_no_longer_has_goes_only_if_the_answer_was_complete(films: sqlite3.Connection) -> None:
    write_states(films, [state(DUNE), state(ALIEN)], {1})
    assert write_states(films, [state(DUNE)], set()) == 0
    assert write_states(films, [state(DUNE)], {1}) == 1
    assert stored(films) == [(1001, 1, None)]


def test_the_state_of_a_title_that_is_gone_stays(films: sqlite3.Connection) -> None:
    write_states(films, [state(DUNE), state(ALIEN)], {1})
    films.execute("UPDATE items SET gone_at = 1 WHERE item_id = 1002")
    assert write_states(films, [], {1}) == 0
    assert write_states(films, [], {1}) == 1
    assert stored(films) == [(1002, 1, None)]


def test_states_that_are_all_missing_are_taken_away_the_second_time(films: sqlite3.Connection) -> None:
    write_states(films, [state(DUNE), state(ALIEN)], {1})
    assert write_states(films, [], {1}) == 0
    assert write_states(films, [state(DUNE), state(ALIEN)], {1}) == 0
    assert write_states(films, [], {1}) == 0
    assert len(stored(films)) == 2
    assert write_states(films, [], {1}) == 2
    assert stored(films) == []


def test_states_of_unknown_items_are_left_out(films: sqlite3.Connection) -> None:
    assert write_states(films, [state("4711")], {1}) == 0
