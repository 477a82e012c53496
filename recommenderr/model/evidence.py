"""What a person's profile says about each title: the evidence, computed once per person and used for all weights.

For title `i`, feature group `g` and watched titles `h`, with block rows `b`:

    profile_similarity_g(i) = sum_f b_igf u_gf                 over the features f of the group
    max_similarity_g(i)     = max_h q_h <b_ig, b_hg>           over the titles the person liked

    u_gf = sum_h p_h b_hgf / sum_h |p_h|                       the mean; p_h is below 0 for a disliked title
    u_gf = s_f / (s_f + 2) + 2 m_f,  s_f = sum_h q_h b_hgf     people: m_f is the mean of the line above

where `p` is the profile weight and `q`, 0 to 1, the neighbour weight of a watched title (see `user_profile`). Of people
the first part saturates with the number of liked titles: a name found in two liked titles of five hundred counts as
much as one found in two of ten, where a mean would make it fifty times smaller. The second part is what the person
watches lately. A group that the title lacks gives 0 in both.

In place of the profile similarity, genres have their lift over the library, and years have none. Acclaim, new,
countries and format are sums of facts and lifts: see `user_lifts`.
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Block, Rows, UniqueRows
from recommenderr.model.user_lifts import GENRES, UserLifts
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import FACT_GROUPS, GROUPS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK_ROWS = 8192
PROFILE_GROUPS = tuple(group for group in GROUPS if group != "year")
"""The groups whose whole profile counts; of years the maximum similarity alone."""
COLUMNS = (
    *(f"{group}/{piece}" for group in GROUPS for piece in ("profile", "max") if (group, piece) != ("year", "profile")),
    *FACT_GROUPS,
)
COLUMN_GROUPS = tuple(column.split("/")[0] for column in COLUMNS)
PROFILE_COLUMNS = {group: COLUMNS.index(f"{group}/profile") for group in PROFILE_GROUPS}
MAX_COLUMNS = {group: COLUMNS.index(f"{group}/max") for group in GROUPS}
LIFT_COLUMNS = {GENRES: PROFILE_COLUMNS[GENRES]} | {group: COLUMNS.index(group) for group in FACT_GROUPS}
"""The columns that `UserLifts` makes."""
RECENT_COEFFICIENT = 2.0
"""What a name's share of what is watched lately counts next to how often it was watched; docs/quality.md."""
SATURATED_GROUPS = frozenset({"people"})
"""The groups in which a feature's weight saturates with the number of liked titles that have it."""
HALF_SATURATION = 2.0
"""A name with this sum of neighbour weights has half of the largest weight that a name can have; docs/quality.md."""


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """One person's evidence about every title.

    Attributes:
        columns: float32, shape (len(COLUMNS), n_items). One column of evidence is one row of the array, so that a
            weighted sum streams through memory once.
        closest: int32, shape (len(GROUPS), n_items): position in the profile of the liked title with the largest
            similarity, or -1.
    """

    columns: NDArray[np.float32]
    closest: NDArray[np.int32]


def empty_evidence(n_items: int) -> Evidence:
    """Evidence that is 0 for every title, to be filled."""
    columns = np.zeros((len(COLUMNS), n_items), dtype=np.float32)
    return Evidence(columns, np.full((len(GROUPS), n_items), -1, dtype=np.int32))


def build_evidence(
    blocks: Mapping[str, Block],
    lifts: UserLifts,
    unique_rows: Mapping[str, UniqueRows] = MappingProxyType({}),
) -> Evidence:
    """The evidence of one person's profile about every title.

    Args:
        blocks: one block for each group of `GROUPS`, each with n_items rows.
        lifts: the person's profile, compared with what the library offers.
        unique_rows: the result of `find_unique_rows` for the blocks; performance only.
    """
    profile = lifts.profile
    evidence = empty_evidence(len(lifts.facts))
    for number, group in enumerate(GROUPS):
        block = blocks[group]
        if len(block.data):
            if group in PROFILE_COLUMNS and group != GENRES:
                evidence.columns[PROFILE_COLUMNS[group]] = profile_similarity(block, profile)
            evidence.columns[MAX_COLUMNS[group]], evidence.closest[number] = max_similarity(
                block, profile.rows, profile.neighbour_weight, unique_rows.get(group)
            )
    for group, column in lifts.columns().items():
        evidence.columns[LIFT_COLUMNS[group]] = column
    return evidence


