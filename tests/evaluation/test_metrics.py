"""Every measure against written-out numbers, and against scikit-learn and trec_eval on random lists."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from sklearn.metrics import label_ranking_average_precision_score, ndcg_score, recall_score

from recommenderr.evaluation import metrics

RANKED = np.array([7, 3, 9, 1, 4, 0, 2, 5, 6, 8])
HELD_OUT = np.array([3, 4, 11])


def hit() -> metrics.Hits:
    return metrics.hits(RANKED, HELD_OUT)


def test_hits_are_the_places_of_what_was_watched() -> None:
    assert np.flatnonzero(hit()).tolist() == [1, 4]


def test_hit_rate_recall_and_mrr_by_hand() -> None:
    assert [metrics.hit_rate(hit(), k) for k in (1, 2, 10)] == [0.0, 1.0, 1.0]
    assert [metrics.recall(hit(), 3, k) for k in (1, 2, 5, 10)] == pytest.approx([0, 1 / 3, 2 / 3, 2 / 3])
    assert [metrics.reciprocal_rank(hit(), k) for k in (1, 2, 10)] == [0.0, 0.5, 0.5]


def test_ndcg_by_hand() -> None:
    gain = 1 / math.log2(3) + 1 / math.log2(6)
    best = 1 / math.log2(2) + 1 / math.log2(3) + 1 / math.log2(4)
    assert metrics.ndcg(hit(), 3, 10) == pytest.approx(gain / best)
    assert metrics.ndcg(hit(), 3, 2) == pytest.approx((1 / math.log2(3)) / (1 + 1 / math.log2(3)))
    assert metrics.ndcg(np.ones(3, np.bool_), 3, 10) == 1.0


def test_more_held_out_than_places_is_still_perfect() -> None:
    assert metrics.ndcg(np.ones(10, np.bool_), 50, 10) == pytest.approx(1.0)


def test_nothing_held_out_is_no_hit() -> None:
    nothing = np.zeros(10, np.bool_)
    measured = [metrics.hit_rate(nothing, 10), metrics.recall(nothing, 0, 10), metrics.ndcg(nothing, 0, 10)]
    assert [*measured, metrics.reciprocal_rank(nothing, 10)] == [0.0] * 4


def test_a_list_shorter_than_k_is_measured_as_it_is() -> None:
    short = np.array([False, True])
    assert metrics.hit_rate(short, 10) == 1.0
    assert metrics.ndcg(short, 1, 10) == pytest.approx(1 / math.log2(3))


def test_diversity_by_hand() -> None:
    one, other = [1.0, 0.0], [0.0, 1.0]
    between = [math.sqrt(0.5), math.sqrt(0.5)]
    assert metrics.intra_list_diversity(np.array([one, one, one])) == pytest.approx(0.0)
    assert metrics.intra_list_diversity(np.array([one, other])) == pytest.approx(1.0)
    assert metrics.intra_list_diversity(np.array([one, other, between])) == pytest.approx(1 - 2 * math.sqrt(0.5) / 3)
    assert metrics.intra_list_diversity(np.array([one])) == 0.0


def test_a_title_without_genres_resembles_none() -> None:
    assert metrics.intra_list_diversity(np.array([[0.0, 0.0], [0.0, 0.0]])) == 1.0


def test_novelty_by_hand() -> None:
    shares = np.array([0.5, 0.25, 1.0])
    assert metrics.novelty(np.array([0, 1]), shares) == pytest.approx((1 + 2) / 2)
    assert metrics.novelty(np.array([2]), shares) == 0.0
    assert metrics.novelty(np.zeros(0, np.intp), shares) == 0.0


def test_calibration_by_hand() -> None:
    watched, shown = np.array([3.0, 1.0]), np.array([1.0, 1.0])
    smoothed = 0.99 * np.array([0.5, 0.5]) + 0.01 * np.array([0.75, 0.25])
    expected = 0.75 * math.log2(0.75 / smoothed[0]) + 0.25 * math.log2(0.25 / smoothed[1])
    assert metrics.calibration_distance(watched, shown) == pytest.approx(expected)
    assert metrics.calibration_distance(watched, 7 * watched) == pytest.approx(0.0, abs=1e-12)
    assert metrics.calibration_distance(np.array([1.0, 0.0]), np.array([0.0, 1.0])) == pytest.approx(math.log2(100))
    assert metrics.calibration_distance(np.zeros(2), shown) == 0.0


def test_coverage_by_hand() -> None:
    assert metrics.coverage([np.array([0, 1]), np.array([1, 2])], 10) == 0.3
    assert metrics.coverage([], 10) == 0.0


def random_lists(count: int, n_items: int = 60, places: int = 20) -> list[tuple[Any, Any]]:
    rng = np.random.default_rng(0)
    return [(rng.permutation(n_items)[:places], rng.choice(n_items, rng.integers(1, 8), False)) for _ in range(count)]


@pytest.mark.parametrize("k", [10, 20])
def test_they_are_those_of_scikit_learn(k: int) -> None:
    for ranked, held_out in random_lists(100):
        truth, scores, shown = np.zeros(60), np.zeros(60), np.zeros(60)
        truth[held_out] = 1
        scores[ranked] = np.arange(20, 0, -1)
        shown[ranked[:k]] = 1
        hit = metrics.hits(ranked, held_out)
        whole = 20 if k == 20 else k
        assert metrics.recall(hit, len(held_out), k) == pytest.approx(recall_score(truth, shown))
        # Its k may not reach into the titles that are not in the list, which it would take for ties.
        cut = np.where(np.isin(np.arange(60), ranked[:whole]), scores, -np.arange(60.0))
        assert metrics.ndcg(hit, len(held_out), k) == pytest.approx(ndcg_score([truth], [cut], k=k))


def test_the_reciprocal_rank_is_that_of_scikit_learn() -> None:
    """Its average precision with one title to find is one over its rank."""
    for ranked, held_out in random_lists(50, n_items=20):
        truth, scores = np.zeros(20), np.zeros(20)
        truth[held_out[0]] = 1
        scores[ranked] = np.arange(20, 0, -1)
        expected = label_ranking_average_precision_score([truth], [scores])
        assert metrics.reciprocal_rank(metrics.hits(ranked, held_out[:1]), 20) == pytest.approx(expected)


@pytest.mark.parametrize("k", [10, 20])
def test_they_are_those_of_trec_eval(k: int) -> None:
    trec = pytest.importorskip("pytrec_eval", reason="needs the bench extra")
    lists = random_lists(200)
    truth = {str(n): {f"t{row}": 1 for row in held_out.tolist()} for n, (_, held_out) in enumerate(lists)}
    told = {
        str(n): {f"t{row}": float(-place) for place, row in enumerate(ranked[:k].tolist())}
        for n, (ranked, _) in enumerate(lists)
    }
    names = {f"success.{k}", f"recall.{k}", f"ndcg_cut.{k}", "recip_rank"}
    found = trec.RelevanceEvaluator(truth, names).evaluate(told)
    for n, (ranked, held_out) in enumerate(lists):
        hit, theirs = metrics.hits(ranked, held_out), found[str(n)]
        assert metrics.hit_rate(hit, k) == theirs[f"success_{k}"]
        assert metrics.recall(hit, len(held_out), k) == pytest.approx(theirs[f"recall_{k}"])
        assert metrics.ndcg(hit, len(held_out), k) == pytest.approx(theirs[f"ndcg_cut_{k}"])
        assert metrics.reciprocal_rank(hit, k) == pytest.approx(theirs["recip_rank"])
