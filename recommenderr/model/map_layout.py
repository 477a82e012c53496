"""The whole library on one sheet: titles with much in common lie close together. Runs at build time only.

The blocks, put side by side, are brought down to a few dimensions (truncated SVD). There the titles fall into some tens
of neighbourhoods (k-means), which are laid out on the sheet so that neighbours stay neighbours (t-SNE, exact, of the
neighbourhoods alone). A title lies between the neighbourhoods that it is near to, drawn by

    exp(-(d_ik - d_i) / T)        d_ik its squared distance to neighbourhood k, d_i the smallest of them

so the cost grows with the number of titles, not with its square. At last each axis is stretched towards even density.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, hstack
from sklearn.cluster import MiniBatchKMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.manifold import TSNE

from recommenderr.model.titles.feature_block import Block

SHARES: Mapping[str, float] = {"genres": 1.0, "text": 0.9, "people": 0.7, "collections": 0.7, "year": 0.5}
"""How much each group counts for the distance of two titles."""

DIMENSIONS = 24
NEIGHBOURHOODS = 100
SAMPLE = 20_000
"""Neighbourhoods are found among so many titles; the others join them."""
LEAST_TITLES_OF_A_WORD = 5
MOST_FEATURES = 20_000
EVENNESS = 0.6
SEED = 7

Points = NDArray[np.float32]


def library_map(blocks: Mapping[str, Block]) -> Points:
    """Where each title lies: float32, shape (n_items, 2), both coordinates from 0 to 1."""
    near = _near(blocks)
    if near is None:
        return _apart(blocks["genres"].n_items)
    return _even(_laid_out(near))


def _near(blocks: Mapping[str, Block]) -> NDArray[np.float32] | None:
    """The titles in a few dimensions, shape (n_items, at most DIMENSIONS); None where there is nothing to compare."""
    parts = [share * _frequent(blocks[group].matrix()) for group, share in SHARES.items()]
    table = csr_array(hstack([part for part in parts if part.shape[1]], format="csr")) if _any(parts) else None
    if table is None or min(table.shape) < 3:
        return None
    dimensions = min(DIMENSIONS, min(table.shape) - 1)
    svd = TruncatedSVD(dimensions, n_iter=2, n_oversamples=6, random_state=SEED)
    return np.asarray(svd.fit_transform(table.astype(np.float32)), dtype=np.float32)


def _any(parts: list[csr_array]) -> bool:
    return any(part.shape[1] for part in parts)


def _frequent(matrix: csr_array) -> csr_array:
    """Only the features of several titles, of them the most frequent: a rare one says nothing of the large picture."""
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1])
    columns = np.flatnonzero(counts >= min(LEAST_TITLES_OF_A_WORD, 1 + matrix.shape[0] // 20))
    if len(columns) > MOST_FEATURES:
        columns = np.sort(columns[np.argsort(-counts[columns], kind="stable")[:MOST_FEATURES]])
    return matrix[:, columns]


def _laid_out(near: NDArray[np.float32]) -> NDArray[np.float64]:
    """The titles on the sheet, between the neighbourhoods that they are near to."""
    count = min(NEIGHBOURHOODS, max(3, len(near) // 6))
    sample = near[:: max(1, -(-len(near) // SAMPLE))]
    means = MiniBatchKMeans(count, random_state=SEED, n_init=1, max_iter=20, batch_size=2048)
    centres = np.asarray(means.fit(sample).cluster_centers_, dtype=np.float32)
    places = TSNE(
        2, perplexity=max(1.0, min(12.0, (count - 1) / 3)), init="pca", method="exact", random_state=SEED, max_iter=400
    ).fit_transform(centres)
    sheet = np.empty((len(near), 2))
    for start in range(0, len(near), SAMPLE):
        sheet[start : start + SAMPLE] = _between(near[start : start + SAMPLE], centres, np.asarray(places))
    return sheet


def _between(
    near: NDArray[np.float32], centres: NDArray[np.float32], places: NDArray[np.float32]
) -> NDArray[np.float64]:
    distance = (near**2).sum(1)[:, None] - 2 * near @ centres.T + (centres**2).sum(1)
    distance -= distance.min(axis=1, keepdims=True)
    temperature = max(float(np.median(np.partition(distance, 2, axis=1)[:, 2])), 1e-9)
    pull = np.exp(-distance / temperature)
    return np.asarray((pull @ places) / pull.sum(axis=1, keepdims=True), dtype=np.float64)


def _even(sheet: NDArray[np.float64]) -> Points:
    """Both axes from 0 to 1, between where the titles are and where they would lie at even distances."""
    low, high = sheet.min(axis=0), sheet.max(axis=0)
    position = (sheet - low) / np.where(high > low, high - low, 1.0)
    rank = np.argsort(np.argsort(sheet, axis=0, kind="stable"), axis=0, kind="stable") / max(len(sheet) - 1, 1)
    return np.asarray(EVENNESS * rank + (1 - EVENNESS) * position, dtype=np.float32)


def _apart(n_items: int) -> Points:
    """Titles that have nothing to be compared by, on a circle."""
    turn = np.linspace(0, 2 * np.pi, n_items, endpoint=False)
    return np.asarray(np.stack([0.5 + 0.5 * np.cos(turn), 0.5 + 0.5 * np.sin(turn)], axis=1), dtype=np.float32)