def title_evidence(blocks: Mapping[str, Block], row: int) -> Evidence:
    """The evidence of a single title: both similarities of each group are the cosine to it, and facts add nothing.

    Nothing saturates here, because a single title holds each name once.
    """
    evidence = empty_evidence(blocks[GROUPS[0]].n_items)
    for number, group in enumerate(GROUPS):
        block = blocks[group]
        features, values = block.row(row)
        dense = np.zeros(block.n_features, dtype=block.data.dtype)
        dense[features] = values
        cosine = block.matrix() @ dense
        evidence.columns[MAX_COLUMNS[group]] = cosine
        if group in PROFILE_COLUMNS:
            evidence.columns[PROFILE_COLUMNS[group]] = cosine
        evidence.closest[number, evidence.columns[MAX_COLUMNS[group]] > 0] = 0
    return evidence


def profile_similarity(block: Block, profile: UserProfile) -> NDArray[np.float64]:
    """Similarity of each title to a person's whole profile in one group; float64, shape (n_items,)."""
    rows = block.take(profile.rows).matrix().T
    feature_weights = np.asarray(rows @ title_weights(block.group, profile))
    if block.group in SATURATED_GROUPS:
        feature_weights *= saturation(feature_weights)
        feature_weights += RECENT_COEFFICIENT * np.asarray(rows @ profile_shares(profile))
    return np.asarray(block.matrix() @ feature_weights)


def title_weights(
    group: str, profile: UserProfile, saturated_groups: Set[str] = SATURATED_GROUPS
) -> NDArray[np.float64]:
    """The weight of each watched title in a group's profile; float64, shape (n_watched,).

    The neighbour weight where features saturate, else the profile weight divided by the sum of all absolute ones.
    """
    if group in saturated_groups:
        return profile.neighbour_weight
    return profile_shares(profile)


def profile_shares(profile: UserProfile) -> NDArray[np.float64]:
    """The profile weights divided by the sum of all absolute ones; float64, shape (n_watched,)."""
    total = float(np.abs(profile.profile_weight).sum())
    return profile.profile_weight / total if total > 0 else profile.profile_weight


def saturation(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The factor `1 / (s + 2)` that turns a feature's sum `s` of neighbour weights into its weight `s / (s + 2)`.

    S. Robertson and H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009, let term frequencies
    saturate in the same way.
    """
    return np.asarray(1.0 / (sums + HALF_SATURATION), dtype=np.float64)


def max_similarity(
    block: Block, rows: Rows, neighbour_weight: NDArray[np.float64], unique_rows: UniqueRows | None = None
) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
    """The largest `neighbour_weight * cosine` over some titles, and the first title that has it.

    Exact: every pair that shares a feature is multiplied, in chunks so that memory stays flat. With `unique_rows`, one
    title of each distinct row is multiplied and its result copied to the others.

    Returns:
        values: float64, shape (n_items,), 0 where no liked title shares a feature.
        positions: int32, shape (n_items,), an index into `rows`, -1 where the value is 0.
    """
    liked = np.flatnonzero(neighbour_weight > 0)
    if len(liked) == 0:
        return np.zeros(block.n_items), np.full(block.n_items, -1, dtype=np.int32)
    weighted = block.take(rows[liked]).matrix() * neighbour_weight[liked, None].astype(block.data.dtype)
    left = (block if unique_rows is None else block.take(unique_rows.first)).matrix()
    values, columns = _row_maxima(left, weighted.T.tocsr())
    positions = np.append(liked, -1).astype(np.int32)[columns]
    return (values, positions) if unique_rows is None else (values[unique_rows.inverse], positions[unique_rows.inverse])


def _row_maxima(left: csr_array, right: csr_array) -> tuple[NDArray[np.float64], NDArray[np.intp]]:
    """The largest entry of each row of `left @ right` and the first column that has it; 0 and -1 in a row without."""
    values = np.zeros(left.shape[0])
    columns = np.full(left.shape[0], -1, dtype=np.intp)
    for start in range(0, left.shape[0], CHUNK_ROWS):
        products = left[start : start + CHUNK_ROWS] @ right
        filled = np.flatnonzero(np.diff(products.indptr))
        if len(filled) == 0:
            continue
        starts = products.indptr[filled]
        best = np.maximum.reduceat(products.data, starts)
        lengths = np.diff(np.append(starts, len(products.data)))
        where = np.where(products.data == np.repeat(best, lengths), products.indices, right.shape[1])
        values[start + filled] = best
        columns[start + filled] = np.minimum.reduceat(where, starts)
    return values, columns
