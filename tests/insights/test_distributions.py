from __future__ import annotations

import pytest

from recommenderr.artifacts import Generation
from recommenderr.insights.distributions import (
    Pair,
    by_age,
    by_time,
    certificate_mix,
    decade_mix,
    genre_mix,
    people_mix,
    shared_people,
    strongest,
)
from recommenderr.records import Item
from tests.factories.libraries import Case
from tests.factories.users import generation_of


def film(item_id: str, **facts: object) -> Item:
    return Item(item_id=item_id, guid="", type="movie", title=f"Film {item_id}", library_id="1", **facts)  # type: ignore[arg-type]


ITEMS = (
    film("1", genres=("Crime", "Drama"), year=1995, content_rating="R", cast=("Ada", "Ben"), directors=("Ada",)),
    film("2", genres=("Drama",), year=1999, content_rating="PG", cast=("Ben",)),
    film("3", year=None),
    film("4", genres=("Crime",), year=2003, content_rating="R", cast=("Cleo",)),
)


@pytest.fixture(scope="module")
def generation() -> Generation:
    return generation_of(Case(ITEMS, ()))


def test_each_title_counts_once_and_several_genres_share_it(generation: Generation) -> None:
    assert genre_mix(generation, [0, 1, 2, 3]) == {"Crime": 0.375, "Drama": 0.375, "No genre": 0.25}
    assert genre_mix(generation, []) == {}


def test_decades_and_certificates(generation: Generation) -> None:
    assert decade_mix(generation, [0, 1, 2, 3]) == {"1990s": 0.5, "No year": 0.25, "2000s": 0.25}
    assert certificate_mix(generation, [0, 1, 2, 3]) == {"R": 0.5, "PG": 0.25, "Not rated": 0.25}


def test_people_are_counted_once_a_title(generation: Generation) -> None:
    assert people_mix(generation, [0, 1]) == {"Ada": 0.5, "Ben": 1.0}
    assert people_mix(generation, []) == {}


def test_the_strongest_first_and_the_rest_together() -> None:
    first, second = {"Drama": 0.5, "Crime": 0.3, "War": 0.2}, {"Crime": 0.9, "Farce": 0.1}
    assert strongest(first, second, 4) == (
        Pair("Crime", 0.3, 0.9),
        Pair("Drama", 0.5, 0.0),
        Pair("War", 0.2, 0.0),
        Pair("Farce", 0.0, 0.1),
    )
    assert strongest(first, second, 3) == (
        Pair("Crime", 0.3, 0.9),
        Pair("Drama", 0.5, 0.0),
        Pair("All others", 0.2, 0.1),
    )


def test_decades_in_the_order_of_time_and_certificates_by_age() -> None:
    assert [pair.name for pair in by_time({"2000s": 0.5, "No year": 0.5}, {"1930s": 1.0})] == [
        "1930s",
        "2000s",
        "No year",
    ]
    found = by_age({"R": 0.4, "Not rated": 0.6}, {"NR": 0.5, "PG": 0.5})
    assert [pair.name for pair in found] == ["PG", "R", "NR", "Not rated"]


def test_people_of_a_single_title_are_left_out() -> None:
    first, second = {"Ada": 0.1, "Ben": 0.2}, {"Ben": 0.1, "Cleo": 0.3}
    assert shared_people(first, second, 5, least=0.2) == (Pair("Ben", 0.2, 0.1), Pair("Cleo", 0.0, 0.3))
    assert shared_people(first, second, 1, least=0.0) == (Pair("Ben", 0.2, 0.1),)
