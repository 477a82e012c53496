"""What a person's taste says of every title: the evidence, made once per person and reused for every weight setting.

For title `i`, feature group `g` and watched titles `h` with block rows `b`:

    overall_g(i) = sum_f b_igf u_gf                            over the features f, u what each means to the person
    closest_g(i) = max_h q_h <b_ig, b_hg>                      over the titles the person liked, q_h in 0..1

    u_gf = sum_h p_h b_hgf / sum_h |p_h|                       the mean; p_h below 0 where the person disliked h
    u_gf = s_f / (s_f + 2),  s_f = sum_h q_h b_hgf             people: how often a name was met and liked

A name that was met in two liked titles of five hundred means as much as in two of ten, where a mean would say fifty
times less; and each further time says less than the one before. A group that the title lacks gives 0 in both.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.feature_block import Block, Rows
from recommenderr.model.unique_rows import Kinds
from recommenderr.model.user_profile import Taste
from recommenderr.model.weights import ACCLAIM, GROUPS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK_ROWS = 8192
COLUMNS = (*(f"{group}/{piece}" for group in GROUPS for piece in ("overall", "closest")), ACCLAIM)
COLUMN_GROUPS = (*(group for group in GROUPS for _ in range(2)), ACCLAIM)
COUNTED = frozenset({"people"})
"""The groups whose features count by how often they were met, not by their share of all that was watched."""
HALF_KNOWN = 2.0
"""A name with so much liking behind it means half of what a name can; see docs/quality.md."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One person's evidence about every title.

    Attributes:
        columns: float32, shape (len(COLUMNS), n_items): overall and closest for each group, then acclaim. One column of
            evidence is one row of the array, so that a weighted sum streams through memory once.
        closest: int32, shape (len(GROUPS), n_items): place in the taste of the closest liked title, or -1.
    """

    columns: NDArray[np.float32]
    closest: NDArray[np.int32]


def build_evidence(
    blocks: Mapping[str, Block],
    taste: Taste,
    acclaim: NDArray[np.float32],
    kinds: Mapping[str, Kinds] = MappingProxyType({}),
) -> Evidence:
    """The evidence of one person's taste about every title.

    Args:
        blocks: one block for each group of `GROUPS`, each of n_items rows.
        taste: what the person watched, as matrix rows with their pull and liking.
        acclaim: float32, shape (n_items,): see `acclaim`.
        kinds: what `find_kinds` says of the blocks. They change the time that this takes, and nothing else.
    """
    n_items = len(acclaim)
    columns = np.zeros((len(COLUMNS), n_items), dtype=np.float32)
    closest = np.full((len(GROUPS), n_items), -1, dtype=np.int32)
    for number, group in enumerate(GROUPS):
        block = blocks[group]
        if len(block.data):
            columns[2 * number] = overall(block, taste)
            columns[2 * number + 1], closest[number] = nearest(block, taste.rows, taste.liking, kinds.get(group))
    columns[-1] = acclaim
    return Evidence(columns, closest)


def likeness(blocks: Mapping[str, Block], row: int) -> Evidence:
    """What is like one title: both pieces of each group are the cosine to it, and acclaim is 0.

    People too: there is no past in which a name could have been met more often than once.
    """
    n_items = blocks[GROUPS[0]].n_items
    columns = np.zeros((len(COLUMNS), n_items), dtype=np.float32)
    closest = np.full((len(GROUPS), n_items), -1, dtype=np.int32)
    for number, group in enumerate(GROUPS):
        block = blocks[group]
        features, values = block.row(row)
        wanted = np.zeros(block.n_features, dtype=block.data.dtype)
        wanted[features] = values
        columns[2 * number] = columns[2 * number + 1] = block.matrix() @ wanted
        closest[number, columns[2 * number] > 0] = 0
    return Evidence(columns, closest)


def overall(block: Block, taste: Taste) -> NDArray[np.float64]:
    """How much a person's whole taste says for each title; float64, shape (n_items,)."""
    profile = np.asarray(block.take(taste.rows).matrix().T @ shares(block.group, taste))
    if block.group in COUNTED:
        profile *= discount(profile)
    return np.asarray(block.matrix() @ profile)


def shares(group: str, taste: Taste, counted: Set[str] = COUNTED) -> NDArray[np.float64]:
    """What each watched title counts in a group's profile, float64, shape (n_watched,): pull, as shares, or liking."""
    if group in counted:
        return taste.liking
    total = float(np.abs(taste.pull).sum())
    return taste.pull / total if total > 0 else taste.pull


def discount(liking: NDArray[np.float64]) -> NDArray[np.float64]:
    """What the liking behind a name is multiplied by, since each further time says less: `1 / (s + 2)`.

    S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, let the number of times
    that a word occurs saturate in the same way.
    """
    return np.asarray(1.0 / (liking + HALF_KNOWN), dtype=np.float64)


def nearest(
    block: Block, rows: Rows, liking: NDArray[np.float64], kinds: Kinds | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """The largest `liking * cosine` over some titles, and the position of that title; of equals the first one.

    Exact: every pair that shares a feature is multiplied, in chunks so that memory stays flat. With `kinds` one title
    of each kind is multiplied, and the others have what it has.

    Returns:
        values: float64, shape (n_items,), 0 where no liked title shares a feature.
        positions: int32, shape (n_items,), an index into `rows`, -1 where the value is 0.
    """
    liked = np.flatnonzero(liking > 0)
    if len(liked) == 0:
        return np.zeros(block.n_items), np.full(block.n_items, -1, dtype=np.int32)
    others = (block.take(rows[liked]).matrix() * liking[liked, None].astype(block.data.dtype)).T.tocsr()
    values, places = _row_maxima((block if kinds is None else block.take(kinds.first)).matrix(), others)
    positions = np.append(liked, -1).astype(np.int32)[places]
    return (values, positions) if kinds is None else (values[kinds.kind], positions[kinds.kind])


def _row_maxima(left: csr_array, right: csr_array) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The largest entry of each row of `left @ right` and the first column that has it; 0 and -1 in a row without."""
    values = np.zeros(left.shape[0])
    columns = np.full(left.shape[0], -1, dtype=np.intp)
    for start in range(0, left.shape[0], CHUNK_ROWS):
        products = left[start : start + CHUNK_ROWS] @ right
        found = np.flatnonzero(np.diff(products.indptr))
        if len(found) == 0:
            continue
        starts = products.indptr[found]
        best = np.maximum.reduceat(products.data, starts)
        lengths = np.diff(np.append(starts, len(products.data)))
        where = np.where(products.data == np.repeat(best, lengths), products.indices, right.shape[1])
        values[start + found] = best
        columns[start + found] = np.minimum.reduceat(where, starts)
    return values, columns
