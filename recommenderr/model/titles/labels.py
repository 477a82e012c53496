"""Labels of one kind for every title: the shares of its genres or countries, or the bin that a number falls into.

Many titles have the same labels, so each distinct row is stored once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Block, Vector


@dataclass(frozen=True, slots=True, eq=False)
class Labels:
    """The labels of all titles.

    Attributes:
        table: float64, shape (n_distinct, n_labels): distinct rows that sum to 1, or to 0 without a label.
        codes: int32, shape (n_items,): the row of `table` of each title.
    """

    table: Vector
    codes: NDArray[np.int32]

    def take(self, rows: NDArray[np.integer]) -> Vector:
        """The labels of these titles, shape (len(rows), n_labels)."""
        return np.asarray(self.table[self.codes[rows]])

    def of_all(self, values: Vector) -> Vector:
        """The sum of the label values of each title, by its shares; `values` has shape (n_labels,)."""
        return np.asarray((self.table @ values)[self.codes])

    def shares(self, titles: NDArray[np.bool_]) -> Vector:
        """The mean share of each label among those of these titles that have any, shape (n_labels,)."""
        counts = np.bincount(self.codes[titles], minlength=len(self.table)).astype(np.float64)
        labelled = counts[self.table.sum(axis=1) > 0].sum()
        return np.asarray(counts @ self.table / max(labelled, 1.0))


def share_labels(block: Block) -> Labels:
    """The features of a block, where each of a title's n features has the share 1/n."""
    lengths = np.diff(block.indptr)
    digits = np.random.default_rng(0).integers(1, 2**62, max(block.n_features, 1), dtype=np.uint64)
    owner = np.repeat(np.arange(block.n_items), lengths)
    hashes = np.zeros(block.n_items, dtype=np.uint64)
    np.add.at(hashes, owner, digits[block.indices])  # the same set of features gives the same sum, in any order
    _, first, codes = np.unique(hashes, return_index=True, return_inverse=True)
    table = np.zeros((len(first), block.n_features))
    for place, row in enumerate(first.tolist()):
        features, _ = block.row(row)
        table[place, features] = 1.0 / max(len(features), 1)
    return Labels(table, codes.astype(np.int32))


def bin_labels(values: NDArray[np.floating], edges: tuple[float, ...]) -> Labels:
    """One label for each bin, from one edge up to the next; no label where the value is nan or below the first edge."""
    table = np.vstack([np.zeros(len(edges)), np.eye(len(edges))])
    return Labels(table, np.digitize(np.nan_to_num(values, nan=-np.inf), edges).astype(np.int32))
