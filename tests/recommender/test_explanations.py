from __future__ import annotations

import json
import math
from typing import Any

import numpy as np
import pytest

from recommenderr.model.weights import ACCLAIM, Weights
from recommenderr.recommender.explanations import Explanation, as_written, explain_row, reasons
from recommenderr.recommender.user import User
from recommenderr.records import Item, Rating
from tests.factories.libraries import Case, View, dense_of, only
from tests.factories.users import person_of


def film(item_id: str, title: str, **facts: Any) -> Item:
    return Item(item_id, f"plex://movie/{item_id}", "movie", title, "1", **facts)


MOON = "The Moon Collection"
LIBRARY = (
    film("10", "Seen", collections=(MOON,), genres=("Crime", "Drama"), cast=("Ada Berg", "Ben Cole")),
    film("11", "Seen too", genres=("Horror",), cast=("Cleo Dahl",)),
    film("12", "New", collections=(MOON,), genres=("Crime", "Drama"), cast=("Ada Berg", "Ben Cole")),
    film("13", "Other", genres=("Horror", "Crime"), cast=("Dan Eads",), ratings=(Rating("imdb", "critic", 8.0),)),
)


def somebody(*rows: int) -> User:
    """Who watched these rows once, three days ago."""
    return person_of(Case(LIBRARY, tuple(View(row, 1.0, 3.0, math.nan) for row in rows)))


def explained(person: User, row: int, weights: Weights, listed: int = 12) -> Explanation:
    scorer = person.model.scorer(weights)
    return explain_row(person, scorer, weights, row, scorer.contributions(np.array([row]))[0], listed)


@pytest.mark.parametrize("scoring", ["evidence", "classic"])
def test_a_single_shared_name_is_the_whole_explanation(scoring: str) -> None:
    explanation = explained(somebody(0), 2, only("collections", scoring=scoring))
    assert explanation.score == pytest.approx(1)
    assert explanation.percent("collections") == pytest.approx(100)
    assert explanation.percent("genres") == 0
    assert [(part.group, part.feature) for part in explanation.features] == [("collections", MOON)]
    assert [(part.item_id, part.title) for part in explanation.watched] == [("10", "Seen")]


def test_shared_names_have_what_their_products_are() -> None:
    """Both titles have the same people, so each person adds the square of what they count in a title."""
    person = somebody(0)
    explanation = explained(person, 2, only("people", breadth=1.0))
    names = person.generation.blocks["people"].names
    numbers, values = person.generation.blocks["people"].row(2)
    squares = {names[number]: float(value) ** 2 for number, value in zip(numbers, values, strict=True)}
    assert {part.feature: part.contribution for part in explanation.features} == pytest.approx(squares, abs=1e-6)
    assert set(squares) == {"Ada Berg", "Ben Cole"}


def test_a_name_met_twice_is_shared_out_by_what_each_title_has_of_it() -> None:
    """Of all that Ada adds, the film that she shares with nobody has the larger part."""
    library = (
        *(film("10", "Alone", cast=("Ada Berg",)), film("11", "In two", cast=("Ben Cole", "Ada Berg"))),
        *(film("12", "New", cast=("Ada Berg", "Dan Eads")), film("13", "Other", cast=("Dan Eads",))),
    )
    person = person_of(Case(library, (View(0, 1.0, 3.0, math.nan), View(1, 1.0, 3.0, math.nan))))
    explanation = explained(person, 2, only("people", breadth=0.0))
    second = 1 / math.sqrt(2) / math.sqrt(1.5)
    met = 1 + second
    assert {part.feature for part in explanation.features} == {"Ada Berg", "Ada Berg, lately"}
    shares = {part.title: part.contribution / explanation.score for part in explanation.watched}
    assert shares == pytest.approx({"Alone": 1 / met, "In two": second / met}, abs=1e-6)


