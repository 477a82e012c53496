from __future__ import annotations

import math
from dataclasses import fields

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.preference import preference
from recommenderr.model.user_profile import MEMORY, USUAL_RATING, Memory, UserProfile, build_profile
from tests.factories.libraries import LAW, Case, cases


def profile(
    rows: list[int], plays: list[int], age_days: list[float], rating: list[float], memory: Memory = MEMORY
) -> UserProfile:
    """A taste of titles of an hour and a half."""
    return build_profile(
        rows=np.array(rows, dtype=np.int32),
        plays=np.array(plays, dtype=np.float64),
        age_days=np.array(age_days, dtype=np.float64),
        runtime_min=np.full(len(rows), 90.0),
        rating=np.array(rating, dtype=np.float64),
        time=1_700_000_000.0,
        memory=memory,
    )


def test_titles_come_in_ascending_order_of_rows_and_keep_their_own_values() -> None:
    got = profile([7, 2, 5], plays=[1, 2, 3], age_days=[0, 10, 20], rating=[math.nan] * 3)
    assert got.rows.tolist() == [2, 5, 7]
    assert got.rows.dtype == np.int32
    assert got.preference == pytest.approx(preference([2, 3, 1], [10, 20, 0], 90.0))


def test_the_latest_counts_most_and_each_memory_fades_at_its_own_pace() -> None:
    got = profile([0, 1], plays=[1, 1], age_days=[5, 5 + 60], rating=[math.nan] * 2, memory=Memory(20.0, 120.0))
    likes = preference(1, [5, 65], 90.0)
    fading = likes[1] / likes[0]
    assert got.profile_weight[1] / got.profile_weight[0] == pytest.approx(fading * math.exp(-3))
    assert got.neighbour_weight[1] / got.neighbour_weight[0] == pytest.approx(fading * math.exp(-0.5))
    assert got.fresh_preference[1] / got.fresh_preference[0] == pytest.approx(fading * math.exp(-60 / 90))


def test_a_memory_without_end_forgets_nothing() -> None:
    got = profile([0, 1], plays=[1, 1], age_days=[0, 9e4], rating=[math.nan] * 2, memory=Memory(math.inf, math.inf))
    likes = preference(1, [0, 9e4], 90.0)
    assert (
        got.profile_weight[1] / got.profile_weight[0]
        == got.neighbour_weight[1] / got.neighbour_weight[0]
        == pytest.approx(likes[1] / likes[0])
    )


def test_a_title_rated_badly_counts_against_and_is_never_the_closest() -> None:
    got = profile([0, 1, 2], plays=[1, 1, 1], age_days=[1, 1, 1], rating=[0.0, math.nan, 10.0])
    assert got.profile_weight[0] < 0 < got.profile_weight[1] < got.profile_weight[2]
    assert got.neighbour_weight.tolist()[0] == 0
    assert got.neighbour_weight[2] == 1 > got.neighbour_weight[1] > 0
    assert (got.preference > 0).all()


def test_a_rating_that_is_the_persons_usual_one_says_no_more_than_none() -> None:
    got = profile([0, 1], plays=[1, 1], age_days=[1, 1], rating=[USUAL_RATING, math.nan])
    assert got.profile_weight[0] == got.profile_weight[1] > 0
    assert got.neighbour_weight[0] == got.neighbour_weight[1] > 0


def test_the_same_rating_says_more_to_the_good_of_a_title_from_somebody_who_rates_low() -> None:
    strict = profile(list(range(6)), plays=[1] * 6, age_days=[1] * 6, rating=[6.0, 2, 2, 2, 2, 2])
    mild = profile(list(range(6)), plays=[1] * 6, age_days=[1] * 6, rating=[6.0, 9, 9, 9, 9, 9])
    assert strict.profile_weight[0] > mild.profile_weight[0]


def test_somebody_who_came_back_after_decades_still_has_a_profile() -> None:
    """Ages count from the latest title, or every weight would be rounded to nothing."""
    long_ago = profile([0, 1], plays=[1, 1], age_days=[30_000, 30_010], rating=[math.nan] * 2)
    assert (long_ago.profile_weight > 0).all()
    assert long_ago.neighbour_weight[0] == 1
    assert (long_ago.fresh_preference > 0).all()


def test_a_clock_that_ran_ahead_counts_as_now() -> None:
    ahead = profile([0, 1], plays=[1, 1], age_days=[-500, 0], rating=[math.nan] * 2)
    assert ahead.profile_weight[0] == ahead.profile_weight[1]


def test_nobody_watched_anything() -> None:
    assert len(profile([], [], [], [])) == 0


def test_arrays_of_different_length_are_refused() -> None:
    three, two = np.zeros(3), np.zeros(2)
    with pytest.raises(ValueError, match=r"one entry per title in every array, got lengths \[2, 3\]"):
        UserProfile(np.zeros(3, np.int32), three, three, two, three, three, three, three, time=0.0)


@LAW
@given(cases())
def test_liking_is_0_to_1_and_the_best_liked_has_1(case: Case) -> None:
    neighbour_weight = case.profile.neighbour_weight
    assert (neighbour_weight >= 0).all()
    assert len(neighbour_weight) == 0 or neighbour_weight.max() in {0.0, 1.0}
    assert np.isfinite([getattr(case.profile, f.name) for f in fields(UserProfile) if f.name != "time"]).all()


@LAW
@given(cases(), st.randoms(use_true_random=False))
def test_the_order_in_which_titles_are_given_does_not_matter(case: Case, rng: object) -> None:
    shuffled = list(case.views)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    other = Case(case.items, tuple(shuffled), case.dtype).profile
    for f in fields(UserProfile):
        if f.name == "time":
            continue
        assert getattr(other, f.name).tolist() == getattr(case.profile, f.name).tolist()
