from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from recommenderr.model.evidence import build_evidence, nearest
from recommenderr.model.unique_rows import find_kinds, kinds_of
from tests.factories.libraries import LAW, Case, block_of, cases, dense_of

ROWS = st.lists(st.sampled_from([[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.6, 0.0, 0.8]]), min_size=1)


@LAW
@given(ROWS)
def test_titles_of_a_kind_have_the_same_row_and_others_another(rows: list[list[float]]) -> None:
    block = block_of("genres", rows)
    kinds = kinds_of(block)
    distinct = len({tuple(row) for row in rows})
    if kinds is None:
        assert 2 * distinct > len(rows)
        return
    assert len(kinds.first) == distinct
    assert (dense_of(block.take(kinds.first))[kinds.kind] == dense_of(block)).all()


def test_a_group_in_which_most_titles_differ_has_no_kinds() -> None:
    assert kinds_of(block_of("genres", [[1.0, 0.0], [0.0, 1.0], [0.6, 0.8]])) is None
    assert find_kinds({"text": block_of("text", [[0.0], [0.0]])}) == {}


@LAW
@given(ROWS, st.data())
def test_what_is_nearest_is_the_same_with_and_without_them(rows: list[list[float]], data: st.DataObject) -> None:
    block = block_of("genres", rows, dtype="float32")
    watched = np.array(sorted(data.draw(st.sets(st.sampled_from(range(len(rows)))))), dtype=np.int32)
    liking = np.array([data.draw(st.sampled_from([0.0, 0.5, 1.0])) for _ in watched])
    plain, kinds = nearest(block, watched, liking), kinds_of(block)
    values, positions = nearest(block, watched, liking, kinds)
    assert (values == plain[0]).all()
    assert (positions == plain[1]).all()


@LAW
@given(cases())
def test_the_evidence_of_a_person_is_the_same_to_the_last_bit(case: Case) -> None:
    evidence = build_evidence(case.blocks, case.taste, case.acclaim, find_kinds(case.blocks))
    assert (evidence.columns == case.evidence.columns).all()
    assert (evidence.closest == case.evidence.closest).all()
