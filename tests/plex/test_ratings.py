"""A person's own ratings, apart from those that a tool wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.plex.ratings import Rated, own_ratings, without_those_of


def rated(*values: tuple[float, int | None]) -> list[Rated]:
    return [Rated(str(number), value, at) for number, (value, at) in enumerate(values)]


def test_nothing_is_nothing() -> None:
    assert own_ratings([]) == {}


def test_whole_numbers_given_at_leisure_are_a_persons() -> None:
    assert own_ratings(rated((8, 100), (1, 900), (10, None))) == {"0": 8, "1": 1, "2": 10}


def test_a_fraction_is_a_tools() -> None:
    assert own_ratings(rated((8, 100), (7.9, 900), (2, 5000))) == {"0": 8, "2": 2}


def test_a_burst_is_a_tools_even_where_its_numbers_are_whole() -> None:
    assert own_ratings(rated((8, 100), (7, 101), (6, 102), (2, 5000))) == {"3": 2}
    assert own_ratings(rated((8, 100), (7, 102), (6, 104))) == {"0": 8, "1": 7, "2": 6}


def test_an_account_that_a_tool_keeps_in_step_has_no_ratings_of_its_own() -> None:
    assert own_ratings(rated((7.9, 100), (8.8, 5000), (6, 90_000))) == {}


def test_ratings_without_a_time_are_doubted_where_a_tool_is_at_work() -> None:
    values = [(float(number), None) for number in range(1, 9)]
    assert len(own_ratings(rated(*values))) == 8
    assert own_ratings(rated(*values, (7.3, None))) == {}


@pytest.mark.parametrize("value", [-1, 11])
def test_what_no_scale_has(value: float) -> None:
    assert own_ratings(rated((value, 100), (5, 200))) == {"1": 5}


@given(st.lists(st.tuples(st.integers(0, 10), st.none() | st.integers(1, 10**9)), max_size=30))
def test_nothing_is_made_up(values: list[tuple[int, int | None]]) -> None:
    given_ = rated(*((float(value), at) for value, at in values))
    own = own_ratings(given_)
    assert own.items() <= {one.item_id: one.value for one in given_}.items()


def test_a_rating_of_0_is_no_rating() -> None:
    assert own_ratings(rated((0, 100), (0.0, None), (4, 900))) == {"2": 4}


def test_ratings_that_equal_the_owners_in_value_and_second_are_the_owners() -> None:
    owner = frozenset(rated((8, 100), (6, None), (7, 300)))
    assert without_those_of(rated((8, 100), (6, None), (9, 300)), owner) == rated((8, 100), (6, None), (9, 300))[1:]
