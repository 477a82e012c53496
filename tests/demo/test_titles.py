from __future__ import annotations

import re
from collections import Counter

import pytest

from recommenderr.demo.catalogue import read_titles

TITLES = read_titles()
FILM_RATINGS = {"G", "PG", "PG-13", "R", "NR"}
SERIES_RATINGS = {"TV-Y", "TV-Y7", "TV-G", "TV-PG", "TV-14", "TV-MA"}
COMMON = ("title", "year", "runtime_min", "genres", "cast", "countries", "studio", "content_rating", "summary")


def name_of(title: dict[str, object]) -> str:
    return f"{title['title']} ({title['year']})"


def test_there_are_enough_films_and_series() -> None:
    count = Counter(title["type"] for title in TITLES)
    assert count["movie"] >= 320
    assert count["show"] >= 80
    assert set(count) == {"movie", "show"}


def test_no_title_is_listed_twice() -> None:
    count = Counter((t["type"], re.sub(r"\W", "", t["title"].casefold()), t["year"]) for t in TITLES)
    assert [title for title, times in count.items() if times > 1] == []


@pytest.mark.parametrize("field", [*COMMON, "critic_rating", "audience_rating"])
def test_no_field_is_empty(field: str) -> None:
    assert [name_of(title) for title in TITLES if not title[field]] == []


def test_films_have_directors_and_writers_and_series_have_seasons() -> None:
    films = [title for title in TITLES if title["type"] == "movie"]
    assert [name_of(film) for film in films if not film["directors"] or not film["writers"]] == []
    series = [title for title in TITLES if title["type"] == "show"]
    assert [name_of(one) for one in series if not one["seasons"] or not all(1 <= n <= 60 for n in one["seasons"])] == []


def test_numbers_are_in_range() -> None:
    assert [name_of(t) for t in TITLES if not 1900 <= t["year"] <= 2026] == []
    assert [name_of(t) for t in TITLES if not 1 <= t["critic_rating"] <= 10] == []
    assert [name_of(t) for t in TITLES if not 1 <= t["audience_rating"] <= 10] == []
    assert [name_of(t) for t in TITLES if not 4 <= t["runtime_min"] <= 330] == []
    assert [name_of(t) for t in TITLES if not 60 <= len(t["summary"]) <= 420] == []


def test_content_ratings_fit_the_type() -> None:
    wrong = [t for t in TITLES if t["content_rating"] not in (FILM_RATINGS if t["type"] == "movie" else SERIES_RATINGS)]
    assert [name_of(title) for title in wrong] == []


def test_people_and_collections_connect_titles() -> None:
    directors = Counter(name for t in TITLES for name in t.get("directors", ()))
    actors = Counter(name for t in TITLES for name in t["cast"])
    collections = Counter(name for t in TITLES for name in t["collections"])
    assert sum(times >= 3 for times in directors.values()) >= 20
    assert sum(times >= 3 for times in actors.values()) >= 60
    assert sum(times >= 2 for times in collections.values()) >= 30


def test_no_one_is_listed_twice_in_one_cast() -> None:
    assert [name_of(title) for title in TITLES if len(set(title["cast"])) != len(title["cast"])] == []


def test_summaries_differ() -> None:
    assert len({title["summary"] for title in TITLES}) == len(TITLES)
