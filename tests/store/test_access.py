from __future__ import annotations

import sqlite3

import pytest

from recommenderr.records import EVERYTHING, Access, Account, Placement, RatingFilter, Restriction, WatchedState
from recommenderr.store import access, people, titles
from tests.factories.records import ANA, FILMS, NOW, film, refill, seen

BEN = Account(2, "Ben", "ben", "friend")
ALL_OF_PLEX = Restriction("older_kid", RatingFilter(frozenset({"g", "pg"})), RatingFilter(blocked=frozenset({"tv-ma"})))


@pytest.fixture
def household(conn: sqlite3.Connection) -> sqlite3.Connection:
    people.write_accounts(conn, (ANA, BEN), certain=True)
    return conn


def test_nothing_is_known_of_anyone_at_first(household: sqlite3.Connection) -> None:
    assert access.access_of(household, BEN.account_id) == EVERYTHING
    assert access.all_access(household) == {}


def test_what_is_written_comes_back(household: sqlite3.Connection) -> None:
    access.write_libraries(household, {BEN.account_id: ["3", "1"]})
    access.write_restrictions(household, {BEN.account_id: ALL_OF_PLEX})
    access.write_age_cap(household, BEN.account_id, 12)
    access.write_allowed(household, BEN.account_id, ["nr"])
    expected = Access(frozenset({"1", "3"}), ALL_OF_PLEX, 12, frozenset({"nr"}))
    assert access.access_of(household, BEN.account_id) == expected
    assert access.all_access(household) == {BEN.account_id: expected}


def test_one_part_leaves_the_others(household: sqlite3.Connection) -> None:
    access.write_age_cap(household, BEN.account_id, 12)
    access.write_libraries(household, {BEN.account_id: []})
    access.write_age_cap(household, BEN.account_id, None)
    assert access.access_of(household, BEN.account_id) == Access(libraries=frozenset())


def test_nothing_limits_the_owner(household: sqlite3.Connection) -> None:
    access.write_age_cap(household, ANA.account_id, 12)
    assert access.access_of(household, ANA.account_id) == EVERYTHING
    assert access.all_access(household) == {}


def test_whoever_has_no_account_is_not_written(household: sqlite3.Connection) -> None:
    access.write_libraries(household, {77: ["1"]})
    assert access.all_access(household) == {}


def test_a_title_has_the_copies_that_are_on_the_server(conn: sqlite3.Connection) -> None:
    copies = [
        film("1", "Heat", guid="plex://movie/heat", content_rating="R"),
        film("2", "Heat", guid="plex://movie/heat", content_rating="gb/18", content_rating_age=18, library_id="3"),
        film("3", "Up", content_rating="G"),
    ]
    refill(conn, copies)
    assert access.placements(conn) == {
        "1": (Placement("1", "R", None), Placement("3", "gb/18", 18)),
        "3": (Placement("1", "G", None),),
    }
    refill(conn, known=["2"])
    assert access.placements(conn) == {"2": (Placement("3", "gb/18", 18),), "3": (Placement("1", "G", None),)}


def test_a_library_that_is_left_out_places_nothing(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Heat"), film("2", "Up", library_id="3")])
    before = titles.version(conn)
    refill(conn, known=["1"], libraries=[FILMS])
    assert access.placements(conn) == {"1": (Placement("1", "", None),)}
    assert titles.version(conn) != before


def test_who_watched_a_title(conn: sqlite3.Connection) -> None:
    films = [film("1", "Heat"), film("2", "Up"), film("3", "Brazil")]
    refill(conn, films, history=[seen("a", "Heat", NOW, item_id="1")], states=[WatchedState(1, "2", 1, NOW)])
    assert [access.in_a_history(conn, title) for title in "123"] == [True, True, False]
