"""Which values of one weight bring a title into the top k: compared with counting at many values."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.counterfactual import nearest_value, reaching_intervals
from recommenderr.records import MAX_WEIGHT

NUMBERS = st.integers(-20, 20).map(float)


@given(st.lists(st.tuples(NUMBERS, NUMBERS), max_size=12), NUMBERS, NUMBERS, st.integers(1, 4))
def test_inside_the_intervals_fewer_than_k_are_ahead_and_outside_at_least_k(
    others: list[tuple[float, float]], base: float, slope: float, k: int
) -> None:
    bases, slopes = (np.array([pair[side] for pair in others], dtype=np.float64) for side in (0, 1))
    intervals = reaching_intervals(bases, slopes, (base, slope), k)
    assert all(0 <= low < high <= MAX_WEIGHT for low, high in intervals)
    for weight in np.linspace(0.0137, MAX_WEIGHT - 0.0171, 211):
        ahead = int(np.count_nonzero(bases + weight * slopes > base + weight * slope + 1e-9))
        tied = bool(np.any(np.abs((bases - base) + weight * (slopes - slope)) <= 1e-9) and len(others))
        inside = any(low < weight < high for low, high in intervals)
        assert tied or inside == (ahead < k)


def test_the_nearest_value_that_reaches_is_found_with_few_decimals() -> None:
    assert nearest_value([(0.0, 0.5), (2.0, 5.0)], 1.8, lambda value: True) == 2.01
    value = nearest_value([(2.003, 5.0)], 1.0, lambda value: value > 2.003)
    assert value is not None
    assert 2.003 < value <= 2.02


def test_where_nothing_reaches_there_is_none() -> None:
    assert nearest_value([], 1.0, lambda value: True) is None
    assert nearest_value([(2.0, 5.0)], 1.0, lambda value: False) is None