def test_watched_titles_have_their_share_of_the_classic_mean() -> None:
    """u = (x_0 + x_1) / 2, for both were watched equally often and lately."""
    person = somebody(0, 1)
    seen, seen_too, _, other = dense_of(person.generation.blocks["genres"])
    length = float(np.linalg.norm((seen + seen_too) / 2))
    explanation = explained(person, 3, only("genres", scoring="classic"))
    expected = {"Seen": float(other @ seen) / 2 / length, "Seen too": float(other @ seen_too) / 2 / length}
    assert {part.title: part.contribution for part in explanation.watched} == pytest.approx(expected, abs=1e-6)


def test_the_closest_title_has_all_of_that_piece() -> None:
    explanation = explained(somebody(0, 1), 2, only("people", breadth=1.0))
    assert [part.title for part in explanation.watched] == ["Seen"]


def test_ratings_are_a_feature_of_their_own_and_no_watched_titles() -> None:
    explanation = explained(somebody(0), 3, only(ACCLAIM))
    assert [(part.group, part.feature) for part in explanation.features] == [(ACCLAIM, "rated 8.0")]
    assert [(part.item_id, part.title) for part in explanation.watched] == [(None, None)]
    assert explanation.watched[0].contribution == pytest.approx(explanation.score)


def test_what_is_cut_off_goes_into_the_last_entry() -> None:
    explanation = explained(somebody(0), 2, only("people", "genres"), listed=1)
    assert [part.feature is None for part in explanation.features] == [False, True]
    assert explanation.features[1].group is None
    assert sum(part.contribution for part in explanation.features) == pytest.approx(explanation.score)


def test_a_score_of_nothing_has_no_shares() -> None:
    explanation = explained(somebody(0), 2, only())
    assert explanation.score == explanation.percent("genres") == 0
    assert (explanation.features, explanation.watched) == ((), ())


def test_as_json_it_has_the_fields_of_the_command_line() -> None:
    explanation = explained(somebody(0), 3, only("people", "genres", ACCLAIM), listed=1)
    document = json.loads(json.dumps(explanation.as_json(), allow_nan=False))
    assert set(document) == {"groups", "features", "watched"}
    assert set(document["groups"]["people"]) == {"contribution", "percent_of_score"}
    assert set(document["features"][0]) == {"group", "feature", "contribution"}
    assert set(document["watched"][0]) == {"item_id", "title", "contribution"}
    assert document["features"][-1]["feature"] is None
    assert document["watched"][-1]["item_id"] is None
    percents = [group["percent_of_score"] for group in document["groups"].values()]
    assert sum(percents) == pytest.approx(100, abs=0.5)


def test_reasons_name_what_is_shared_and_with_which_title() -> None:
    person, weights = somebody(0, 1), only("people", "collections")
    contributions = person.model.scorer(weights).contributions(np.array([2, 3]))
    found = reasons(person, 2, contributions[0], {})
    assert {reason.text for reason in found} == {f"shares {MOON} with Seen", "shares Ada Berg, Ben Cole with Seen"}
    assert reasons(person, 3, contributions[1], {}) == ()
    assert len(reasons(person, 2, contributions[0], {}, most=1)) == 1


def test_a_group_that_counts_against_a_title_is_no_reason_for_it() -> None:
    person = person_of(Case(LIBRARY, (View(0, 1.0, 3.0, 9.0), View(1, 5.0, 3.0, 0.0))))
    weights = only("genres", breadth=0.0)
    contributions = person.model.scorer(weights).contributions(np.array([3]))[0]
    assert contributions.sum() < 0
    assert reasons(person, 3, contributions, {}) == ()


@pytest.mark.parametrize(
    ("term", "text", "written"),
    [
        ("new york", "Lost in New York.", "New York"),
        ("moon river", "Moon, River and more", "Moon, River"),
        ("été", "Un Été brûlant", "Été"),
        ("train", "Training day. The TRAIN!", "TRAIN"),
        ("moon winter", "The moon of the winter", "moon of the winter"),  # stop words stand between them
        ("moon winter", "moon, winter; moon of winter", "moon, winter"),
        ("moon winter", "moon one two three four winter", "moon winter"),
        ("c++", "a c++ b", "c++"),
    ],
)
def test_terms_are_shown_as_the_text_writes_them(term: str, text: str, written: str) -> None:
    assert as_written(term, text) == written
