"""Where a single title stands in a person's ranking, watched or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.ranking import relevancy
from recommenderr.model.scoring import TOLERANCE
from recommenderr.model.weights import Weights
from recommenderr.recommender.user_model import PersonModel


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """One title among the candidates.

    Attributes:
        rank: 1 is the best; for a title that is no candidate, the rank that it would have.
        candidates: how many were ranked; the title itself counts as one.
        relevancy: percentile, whole, 0 to 100.
        contributions: float64, shape (len(SHOWN_GROUPS),).
    """

    rank: int
    candidates: int
    relevancy: int
    contributions: NDArray[np.float64]


def place_of(person: PersonModel, weights: Weights, row: int) -> Place:
    """The place of a title: one more than the candidates that are better, or as good and of a smaller row."""
    scorer = person.scorer(weights)
    contributions = scorer.contributions(np.array([row]))[0]
    score = float(contributions.sum())
    scores = scorer.scores()
    candidates = person.candidates
    surely = int(np.count_nonzero(candidates & (scores > score + 2 * TOLERANCE)))
    near = np.flatnonzero(candidates & (np.abs(scores - score) <= 2 * TOLERANCE))
    near = near[near != row]
    exact = scorer.contributions(near).sum(axis=1)
    better = int(np.count_nonzero((exact > score) | ((exact == score) & (near < row))))
    rank = surely + better + 1
    count = person.n_candidates + (0 if candidates[row] else 1)
    return Place(rank, count, int(relevancy(np.array([rank - 1]), count)[0]), contributions)
