from __future__ import annotations

import math

import numpy as np
import pytest

from recommenderr.model.newness import new_share_parts, new_when_watched, newness


def test_new_is_what_came_out_at_most_three_years_before() -> None:
    year, released = np.array([2020, 2022, 2000, math.nan]), np.array([math.nan, math.nan, 2023.5, math.nan])
    assert new_when_watched(year, released, np.full(4, 2024.0)).tolist() == [False, True, True, False]


def test_the_share_of_new_titles_is_shrunk_to_four_in_ten() -> None:
    own, prior = new_share_parts(np.array([1.0, 1.0]), np.array([True, False]))
    assert own == pytest.approx([1 / 12, 0])
    assert prior == pytest.approx(4 / 12)
    assert new_share_parts(np.zeros(0), np.zeros(0, np.bool_))[1] == 0.4


def test_newness_falls_to_a_third_within_some_three_years() -> None:
    assert newness(np.array([0.0, 3.0, math.nan]), 0.5) == pytest.approx([0.5, 0.5 / math.e, 0])
