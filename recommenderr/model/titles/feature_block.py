"""One feature group of the whole library as a sparse matrix whose rows have length 1 or are empty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Rows = NDArray[np.int32]
Vector = NDArray[np.float64]

WORTH_IT = 2.0
"""Distinct rows are used where each stands for at least this many titles on average."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """The features of one group, in CSR form: row `i` of the matrix is title `i`.

    Attributes:
        group: name of the feature group.
        indptr: int64, shape (n_items + 1,).
        indices: int32, shape (n_entries,): feature numbers, ascending within each row.
        data: float32 (float64 in tests), shape (n_entries,): each row has an L2 norm of 1, or has no entry.
        names: what people call each feature, length n_features.
    """

    group: str
    indptr: NDArray[np.int64]
    indices: NDArray[np.int32]
    data: NDArray[np.floating]
    names: Sequence[str]

    def __post_init__(self) -> None:
        if len(self.indices) != len(self.data):
            raise ValueError(f"{self.group}: {len(self.indices)} indices, but {len(self.data)} values")
        if len(self.indptr) == 0 or self.indptr[-1] != len(self.data):
            raise ValueError(f"{self.group}: the row pointer ends at {self.indptr[-1:]}, not at {len(self.data)}")

    @property
    def n_items(self) -> int:
        """Number of rows."""
        return len(self.indptr) - 1

    @property
    def n_features(self) -> int:
        """Number of columns."""
        return len(self.names)

    def row(self, row: int) -> tuple[NDArray[np.int32], NDArray[np.floating]]:
        """Feature numbers and values of one title, without a copy."""
        start, stop = self.indptr[row], self.indptr[row + 1]
        return self.indices[start:stop], self.data[start:stop]

    def take(self, rows: Rows) -> Block:
        """The block of these titles alone, in this order; features keep their numbers."""
        lengths = self.indptr[rows + 1] - self.indptr[rows]
        indptr = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum(lengths, out=indptr[1:])
        entries = np.arange(indptr[-1]) + np.repeat(self.indptr[rows] - indptr[:-1], lengths)
        return Block(self.group, indptr, self.indices[entries], self.data[entries], self.names)

    def has(self) -> NDArray[np.bool_]:
        """Which titles have the group at all, shape (n_items,)."""
        return np.diff(self.indptr) > 0

    def matrix(self) -> csr_array:
        """The same arrays as a scipy matrix, shape (n_items, n_features), without a copy."""
        from scipy.sparse import csr_array  # 0.1 s that a ranking from kept evidence does not spend

        matrix = csr_array((self.n_items, self.n_features), dtype=self.data.dtype)
        matrix.data, matrix.indices = self.data, self.indices
        matrix.indptr = _narrow(self.indptr)  # type: ignore[assignment]
        return matrix


def _narrow(indptr: NDArray[np.int64]) -> NDArray[np.int32] | NDArray[np.int64]:
    """Scipy wants one type for pointers and indices, or it converts both on every product."""
    return indptr.astype(np.int32) if indptr[-1] < 2**31 else indptr


@dataclass(frozen=True, slots=True, eq=False)
class UniqueRows:
    """The distinct rows of a block: thousands of titles share their genres, most share their year.

    What is computed for one of the titles with the same row holds for all of them, to the last bit.

    Attributes:
        first: int32, shape (n_unique,): a title with each distinct row.
        inverse: int32, shape (n_items,): the distinct row of each title.
    """

    first: Rows
    inverse: NDArray[np.int32]


def find_unique_rows(blocks: Mapping[str, Block]) -> dict[str, UniqueRows]:
    """The distinct rows of each group in which many titles have the same row; groups without are left out."""
    by_group = {group: unique_rows_of(block) for group, block in blocks.items() if len(block.data)}
    return {group: unique_rows for group, unique_rows in by_group.items() if unique_rows is not None}


def unique_rows_of(block: Block) -> UniqueRows | None:
    """The distinct rows of a block; None where most rows are.

    Rows are told apart by their product with a random direction, which is almost never the same for two that differ;
    the rows are then compared, so the answer is certain.
    """
    direction = np.random.default_rng(0).standard_normal(block.n_features)
    _, first, inverse = np.unique(block.matrix() @ direction, return_index=True, return_inverse=True)
    if len(first) * WORTH_IT > block.n_items:
        return None
    unique_rows = UniqueRows(first.astype(np.int32), inverse.astype(np.int32))
    return unique_rows if _same(block, block.take(unique_rows.first[unique_rows.inverse])) else None


def _same(one: Block, other: Block) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("indptr", "indices", "data"))
