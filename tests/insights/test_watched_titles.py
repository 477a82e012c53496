from __future__ import annotations

from datetime import UTC, datetime

import pytest

from recommenderr.insights.watched_titles import TitleWeight, WatchedTitle, title_weights, watched_titles
from recommenderr.recommender.user import User
from recommenderr.records import Item, Watched
from tests.factories.libraries import Case, profile_with
from tests.factories.users import generation_of, user_with

ITEMS = tuple(Item(item_id=str(n), guid="", type="movie", title=f"Film {n}", library_id="1") for n in range(4))
AT = datetime(2026, 1, 5, tzinfo=UTC)


def person(rows: list[int], preference: list[float], profile_weight: list[float]) -> User:
    case = Case(ITEMS, ())
    profile = profile_with(rows, preference, profile_weight)
    return user_with(generation_of(case), profile, case.evidence, case.candidates)


def test_shares_are_profile_weights_over_the_sum_of_their_sizes() -> None:
    found = title_weights(person([0, 2, 3], [0.9, 0.5, 0.7], [1.0, -0.5, 0.5]))
    assert found == {
        "0": TitleWeight(0, 0.9, 0.5, 1.0),
        "2": TitleWeight(2, 0.5, -0.25, 1.0),
        "3": TitleWeight(3, 0.7, 0.25, 1.0),
    }
    assert sum(abs(weight.share) for weight in found.values()) == pytest.approx(1)


def test_what_pulls_nowhere_has_no_share() -> None:
    assert title_weights(person([1], [0.9], [0.0])) == {"1": TitleWeight(1, 0.9, 0.0, 1.0)}


def test_those_that_count_most_come_first_and_the_unknown_ones_last() -> None:
    counted = title_weights(person([0, 2], [0.9, 0.5], [1.0, -3.0]))
    watched = [Watched("0", 2, AT, 90.0), Watched("77", 1, AT, 90.0), Watched("2", 1, None, None, rating=1.0)]
    assert watched_titles(watched, counted, frozenset({"0", "77"})) == (
        WatchedTitle("2", 1, None, 1.0, TitleWeight(2, 0.5, -0.75, 1.0), played=False),
        WatchedTitle("0", 2, AT, None, TitleWeight(0, 0.9, 0.25, 1.0), played=True),
        WatchedTitle("77", 1, AT, None, None, played=True),
    )
