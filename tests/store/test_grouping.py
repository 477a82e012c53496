"""Which items are one title."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.records import Item
from recommenderr.store import titles
from recommenderr.store.grouping import groups
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


def test_what_plex_has_not_matched_is_a_copy_of_the_only_title_of_its_name_and_year(conn: sqlite3.Connection) -> None:
    matched = film("1", "Spider-Man: Far From Home", year=2019)
    unmatched = film("2", "Spider Man   far from home", guid="local://2", year=2019)
    nameless_guid = film("3", "SPIDER-MAN - FAR FROM HOME", guid="", year=2019)
    other_year = film("4", "Spider-Man: Far From Home", guid="local://4", year=2002)
    no_year = film("5", "Spider-Man: Far From Home", guid="local://5")
    items = matched, unmatched, nameless_guid, other_year, no_year
    assert together(conn, *items) == [("1", "2", "3"), ("4",), ("5",)]


def test_of_two_titles_of_one_name_and_year_an_unmatched_one_is_neithers_copy(conn: sqlite3.Connection) -> None:
    two = film("1", "Holiday", year=2000), film("2", "Holiday", year=2000)
    assert together(conn, *two, film("3", "Holiday", guid="local://3", year=2000)) == [("1",), ("2",), ("3",)]


def test_the_same_name_and_year_of_two_agents_is_one_title_unless_a_site_says_otherwise(
    conn: sqlite3.Connection,
) -> None:
    new = film("1", "WALL·E", year=2008, external_ids=("imdb://tt0910970",))
    legacy = film("2", "Wall-E", year=2008, guid="com.plexapp.agents.themoviedb://10681?lang=de")
    assert together(conn, new, legacy) == [("1", "2")]
    other = film("2", "Wall-E", year=2008, guid="com.plexapp.agents.imdb://tt9999999?lang=de")
    assert together(conn, new, other) == [("1",), ("2",)]


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


NFO, HAMA, LEGACY = "tv.plex.agents.nfo.movie://movie/", "com.plexapp.agents.hama://", "com.plexapp.agents."


@pytest.mark.parametrize(
    ("guid", "external_id"),
    [
        (f"{NFO}tmdb_383498", "tmdb://383498"),
        (f"{NFO}imdb_tt1234567", "imdb://tt1234567"),
        ("tv.plex.agents.nfo.series://show/tvdb_371310", "tvdb://371310"),
        (f"{HAMA}tvdb-268592?lang=en", "tvdb://268592"),
        (f"{HAMA}tvdb4-268592?lang=en", "tvdb://268592"),
        (f"{HAMA}anidb-1/1/2?lang=de", "anidb://1"),
        (f"{LEGACY}thetvdb://268592?lang=en", "tvdb://268592"),
        (f"{LEGACY}xbmcnfo://tt1234567?lang=en", "imdb://tt1234567"),
    ],
)
def test_guids_of_other_agents_name_an_id(conn: sqlite3.Connection, guid: str, external_id: str) -> None:
    assert together(conn, film("1", "One", guid=guid), film("2", "One", external_ids=(external_id,))) == [("1", "2")]


def test_a_legacy_guid_is_the_same_in_every_language(conn: sqlite3.Connection) -> None:
    guids = [f"{LEGACY}imdb://tt0103639?lang={language}" for language in ("en", "de")]
    guids += [f"{LEGACY}fanart://7?lang={language}" for language in ("en", "de")]
    items = [film(str(number), f"Film {number}", guid=guid) for number, guid in enumerate(guids, 1)]
    assert together(conn, *items) == [("1", "2"), ("3", "4")]


@pytest.mark.parametrize(
    "external_id",
    [
        *("tmdb://0", "tmdb://-1", "tmdb://none", "tmdb://", "tmdb://00", "tvdb://-5", "tvdb://0/1/1"),
        *("imdb://tt0000000", "imdb://tt", "imdb://0", "imdb://nm0000123", "imdb://tt-1", "imdb://1234567"),
    ],
)
def test_ids_that_stand_for_none_join_nothing(conn: sqlite3.Connection, external_id: str) -> None:
    items = [film(number, f"Film {number}", external_ids=(external_id,)) for number in ("1", "2")]
    assert together(conn, *items) == [("1",), ("2",)]


@pytest.mark.parametrize(
    "guid",
    [
        *(f"{LEGACY}themoviedb://0?lang=en", f"{LEGACY}imdb://tt0000000?lang=en", f"{LEGACY}imdb://"),
        *(f"{NFO}tmdb_0", f"{HAMA}tvdb-0", "plex://movie/", "plex://movie/000000000000000000000000"),
    ],
)
def test_guids_that_stand_for_none_join_nothing(conn: sqlite3.Connection, guid: str) -> None:
    assert together(conn, film("1", "One", guid=guid), film("2", "Two", guid=guid)) == [("1",), ("2",)]


def test_ids_are_compared_as_numbers(conn: sqlite3.Connection) -> None:
    first = film("1", "One", external_ids=("imdb://tt0083658",))
    assert together(conn, first, film("2", "One", external_ids=("imdb://tt83658",))) == [("1", "2")]


def test_films_that_differ_at_another_site_are_two_whatever_else_they_share(conn: sqlite3.Connection) -> None:
    menace = film("1", "Menace", external_ids=("imdb://tt0120915", "tmdb://1893", "tvdb://134347", "tvdb://334"))
    clones = film("2", "Clones", external_ids=("imdb://tt0121765", "tmdb://1894", "tvdb://334"))
    assert together(conn, menace, clones) == [("1",), ("2",)]


def test_a_bad_id_of_a_third_copy_chains_nothing(conn: sqlite3.Connection) -> None:
    one = film("1", "One", external_ids=("imdb://tt1", "tvdb://9"))
    two = film("2", "Two", external_ids=("imdb://tt2", "tvdb://8"))
    bad = film("3", "One", external_ids=("tvdb://9", "tvdb://8"))
    assert together(conn, one, two, bad) == [("1",), ("2", "3")]


def test_two_sites_that_agree_outweigh_a_third(conn: sqlite3.Connection) -> None:
    one = film("1", "One", external_ids=("imdb://tt1", "tmdb://1", "tvdb://1"))
    assert together(conn, one, film("2", "One", external_ids=("imdb://tt1", "tmdb://1", "tvdb://2"))) == [("1", "2")]


def test_a_store_that_was_grouped_by_other_rules_is_grouped_again(conn: sqlite3.Connection) -> None:
    together(conn, film("1", "One"), film("2", "Two"))
    conn.execute("UPDATE items SET title_id = 1")
    refill(conn, known=["1", "2"])
    assert [title.copies for title in titles.iter_titles(conn)] == [("1", "2")]
    conn.execute("DELETE FROM meta WHERE key = 'grouping_rules'")
    refill(conn, known=["1", "2"])
    assert [title.copies for title in titles.iter_titles(conn)] == [("1",), ("2",)]


@given(st.lists(st.tuples(st.integers(0, 9), st.sampled_from(["imdb", "tmdb", "tvdb"]), st.sampled_from("123"))))
def test_what_shares_nothing_is_never_one_title(ids: list[tuple[int, str, str]]) -> None:
    together_ = groups([], ids)
    assert together_ == groups([], reversed(ids))
    for group in together_:
        for item in group:
            mine = {(source, external) for other, source, external in ids if other == item}
            others = {(source, external) for other, source, external in ids if other in group and other != item}
            assert mine & others


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
