"""Evidence times weights: the scores of all titles in one pass through memory.

    score_i = [ sum_g w_g ((1 - t) profile_g(i) / s_g + t max_g(i) / s'_g) + sum_k w_k fact_k(i) ] / Z

with `profile_g` and `max_g` the similarities (or the lift) of `evidence`, `fact_k` its columns of acclaim, new,
countries and format, `t` the breadth, `s` the scales that make weight 1 mean the same for every group, and `Z` the same
sum with every column at its largest size over the person's candidates: a score is at most 1, and below 0 where dislikes
outweigh.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.evidence import COLUMN_GROUPS, COLUMNS, MAX_COLUMNS, PROFILE_COLUMNS, Evidence
from recommenderr.model.weights import FACT_GROUPS, SHOWN_GROUPS, Weights

SCALES: Mapping[str, tuple[float, float]] = {
    "collections": (1 / 0.6, 1 / 1.1),
    "genres": (1 / 2.2, 1 / 0.2),
    "people": (1 / 2.0, 1 / 2.2),
    "text": (1 / 4.0, 1 / 1.5),
    "year": (1.0, 1 / 1.2),
}
"""For each group the size of one unit of its profile column and of its maximum similarity; see docs/quality.md."""

SIMILAR_SCALES: Mapping[str, tuple[float, float]] = {
    "collections": (1 / 0.8, 1 / 0.8),
    "genres": (1 / 3.2, 1 / 0.6),
    "people": (1 / 4.4, 1 / 0.6),
    "text": (1 / 15.0, 1 / 0.4),
    "year": (1.0, 1 / 1.4),
}
"""The same for the likeness to a single title, where both columns of a group are the cosine."""

_GROUP_NUMBER = np.array([SHOWN_GROUPS.index(group) for group in COLUMN_GROUPS])


class Scorer(Protocol):
    """One person's scores for one setting of the weights."""

    def scores(self) -> NDArray[np.float32]:
        """Approximate scores of all titles, shape (n_items,), to choose from; off by at most `TOLERANCE`."""

    def contributions(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """What each of `SHOWN_GROUPS` adds to the score of these titles, shape (len(rows), len(SHOWN_GROUPS))."""


ROUNDING = 1e-9

TOLERANCE = 2e-6
"""How far a float32 score may lie from the sum of its contributions: 13 terms of at most 1, rounded to 24 bits."""


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceScorer:
    """Scores by evidence; the coefficients carry weights, breadth, scales and Z."""

    evidence: Evidence
    coefficients: NDArray[np.float64]

    def scores(self) -> NDArray[np.float32]:
        """Approximate scores of all titles: one product of a small vector with the evidence."""
        return np.asarray(np.dot(self.coefficients.astype(np.float32), self.evidence.columns), dtype=np.float32)

    def contributions(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Exact contributions by group: the kept evidence, multiplied and added in float64."""
        pieces = self.evidence.columns[:, rows].T.astype(np.float64) * self.coefficients
        return add_by_group(pieces)


def evidence_scorer(
    evidence: Evidence,
    normaliser: NDArray[np.float64],
    weights: Weights,
    scales: Mapping[str, tuple[float, float]] = SCALES,
) -> EvidenceScorer:
    """The scorer of one person for these weights; `normaliser` is computed once per person."""
    raw = raw_coefficients(weights, scales)
    total = float(raw @ normaliser)
    return EvidenceScorer(evidence, raw / total if total > 0 else np.zeros_like(raw))


def raw_coefficients(weights: Weights, scales: Mapping[str, tuple[float, float]] = SCALES) -> NDArray[np.float64]:
    """What each column of evidence is multiplied by before the division by Z, shape (len(COLUMNS),)."""
    raw = np.zeros(len(COLUMNS))
    for group, column in PROFILE_COLUMNS.items():
        raw[column] = weights.of(group) * (1.0 - weights.breadth) / scales[group][0]
    for group, column in MAX_COLUMNS.items():
        raw[column] = weights.of(group) * weights.breadth / scales[group][1]
    raw[-len(FACT_GROUPS) :] = [weights.of(group) for group in FACT_GROUPS]
    return raw


def normaliser(evidence: Evidence, candidates: NDArray[np.bool_]) -> NDArray[np.float64]:
    """The largest absolute value of each column over the candidates, shape (len(COLUMNS),): with the coefficients, Z.

    The absolute value, so that a score never leaves -1 to 1 where dislikes outweigh. Rounding that is left where likes
    and dislikes cancel out is not evidence and counts as 0.
    """
    if not candidates.any():
        return np.zeros(len(evidence.columns))
    high = np.array([column[candidates].max() for column in evidence.columns], dtype=np.float64)
    low = np.array([column[candidates].min() for column in evidence.columns], dtype=np.float64)
    size = np.maximum(high, -low)
    return np.where(size > ROUNDING, size, 0.0)


def add_by_group(pieces: NDArray[np.float64]) -> NDArray[np.float64]:
    """Pieces by column, shape (n, len(COLUMNS)), to contributions by group, shape (n, len(SHOWN_GROUPS))."""
    groups = np.zeros((len(pieces), len(SHOWN_GROUPS)))
    for column, group in enumerate(_GROUP_NUMBER):
        groups[:, group] += pieces[:, column]
    return groups
