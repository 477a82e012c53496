from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.user_calibration import calibration_pool
from recommenderr.model.user_model import UserModel, recommend
from recommenderr.model.weights import default_weights
from tests.factories.libraries import LAW, Case, cases


def test_the_pool_grows_with_the_library_within_limits() -> None:
    assert [calibration_pool(n) for n in (0, 30, 300, 1500, 10_000)] == [40, 40, 40, 200, 200]


def model_of(case: Case) -> UserModel:
    return UserModel(case.blocks, case.profile, case.evidence, case.candidates, case.facts)


@LAW
@given(cases(min_items=3, max_items=30), st.floats(0, 1), st.integers(1, 6))
def test_a_calibrated_list_is_made_of_candidates_and_begins_longer_ones(case: Case, diversity: float, k: int) -> None:
    weights = default_weights().changed({"diversity": diversity})
    model = model_of(case)
    whole = recommend(model, weights, len(case.items)).rows.tolist()
    assert sorted(whole) == np.flatnonzero(case.candidates).tolist()
    assert recommend(model, weights, k).rows.tolist() == whole[:k]


@LAW
@given(cases(min_items=2))
def test_diversity_0_is_the_order_by_score(case: Case) -> None:
    found = recommend(model_of(case), default_weights().changed({"diversity": 0.0}), 20)
    assert (np.diff(found.scores) <= 0).all()
