"""GroupPreferences with their numbers written out, and the law that ties them to the evidence."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from recommenderr.insights.feature_preferences import feature_preferences, feature_weights
from recommenderr.model.evidence import RECENT_COEFFICIENT, profile_shares, profile_similarity
from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import GROUPS
from recommenderr.recommender.user import User
from recommenderr.records import Item
from tests.factories.libraries import LAW, Case, cases, profile_with
from tests.factories.users import generation_of, person_of, user_with

ROOT_HALF = 0.5**0.5


def film(item_id: str, genres: tuple[str, ...], summary: str = "") -> Item:
    return Item(
        item_id=item_id, guid="", type="movie", title=f"Film {item_id}", library_id="1", genres=genres, summary=summary
    )


CASE = Case(
    (
        film("1", ("Crime",), "The Storm Crown"),
        film("2", ("Crime", "Drama"), "A storm; a crown."),
        film("3", ("Horror",)),
        film("4", ("Western",)),
    ),
    (),
    dtype="float64",
)
GENRES = Block(
    "genres",
    np.array([0, 1, 3, 4, 5]),
    np.array([0, 0, 1, 2, 3], dtype=np.int32),
    np.array([1.0, ROOT_HALF, ROOT_HALF, 1.0, 1.0]),
    ["Crime", "Drama", "Horror", "Western"],
)
vars(CASE).update(blocks=CASE.blocks | {"genres": GENRES})


def profile_of(rows: list[int], profile_weight: list[float]) -> UserProfile:
    return profile_with(rows, None, profile_weight, np.maximum(profile_weight, 0.0).tolist())


def person(rows: list[int], profile_weight: list[float]) -> User:
    return user_with(generation_of(CASE), profile_of(rows, profile_weight), CASE.evidence, CASE.candidates)


def test_a_preference_is_the_mean_over_what_was_watched() -> None:
    """Pulls 3, 2 and -1 sum to 6 in size. Film 2 has two genres, so each stands in its row with the root of a half."""
    found = feature_preferences(person([0, 1, 2], [3.0, 2.0, -1.0]), "genres")
    assert [(one.name, one.because) for one in found.liked] == [("Crime", 0), ("Drama", 1)]
    assert [one.value for one in found.liked] == pytest.approx([(3 + 2 * ROOT_HALF) / 6, 2 * ROOT_HALF / 6])
    (horror,) = found.disliked
    assert (horror.name, horror.because) == ("Horror", 2)
    assert horror.value == pytest.approx(-1 / 6)


def test_the_title_that_says_it_most_and_not_the_first() -> None:
    (crime, drama) = feature_preferences(person([0, 1], [1.0, 4.0]), "genres").liked
    assert (crime.name, crime.because, drama.because) == ("Crime", 1, 1)


def test_words_are_told_as_the_summary_writes_them() -> None:
    names = {one.name for one in feature_preferences(person([0, 1], [2.0, 1.0]), "text").liked}
    assert {"Storm", "Crown"} <= names


def test_only_so_many_are_listed() -> None:
    assert len(feature_preferences(person([0, 1, 3], [3.0, 2.0, 1.0]), "genres", most=2).liked) == 2


@pytest.mark.parametrize(("rows", "profile_weight"), [([], []), ([0], [0.0])])
def test_who_watched_nothing_has_no_preferences(rows: list[int], profile_weight: list[float]) -> None:
    found = feature_preferences(person(rows, profile_weight), "genres")
    assert (found.liked, found.disliked) == ((), ())


@LAW
@given(cases(min_items=2, dtype="float64"))
def test_preferences_times_a_title_are_its_profile_similarity(case: Case) -> None:
    someone = person_of(case)
    for group in GROUPS:
        block = case.blocks[group]
        wanted = np.zeros(block.n_features)
        features, values = feature_weights(someone, group)
        wanted[features] = values
        expected = profile_similarity(block, case.profile)
        if group == "people":  # beliefs say how often, not how lately
            shares = block.take(case.profile.rows).matrix().T @ profile_shares(case.profile)
            expected = expected - RECENT_COEFFICIENT * (block.matrix() @ shares)
        assert block.matrix() @ wanted == pytest.approx(expected, abs=1e-12)
