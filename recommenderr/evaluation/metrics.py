"""How good a ranked list is, measured against what a person really watched next.

Definitions follow K. Järvelin and J. Kekäläinen, Cumulated gain-based evaluation of IR techniques, ACM TOIS 20(4), 2002
(NDCG with binary gains) and H. Steck, Calibrated recommendations, RecSys 2018 (calibration).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Vector

Hits = NDArray[np.bool_]


def hits(ranked: NDArray[np.integer], held_out: NDArray[np.integer]) -> Hits:
    """Which places of a list hold a title that was watched next, shape (len(ranked),)."""
    return np.isin(ranked, held_out)


def hit_rate(hit: Hits, k: int) -> float:
    """1 if any of the first `k` places is a hit, else 0."""
    return float(hit[:k].any())


def recall(hit: Hits, n_held_out: int, k: int) -> float:
    """The share of what was watched next that the first `k` places hold; 0 where nothing was."""
    return float(hit[:k].sum() / n_held_out) if n_held_out else 0.0


def ndcg(hit: Hits, n_held_out: int, k: int) -> float:
    """`sum over hits of 1 / log2(1 + rank)`, divided by its largest possible value."""
    if n_held_out == 0:
        return 0.0
    discount = 1.0 / np.log2(np.arange(2, k + 2))
    gain = float((hit[:k] * discount[: len(hit[:k])]).sum())
    return gain / float(discount[: min(n_held_out, k)].sum())


def reciprocal_rank(hit: Hits, k: int) -> float:
    """`1 / rank` of the first hit among the first `k` places, 0 where there is none."""
    places = np.flatnonzero(hit[:k])
    return 1.0 / (float(places[0]) + 1.0) if len(places) else 0.0


def intra_list_diversity(genres: NDArray[np.floating]) -> float:
    """One minus the mean cosine of all pairs of a list; `genres` are its rows of norm 1 or 0, shape (n, n_genres)."""
    n = len(genres)
    if n < 2:
        return 0.0
    likeness = np.asarray(genres, dtype=np.float64) @ np.asarray(genres, dtype=np.float64).T
    return 1.0 - float((likeness.sum() - np.trace(likeness)) / (n * (n - 1)))


def novelty(ranked: NDArray[np.integer], popularity: Vector) -> float:
    """Mean of `-log2(share of the people who watched the title)`, with a share of at least 1e-9."""
    if len(ranked) == 0:
        return 0.0
    return float(-np.log2(np.maximum(popularity[ranked], 1e-9)).mean())


def calibration_distance(watched: Vector, recommended: Vector, smoothing: float = 0.01) -> float:
    """Kullback-Leibler divergence, in bits, of the recommended from the watched genre mix; 0 means the same mix.

    `sum_g p_g log2(p_g / q'_g)` with `q' = (1 - a) q + a p`, so that a genre that is missing does not make it infinite.
    """
    p, q = _mix(watched), _mix(recommended)
    smoothed = (1 - smoothing) * q + smoothing * p
    there = p > 0
    return float((p[there] * np.log2(p[there] / smoothed[there])).sum())


def coverage(lists: Sequence[NDArray[np.integer]], n_items: int) -> float:
    """The share of the catalogue that appears in any of the lists."""
    return len(np.unique(np.concatenate(lists))) / n_items if len(lists) and n_items else 0.0


def _mix(weights: Vector) -> Vector:
    total = weights.sum()
    return weights / total if total > 0 else weights
