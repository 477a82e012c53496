"""The best titles of all, in one order everywhere, without sorting what no one will see.

Rows are stored in the order that breaks ties (acclaim, then title, then id: see `order_of_rows`), so of two titles with
the same score the one with the smaller row comes first.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.scoring import TOLERANCE, Scorer

N_BLOCKS = 4096
BLOCKS_FROM = 32_768
"""From this many titles on, the maxima of blocks narrow the search before anything is partitioned."""

NEGATIVE_INFINITY = np.float32(-np.inf)


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The first k titles of one ranking.

    Attributes:
        rows: intp, shape (k,): best first.
        scores: float64, shape (k,): the sums of the contributions.
        contributions: float64, shape (k, len(SHOWN_GROUPS)).
        candidates: how many titles were ranked.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    contributions: NDArray[np.float64]
    candidates: int

    def relevancy(self) -> NDArray[np.int64]:
        """The percentile of each title among the candidates, whole, 0 to 100; the first has 100."""
        return relevancy(np.arange(len(self.rows)), self.candidates)


def relevancy(places: NDArray[np.integer], candidates: int) -> NDArray[np.int64]:
    """The share of candidates, in percent and rounded down, that a place (0 = best) ties or beats."""
    if candidates == 0:
        return np.zeros(len(places), dtype=np.int64)
    return (100 * (candidates - places) // candidates).astype(np.int64)


def candidate_mask(candidates: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Added to the scores so that only candidates are ranked: 0 for them, -inf for the others."""
    return np.array([NEGATIVE_INFINITY, 0], dtype=np.float32).take(candidates)


def rank(scorer: Scorer, candidate_mask: NDArray[np.float32], candidates: int, k: int) -> Ranking:
    """The best `k` candidates. `candidates` is how many candidates the mask has.

    The float32 scores choose a shortlist that are sure to holds the best k; their float64 sums put it in order.
    """
    k = min(k, candidates)
    scores = scorer.scores()
    np.add(scores, candidate_mask, out=scores)
    rows = shortlist(scores, k)
    contributions = scorer.contributions(rows)
    exact = contributions.sum(axis=1)
    order = np.lexsort((rows, -exact))[:k]
    return Ranking(rows[order], exact[order], contributions[order], candidates)


def shortlist(scores: NDArray[np.float32], k: int) -> NDArray[np.intp]:
    """Rows that are sure to hold the best `k` by exact score, ascending; a few more where scores lie close together.

    The k-th largest of the block maxima is a lower bound of the k-th largest score, so only blocks that reach it are
    searched. Where all scores are the same (no weight at all), the first k rows are the best by the order of rows.
    """
    if k <= 0:
        return np.zeros(0, dtype=np.intp)
    n = len(scores)
    n_blocks = N_BLOCKS if n >= BLOCKS_FROM and k <= N_BLOCKS // 2 else 0
    if not n_blocks:
        return _at_least(scores, _kth_largest(scores, k))
    body = n - n % n_blocks
    table = scores[:body].reshape(-1, n_blocks)
    block_maxima = table.max(axis=0)
    bound = _kth_largest(block_maxima, k) - TOLERANCE
    chosen = np.flatnonzero(block_maxima >= bound)
    if len(chosen) > n_blocks // 2:  # many ties: narrowing would not pay
        return _at_least(scores, _kth_largest(scores, k))
    height, block = np.nonzero(table[:, chosen] >= bound)
    rows = np.concatenate([height * n_blocks + chosen[block], body + np.flatnonzero(scores[body:] >= bound)])
    narrowed = rows[scores[rows] >= _kth_largest(scores[rows], k) - TOLERANCE]
    return np.sort(narrowed)


def _kth_largest(values: NDArray[np.float32], k: int) -> np.float32:
    split = len(values) - k
    return np.float32(np.partition(values, split)[split])


def _at_least(scores: NDArray[np.float32], kth: np.float32) -> NDArray[np.intp]:
    if kth == NEGATIVE_INFINITY:
        return np.flatnonzero(scores > NEGATIVE_INFINITY)
    return np.flatnonzero(scores >= kth - TOLERANCE)


def order_of_rows(acclaim: Sequence[float], titles: Sequence[str], item_ids: Sequence[str]) -> list[int]:
    """The order in which titles become rows: best acclaim first, then by title, then by id (numbers by value)."""
    keys = [
        (-value, title.casefold(), len(item_id), item_id)
        for value, title, item_id in zip(acclaim, titles, item_ids, strict=True)
    ]
    return sorted(range(len(keys)), key=keys.__getitem__)
