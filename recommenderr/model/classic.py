"""The classic score: cosine between the weighted vectors of title and person, re-weighted without a rebuild.

    x_i(w) = blocks of i times their weights, concatenated, L2-normalised
    u(w)   = sum_h p_h x_h(w)                              p_h = preference times exp(-age / 90 days), summing to 1
    score_i(w) = <x_i(w), u(w)> / |u(w)|

Block rows have norm 1 or 0, so |x_i| before normalising depends only on which groups a title has: its mask `m`. With
`c_m(w) = 1 / sqrt(sum_{g in m} w_g^2)` and `S[i, g, m'] = <b_ig, sum over watched h with mask m' of p_h b_hg>`,

    score_i(w) = c_m(i)(w) * sum_g w_g^2 sum_m' c_m'(w) S[i, g, m'] / |u(w)|

is a small contraction of a tensor made once for a person, and exact.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recommenderr.model.titles.feature_block import Block
from recommenderr.model.user_profile import UserProfile
from recommenderr.model.weights import GROUPS, SHOWN_GROUPS, Weights


@dataclass(frozen=True, slots=True, eq=False)
class ClassicTensor:
    """What the classic score needs of one person.

    Attributes:
        masks: int8, shape (n_items,): bit `g` is set where the title has group `g`.
        columns: float32 (float64 in tests), shape (n_columns, n_items): S, one row for each pair of `pairs`.
        pairs: (group number, mask) of each column.
        gram: inner products of the feature sums of two columns, 0 between groups, shape (n_columns, n_columns).
        watched_masks: int8, shape (n_watched,).
        share: float64, shape (n_watched,): p_h.
    """

    masks: NDArray[np.int8]
    columns: NDArray[np.floating]
    pairs: tuple[tuple[int, int], ...]
    gram: NDArray[np.float64]
    watched_masks: NDArray[np.int8]
    share: NDArray[np.float64]


def build_tensor(blocks: Mapping[str, Block], profile: UserProfile, dtype: str = "float32") -> ClassicTensor:
    """The tensor of one person over all titles: one sparse product for each group and mask among the watched titles."""
    masks = item_masks(blocks)
    watched_masks = masks[profile.rows]
    total = profile.fresh_preference.sum()
    share = profile.fresh_preference / total if total > 0 else profile.fresh_preference
    pairs: list[tuple[int, int]] = []
    feature_sums, columns = [], []
    for number, group in enumerate(GROUPS):
        for mask in sorted({int(m) for m in watched_masks if m >> number & 1}):
            chosen = np.flatnonzero(watched_masks == mask)
            feature_sum = blocks[group].take(profile.rows[chosen]).matrix().astype(np.float64).T @ share[chosen]
            pairs.append((number, mask))
            feature_sums.append(feature_sum)
            columns.append((blocks[group].matrix() @ feature_sum).astype(dtype))
    table = np.vstack(columns) if columns else np.zeros((0, len(masks)), dtype)
    return ClassicTensor(masks, table, tuple(pairs), _gram(pairs, feature_sums), watched_masks, share)


def item_masks(blocks: Mapping[str, Block]) -> NDArray[np.int8]:
    """Which groups each title has, as bits in the order of `GROUPS`, shape (n_items,)."""
    bits = [blocks[group].has().astype(np.int8) << number for number, group in enumerate(GROUPS)]
    return np.asarray(np.bitwise_or.reduce(np.array(bits, dtype=np.int8)), dtype=np.int8)


def _gram(pairs: list[tuple[int, int]], feature_sums: list[NDArray[np.float64]]) -> NDArray[np.float64]:
    gram = np.zeros((len(pairs), len(pairs)))
    for a, (group_a, _) in enumerate(pairs):
        for b, (group_b, _) in enumerate(pairs):
            if group_a == group_b:
                gram[a, b] = feature_sums[a] @ feature_sums[b]
    return gram


@dataclass(frozen=True, slots=True, eq=False)
class ClassicScorer:
    """Classic scores of one person for one setting of the weights."""

    tensor: ClassicTensor
    factor_of_mask: NDArray[np.float64]
    coefficients: NDArray[np.float64]

    def scores(self) -> NDArray[np.float32]:
        """Approximate scores of all titles, shape (n_items,)."""
        scores = np.dot(self.coefficients.astype(np.float32), self.tensor.columns.astype(np.float32, copy=False))
        scores *= self.factor_of_mask.astype(np.float32)[self.tensor.masks]
        return np.asarray(scores, dtype=np.float32)

    def contributions(self, rows: NDArray[np.intp]) -> NDArray[np.float64]:
        """Contributions by group in float64, shape (len(rows), len(SHOWN_GROUPS)); acclaim has none."""
        pieces = self.tensor.columns[:, rows].T.astype(np.float64) * self.coefficients
        pieces *= self.factor_of_mask[self.tensor.masks[rows]][:, None]
        groups = np.zeros((len(rows), len(SHOWN_GROUPS)))
        for column, (group, _) in enumerate(self.tensor.pairs):
            groups[:, group] += pieces[:, column]
        return groups

    def watched_coefficients(self, row: int, weights: Weights) -> NDArray[np.float64]:
        """What each watched title's row counts for one title, shape (len(GROUPS), n_watched)."""
        norm = self._norm(weights)
        squares = np.array([weights.of(group) ** 2 for group in GROUPS])
        watched = self.tensor.share * self.factor_of_mask[self.tensor.watched_masks]
        here = self.factor_of_mask[self.tensor.masks[row]]
        return np.outer(squares, watched) * (here / norm if norm > 0 else 0.0)

    def _norm(self, weights: Weights) -> float:
        return _profile_norm(self.tensor, self.factor_of_mask, weights)


def classic_scorer(tensor: ClassicTensor, weights: Weights) -> ClassicScorer:
    """The scorer of one person for these weights. A person or a title without any weighted group scores 0."""
    factors = mask_factors(weights)
    norm = _profile_norm(tensor, factors, weights)
    raw = np.array([weights.of(GROUPS[group]) ** 2 * factors[mask] for group, mask in tensor.pairs])
    return ClassicScorer(tensor, factors, raw / norm if norm > 0 else np.zeros(len(tensor.pairs)))


def mask_factors(weights: Weights) -> NDArray[np.float64]:
    """`c_m(w)` for each mask, shape (2 ** len(GROUPS),); 0 for a title that has no group with a weight."""
    squares = np.array([weights.of(group) ** 2 for group in GROUPS])
    bits = np.arange(2 ** len(GROUPS))[:, None] >> np.arange(len(GROUPS)) & 1
    lengths = np.sqrt(bits @ squares)
    factors = np.zeros(len(lengths))
    factors[lengths > 0] = 1.0 / lengths[lengths > 0]
    return factors


def _profile_norm(tensor: ClassicTensor, factors: NDArray[np.float64], weights: Weights) -> float:
    """|u(w)|: each column's profile counts `w_g c_m'`."""
    scale = np.array([weights.of(GROUPS[group]) * factors[mask] for group, mask in tensor.pairs])
    return float(np.sqrt(max(scale @ tensor.gram @ scale, 0.0))) if len(scale) else 0.0
