from __future__ import annotations

from datetime import date

import numpy as np

from recommenderr.model.titles.features import FeatureConfig, build_blocks
from recommenderr.model.titles.title_facts import TitleFacts, title_facts
from recommenderr.records import Item, Rating

ITEMS = (
    Item("1", "", "movie", "Dated", "1", year=2010, released=date(2010, 7, 2), runtime_min=100.0, genres=("Crime",)),
    Item("2", "", "show", "Rated", "1", year=2001, content_rating="PG-13", ratings=(Rating("imdb", "audience", 5.35),)),
    Item("3", "", "movie", "Bare", "1", content_rating="R", content_rating_age=12, genres=("Crime", "Drama")),
)


def facts() -> TitleFacts:
    blocks = build_blocks(ITEMS, FeatureConfig(5, 1900, 2030))
    return title_facts(ITEMS, blocks["genres"], blocks["genres"])


def test_what_is_unknown_is_nan() -> None:
    known = facts()
    assert known.year.tolist()[:2] == [2010, 2001] and np.isnan(known.year[2])
    assert abs(known.released[0] - (2010 + 182 / 365)) < 0.001 and np.isnan(known.released[1:]).all()
    assert known.runtime_min[0] == 100 and np.isnan(known.runtime_min[1:]).all()
    assert known.show.tolist() == [False, True, False]


def test_the_age_that_the_server_sends_counts_before_the_content_rating() -> None:
    assert facts().certificate_age.tolist()[1:] == [13, 12]
    assert np.isnan(facts().certificate_age[0])


def test_a_title_below_the_usual_rating_has_an_acclaim_below_0() -> None:
    assert np.allclose(facts().acclaim, [0.0, -1.0, 0.0], atol=1e-6)


def test_some_titles_keep_their_facts() -> None:
    rows = np.array([2, 0], dtype=np.int32)
    some = facts().take(rows)
    assert len(some) == 2
    assert some.certificate_age[0] == 12 and some.year[1] == 2010
    shares = some.labels["genre"].take(np.arange(2, dtype=np.int32))
    assert shares.sum(axis=1).tolist() == [1, 1] and shares.max(axis=1).tolist() == [0.5, 1]
