"""Titles that are the same to a feature group: thousands share their genres, most share their year.

What is worked out for one title of a kind holds for all of them, to the last bit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.feature_block import Block, Rows

WORTH_IT = 2.0
"""Kinds are kept where there are at least so many titles to a kind."""


@dataclass(frozen=True, slots=True, eq=False)
class Kinds:
    """The distinct rows of a block.

    Attributes:
        first: int32, shape (n_kinds,): a title of each kind.
        kind: int32, shape (n_items,): the kind of each title.
    """

    first: Rows
    kind: NDArray[np.int32]


def find_kinds(blocks: Mapping[str, Block]) -> dict[str, Kinds]:
    """The kinds of every group in which many titles have the same row; groups without are left out."""
    found = {group: kinds_of(block) for group, block in blocks.items() if len(block.data)}
    return {group: kinds for group, kinds in found.items() if kinds is not None}


def kinds_of(block: Block) -> Kinds | None:
    """The distinct rows of a block; None where most rows are.

    A random direction tells rows apart, for two that differ have the same product with it as good as never; the rows
    are then compared, so the answer is certain.
    """
    direction = np.random.default_rng(0).standard_normal(block.n_features)
    _, first, kind = np.unique(block.matrix() @ direction, return_index=True, return_inverse=True)
    if len(first) * WORTH_IT > block.n_items:
        return None
    kinds = Kinds(first.astype(np.int32), kind.astype(np.int32))
    return kinds if _same(block, block.take(kinds.first[kinds.kind])) else None


def _same(one: Block, other: Block) -> bool:
    return all(np.array_equal(getattr(one, name), getattr(other, name)) for name in ("indptr", "indices", "data"))
