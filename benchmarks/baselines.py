"""The same question answered in the usual ways: weight the whole matrix again, and look for the nearest rows.

Every rival gets its best case: what it can prepare once is prepared, and only what a moved slider costs is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, csr_matrix
from sklearn.neighbors import NearestNeighbors

from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import GROUPS, Weights

Rows = NDArray[np.intp]


@dataclass(frozen=True, slots=True, eq=False)
class Concatenated:
    """All blocks side by side, and which group every entry comes from.

    Attributes:
        matrix: float32, shape (n_items, all features).
        group: int8, one for each entry of the matrix.
        entries: int64, shape (n_items,): how many entries each row has.
    """

    matrix: csr_array
    group: NDArray[np.int8]
    entries: NDArray[np.int64]

    def weighted(self, weights: Weights) -> csr_array:
        """Every entry times its group's weight, every row then brought to length 1."""
        data = self.matrix.data * np.array([weights.of(group) for group in GROUPS], dtype=np.float32)[self.group]
        starts = self.matrix.indptr[:-1]
        lengths = np.sqrt(np.add.reduceat(data * data, np.minimum(starts, len(data) - 1)))
        lengths[(self.entries == 0) | (lengths == 0)] = 1.0
        data /= np.repeat(lengths, self.entries)
        return csr_array((data, self.matrix.indices, self.matrix.indptr), shape=self.matrix.shape)


def concatenate(blocks: Mapping[str, Block]) -> Concatenated:
    """Puts the blocks of a library side by side."""
    lengths = np.array([np.diff(blocks[group].indptr) for group in GROUPS])
    n_items, entries = lengths.shape[1], lengths.sum(axis=0)
    indptr = np.concatenate([[0], np.cumsum(entries)])
    indices, data = np.empty(indptr[-1], dtype=np.int32), np.empty(indptr[-1], dtype=np.float32)
    group_of = np.empty(indptr[-1], dtype=np.int8)
    begins, offset = indptr[:-1].copy(), 0
    for number, group in enumerate(GROUPS):
        block = blocks[group]
        slots = np.repeat(begins - block.indptr[:-1], lengths[number]) + np.arange(len(block.data))
        indices[slots], data[slots], group_of[slots] = block.indices + offset, block.data, number
        begins += lengths[number]
        offset += block.n_features
    if indptr[-1] < 2**31:
        indptr = indptr.astype(np.int32)
    return Concatenated(csr_array((data, indices, indptr), shape=(n_items, offset)), group_of, entries)


def by_matrix(
    all_blocks: Concatenated, profile: UserProfile, weights: Weights, candidates: NDArray[np.bool_], k: int
) -> Rows:
    """(a) Weights and normalises the matrix, makes the person's vector, multiplies, and takes the best k."""
    matrix = all_blocks.weighted(weights)
    scores = matrix @ mean_vector(matrix, profile)
    scores[~candidates] = -np.inf
    top = np.argpartition(-scores, k - 1)[:k]
    return np.asarray(top[np.argsort(-scores[top], kind="stable")])


def mean_vector(matrix: csr_array, profile: UserProfile) -> NDArray[np.float32]:
    """The weighted mean of what the person watched, length 1."""
    mean = matrix[profile.rows].T @ profile.fresh_preference.astype(np.float32)
    return np.asarray(mean / np.linalg.norm(mean), dtype=np.float32)


def by_neighbours(matrix: csr_array, profile: UserProfile, k: int) -> Callable[[int], Any]:
    """(b) scikit-learn's `NearestNeighbors` with cosine, on a matrix that someone else has weighted already."""
    search = NearestNeighbors(n_neighbors=min(k + len(profile), matrix.shape[0]), metric="cosine", algorithm="brute")
    search.fit(matrix)
    wanted = mean_vector(matrix, profile)[None, :]
    return lambda number: search.kneighbors(wanted)


def by_sparse_dot_topn(matrix: csr_array, profile: UserProfile, k: int) -> Callable[[int], Any] | None:
    """(c) sparse_dot_topn's best k of a sparse product, on the same weighted matrix, transposed already."""
    try:
        from sparse_dot_topn import sp_matmul_topn
    except ImportError:
        return None
    wanted = csr_matrix(mean_vector(matrix, profile)[None, :])
    across = csr_matrix(matrix.T)
    return lambda number: sp_matmul_topn(wanted, across, top_n=k + len(profile), sort=True)


def by_implicit(columns: NDArray[np.float32], k: int, watched: int) -> Callable[[NDArray[np.float64]], Any] | None:
    """(d) implicit's best k, on the very evidence that the live step multiplies."""
    try:
        from implicit.cpu.topk import topk
    except ImportError:
        return None
    items = np.ascontiguousarray(columns.T)
    return lambda coefficients: topk(items, coefficients.astype(np.float32)[None, :], k + watched, num_threads=1)
