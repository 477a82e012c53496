"""Cuts through a history: nothing of the future is known, nothing is held out twice."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.artifacts.user_evidence import profile_of
from recommenderr.evaluation.splits import (
    Interactions,
    TemporalSplit,
    known_profile,
    leave_last_out,
    popularity_over_time,
    rolling_splits,
)
from recommenderr.records import Watched
from tests.factories.interactions import DAY, log_of, logs
from tests.factories.libraries import LAW, Case, View, random_item
from tests.factories.users import generation_of


def shown(splits: list[TemporalSplit]) -> list[tuple[int, list[int]]]:
    return [(split.known, split.held_out.tolist()) for split in splits]


def test_the_last_titles_are_held_out() -> None:
    assert shown(leave_last_out(log_of([3, 1, 4, 0, 5]), k=2)) == [(3, [0, 5])]


def test_seeing_a_title_again_is_no_first_time() -> None:
    assert shown(leave_last_out(log_of([3, 1, 4, 3, 5, 1]), k=2)) == [(2, [4, 5])]


def test_there_is_no_split_where_nothing_would_be_known() -> None:
    assert leave_last_out(log_of([3, 1]), k=2) == []
    assert leave_last_out(log_of([]), k=2) == []
    assert leave_last_out(log_of([3, 1, 2], [9, 9, 9]), k=2) == []


def test_of_the_same_second_nothing_is_known() -> None:
    assert shown(leave_last_out(log_of([3, 1, 4, 0, 5], [1, 2, 7, 7, 8]), k=2)) == [(2, [4, 0])]


def test_a_rolling_split_takes_even_steps() -> None:
    assert shown(rolling_splits(log_of(list(range(12))), k=2, splits=3, from_share=0.5)) == [
        (6, [6, 7]),
        (8, [8, 9]),
        (10, [10, 11]),
    ]


def test_a_short_history_has_fewer_splits() -> None:
    assert shown(rolling_splits(log_of(list(range(9))), k=3, splits=4)) == [(6, [6, 7, 8])]
    assert shown(rolling_splits(log_of(list(range(5))), k=3, splits=4)) == [(2, [2, 3, 4])]
    assert rolling_splits(log_of(list(range(4))), k=3, splits=4) == []


@LAW
@given(logs(), st.integers(1, 4), st.integers(1, 9))
def test_nothing_is_held_out_twice_or_known_before(log: Interactions, k: int, splits: int) -> None:
    cuts = rolling_splits(log, k, splits, from_share=0.3)
    held = [row for cut in cuts for row in cut.held_out.tolist()]
    assert len(cuts) <= splits
    assert len(held) == len(set(held))
    for cut in [*cuts, *leave_last_out(log, k)]:
        assert 1 <= len(cut.held_out) <= k
        assert not set(cut.held_out.tolist()) & set(log.rows[: cut.known].tolist())
        assert log.at[cut.known - 1] < log.at[cut.known]


@LAW
@given(logs(), st.integers(1, 4))
def test_what_comes_after_changes_nothing(log: Interactions, k: int) -> None:
    """The planted future: other titles, other ratings, much later, more of it."""
    for cut in rolling_splits(log, k, 9, from_share=0.2):
        n = cut.known
        moment = int(log.at[n])
        future = log_of([0, 1, 2, 3, 4] * 3, [moment + DAY * day for day in range(15)], [1.0] * 15)
        other = Interactions(
            *(np.concatenate([getattr(log, a)[:n], getattr(future, a)]) for a in Interactions.__slots__)
        )
        assert same(known_profile(log, n), known_profile(other, n))


def test_a_planted_leak_is_noticed() -> None:
    """The law above is able to fail: one event too many, and the tastes differ."""
    log, other = log_of([0, 1, 2, 3]), log_of([0, 1, 2, 4])
    assert same(known_profile(log, 3), known_profile(other, 3))
    assert not same(known_profile(log, 4), known_profile(other, 4))


def same(one: object, other: object) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in type(one).__slots__)  # type: ignore[attr-defined]


def test_the_profile_is_what_a_build_would_have_made_at_that_moment() -> None:
    """Two ways to the same: the log up to the cut, and the store's watched titles as of then."""
    log = log_of([2, 0, 2, 1, 3], [DAY, 2 * DAY, 5 * DAY, 9 * DAY, 20 * DAY], [6.0, 9.0, 8.0, np.nan, 2.0])
    items = tuple(random_item(random.Random(n), str(n)) for n in range(5))
    generation = generation_of(Case(items, (View(0, 1, 1, 5),)))
    watched = [
        Watched("2", 2, epoch(5), 100.0, 8.0),
        Watched("0", 1, epoch(2), 100.0, 9.0),
        Watched("1", 1, epoch(9), 100.0, None),
    ]
    expected = profile_of(generation, watched, epoch(20))
    found = known_profile(log, 4)
    for name in type(found).__slots__:
        assert getattr(found, name) == pytest.approx(getattr(expected, name)), name


def epoch(days: int) -> datetime:
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=days)


def test_popularity_counts_people_and_only_before_the_moment() -> None:
    crowd = popularity_over_time([log_of([0, 1, 0], [10, 20, 30]), log_of([1, 2], [5, 25]), log_of([])], n_items=4)
    assert crowd.before(5).tolist() == [0.5, 0.5, 0.5, 0.5]
    assert crowd.before(20).tolist() == pytest.approx([1.5 / 3, 1.5 / 3, 0.5 / 3, 0.5 / 3])
    assert crowd.before(99).tolist() == pytest.approx([1.5 / 3, 2.5 / 3, 1.5 / 3, 0.5 / 3])


@LAW
@given(st.lists(logs(), max_size=4), st.integers(0, 100 * DAY))
def test_popularity_knows_nothing_of_later(everybody: list[Interactions], moment: int) -> None:
    cut = [log_of(log.rows[log.at < moment].tolist(), log.at[log.at < moment].tolist()) for log in everybody]
    assert (
        popularity_over_time(everybody, 12).before(moment).tolist()
        == popularity_over_time(cut, 12).before(moment).tolist()
    )


def test_a_log_is_checked() -> None:
    with pytest.raises(ValueError, match="order of time"):
        log_of([1, 2], [5, 4])
    with pytest.raises(ValueError, match="one entry an event"):
        Interactions(np.zeros(2, np.int32), np.zeros(1, np.int64), np.zeros(2), np.zeros(2))
