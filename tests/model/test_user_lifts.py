from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given

from recommenderr.model.user_lifts import LIFTS, UserLifts
from recommenderr.model.user_profile import build_profile
from recommenderr.model.weights import FACT_GROUPS
from tests.factories.libraries import LAW, NOW_S, Case, cases


@LAW
@given(cases())
def test_the_pieces_of_a_title_are_its_columns(case: Case) -> None:
    columns = case.lifts.columns()
    assert set(columns) == {"genres", *FACT_GROUPS}
    for row in range(len(case.items)):
        sums = dict.fromkeys(columns, 0.0)
        for piece in case.lifts.pieces(row):
            sums[piece.group] += piece.value
            assert piece.watched.shape == (len(case.profile),)
        assert sums == pytest.approx({group: float(column[row]) for group, column in columns.items()}, abs=1e-12)


@LAW
@given(cases())
def test_without_history_facts_alone_count(case: Case) -> None:
    nothing = np.zeros(0)
    profile = build_profile(np.zeros(0, np.int32), nothing, nothing, nothing, nothing, NOW_S)
    lifts = UserLifts(case.facts, profile, np.ones(len(case.items), np.bool_))
    assert all((lifts.lifts[kind].lifts == 0).all() for kind in LIFTS)
    columns = lifts.columns()
    assert (columns["genres"] == 0).all()
    assert (columns["countries"] == 0).all()
    assert (columns["format"] == 0).all()
    assert (columns["new"] >= 0).all()


@LAW
@given(cases(min_items=2))
def test_a_title_that_lacks_a_label_gets_nothing_for_it(case: Case) -> None:
    for kind, labels in case.lifts.labels.items():
        bare = labels.table.sum(axis=1)[labels.codes] == 0
        assert (labels.of_all(case.lifts.lifts[kind].lifts)[bare] == 0).all()
