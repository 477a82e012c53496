from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.titles.labels import bin_labels, share_labels
from tests.factories.libraries import LAW, Case, block_of, cases


def test_each_of_n_features_has_the_share_1_in_n() -> None:
    labels = share_labels(block_of("genres", [[0.6, 0.8, 0], [0, 0, 1], [0, 0, 0], [0.8, 0.6, 0]]))
    assert labels.take(np.arange(4)).tolist() == [[0.5, 0.5, 0], [0, 0, 1], [0, 0, 0], [0.5, 0.5, 0]]
    assert len(labels.table) == 3
    assert labels.of_all(np.array([1.0, 2.0, 3.0])).tolist() == [1.5, 3, 0, 1.5]


def test_titles_without_a_label_are_not_counted_in_the_shares() -> None:
    labels = share_labels(block_of("genres", [[0.6, 0.8, 0], [0, 0, 1], [0, 0, 0]]))
    assert labels.shares(np.array([True, True, True])).tolist() == [0.25, 0.25, 0.5]
    assert labels.shares(np.array([False, False, True])).tolist() == [0, 0, 0]


def test_a_bin_begins_at_its_edge() -> None:
    labels = bin_labels(np.array([np.nan, -1, 0, 4.9, 5, 99]), (0.0, 5.0))
    assert labels.take(np.arange(6)).tolist() == [[0, 0], [0, 0], [1, 0], [1, 0], [0, 1], [0, 1]]


@LAW
@given(cases(), st.data())
def test_shares_are_those_of_the_dense_labels(case: Case, data: st.DataObject) -> None:
    some = np.array([data.draw(st.booleans()) for _ in case.items], dtype=np.bool_)
    for labels in case.facts.labels.values():
        dense = labels.take(np.flatnonzero(some))
        dense = dense[dense.sum(axis=1) > 0]
        expected = dense.mean(axis=0) if len(dense) else np.zeros(labels.table.shape[1])
        assert labels.shares(some) == pytest.approx(expected)
