from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.feature_block import Block
from recommenderr.model.weights import GROUPS
from tests.factories.libraries import LAW, Case, block_of, cases, dense_of


def test_a_row_is_its_features_and_values() -> None:
    block = block_of("genres", [[0.6, 0, 0.8], [0, 0, 0], [0, 1, 0]])
    assert [part.tolist() for part in block.row(0)] == [[0, 2], [0.6, 0.8]]
    assert [part.tolist() for part in block.row(1)] == [[], []]
    assert block.has().tolist() == [True, False, True]
    assert (block.n_items, block.n_features) == (3, 3)


def test_the_matrix_shares_its_values_with_the_block() -> None:
    block = block_of("genres", [[0.6, 0, 0.8], [0, 1, 0]])
    assert block.matrix().toarray().tolist() == [[0.6, 0, 0.8], [0, 1, 0]]
    assert np.shares_memory(block.matrix().data, block.data)


@LAW
@given(cases(), st.data())
def test_taking_rows_is_what_scipy_does(case: Case, data: st.DataObject) -> None:
    rows = data.draw(st.lists(st.integers(0, len(case.items) - 1), max_size=12))
    chosen = np.array(rows, dtype=np.int32)
    for group in GROUPS:
        taken = case.blocks[group].take(chosen)
        assert taken.matrix().shape == (len(rows), case.blocks[group].n_features)
        assert (taken.matrix().toarray() == case.blocks[group].matrix()[chosen].toarray()).all()
        assert taken.names == case.blocks[group].names


@LAW
@given(cases())
def test_the_matrix_is_the_block_entry_by_entry(case: Case) -> None:
    for block in case.blocks.values():
        assert (block.matrix().toarray() == dense_of(block)).all()


def test_arrays_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="genres: 2 indices, but 1 values"):
        Block("genres", np.array([0, 1]), np.array([0, 1], np.int32), np.array([1.0]), ["a", "b"])
    with pytest.raises(ValueError, match=r"genres: the row pointer ends at \[3\], not at 1"):
        Block("genres", np.array([0, 3]), np.array([0], np.int32), np.array([1.0]), ["a"])
    with pytest.raises(ValueError, match="genres: the row pointer ends at"):
        Block("genres", np.zeros(0, np.int64), np.zeros(0, np.int32), np.zeros(0), [])
