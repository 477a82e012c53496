from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.titles.release import AGE_EDGES, age_labels, ages, decimal_year, release_year

NAN = math.nan
YEARS = st.one_of(st.just(NAN), st.integers(1890, 2030).map(float))


def labels_of(year: float, released: float, moment: float) -> list[float]:
    return list(map(float, age_labels(np.array([year]), np.array([released]), moment)[0]))


def test_days_and_seconds_are_years_with_a_fraction() -> None:
    assert release_year(date(1970, 1, 1)) == 1970
    assert release_year(date(2000, 7, 2)) == pytest.approx(2000.5, abs=0.01)
    assert math.isnan(release_year(None))
    assert float(decimal_year(0)) == 1970


def test_a_date_falls_into_one_bin() -> None:
    assert labels_of(2025, 2025.9, 2026.0)[0] == 1
    assert labels_of(2025, 2025.5, 2026.2) == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert labels_of(2026, 2026.5, 2026.2)[0] == 1  # not out yet


def test_of_a_year_alone_each_day_is_equally_likely() -> None:
    assert labels_of(2025, NAN, 2026.0) == pytest.approx([0.25, 0.25, 0.5, 0, 0, 0, 0, 0, 0, 0])
    assert labels_of(2026, NAN, 2026.5) == pytest.approx([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0])
    assert labels_of(NAN, NAN, 2026.0) == [0] * 10


@given(YEARS, st.one_of(st.just(NAN), st.floats(1890, 2030)), st.floats(1950, 2035))
def test_shares_sum_to_1_where_anything_is_known(year: float, released: float, moment: float) -> None:
    labels = labels_of(year, released, moment)
    assert len(labels) == len(AGE_EDGES)
    assert sum(labels) == pytest.approx(0 if math.isnan(year) and math.isnan(released) else 1)
    assert min(labels) >= 0


def test_an_age_is_counted_from_the_middle_of_a_year_and_never_below_0() -> None:
    found = ages(np.array([2020, 2020, 2027, NAN]), np.array([NAN, 2020.1, NAN, NAN]), 2026.0)
    assert found[:3] == pytest.approx([5.5, 5.9, 0])
    assert math.isnan(found[3])
