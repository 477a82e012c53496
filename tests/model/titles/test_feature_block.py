from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.evidence import build_evidence, max_similarity
from recommenderr.model.titles.feature_block import Block, find_unique_rows, unique_rows_of
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


ROWS = st.lists(st.sampled_from([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.6, 0.0, 0.8]]), min_size=1)


@LAW
@given(ROWS)
def test_equal_titles_have_the_same_row_and_others_another(rows: list[list[float]]) -> None:
    block = block_of("genres", rows)
    unique_rows = unique_rows_of(block)
    distinct = len({tuple(row) for row in rows})
    if unique_rows is None:
        assert 2 * distinct > len(rows)
        return
    assert len(unique_rows.first) == distinct
    assert (dense_of(block.take(unique_rows.first))[unique_rows.inverse] == dense_of(block)).all()


def test_a_group_in_which_most_titles_differ_has_no_unique_rows() -> None:
    assert unique_rows_of(block_of("genres", [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])) is None
    assert find_unique_rows({"text": block_of("text", [[0.0], [0.0]])}) == {}


@LAW
@given(ROWS, st.data())
def test_what_is_nearest_is_the_same_with_and_without_them(rows: list[list[float]], data: st.DataObject) -> None:
    block = block_of("genres", rows, dtype="float32")
    watched = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(rows)))))), dtype=np.int32)
    neighbour_weight = np.array([data.draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in watched])
    plain, unique_rows = max_similarity(block, watched, neighbour_weight), unique_rows_of(block)
    values, positions = max_similarity(block, watched, neighbour_weight, unique_rows)
    assert (values == plain[0]).all()
    assert (positions == plain[1]).all()


@LAW
@given(cases())
def test_the_evidence_of_a_person_is_the_same_to_the_last_bit(case: Case) -> None:
    evidence = build_evidence(case.blocks, case.lifts, find_unique_rows(case.blocks))
    assert (evidence.columns == case.evidence.columns).all()
    assert (evidence.closest == case.evidence.closest).all()
