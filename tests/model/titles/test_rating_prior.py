from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.titles.rating_prior import acclaim, usual_ratings
from recommenderr.records import Item, Rating
from tests.factories.libraries import LAW, Case, cases


def rated(*values: float) -> Item:
    return Item("1", "", "movie", "A", "1", ratings=tuple(Rating("imdb", "critic", value) for value in values))


def of(items: Sequence[Item]) -> list[float]:
    values = acclaim(items)
    assert values.dtype == np.float32
    return [float(value) for value in values]


def test_a_title_without_ratings_is_as_good_as_usual() -> None:
    low, unrated, high = of([rated(2.0), rated(), rated(8.5)])
    assert unrated == 0
    assert low < 0 < high


def test_several_sources_that_agree_say_more_than_one() -> None:
    one, three = of([rated(8.0), rated(8.0, 8.0, 8.0)])
    assert 0 < one < three
    one, three = of([rated(4.0), rated(4.0, 4.0, 4.0)])
    assert three < one < 0


def test_a_single_enthusiastic_rating_fades_out() -> None:
    good, better, best = of([rated(8.8), rated(9.1), rated(9.4)])
    assert [good, better, best] == pytest.approx([1.5, 0.75, 0])
    assert of([rated(9.4, 9.4)])[0] == 1.5
    assert np.isnan(usual_ratings([rated(), rated(9.0)])).all()
    assert usual_ratings([rated(7.5), rated(9.0, 8.9)]).tolist() == [7.5, pytest.approx(9.44)]


def test_a_library_without_any_rating_has_no_acclaim() -> None:
    assert of([rated(), rated()]) == [0, 0]


def test_no_titles_no_acclaim() -> None:
    assert of([]) == []


@LAW
@given(cases())
def test_it_is_always_a_number_of_ordinary_size(case: Case) -> None:
    assert (np.abs(acclaim(case.items)) < 10).all()


@LAW
@given(cases(), st.data())
def test_it_does_not_hinge_on_the_order_of_titles_by_a_single_bit(case: Case, data: st.DataObject) -> None:
    """Rows are sorted by it, so a last bit that comes and goes would let titles change places."""
    order = data.draw(st.permutations(range(len(case.items))))
    values = acclaim(case.items)
    assert acclaim(case.in_order(order).items).tolist() == values[list(order)].tolist()


@LAW
@given(cases())
def test_one_more_best_rating_is_never_worse(case: Case) -> None:
    best = Rating("x", "critic", 10.0)
    better = [replace(item, ratings=(*item.ratings, best)) for item in case.items]
    assert (acclaim(better) >= acclaim(case.items)).all()
