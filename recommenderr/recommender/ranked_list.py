"""A person's list for one setting of the controls: ranked, filtered, made various."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.mmr import pool_size, various
from recommenderr.model.ranking import barrier, rank, relevancy
from recommenderr.model.weights import Weights
from recommenderr.recommender.filters import Mask
from recommenderr.recommender.user_model import PersonModel


@dataclass(frozen=True, slots=True, eq=False)
class RankedList:
    """The titles to show, in order.

    Attributes:
        rows: intp, shape (k,).
        scores: float64, shape (k,).
        relevancy: int64, shape (k,): percentile by score among the candidates, so it may rise again within a list that
            was made various.
        contributions: float64, shape (k, len(SHOWN_GROUPS)).
        candidates: how many titles were ranked.
    """

    rows: NDArray[np.intp]
    scores: NDArray[np.float64]
    relevancy: NDArray[np.int64]
    contributions: NDArray[np.float64]
    candidates: int


def ranked_list(person: PersonModel, weights: Weights, k: int, passed: Mask | None = None) -> RankedList:
    """The best `k` unseen titles; `passed` is the mask of the filters, None where nothing is filtered."""
    limit, count = person.barrier, person.n_candidates
    if passed is not None:
        allowed = person.candidates & passed
        limit, count = barrier(allowed), int(np.count_nonzero(allowed))
    pool = max(k, pool_size(count)) if weights.diversity > 0 else k
    ranking = rank(person.scorer(weights), limit, count, pool)
    order = various(person.generation.blocks, ranking.rows, ranking.scores, k, count, weights)
    return RankedList(
        rows=ranking.rows[order],
        scores=ranking.scores[order],
        relevancy=relevancy(order, count),
        contributions=ranking.contributions[order],
        candidates=count,
    )
