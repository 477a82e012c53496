from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from recommenderr.recommender.explanations import explain_row, reasons
from recommenderr.recommender.fact_names import latest_new, times
from recommenderr.recommender.user import User
from recommenderr.records import Item, Rating
from tests.factories.libraries import Case, View, only
from tests.factories.users import person_of

# The time of the profile is March 2011.
LIBRARY = (
    Item("1", "", "movie", "Seen new", "1", year=2010, released=date(2010, 12, 1), countries=("France",)),
    Item("2", "", "movie", "Seen old", "1", year=1990),
    Item("3", "", "movie", "New", "1", year=2011, countries=("France",), content_rating="R", runtime_min=100.0),
    Item("4", "", "show", "Old", "1", year=1980, ratings=(Rating("imdb", "audience", 7.9),)),
    Item("5", "", "movie", "Undated", "1", countries=("Peru",)),
)


def somebody() -> User:
    return person_of(Case(LIBRARY, (View(0, 1.0, 3.0, math.nan), View(1, 1.0, 5.0, math.nan))))


def names(row: int, group: str) -> set[str | None]:
    user, weights = somebody(), only(group)
    scorer = user.model.scorer(weights)
    found = explain_row(user, scorer, weights, row, scorer.contributions(np.array([row]))[0])
    return {part.feature for part in found.features if part.group == group}


def test_facts_are_named_in_words() -> None:
    assert "from 2011; 1 of your last 2 were new" in names(2, "new")
    assert names(2, "countries") == {"France"}
    assert "rated 7.9" in names(3, "acclaim")
    assert "you watch films 1.1 times as often as your library offers them" in names(2, "format")


def test_how_new_the_latest_titles_were() -> None:
    lifts = somebody().model.lifts
    assert lifts is not None
    assert latest_new(lifts) == (1, 2)


def test_newness_is_a_reason() -> None:
    user = somebody()
    contributions = user.model.scorer(only("new")).contributions(np.array([2]))[0]
    assert [reason.text for reason in reasons(user, 2, contributions, {})] == ["from 2011; 1 of your last 2 were new"]


def test_an_old_title_is_not_called_new() -> None:
    user = somebody()
    contributions = user.model.scorer(only("new")).contributions(np.array([3]))[0]
    assert contributions.any()
    assert [reason.text for reason in reasons(user, 3, contributions, {}) if "1980" in reason.text] == []


@pytest.mark.parametrize(
    ("factor", "words"),
    [
        (0.5, "half as often"),
        (1.02, "as often"),
        (1.6, "1.6 times as often"),
        (2.0, "twice as often"),
        (0.01, "0.1 times as often"),
    ],
)
def test_ratios_are_words(factor: float, words: str) -> None:
    assert times(factor) == words
