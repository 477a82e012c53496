from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.preference import preference


@pytest.mark.parametrize(
    ("plays", "age_days", "runtime_min", "expected"),
    [
        (1, 0, 30, 0.8312309),  # 0.55 ln 2 + 0.30 + 0.10 + 0.05
        (1, 0, 120, 0.8312309),  # an evening's film counts no more than half an hour
        (3, 90, 15, 0.9728257),  # 0.55 ln 4 + 0.30 / e + 0.05 + 0.05
        (10, 900, 22, 1.4421894),  # 0.55 ln 11 + 0.30 e^-10 + 0.10 * 22/30 + 0.05
        (2, 45, math.nan, 0.8361960),  # 0.55 ln 3 + 0.30 e^-0.5 + 0 + 0.05
        (0, 1e9, 0, 0.05),  # nothing is left but the base
        (1, -3, 30, 0.8312309),  # a clock that ran ahead
    ],
)
def test_the_formula_in_numbers(plays: int, age_days: float, runtime_min: float, expected: float) -> None:
    assert preference(plays, age_days, runtime_min) == pytest.approx(expected, abs=5e-8)


def test_arguments_are_broadcast_and_left_as_they_are() -> None:
    plays = np.array([1.0, 3.0])
    assert preference(plays, 0.0, [[30.0], [0.0]]).shape == (2, 2)
    assert plays.tolist() == [1.0, 3.0]


NUMBERS = st.floats(0, 1e4)


@given(NUMBERS, NUMBERS, NUMBERS, st.floats(0, 1e3))
def test_more_and_later_and_longer_is_never_less(plays: float, age: float, runtime: float, more: float) -> None:
    base = preference(plays, age, runtime)
    assert base > 0
    assert preference(plays + more, age, runtime) >= base
    assert preference(plays, age, runtime + more) >= base
    assert preference(plays, age + more, runtime) <= base
