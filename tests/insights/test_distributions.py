from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.artifacts import Generation
from recommenderr.insights.distributions import (
    by_age,
    by_time,
    certificate_distribution,
    decade_distribution,
    genre_distribution,
    people_shares,
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


def shares(**of: float) -> pd.Series:
    return pd.Series(of, dtype=float)


NOTHING = shares()
Rows = list[tuple[str, float, float]]


def rows(pairs: pd.DataFrame) -> Rows:
    assert list(pairs) == ["first", "second"]
    return list(pairs.itertuples(name=None))


def test_each_title_counts_once_and_several_genres_share_it(generation: Generation) -> None:
    assert genre_distribution(generation, [0, 1, 2, 3]).to_dict() == {"Crime": 0.375, "Drama": 0.375, "No genre": 0.25}
    assert genre_distribution(generation, []).to_dict() == {}


def test_decades_and_certificates(generation: Generation) -> None:
    titles = [0, 1, 2, 3]
    assert decade_distribution(generation, titles).to_dict() == {"1990s": 0.5, "No year": 0.25, "2000s": 0.25}
    assert certificate_distribution(generation, titles).to_dict() == {"R": 0.5, "PG": 0.25, "Not rated": 0.25}
    assert decade_distribution(generation, []).to_dict() == certificate_distribution(generation, []).to_dict() == {}


def test_people_are_counted_once_a_title(generation: Generation) -> None:
    assert people_shares(generation, [0, 1]).to_dict() == {"Ada": 0.5, "Ben": 1.0}
    assert people_shares(generation, [2]).to_dict() == people_shares(generation, []).to_dict() == {}


def test_the_strongest_first_and_the_rest_together() -> None:
    first, second = shares(Drama=0.5, Crime=0.3, War=0.2), shares(Crime=0.9, Farce=0.1)
    assert rows(strongest(first, second, most=4)) == [
        ("Crime", 0.3, 0.9),
        ("Drama", 0.5, 0.0),
        ("War", 0.2, 0.0),
        ("Farce", 0.0, 0.1),
    ]
    assert rows(strongest(first, second, most=3)) == [
        ("Crime", 0.3, 0.9),
        ("Drama", 0.5, 0.0),
        ("All others", 0.2, 0.1),
    ]


def test_names_that_are_equally_strong_are_in_the_order_of_the_alphabet() -> None:
    assert rows(strongest(shares(b=0.25, c=0.5, a=0.25), NOTHING, most=5)) == [
        ("c", 0.5, 0.0),
        ("a", 0.25, 0.0),
        ("b", 0.25, 0.0),
    ]


def test_rounding_errors_decide_no_order() -> None:
    first, second = shares(a=0.3, b=0.1 + 0.2), shares()
    assert first["b"] > first["a"]
    assert list(strongest(first, second, most=2).index) == ["a", "b"]


def test_decades_in_the_order_of_time_and_certificates_by_age() -> None:
    assert list(by_time(shares(**{"2000s": 0.5, "No year": 0.5}), shares(**{"1930s": 1.0})).index) == [
        "1930s",
        "2000s",
        "No year",
    ]
    certificates = by_age(shares(**{"R": 0.4, "Not rated": 0.6}), shares(NR=0.5, PG=0.5))
    assert list(certificates.index) == ["PG", "R", "NR", "Not rated"]


def test_people_of_a_single_title_are_left_out() -> None:
    first, second = shares(Ada=0.1, Ben=0.2), shares(Ben=0.1, Cleo=0.3)
    assert rows(shared_people(first, second, most=5, least=0.2)) == [("Ben", 0.2, 0.1), ("Cleo", 0.0, 0.3)]
    assert rows(shared_people(first, second, most=1, least=0.0)) == [("Ben", 0.2, 0.1)]


NAMES = st.sampled_from(["nan", "", "None", "<b>", "PG", "1990s"]) | st.text(max_size=3)
SHARES = st.dictionaries(NAMES, st.floats(0, 1))


@given(SHARES, SHARES, st.integers(1, 8))
def test_no_share_is_lost_whatever_the_names(first: dict[str, float], second: dict[str, float], most: int) -> None:
    both = pd.Series(first, dtype=float), pd.Series(second, dtype=float)
    pairs = strongest(*both, most=most)
    assert len(pairs) == min(most, len(first | second))
    assert pairs.sum().tolist() == pytest.approx([sum(first.values()), sum(second.values())])
    for ordered in (by_time(*both), by_age(*both)):
        assert {name: pair for name, *pair in rows(ordered)} == {
            name: [first.get(name, 0.0), second.get(name, 0.0)] for name in first | second
        }
