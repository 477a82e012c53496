"""Titles like one title: what is said of them adds up as in any list."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from recommenderr.model.explain import attribute
from recommenderr.model.weights import SHOWN_GROUPS, Weights
from recommenderr.recommender.similar import similar_user
from tests.factories.libraries import LAW, Case, cases, dense_of, weightings
from tests.factories.users import person_of


@LAW
@given(cases(min_items=2), weightings("evidence"))
def test_contributions_sum_to_the_score_and_people_count_by_their_cosine(case: Case, weights: Weights) -> None:
    like = similar_user(person_of(case).generation, 0)
    scorer = like.model.scorer(weights)
    people = dense_of(case.blocks["people"])
    number = SHOWN_GROUPS.index("people")
    share = float(scorer.coefficients[2 * number] + scorer.coefficients[2 * number + 1])
    rows = np.arange(len(case.items))
    for row, contributions in zip(rows, scorer.contributions(rows), strict=True):
        by_group = dict(zip(SHOWN_GROUPS, contributions.tolist(), strict=True))
        attribution = attribute(
            like.model.watched_rows, int(row), like.model.watched_coefficients(scorer, int(row), weights), by_group
        )
        total, off = float(contributions.sum()), 1e-9 * (1 + float(np.abs(contributions).sum()))
        assert sum(part.contribution for part in attribution.features) == pytest.approx(total, rel=1e-9, abs=off)
        assert float(attribution.watched.sum()) == pytest.approx(total, rel=1e-9, abs=off)
        assert by_group["people"] == pytest.approx(share * float(people[row] @ people[0]), abs=1e-5 * (1 + share))
        named = [part.contribution for part in attribution.features if part.group == "people"]
        products = share * people[row] * people[0]
        assert sorted(named) == pytest.approx(sorted(products[products != 0]), abs=1e-5 * (1 + share))
