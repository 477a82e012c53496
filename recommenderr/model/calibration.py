"""A list in the proportions in which a person watches: calibration of its genres, ages of titles, films and series.

H. Steck, Calibrated Recommendations, RecSys 2018. The next title of the list is the one with the largest

    (1 - c) relevance_i - c sum_m weight_m KL_m(list and i) / sum_m weight_m

with relevance the score brought to 0..1 over the pool and `KL_m = sum_l p_l log2(p_l / q_l)` the distance in bits of
the person's shares `p` of the labels `l` from those of the list, `q = (counts of the list + 2 p) / (their sum + 2)`.
The 2 titles in the person's own shares let the first ranks go by score, and the shares are reached further down.

A later part of a franchise waits until the earlier part that the library has and the person has not watched is listed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Vector

LIST_PRIOR = 2.0
TARGET_PRIOR = 3.0
"""This many titles in the shares of the library are added to what the person watched."""
FREE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Mix:
    """One kind of label that a list should hold in the person's proportions.

    Attributes:
        labels: float64, shape (n_pool, n_labels): rows sum to 1, or to 0 where a title has no label.
        target: float64, shape (n_labels,): the person's proportions, summing to 1.
        weight: how much this kind counts.
    """

    labels: Vector
    target: Vector
    weight: float


def target_shares(known: Vector, weights: Vector, library: Vector) -> Vector:
    """The proportions in which a person watches, shrunk to those of the library; they sum to 1, or to 0 without any.

    Args:
        known: shape (n_watched, n_labels): the labels of the watched titles.
        weights: shape (n_watched,).
        library: shape (n_labels,): the shares of the library.
    """
    shares = weights @ known + TARGET_PRIOR * library
    total = float(shares.sum())
    return np.asarray(shares / total) if total > 0 else shares


def distances(mix: Mix, counts: Vector) -> Vector:
    """The distance in bits from the target of a list with these label counts and one more title; shape (n_pool,).

    A title without any label gets the mean distance of the others, because a missing genre is no reason to be shown.
    """
    wanted = mix.target > 0
    target = mix.target[wanted]
    sums = counts[wanted] + mix.labels[:, wanted] + LIST_PRIOR * target
    ratio = np.log2(target) - np.log2(sums / sums.sum(axis=1, keepdims=True))
    distance = np.asarray((ratio * target).sum(axis=1))  # not a product of matrices: equal titles get equal distances
    labelled = mix.labels.any(axis=1)
    if not labelled.all() and labelled.any():
        distance[~labelled] = distance[labelled].mean()
    return distance


def calibrate(
    scores: Vector, k: int, mixes: Sequence[Mix], strength: float, waits_for: NDArray[np.intp]
) -> NDArray[np.intp]:
    """Positions of the `k` titles to show out of a pool that is sorted best first.

    Args:
        scores: shape (n_pool,), descending.
        k: how many to choose.
        mixes: what the list should hold in which proportions.
        strength: c in the formula, 0 to 1.
        waits_for: shape (n_pool,): the position of the part that must be listed before each title, -1 for none, and
            n_pool for a part outside the pool. Once every title that is left waits, they are chosen in spite of it.
    """
    n = len(scores)
    span = float(scores[0] - scores[-1]) if n else 0.0
    relevance = (scores - scores[-1]) / span if span > 0 else np.zeros(n)
    gain = (1.0 - strength) * relevance
    total = sum(mix.weight for mix in mixes) or 1.0
    counts = [np.zeros(mix.labels.shape[1]) for mix in mixes]
    left = np.ones(n, dtype=np.bool_)
    waiting = waits_for != FREE
    chosen: list[int] = []
    for _ in range(min(k, n)):
        value = gain.copy()
        if chosen and strength:
            for mix, shown in zip(mixes, counts, strict=True):
                value -= strength * mix.weight / total * distances(mix, shown)
        allowed = left & ~waiting
        value[~(allowed if allowed.any() else left)] = -np.inf
        best = int(np.argmax(value))
        chosen.append(best)
        left[best] = False
        waiting &= waits_for != best
        for mix, shown in zip(mixes, counts, strict=True):
            shown += mix.labels[best]
    return np.array(chosen, dtype=np.intp)
