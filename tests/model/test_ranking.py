from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from recommenderr.model import ranking
from recommenderr.model.evidence import COLUMNS, Evidence
from recommenderr.model.ranking import NEGATIVE_INFINITY, candidate_mask, order_of_rows, rank, relevancy, shortlist
from recommenderr.model.scoring import EvidenceScorer
from recommenderr.model.weights import GROUPS, SHOWN_GROUPS
from tests.factories.libraries import SEEDS

N_BLOCKS, BLOCKS_FROM = 8, 24
"""Small enough that libraries of a few dozen titles take both ways."""


def scorer_of(rng: random.Random, n_items: int) -> EvidenceScorer:
    """Scores with ties, with differences far below what float32 shows, and with plain ones; at most 1."""
    levels = rng.choice((1, 2, 3, 5, 50))
    base = [rng.randrange(levels) / 64 for _ in range(n_items)]
    nudge = [rng.choice((0, 0, 0, 1, -1)) * rng.choice((0.0, 1e-7, 1e-12)) for _ in range(n_items)]
    columns = np.zeros((len(COLUMNS), n_items), dtype=np.float32)
    columns[0], columns[1] = base, nudge
    columns[2:] = np.array([rng.random() for _ in COLUMNS[2:]], dtype=np.float32)[:, None]
    coefficients = np.array([rng.choice((1.0, 1 / 3)), 1.0, *(0.5 / len(COLUMNS) for _ in COLUMNS[2:])])
    return EvidenceScorer(Evidence(columns, np.full((len(GROUPS), n_items), -1, np.int32)), coefficients)


def full_order(scorer: EvidenceScorer, candidates: np.ndarray) -> list[int]:
    """Every candidate by a stable sort of the exact scores: of equals the smaller row first."""
    rows = np.flatnonzero(candidates)
    exact = scorer.contributions(rows).sum(axis=1)
    return rows[np.argsort(-exact, kind="stable")].tolist()  # type: ignore[no-any-return]


@settings(max_examples=300, deadline=None)
@given(
    seed=SEEDS, n_items=st.integers(1, 90), k=st.integers(0, 40), share=st.sampled_from([0.0, 0.02, 0.1, 0.5, 0.9, 1.0])
)
def test_the_first_k_are_those_of_a_full_sort(seed: int, n_items: int, k: int, share: float) -> None:
    rng = random.Random(seed)
    scorer = scorer_of(rng, n_items)
    candidates = np.array([rng.random() < share for _ in range(n_items)], dtype=np.bool_)
    count = int(candidates.sum())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ranking, "N_BLOCKS", N_BLOCKS)
        patch.setattr(ranking, "BLOCKS_FROM", BLOCKS_FROM)
        found = rank(scorer, candidate_mask(candidates), count, k)
    assert found.rows.tolist() == full_order(scorer, candidates)[:k]
    assert found.candidates == count
    assert found.contributions.shape == (len(found.rows), len(SHOWN_GROUPS))
    assert found.contributions.tolist() == scorer.contributions(found.rows).tolist()
    assert found.scores.tolist() == found.contributions.sum(axis=1).tolist()


@pytest.mark.parametrize("n_items", [ranking.BLOCKS_FROM - 1, ranking.BLOCKS_FROM, ranking.BLOCKS_FROM + 77])
@pytest.mark.parametrize("share", [1.0, 0.001])
def test_it_is_so_at_the_true_size_too(n_items: int, share: float) -> None:
    rng = np.random.default_rng(n_items)
    columns = np.zeros((len(COLUMNS), n_items), dtype=np.float32)
    columns[0] = rng.integers(0, 4000, n_items) / 4000
    scorer = EvidenceScorer(Evidence(columns, np.zeros((len(GROUPS), n_items), np.int32)), np.ones(len(COLUMNS)))
    candidates = rng.random(n_items) < share
    found = rank(scorer, candidate_mask(candidates), int(candidates.sum()), 50)
    assert found.rows.tolist() == full_order(scorer, candidates)[:50]


def test_a_shortlist_is_short() -> None:
    scores = np.linspace(0, 1, ranking.BLOCKS_FROM * 4, dtype=np.float32)
    assert len(shortlist(scores, 10)) < 20


def test_no_weight_at_all_keeps_the_order_of_rows() -> None:
    columns = np.random.default_rng(0).random((len(COLUMNS), 60)).astype(np.float32)
    scorer = EvidenceScorer(Evidence(columns, np.zeros((len(GROUPS), 60), np.int32)), np.zeros(len(COLUMNS)))
    candidates = np.arange(60) % 3 > 0
    found = rank(scorer, candidate_mask(candidates), 40, 5)
    assert found.rows.tolist() == [1, 2, 4, 5, 7]
    assert found.scores.tolist() == [0] * 5


def test_a_library_of_one_title() -> None:
    scorer = scorer_of(random.Random(1), 1)
    assert rank(scorer, candidate_mask(np.array([True])), 1, 10).rows.tolist() == [0]
    assert rank(scorer, candidate_mask(np.array([False])), 0, 10).rows.tolist() == []


def test_barred_rows_are_never_shown_however_many_are_asked_for() -> None:
    scorer = scorer_of(random.Random(3), 40)
    candidates = np.arange(40) % 4 == 0
    found = rank(scorer, candidate_mask(candidates), 10, 1000)
    assert sorted(found.rows.tolist()) == list(range(0, 40, 4))


def test_the_barrier_lets_candidates_pass_unchanged() -> None:
    assert candidate_mask(np.array([True, False])).tolist() == [0, NEGATIVE_INFINITY]


@given(st.integers(1, 3000), st.data())
def test_relevancy_is_whole_from_0_to_100_begins_with_100_and_never_rises(candidates: int, data: st.DataObject) -> None:
    k = data.draw(st.integers(1, candidates))
    shown = relevancy(np.arange(k), candidates)
    assert shown.dtype == np.int64
    assert shown[0] == 100
    assert ((shown >= 0) & (shown <= 100)).all()
    assert (np.diff(shown) <= 0).all()


def test_relevancy_in_numbers() -> None:
    assert relevancy(np.array([0, 1, 2, 3]), 4).tolist() == [100, 75, 50, 25]
    assert relevancy(np.array([0, 1, 199, 999]), 1000).tolist() == [100, 99, 80, 0]
    assert relevancy(np.zeros(0, np.int64), 0).tolist() == []


def test_rows_come_by_acclaim_then_title_then_number() -> None:
    titles = ["b", "A", "a", "a", "c"]
    order = order_of_rows([0.5, 0.5, 0.5, 0.5, 0.9], titles, ["1", "20", "100", "9", "5"])
    assert order == [4, 3, 1, 2, 0]
