"""The sentences of a title's page."""

from __future__ import annotations

from dataclasses import replace

import pytest

from recommenderr.dashboard.components import title_details
from recommenderr.model.counterfactual import WeightChange
from recommenderr.recommender.explanations import Explanation, FeatureContribution
from recommenderr.recommender.service import Recommended
from recommenderr.recommender.why_not import WhyNot
from recommenderr.records import Copy
from tests.dashboard.components.test_poster_grid import ALIEN
from tests.dashboard.html_reader import read
from tests.factories.hostile_household import HOSTILE

TITLE = Recommended(ALIEN, 0.4, 88, (), None)
PLACE = WhyNot(31, 400, False, False, 5, {}, "people", WeightChange("genres", 1.0, 1.62))
BESIDE = replace(ALIEN, title="Heat", year=1995)


def test_a_title_says_where_it_stands() -> None:
    assert read(title_details.rank_sentence(TITLE, PLACE, "Ana")).words == "88% match Rank 31 of 400 for Ana."
    watched = read(title_details.rank_sentence(TITLE, replace(PLACE, watched=True), "Ana")).words
    assert watched == "88% match Ana has watched it; among the unwatched titles it would have rank 31 of 400."
    gone = read(title_details.rank_sentence(TITLE, replace(PLACE, gone=True), "Ana")).words
    assert "not on the server any more" in gone


def test_why_not_says_what_is_missing_and_what_would_help() -> None:
    first, second = (read(words).words for words in title_details.why_not(PLACE, BESIDE, 3))
    assert first == "Compared with Heat (1995) at rank 10, it lacks most in Cast and directors."
    assert second == "Moving Genres up from 1.00 to 1.65 would bring it into the first 20."


def test_a_title_that_is_on_top_needs_no_such_words() -> None:
    assert title_details.why_not(replace(PLACE, rank=20), BESIDE, 3) == []


def test_where_no_single_weight_helps_it_says_so() -> None:
    assert "No single slider" in title_details.why_not(replace(PLACE, change=None), BESIDE, 3)[-1]


def test_what_no_slider_reaches_is_explained() -> None:
    far = replace(PLACE, change=WeightChange("acclaim", 1.0, 69.47))
    words = read(title_details.why_not(far, BESIDE, 3)[-1]).words
    assert words == "Only Ratings at 69.5 would bring it into the first 20; its slider ends at 3."


@pytest.mark.parametrize(
    ("now", "needed", "step"), [(1.0, 1.62, 1.65), (1.0, 1.65, 1.65), (1.0, 0.42, 0.4), (1.0, 0.4, 0.4), (0.1, 0, 0)]
)
def test_the_slider_goes_to_the_step_that_suffices(now: float, needed: float, step: float) -> None:
    assert title_details.on_step(WeightChange("genres", now, needed)) == step


def test_features_are_named_with_their_group_and_what_they_add() -> None:
    shares = (FeatureContribution("people", "Ridley Scott", 0.12), FeatureContribution("acclaim", "rated 7.9", 0.05))
    reader = read(title_details.features(Explanation(0.2, {}, (*shares, FeatureContribution(None, None, 0.03)), ())))
    assert "Ridley ScottCast and directors+12.0 points" in reader.words
    assert "rated 7.9Ratings+5.0 points" in reader.words


@pytest.mark.parametrize("words", HOSTILE)
def test_hostile_words_are_text_everywhere(words: str) -> None:
    details = replace(
        ALIEN, title=words, genres=(words,), cast=(words,), summary=words, studio=words, content_rating=words
    )
    page = title_details.facts(replace(TITLE, details=details), PLACE, words)
    reader = read(page)
    assert set(reader.tags) <= {"bdi", "div", "h1", "p", "span", "dl", "dt", "dd"}
    assert reader.words.count(words) == 7
    assert set(read("".join(title_details.why_not(PLACE, details, 3))).tags) == {"bdi", "strong"}


def test_every_copy_is_named_where_there_is_more_than_one() -> None:
    copies = [Copy("Films", ""), Copy("Films", "Director's Cut")]
    assert "Films, Films (Director&#39;s Cut)" in title_details.facts(TITLE, PLACE, "Ana", copies)
    assert "Copies" not in title_details.facts(TITLE, PLACE, "Ana", copies[:1])
