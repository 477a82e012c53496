from __future__ import annotations

import numpy as np

from recommenderr.model import franchises
from recommenderr.model.franchises import next_parts
from tests.factories.libraries import block_of

# Five films of one collection and one of another; the first part was watched.
COLLECTIONS = block_of("collections", [[1, 0], [1, 0], [1, 0], [1, 0], [1, 0], [0, 1]])
YEAR = np.array([1977, 1980, 1983, np.nan, 1983, 1990])
CANDIDATES = np.array([False, True, True, True, True, True])


def waits(rows: list[int]) -> list[int]:
    return list(map(int, next_parts(COLLECTIONS, YEAR, np.array(rows), CANDIDATES)))


def test_each_part_waits_for_the_one_before_it_that_was_not_watched() -> None:
    assert waits([2, 1, 5, 4]) == [1, -1, -1, 1]
    trilogy = block_of("collections", [[1], [1], [1]])
    released = np.array([1995.0, 1999.0, 2010.0])
    assert next_parts(trilogy, released, np.array([2, 0, 1]), np.ones(3, np.bool_)).tolist() == [2, -1, 1]
    assert next_parts(trilogy, released, np.array([2, 0]), np.ones(3, np.bool_)).tolist() == [2, -1]


def test_a_part_outside_the_pool_is_waited_for_too() -> None:
    assert waits([2, 5, 3]) == [3, -1, -1]  # a part of an unknown year waits for none


def test_parts_of_the_same_year_do_not_wait_for_each_other() -> None:
    candidates = CANDIDATES.copy()
    candidates[1] = False
    assert next_parts(COLLECTIONS, YEAR, np.array([4, 2]), candidates).tolist() == [-1, -1]


def test_a_large_collection_has_no_order() -> None:
    many = block_of("collections", [[1]] * (franchises.MAX_PARTS + 1))
    year = np.arange(franchises.MAX_PARTS + 1, dtype=np.float64)
    assert set(next_parts(many, year, np.arange(3), np.ones(len(year), np.bool_)).tolist()) == {-1}


def test_no_collections_at_all() -> None:
    assert next_parts(block_of("collections", [[0]] * 2), YEAR[:2], np.arange(2), CANDIDATES[:2]).tolist() == [-1, -1]
    assert next_parts(COLLECTIONS, YEAR, np.zeros(0, np.intp), CANDIDATES).tolist() == []
