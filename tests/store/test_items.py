"""Which items are one title."""

from __future__ import annotations

import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from recommenderr.records import Item
from recommenderr.store import titles
from recommenderr.store.items import groups
from tests.factories.records import film, refill, series


def together(conn: sqlite3.Connection, *items: Item) -> list[tuple[str, ...]]:
    refill(conn, items)
    return [title.copies for title in titles.iter_titles(conn)]


def test_the_same_guid_is_one_title(conn: sqlite3.Connection) -> None:
    editions = film("1", "Alien", guid="plex://movie/a"), film("2", "Alien", guid="plex://movie/a", edition="Director")
    assert together(conn, *editions, film("3", "Aliens")) == [("1", "2"), ("3",)]


def test_a_shared_external_id_is_one_title_also_over_a_third_copy(conn: sqlite3.Connection) -> None:
    new = film("1", "Alien", guid="plex://movie/a", external_ids=("imdb://tt1", "tmdb://348"))
    legacy = film("2", "Alien", guid="com.plexapp.agents.imdb://tt1?lang=en", external_ids=("imdb://tt1",))
    other = film("3", "Alien", guid="com.plexapp.agents.themoviedb://348?lang=de", external_ids=("tmdb://348",))
    assert together(conn, other, legacy, new) == [("1", "2", "3")]


def test_a_film_and_a_series_are_never_one_title(conn: sqlite3.Connection) -> None:
    shared = {"guid": "x://1", "external_ids": ("tmdb://5",)}
    assert together(conn, film("1", "Fargo", **shared), series("2", "Fargo", **shared)) == [("1",), ("2",)]


def test_what_plex_has_not_matched_stays_alone(conn: sqlite3.Connection) -> None:
    unmatched = [film(number, "Holiday", guid="local://7", external_ids=("imdb://tt1",)) for number in ("1", "2")]
    matched = film("3", "Holiday", external_ids=("imdb://tt1",))
    assert together(conn, *unmatched, matched) == [("1",), ("2",), ("3",)]


def test_empty_ids_and_ids_of_other_kinds_join_nothing(conn: sqlite3.Connection) -> None:
    first = film("1", "One", guid="", external_ids=("imdb://", "collection://9"))
    second = film("2", "Two", guid="", external_ids=("imdb://", "collection://9"))
    assert together(conn, first, second) == [("1",), ("2",)]


def test_a_corrected_match_parts_two_copies_again(conn: sqlite3.Connection) -> None:
    assert together(conn, film("1", "Solaris", guid="plex://movie/a"), film("2", "Solaris", guid="plex://movie/a")) == [
        ("1", "2")
    ]
    assert together(conn, film("1", "Solaris", guid="plex://movie/a"), film("2", "Solaris", guid="plex://movie/b")) == [
        ("1",),
        ("2",),
    ]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 6).map(str)), max_size=25))
def test_groups_are_the_connected_parts_of_the_graph(identities: list[tuple[int, str]]) -> None:
    found = groups(identities)
    assert all(len(group) > 1 for group in found)
    assert len({item for group in found for item in group}) == sum(len(group) for group in found)
    of = {item: set(group) for group in found for item in group}
    for item, _ in identities:
        reached, border = {item}, [item]
        while border:
            mine = {identity for other, identity in identities if other == border[0]}
            near = {other for other, identity in identities if identity in mine} - reached
            reached |= near
            border = [*border[1:], *near]
        assert of.get(item, {item}) == reached
