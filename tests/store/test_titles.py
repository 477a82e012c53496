"""Titles as they come out of the store: whole, in order, once each, whatever copies there are."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from recommenderr.records import Copy, Item, Rating
from recommenderr.store import titles
from recommenderr.store.connection import open_store
from tests.factories.records import FILMS, NOW, SERIES, UHD, film, refill, series

WHOLE = Item(
    item_id="77",
    guid="plex://movie/5d776",
    type="movie",
    title="Heat",
    library_id="1",
    external_ids=("imdb://tt0113277", "tmdb://949"),
    sort_title="heat",
    original_title="Heat!",
    edition="Remaster",
    year=1995,
    runtime_min=170.5,
    summary="A thief,\nand a policeman. – “Good.”",
    tagline="A Los Angeles crime saga",
    content_rating="R",
    studio="Warner",
    genres=("Crime", "Action"),
    collections=("Mann", "A list"),
    directors=("Michael Mann",),
    writers=("Michael Mann",),
    cast=("Robert De Niro", "Al Pacino", "Val Kilmer"),
    countries=("US",),
    ratings=(Rating("imdb", "audience", 8.3), Rating("rottentomatoes", "critic", 8.7)),
    thumb="/library/metadata/77/thumb/1",
    added_at=datetime(2020, 5, 1, 9, 30, tzinfo=UTC),
    updated_at=datetime(2024, 5, 1, 9, 30, tzinfo=UTC),
    released=date(1995, 12, 15),
    latest_release=date(1996, 1, 1),
)
BARE = Item(item_id="78", guid="local://78", type="show", title="", library_id="2", episode_count=0)


def ids(conn: sqlite3.Connection) -> list[str]:
    return [title.item.item_id for title in titles.iter_titles(conn)]


def test_an_item_comes_out_as_it_went_in(conn: sqlite3.Connection) -> None:
    refill(conn, [WHOLE, BARE])
    assert list(titles.iter_titles(conn)) == [
        titles.Title(WHOLE, gone=False, copies=("77",)),
        titles.Title(BARE, gone=False, copies=("78",)),
    ]


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
tags = st.lists(texts, max_size=4, unique=True).map(tuple)
any_items = st.builds(
    film,
    st.integers(1, 10**12).map(str),
    texts,
    year=st.none() | st.integers(0, 9999),
    runtime_min=st.none() | st.floats(0, 1e4),
    summary=texts,
    genres=tags,
    cast=tags,
    countries=tags,
    ratings=st.lists(
        st.builds(Rating, texts, st.sampled_from(["critic", "audience"]), st.floats(0, 10)), max_size=3
    ).map(tuple),
    added_at=st.none()
    | st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1)).map(
        lambda time: time.replace(microsecond=0, tzinfo=UTC)
    ),
)


@settings(max_examples=60, deadline=None)
@given(items=st.lists(any_items, max_size=5, unique_by=lambda item: item.item_id))
def test_saved_is_loaded(items: list[Item]) -> None:
    with TemporaryDirectory() as folder, open_store(Path(folder) / "store.db") as conn:
        refill(conn, items)
        assert [title.item for title in titles.iter_titles(conn)] == sorted(items, key=lambda item: int(item.item_id))


def test_titles_come_in_the_numeric_order_of_their_ids(conn: sqlite3.Connection) -> None:
    refill(conn, [film(number, f"Film {number}") for number in ("1000", "9", "20", "100", "3")])
    assert ids(conn) == ["3", "9", "20", "100", "1000"]


def test_tags_of_a_changed_item_are_replaced(conn: sqlite3.Connection) -> None:
    refill(conn, [WHOLE, film("5", "Other", genres=("Drama",))])
    changed = replace(WHOLE, genres=("Drama",), cast=WHOLE.cast[::-1], ratings=())
    refill(conn, [changed], known=["5"])
    assert [title.item.genres for title in titles.iter_titles(conn)] == [("Drama",), ("Drama",)]
    assert [title.item for title in titles.iter_titles(conn)][1] == changed


def test_copies_in_two_libraries_are_one_title_and_the_first_library_counts(conn: sqlite3.Connection) -> None:
    guid = "plex://movie/abc"
    refill(conn, [film("10", "Alien", guid=guid, library_id="3"), film("20", "Alien", guid=guid, library_id="1")])
    (title,) = titles.iter_titles(conn)
    assert (title.item.item_id, title.copies, title.gone) == ("20", ("20", "10"), False)


def test_a_live_copy_counts_before_a_gone_one(conn: sqlite3.Connection) -> None:
    guid = "plex://movie/abc"
    refill(conn, [film("10", "Alien", guid=guid, library_id="3"), film("20", "Alien", guid=guid, library_id="1")])
    refill(conn, known=["10"])
    (title,) = titles.iter_titles(conn)
    assert (title.item.item_id, title.copies, title.gone) == ("10", ("10", "20"), False)


def test_of_gone_copies_the_last_seen_counts(conn: sqlite3.Connection) -> None:
    guid = "plex://movie/abc"
    refill(conn, [film("10", "Alien", guid=guid), film("20", "Alien", guid=guid)])
    refill(conn, known=["20"], now=NOW.replace(day=2))
    refill(conn, now=NOW.replace(day=3))
    (title,) = titles.iter_titles(conn)
    assert (title.item.item_id, title.copies, title.gone) == ("20", ("20", "10"), True)


def test_the_order_of_libraries_decides_again_when_it_changes(conn: sqlite3.Connection) -> None:
    guid = "plex://movie/abc"
    copies = [film("10", "Alien", guid=guid, library_id="1"), film("20", "Alien", guid=guid, library_id="3")]
    refill(conn, copies)
    assert ids(conn) == ["10"]
    before = titles.version(conn)
    refill(conn, known=["10", "20"], libraries=[replace(UHD, position=0), SERIES, replace(FILMS, position=5)])
    assert ids(conn) == ["20"]
    assert titles.version(conn) != before


def test_the_stamp_changes_with_every_change_of_a_title_and_only_then(conn: sqlite3.Connection) -> None:
    versions = [titles.version(conn)]

    def changed() -> bool:
        versions.append(titles.version(conn))
        return versions[-1] not in versions[:-1]

    refill(conn, [WHOLE])
    assert changed()
    refill(conn, [WHOLE], known=["77"])
    assert not changed()
    refill(conn, [replace(WHOLE, updated_at=NOW)])
    assert not changed()
    refill(conn, [replace(WHOLE, genres=("Crime",))])
    assert changed()
    refill(conn)
    assert changed()
    refill(conn, known=["77"])
    assert changed()
    refill(conn, [BARE], known=["77"])
    assert changed()


def test_titles_stream_without_sorting_or_asking_for_each(conn: sqlite3.Connection) -> None:
    refill(conn, [film(str(number), f"Film {number}", genres=("A", "B")) for number in range(1, 300)])
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    assert sum(len(title.item.genres) for title in titles.iter_titles(conn)) == 598
    conn.set_trace_callback(None)
    assert len(asked) == 5
    plans = [row[3] for query in asked for row in conn.execute(f"EXPLAIN QUERY PLAN {query}")]
    assert not [step for step in plans if "TEMP B-TREE" in step], plans


def found(conn: sqlite3.Connection, text: str, limit: int = 10) -> list[tuple[str, str, int | None]]:
    return [(hit.item_id, hit.title, hit.year) for hit in titles.resolve(conn, text, limit)]


def test_a_title_is_found_by_the_id_of_any_copy(conn: sqlite3.Connection) -> None:
    guid = "plex://movie/abc"
    refill(conn, [film("10", "Alien", guid=guid, library_id="3"), film("20", "Alien", guid=guid, year=1979)])
    assert found(conn, "10") == found(conn, " 20 ") == [("20", "Alien", 1979)]


def test_names_are_found_the_likeliest_first(conn: sqlite3.Connection) -> None:
    films = [film("1", "The Alien Zone"), film("2", "ALIENS"), film("3", "Alien", year=1979), film("4", "Alienated")]
    refill(conn, [*films, series("5", "Alien", year=2024)])
    assert [item_id for item_id, *_ in found(conn, "alien")] == ["3", "5", "2", "4", "1"]
    assert [item_id for item_id, *_ in found(conn, "  ALIEN (2024)")][:1] == ["5"]
    assert len(found(conn, "alien", limit=2)) == 2
    assert titles.resolve(conn, "alien")[1] == titles.Found("5", "Alien", 2024, "show")


def test_what_is_there_comes_before_what_is_gone(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Dune", year=1984), film("2", "Dune", year=2021)])
    refill(conn, known=["2"])
    assert [item_id for item_id, *_ in found(conn, "Dune")] == ["2", "1"]


def test_a_film_called_like_an_id_is_found_too(conn: sqlite3.Connection) -> None:
    refill(conn, [film("300", "Heat"), film("4", "300")])
    assert [item_id for item_id, *_ in found(conn, "300")] == ["300", "4"]


def test_nothing_is_found_for_nothing_and_signs_mean_themselves(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "100% Wolf"), film("2", "Straße")])
    assert found(conn, "") == found(conn, "  ") == found(conn, "%")[1:] == found(conn, "_") == []
    assert [item_id for item_id, *_ in found(conn, "STRASSE")] == ["2"]


def test_a_title_answers_to_its_original_name_and_to_numerals_in_other_figures(conn: sqlite3.Connection) -> None:
    refill(conn, [film("1", "Rocky II", year=1979), film("2", "Spirited Away", original_title="Sen to Chihiro")])
    assert [hit.title for hit in titles.resolve(conn, "rocky 2")] == ["Rocky II"]
    assert [hit.title for hit in titles.resolve(conn, "Rocky 2 (1979)")] == ["Rocky II"]
    assert [hit.title for hit in titles.resolve(conn, "sen to chihiro")] == ["Spirited Away"]


def test_copies_of_a_title_with_their_libraries_and_editions(conn: sqlite3.Connection) -> None:
    guid = {"guid": "plex://movie/a"}
    refill(
        conn,
        [
            film("1", "Alien", **guid, edition="Director's Cut"),
            film("2", "Alien", **guid),
            film("3", "Alien", **guid, library_id="3"),
        ],
    )
    assert [title.item.item_id for title in titles.iter_titles(conn)] == ["2"]  # the usual edition stands for all
    assert titles.copies(conn, "2") == (Copy("Films", ""), Copy("Films", "Director's Cut"), Copy("Films 4K", ""))
    assert titles.copies(conn, "2", {"3"}) == (Copy("Films 4K", ""),)
