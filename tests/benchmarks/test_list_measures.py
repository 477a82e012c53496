"""What lists consist of, on six titles with everything written out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from benchmarks.cases import Case
from benchmarks.dataset import Dataset
from benchmarks.list_measures import CaseMeasures, TitleShapes
from recommenderr.evaluation.splits import Interactions
from recommenderr.records import Item, Rating

MOMENT = int(datetime(2013, 6, 1, tzinfo=UTC).timestamp())
PLAIN = Item("", "", "movie", "", "1", genres=("Drama",))
ITEMS = (
    replace(PLAIN, item_id="0", title="Alpha", year=2012, ratings=(Rating("imdb", "audience", 9.0),)),
    replace(PLAIN, item_id="1", title="Beta", year=2011, type="show", genres=("Crime",)),
    replace(PLAIN, item_id="2", title="Saga", year=1990, collections=("Saga",)),
    replace(PLAIN, item_id="3", title="Saga 2", year=2013, collections=("Saga",)),
    replace(PLAIN, item_id="4", title="Trek", year=1980, collections=("Trek",)),
    replace(
        PLAIN, item_id="5", title="Trek 3", year=1984, collections=("Trek",), ratings=(Rating("imdb", "audience", 8.9),)
    ),
)
SHAPES = TitleShapes(Dataset("six", ITEMS, {}))


def rows(*numbers: int) -> np.ndarray:
    return np.array(numbers, dtype=np.int32)


def case_of(known: np.ndarray, candidates: np.ndarray) -> Case:
    log = Interactions(known, np.arange(len(known)), np.full(len(known), 90.0), np.full(len(known), np.nan))
    return Case(0, 0, MOMENT, log, len(known), candidates, candidates[:1])


def test_shares_of_a_list() -> None:
    shares = CaseMeasures(SHAPES, case_of(rows(), rows(0, 1, 2, 3, 4, 5)), np.zeros(0)).shares(rows(0, 1, 3, 5))
    assert shares == {"new": 0.5, "rated 9": 0.25, "series": 0.25, "later parts": 0.5}


def test_a_later_part_is_one_after_an_unwatched_part_of_an_unbegun_collection() -> None:
    begun = case_of(rows(4), rows(0, 1, 2, 3, 5))
    assert CaseMeasures(SHAPES, begun, np.ones(1)).shares(rows(5))["later parts"] == 0.0
    first_not_there = case_of(rows(0), rows(1, 3, 5))
    assert CaseMeasures(SHAPES, first_not_there, np.ones(1)).shares(rows(3, 5))["later parts"] == 0.0
    assert CaseMeasures(SHAPES, case_of(rows(0), rows(2, 3)), np.ones(1)).shares(rows(2, 3))["later parts"] == 0.5


def test_distances_are_zero_for_the_persons_own_mix_and_large_for_another() -> None:
    case = case_of(rows(4, 5), rows(0, 1, 2, 3))
    same = CaseMeasures(SHAPES, case, np.ones(2)).measures(rows(4, 5))
    assert [same[name] for name in ("genre distance", "era distance", "age distance")] == pytest.approx([0, 0, 0])
    other = CaseMeasures(SHAPES, case, np.ones(2)).measures(rows(1))
    bits = np.log2(1 / 0.01)
    assert [other[name] for name in ("genre distance", "era distance", "age distance")] == pytest.approx([bits] * 3)


def test_with_nothing_known_the_library_is_the_mix_to_compare_with() -> None:
    case = case_of(rows(), rows(2, 4))
    measured = CaseMeasures(SHAPES, case, np.zeros(0)).measures(rows(2, 4))
    assert measured["era distance"] == pytest.approx(0.0)
