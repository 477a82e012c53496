"""Titles that are the same to a feature group: thousands share their genres, most share their year.

What is computed for one of them holds for all, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.feature_block import Block, Rows

WORTH_IT = 2.0
"""Distinct rows are used where each stands for at least this many titles on average."""


@dataclass(frozen=True, slots=True, eq=False)
class UniqueRows:
    """The distinct rows of a block.

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
