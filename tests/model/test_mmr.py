from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import recommenderr.model.mmr as module
from recommenderr.model.mmr import POOL, REPEATED, mmr, pool_size, rerank, similarities
from recommenderr.model.weights import Weights
from tests.factories.libraries import LAW, Case, Matrix, blocks_of, cases, dense_of, only, weightings


def pool_of(case: Case) -> tuple[np.ndarray, Matrix]:
    """All titles as a pool, best first, with scores that fall unevenly and tie now and then."""
    rows = np.arange(len(case.items))[::-1].copy()
    scores = np.sort(np.random.default_rng(len(rows)).integers(0, 12, len(rows)) / 12.0)[::-1].copy()
    return rows, scores


def dense_likeness(case: Case, rows: np.ndarray) -> Matrix:
    tables = [dense_of(case.blocks[group])[rows] for group in REPEATED]
    return np.asarray(np.maximum.reduce([table @ table.T for table in tables]))


def test_in_numbers() -> None:
    """Rows 0 and 1 are the same, row 2 shares nothing: with an even hand the second best gives way to the third."""
    blocks = blocks_of(genres=[[1.0, 0], [1.0, 0], [0, 1.0]])
    rows, scores = np.arange(3), np.array([1.0, 0.9, 0.2])
    assert mmr(blocks, rows, scores, 3, only("genres", diversity=0.5)).tolist() == [0, 2, 1]
    assert mmr(blocks, rows, scores, 3, only("genres", diversity=0.4)).tolist() == [0, 1, 2]  # .525 - .4 > 0


@LAW
@given(cases(), weightings(), st.integers(0, 12))
def test_without_diversity_the_order_stays(case: Case, weights: Weights, k: int) -> None:
    rows, scores = pool_of(case)
    assert mmr(case.blocks, rows, scores, k, weights).tolist() == list(range(min(k, len(rows))))


@LAW
@given(cases(max_items=16), weightings(), st.floats(0.01, 1.0), st.integers(1, 16))
def test_each_choice_is_the_best_by_the_formula(case: Case, weights: Weights, value: float, k: int) -> None:
    rows, scores = pool_of(case)
    weights = weights.changed({"diversity": value})
    chosen = mmr(case.blocks, rows, scores, k, weights).tolist()
    assert chosen[0] == 0
    assert len(chosen) == len(set(chosen)) == min(k, len(rows))
    span = scores.max() - scores.min()
    relevance = (scores - scores.min()) / span if span else np.zeros(len(rows))
    similarity = dense_likeness(case, rows)
    for place in range(1, len(chosen)):
        left = [position for position in range(len(rows)) if position not in chosen[:place]]
        worth = {
            position: (1 - value) * relevance[position]
            - value * max(similarity[position][other] for other in chosen[:place])
            for position in left
        }
        assert worth[chosen[place]] == pytest.approx(max(worth.values()), abs=1e-6)


@LAW
@given(cases(max_items=16), weightings(), st.floats(0, 1.0), st.integers(0, 16), st.integers(0, 16))
def test_a_longer_list_begins_with_the_shorter_one(
    case: Case, weights: Weights, value: float, k: int, more: int
) -> None:
    rows, scores = pool_of(case)
    weights = weights.changed({"diversity": value})
    short = mmr(case.blocks, rows, scores, k, weights).tolist()
    assert mmr(case.blocks, rows, scores, k + more, weights).tolist()[: len(short)] == short


@LAW
@given(cases())
def test_likeness_is_the_larger_of_the_cosines(case: Case) -> None:
    rows, _ = pool_of(case)
    similarity = similarities(case.blocks, rows)
    assert similarity == pytest.approx(dense_likeness(case, rows), abs=1e-6)
    assert ((similarity >= 0) & (similarity <= 1 + 1e-6)).all()


@LAW
@given(cases(max_items=16), weightings(), st.floats(0, 1), st.integers(0, 18), st.integers(0, 18), st.integers(1, 40))
def test_various_is_the_head_of_a_list_and_the_rest_is_by_score(
    case: Case, weights: Weights, value: float, k: int, more: int, candidates: int
) -> None:
    """A longer list begins with the shorter one, and nobody is shown twice or left out."""
    rows, scores = pool_of(case)
    weights = weights.changed({"diversity": value})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "POOL_SHARE", 0.2)
        pool = min(pool_size(candidates), len(rows))
        short, long = (rerank(case.blocks, rows, scores, n, candidates, weights).tolist() for n in (k, k + more))
    assert long[: len(short)] == short
    assert len(long) == len(set(long)) == min(k + more, len(rows))
    assert long[:1] in ([], [0])
    assert long[pool:] == list(range(len(long)))[pool:]
    assert set(long[:pool]) <= set(range(pool))
    if len(long) >= pool:
        assert sorted(long[:pool]) == list(range(pool))
        assert long[:pool] == mmr(case.blocks, rows[:pool], scores[:pool], pool, weights).tolist()


@given(st.integers(0, 10**6))
def test_a_pool_holds_some_of_the_candidates_and_never_too_many(candidates: int) -> None:
    assert 0 <= pool_size(candidates) <= min(POOL, candidates)
    assert pool_size(candidates) <= pool_size(candidates + 1)
    assert pool_size(candidates) > 0 or candidates == 0


@pytest.mark.parametrize("group", ["genres", "collections"])
def test_what_shares_genres_or_a_collection_repeats(group: str) -> None:
    values: dict[str, Any] = {group: [[1.0, 0], [0.6, 0.8], [0, 1.0]]}
    similarity = similarities(blocks_of(**values), np.arange(3))
    assert similarity == pytest.approx(np.array([[1, 0.6, 0], [0.6, 1, 0.8], [0, 0.8, 1]]))


def test_nothing_to_choose_from() -> None:
    blocks = blocks_of(genres=[[1.0]])
    none = np.zeros(0, dtype=np.intp)
    assert mmr(blocks, none, np.zeros(0), 5, only("genres", diversity=0.5)).tolist() == []
    assert mmr(blocks, np.zeros(1, np.intp), np.ones(1), 0, only("genres", diversity=0.5)).tolist() == []
