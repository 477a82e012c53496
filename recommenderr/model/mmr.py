"""A list that does not say the same thing ten times: maximal marginal relevance.

J. Carbonell and J. Goldstein, The Use of MMR, Diversity-Based Reranking, SIGIR 1998: the next title is the one with the
largest `lambda * score - (1 - lambda) * (largest similarity to a title already chosen)`, here with
`lambda = 1 - diversity`, scores brought to 0..1 over the pool, and similarity the larger one of genres and
collections. The weights play no part in it: a list of one genre is the same, however it came about.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Block
from recommenderr.model.weights import Weights

POOL = 200
POOL_SHARE = 0.05
"""A list is made various among the best titles only: at most so many, and at most this share of the candidates. In a
small library the 200th best is no recommendation any more, however different it is."""
REPEATED = ("genres", "collections")


def pool_size(candidates: int) -> int:
    """How many of the best titles a list is made various among."""
    return min(POOL, math.ceil(candidates * POOL_SHARE))


def rerank(
    blocks: Mapping[str, Block],
    rows: NDArray[np.intp],
    scores: NDArray[np.float64],
    k: int,
    candidates: int,
    weights: Weights,
) -> NDArray[np.intp]:
    """Positions into `rows` (best first) of the `k` titles to show: various within the pool, by score behind it.

    The first titles of a longer list are those of a shorter one. `rows` holds at least `max(k, pool_size)` titles, or
    all there are.
    """
    k, pool = min(k, len(rows)), min(pool_size(candidates), len(rows))
    if weights.diversity == 0:
        return np.arange(k)
    head = mmr(blocks, rows[:pool], scores[:pool], min(k, pool), weights)
    return np.concatenate([head, np.arange(len(head), k)])


def mmr(
    blocks: Mapping[str, Block], rows: NDArray[np.intp], scores: NDArray[np.float64], k: int, weights: Weights
) -> NDArray[np.intp]:
    """Positions into `rows` of the `k` titles to show. The first is always the best; diversity 0 keeps the order.

    Args:
        blocks: the feature blocks, by group.
        rows: the pool, best first.
        scores: float64, of the pool.
        k: how many to choose.
        weights: `diversity` and the weights of the groups.
    """
    k = min(k, len(rows))
    if weights.diversity == 0 or k < 2:
        return np.arange(k)
    similarity = similarities(blocks, rows)
    span = float(scores.max() - scores.min())
    relevance = (scores - scores.min()) / span if span > 0 else np.zeros(len(scores))
    gain = (1.0 - weights.diversity) * relevance
    closest = np.zeros(len(rows))
    chosen = [0]
    for _ in range(k - 1):
        np.maximum(closest, similarity[chosen[-1]], out=closest)
        value = gain - weights.diversity * closest
        value[chosen] = -np.inf
        chosen.append(int(np.argmax(value)))
    return np.array(chosen, dtype=np.intp)


def similarities(blocks: Mapping[str, Block], rows: NDArray[np.intp]) -> NDArray[np.float64]:
    """How much titles repeat each other, 0 to 1, shape (n, n): the larger cosine of genres and collections."""
    similarity = np.zeros((len(rows), len(rows)))
    for group in REPEATED:
        table = _dense(blocks[group].take(rows.astype(np.int32)))
        # Rounded, for titles of the same genres are equally far away in whatever order their products are added.
        np.maximum(similarity, (table @ table.T).astype(np.float32), out=similarity)
    return similarity


def _dense(block: Block) -> NDArray[np.float64]:
    """A few titles and the features that they have, in full: scipy would take longer to import than all this takes."""
    features, position = np.unique(block.indices, return_inverse=True)
    table = np.zeros((block.n_items, len(features)))
    table[np.repeat(np.arange(block.n_items), np.diff(block.indptr)), position] = block.data
    return table
