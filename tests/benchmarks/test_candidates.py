"""The library of a household: who the neighbours are, how much they add, and nothing that was not out yet."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from benchmarks.candidates import LIBRARY_TITLES, TITLES_OF_OTHERS, Neighbourhood, Rows, month_of


def epoch(year: int, month: int) -> int:
    return int(datetime(year, month, 15, tzinfo=UTC).timestamp())


def of(*parts: range) -> list[Rows]:
    return [np.array(part, dtype=np.int32) for part in parts]


def households(titles: list[Rows], months: list[int], years: np.ndarray, seed: int = 0) -> Neighbourhood:
    return Neighbourhood(list(range(len(titles))), titles, np.array(months), years, seed)


MOMENT = epoch(2013, 6)
NOW = month_of(MOMENT)
NONE = np.zeros(0, dtype=np.int32)


def test_the_library_is_the_persons_titles_and_those_of_the_others() -> None:
    all_of = households(of(range(5), range(3, 9), range(20, 22)), [NOW, NOW, NOW + 1], np.full(30, 2000.0))
    known = np.array([0, 3], dtype=np.int32)
    assert all_of.household(0, known, MOMENT).tolist() == [1, 2, 4, 5, 6, 7, 8, 20, 21]


def test_only_titles_of_this_year_or_before_are_candidates() -> None:
    years = np.array([2013.0, 2014.0, np.nan, 1950.0, 2014.0])
    all_of = households(of(range(2), range(2, 5)), [NOW, NOW], years)
    assert all_of.household(0, NONE, MOMENT).tolist() == [0, 2, 3]


def test_the_nearest_months_come_first_and_no_one_adds_more_than_150() -> None:
    """Ten people of this month fill the library, so that nobody of other years takes part."""
    near = [range(1000 * n, 1000 * n + 400) for n in range(1, 11)]
    far = [range(1000 * n, 1000 * n + 400) for n in range(11, 31)]
    all_of = households(of(range(0), *near, *far), [NOW, *[NOW - 1] * 10, *[NOW + 24] * 20], np.full(31_000, 2000.0))
    candidates = all_of.household(0, NONE, MOMENT)
    assert len(candidates) == LIBRARY_TITLES == 10 * TITLES_OF_OTHERS
    assert np.unique(candidates // 1000, return_counts=True)[1].tolist() == [TITLES_OF_OTHERS] * 10
    assert candidates.max() < 11_000


def test_the_persons_own_titles_count_towards_the_1500() -> None:
    others = [range(10_000 + 200 * n, 10_000 + 200 * (n + 1)) for n in range(20)]
    all_of = households(of(range(1400), *others), [NOW] * 21, np.full(20_000, 2000.0))
    known = np.arange(50, dtype=np.int32)
    candidates = all_of.household(0, known, MOMENT)
    assert len(candidates) == LIBRARY_TITLES
    assert np.count_nonzero(candidates < 10_000) == 1350
    assert not np.isin(known, candidates).any()


def test_a_growing_library_has_500_more_half_of_them_new() -> None:
    years = np.repeat([1990.0, 2011.0, 2013.0, 2014.0], 1000)
    all_of = households(of(range(10), range(5, 20)), [NOW, NOW], years)
    few = all_of.household(0, NONE, MOMENT)
    more = all_of.household(0, NONE, MOMENT, new_titles=500)
    added = np.setdiff1d(more, few)
    assert len(added) == 500
    assert np.isin(few, more).all()
    assert (years[added] <= 2013).all()
    assert np.count_nonzero(years[added] >= 2011) >= 250


def test_draws_repeat_by_seed_person_and_what_is_known() -> None:
    all_of = households(of(range(9), range(1000), range(500, 3000)), [NOW] * 3, np.full(3000, 2000.0))
    other = households(of(range(9), range(1000), range(500, 3000)), [NOW] * 3, np.full(3000, 2000.0), seed=1)
    first, again = (all_of.household(0, NONE, MOMENT).tolist() for _ in range(2))
    assert first == again != other.household(0, NONE, MOMENT).tolist()
