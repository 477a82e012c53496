from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.titles.renown import MIN_TITLES, external_numbers, id_rank, renown
from recommenderr.records import Item

FILM = np.zeros(MIN_TITLES, np.bool_)


def test_numbers_are_read_from_the_ids_that_plex_sends() -> None:
    items = [
        Item("1", "", "movie", "A", "1", external_ids=("imdb://tt0114709", "tmdb://862", "tvdb://7")),
        Item("2", "", "movie", "B", "1", external_ids=("tmdb://x", "imdb://nm1")),
    ]
    assert external_numbers(items, "tmdb").tolist()[0] == 862
    assert external_numbers(items, "imdb").tolist()[0] == 114709
    assert np.isnan(external_numbers(items, "tmdb")[1])
    assert np.isnan(external_numbers(items, "imdb")[1])


def test_the_first_that_were_entered_rank_lowest() -> None:
    numbers = np.arange(MIN_TITLES, 0, -1, dtype=np.float64)
    ranks = id_rank(numbers, np.full(MIN_TITLES, 2020.0), FILM)
    assert ranks[-1] == 0.5 / MIN_TITLES
    assert ranks[0] == (MIN_TITLES - 0.5) / MIN_TITLES


def test_too_few_titles_have_no_rank_and_series_are_numbered_apart() -> None:
    assert np.isnan(id_rank(np.ones(3), np.full(3, 2020.0), np.zeros(3, np.bool_))).all()
    show = FILM.copy()
    show[0] = True
    assert np.isnan(id_rank(np.arange(MIN_TITLES, dtype=np.float64), np.full(MIN_TITLES, 2020.0), show)).all()


@given(st.lists(st.tuples(st.integers(1, 10**7), st.integers(1950, 2026)), min_size=MIN_TITLES, max_size=60))
def test_ranks_lie_between_0_and_1_and_follow_the_ids_of_a_year(titles: list[tuple[int, int]]) -> None:
    numbers, years = (np.array(values, dtype=np.float64) for values in zip(*titles, strict=True))
    ranks = id_rank(numbers, years, np.zeros(len(titles), np.bool_))
    assert ((ranks > 0) & (ranks < 1)).all()
    for year in set(years.tolist()):
        order = np.argsort(numbers[years == year])
        assert (np.diff(ranks[years == year][order]) >= 0).all()


def test_an_unknown_rank_counts_as_the_middle() -> None:
    assert renown(np.array([0.1, math.nan]), np.array([0.5, 0.0])) == pytest.approx([0.4, 0.15])
